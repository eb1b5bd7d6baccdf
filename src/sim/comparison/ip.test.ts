/** IP on its way: TTL, fragments, ICMP of each kind, several interfaces (the laboratory's case r). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import { toHex } from "../../wire/bytes.ts";
import { buildWorld } from "../build.ts";
import { runTimeline, type Timeline } from "../timeline.ts";
import {
  factsOf,
  fault,
  LETTERS,
  labWorld,
  outcomes,
  PAIR_LETTERS,
  PAIR_LINK,
  pairWorld,
  recordsOf,
  run,
  WEB,
} from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const pinging = (steps: readonly ScriptStep[], webMtu?: number): Timeline =>
  run(labWorld({ client: { ping: { run: "script", steps } }, ...(webMtu !== undefined && { webMtu }) }), {
    profile: "plain",
  });
const results = (t: Timeline) => outcomes(recordsOf(t, "client", "ping"));
const noArp = (s: Said): boolean => s.packet.arp === undefined;

test("ping: an echo request and its reply, the data comes back", () => {
  const t = pinging([{ op: "ping", to: WEB, sequence: 3 }]);
  const came = trace(t, "client", LETTERS).filter(noArp);
  expectTable(
    came,
    `C > S ICMP 8/0 len=64 ttl=64
    S > C ICMP 0/0 len=64 ttl=63`,
  );
  expect(came[1]?.packet.icmp).toMatchObject({ seq: 3, ident: came[0]?.packet.icmp?.ident });
  expect(toHex(came[1]!.packet.payload)).toBe(toHex(came[0]!.packet.payload));
  // With ARP at both routers' ends; the second would take 20 ms.
  expect(recordsOf(t, "client", "ping")[0]?.rtt).toBeGreaterThan(ms(40));
});

test("a SYN to everybody in a subnet gets no answer, RFC 1122 4.2.3.10", () => {
  const steps: readonly ScriptStep[] = [
    { op: "socket", as: "s" },
    { op: "connect", on: "s", to: "10.20.2.255", port: 80 },
  ];
  const t = run(labWorld({ client: { call: { run: "script", steps } } }), { profile: "plain" });
  const said = trace(t, "client", LETTERS).filter((s) => s.packet.tcp !== undefined);
  expect(said.map((s) => s.packet.ip?.dst).every((dst) => dst === "10.20.2.255")).toBe(true);
  expect(factsOf(t, "packet-dropped").map((f) => `${f.by} ${f.reason}`)).toContain("router tcp-to-everybody");
  expect(outcomes(recordsOf(t, "client", "call"))).toEqual(["socket ok", "connect ETIMEDOUT"]);
});

describe("fragments", () => {
  test("by the sender: 3008 bytes of ICMP over MTU 1500 (lab I2)", () => {
    const t = run(pairWorld({ a: [{ op: "ping", to: "10.1.0.1", bytes: 3000 }] }));
    const came = trace(t, "a", PAIR_LETTERS).filter(noArp);
    expectTable(
      came,
      `A > B IP frag=0 MF len=1480 ttl=64
      A > B IP frag=185 MF len=1480
      A > B IP frag=370 len=48 !MF
      B > A IP frag=0 MF len=1480
      B > A IP frag=185 MF len=1480
      B > A IP frag=370 len=48 !MF`,
    );
    expect(new Set(came.slice(0, 3).map((s) => s.packet.ip?.id)).size).toBe(1);
    expect(outcomes(recordsOf(t, "a", "client"))).toEqual(["ping ok"]);
    expect(factsOf(t, "packet-reassembled").map((f) => [f.by, f.fragments, f.bytes])).toEqual([
      ["b", 3, 3008],
      ["a", 3, 3008],
    ]);
  });

  test("by the router at MTU 576 (lab I3)", () => {
    const t = pinging([{ op: "ping", to: WEB, bytes: 1400 }], 576);
    const atWeb = trace(t, "web", LETTERS).filter((s) => noArp(s) && s.text.startsWith("C"));
    expectTable(
      atWeb,
      `C > S IP frag=0 MF len=552 ttl=63
      C > S IP frag=69 MF len=552 ttl=63
      C > S IP frag=138 len=304 !MF ttl=63`,
    );
    const sent = trace(t, "client", LETTERS).find((s) => s.packet.icmp)?.packet.ip?.id;
    expect(new Set(atWeb.map((s) => s.packet.ip?.id))).toEqual(new Set([sent]));
    expect(results(t)).toEqual(["ping ok"]);
  });

  test("with DF the router says 3/4 and its MTU; what is then too long does not even leave (lab I3)", () => {
    const ping = { op: "ping", to: WEB, bytes: 1400, df: true } as const;
    const t = pinging([ping, ping, { ...ping, bytes: 500 }], 576);
    expectTable(
      trace(t, "client", LETTERS).filter(noArp),
      `C > S ICMP 8/0 len=1408 DF
      G > C ICMP 3/4 mtu=576 len=556       # 548 bytes of the packet: 576 in all
      C > S ICMP 8/0 len=508 DF
      S > C ICMP 0/0 len=508`,
    );
    expect(results(t)).toEqual(["ping EMSGSIZE", "ping EMSGSIZE", "ping ok"]);
    expect(factsOf(t, "path-mtu-learned").map((f) => [f.by, f.to, f.mtu])).toEqual([["client", "web", 576]]);
  });

  test("a fragment of a fragment keeps its place", () => {
    const t = pinging([{ op: "ping", to: WEB, bytes: 3000 }], 576);
    const offsets = trace(t, "web", LETTERS)
      .filter((s) => noArp(s) && s.text.startsWith("C"))
      .map(({ packet: { ip } }) => [ip!.frag_offset * 8, ip!.len - 20, ip!.flags.mf]);
    expect(offsets).toEqual([
      [0, 552, true],
      [552, 552, true],
      [1104, 376, true],
      [1480, 552, true],
      [2032, 552, true],
      [2584, 376, true],
      [2960, 48, false],
    ]);
    expect(results(t)).toEqual(["ping ok"]);
  });

  test("one is lost: after 30 s the receiver gives up and says 11/1", () => {
    const t = run(pairWorld({ a: [{ op: "ping", to: "10.1.0.1", bytes: 3000, timeout: seconds(40) }] }), {
      changes: [fault(PAIR_LINK, { from: "a", protocol: "ip" }, { skip: 1 })],
    });
    const came = trace(t, "a", PAIR_LETTERS).filter(noArp);
    expectTable(
      came,
      `A > B IP frag=0 MF len=1480
      A > B IP frag=185 MF len=1480
      A > B IP frag=370 len=48
      B > A ICMP 11/1 len=556`,
    );
    expect(Math.round((came[3]!.at - came[0]!.at) / 100_000) / 10).toBe(30);
    expect(outcomes(recordsOf(t, "a", "client"))).toEqual(["ping EHOSTUNREACH"]);
  });

  test("the first is lost: nobody is told, for nothing of the packet is known", () => {
    const t = run(pairWorld({ a: [{ op: "ping", to: "10.1.0.1", bytes: 3000, timeout: seconds(40) }] }), {
      changes: [fault(PAIR_LINK, { from: "a", protocol: "ip" })],
    });
    expect(factsOf(t, "icmp-sent")).toEqual([]);
    expect(outcomes(recordsOf(t, "a", "client"))).toEqual(["ping ETIMEDOUT"]);
  });

  test("they come in any order and twice, and are one packet all the same", () => {
    const t = run(pairWorld({ a: [{ op: "ping", to: "10.1.0.1", bytes: 3000 }] }), {
      changes: [
        {
          kind: "add-fault",
          link: PAIR_LINK,
          fault: {
            kind: "delay",
            by: ms(9),
            match: { from: "a", protocol: "ip" },
            choice: { kind: "count", skip: 0, count: 2 },
          },
        },
        {
          kind: "add-fault",
          link: PAIR_LINK,
          fault: {
            kind: "duplicate",
            gap: ms(3),
            match: { from: "a", protocol: "ip" },
            choice: { kind: "count", skip: 0, count: 3 },
          },
        },
      ],
    });
    expect(outcomes(recordsOf(t, "a", "client"))).toEqual(["ping ok"]);
    expect(factsOf(t, "packet-reassembled", "b").map((f) => f.bytes)).toEqual([3008]);
  });

  test("a datagram longer than a frame arrives whole", () => {
    const t = run(
      pairWorld({
        a: [
          { op: "socket", as: "u", type: "dgram" },
          { op: "sendto", on: "u", to: "10.1.0.1", port: 7, bytes: 5000 },
          { op: "recvfrom", on: "u" },
          { op: "sendto", on: "u", to: "10.1.0.1", port: 7, bytes: 65_508 },
        ],
        programs: {
          echo: {
            run: "script",
            steps: [
              { op: "socket", as: "u", type: "dgram" },
              { op: "bind", on: "u", port: 7 },
              { op: "recvfrom", on: "u", as: "asker" },
              { op: "sendto", on: "u", to: "asker", bytes: 4000 },
            ],
          },
        },
      }),
    );
    expect(outcomes(recordsOf(t, "b", "echo")).slice(2)).toEqual(["recvfrom 5000", "sendto 4000"]);
    expect(outcomes(recordsOf(t, "a", "client")).slice(1)).toEqual(["sendto 5000", "recvfrom 4000", "sendto EMSGSIZE"]);
  });
});

describe("ICMP errors (lab I1)", () => {
  test("TTL 1 ends at the router: 11/0 from its near address, with the packet's start", () => {
    const t = pinging([{ op: "ping", to: WEB, ttl: 1 }]);
    const came = trace(t, "client", LETTERS).filter(noArp);
    expectTable(
      came,
      `C > S ICMP 8/0 ttl=1
      G > C ICMP 11/0`,
    );
    const quoted = came[1]!.packet.payload;
    const sent = came[0]!.bytes.subarray(14);
    expect(toHex(quoted)).toBe(toHex(sent.subarray(0, quoted.length)));
    expect(quoted.length).toBeGreaterThanOrEqual(28);
    expect(results(t)).toEqual(["ping EHOSTUNREACH"]);
  });

  test("TTL 2 arrives: the last router's work is done", () => {
    expect(results(pinging([{ op: "ping", to: WEB, ttl: 2 }]))).toEqual(["ping ok"]);
  });

  test("no ICMP error about an ICMP error", () => {
    // The host of the quoted packet is gone when the error comes: the router drops it without a word.
    const t = run(labWorld({ client: { ping: { run: "script", steps: [{ op: "ping", to: WEB, ttl: 1 }] } } }), {
      changes: [{ kind: "set-device", device: "client", up: false, at: 150 }],
      until: seconds(10),
    });
    expect(factsOf(t, "icmp-sent", "router").filter((f) => f.type === 11)).toHaveLength(1);
    expect(factsOf(t, "icmp-sent")).toHaveLength(1);
  });

  test("a router that does not know the way drops, a host does not forward at all", () => {
    const t = pinging([{ op: "ping", to: "192.0.2.1" }]);
    expect(results(t)).toEqual(["ping ENETUNREACH"]);
    expect(factsOf(t, "packet-dropped").map((f) => [f.by, f.reason])).toEqual([["router", "no-route"]]);
  });
});

describe("several interfaces", () => {
  test("a router answers to each of its addresses, from that address", () => {
    const t = pinging([
      { op: "ping", to: "10.10.1.1" },
      { op: "ping", to: "10.20.2.1" },
      { op: "ping", to: "127.0.0.1" },
      { op: "ping", to: "10.10.1.10" },
    ]);
    expect(results(t)).toEqual(["ping ok", "ping ok", "ping ok", "ping ok"]);
    expect(
      trace(t, "client", LETTERS)
        .filter((s) => s.packet.icmp?.type === 0)
        .map((s) => s.packet.ip?.src),
    ).toEqual(["10.10.1.1", "10.20.2.1"]);
  });

  test("the longest prefix decides the interface, and with it the source address", () => {
    const spec = pairWorld({
      a: [
        { op: "ping", to: "10.1.0.1" },
        { op: "ping", to: "10.1.0.201" },
        { op: "ping", to: "172.16.0.9" },
      ],
    });
    const world = buildWorld(
      {
        devices: {
          ...spec.devices,
          a: {
            ...spec.devices.a!,
            kind: "host",
            ports: {
              eth0: { address: "10.1.0.2", prefix: 24 },
              eth1: { address: "10.1.0.202", prefix: 30 },
            },
            routes: [{ network: "172.16.0.0", prefix: 12, via: "10.1.0.201" }],
          },
          c: {
            kind: "router",
            ports: { eth0: { address: "10.1.0.201", prefix: 30 }, far: { address: "172.16.0.9", prefix: 12 } },
          },
        },
        links: [
          ...spec.links,
          {
            between: [
              { device: "a", port: "eth1" },
              { device: "c", port: "eth0" },
            ],
            delay: 10,
            rate: 1e9,
          },
        ],
      },
      { profile: "textbook", seed: 1 },
    );
    const t = runTimeline(world);
    expect(outcomes(recordsOf(t, "a", "client"))).toEqual(["ping ok", "ping ok", "ping ok"]);
    const requests = trace(t, "a", { ...PAIR_LETTERS, c: "X" }).filter((s) => s.packet.icmp?.type === 8);
    expect(requests.map((s) => `${s.packet.ip?.src} ${s.packet.ip?.dst}`)).toEqual([
      "10.1.0.2 10.1.0.1",
      "10.1.0.202 10.1.0.201",
      "10.1.0.202 172.16.0.9",
    ]);
  });
});
