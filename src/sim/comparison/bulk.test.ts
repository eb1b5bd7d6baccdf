/** Much data: segment sizes, the initial window, slow start, path MTU discovery (the laboratory's case f). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import { dataOf, digestOf } from "../../stack/programs/script.ts";
import { bytesOf } from "../../stack/stream.ts";
import type { Timeline } from "../timeline.ts";
import {
  answering,
  asking,
  factsOf,
  LETTERS,
  labWorld,
  opening,
  PAIR_LETTERS,
  pairWorld,
  recordsOf,
  run,
  serving,
  WEB,
} from "./testing/lab.ts";
import { isPureAck, type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const bulk = (profile: ProfileName, mtuA?: number): Timeline =>
  run(pairWorld({ a: asking(), b: answering(100_000), ...(mtuA !== undefined && { mtuA }) }), { profile });

const data = (
  t: Timeline,
  device = "a",
  letters: Readonly<Record<string, string>> = PAIR_LETTERS,
  from = "B",
): readonly Said[] =>
  trace(t, device, letters).filter((s) => s.packet.tcp && s.packet.payload.length > 0 && s.text.startsWith(from));

/** `68x1460 + 720`. */
function sizes(list: readonly Said[]): string {
  const runs: [number, number][] = [];
  for (const { packet } of list) {
    const last = runs.at(-1);
    if (last?.[1] === packet.payload.length) last[0] += 1;
    else runs.push([1, packet.payload.length]);
  }
  return runs.map(([n, size]) => (n === 1 ? String(size) : `${n}x${size}`)).join(" + ");
}

describe("each side announces its own MSS, the sender uses the smaller (lab T3, T4)", () => {
  test.each([
    ["plain", undefined, 1460, "68x1460 + 720"],
    ["plain", 576, 536, "186x536 + 304"],
    ["linux", undefined, 1460, "69x1448 + 88"], // twelve bytes of each segment are the timestamps'
    ["linux", 576, 536, "190x524 + 440"],
    ["textbook", undefined, 1460, "68x1460 + 720"],
    ["textbook", 576, 536, "186x536 + 304"],
  ] as const)("%s, MTU %s", (profile, mtu, mss, expected) => {
    const t = bulk(profile, mtu);
    expect(sizes(data(t))).toBe(expected);
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => s.packet.tcp?.flags.syn),
      `A > B [SYN] mss=${mss}
      B > A [SYN,ACK] mss=1460`,
    );
    const read = recordsOf(t, "a", "client").find((r) => r.op === "read");
    expect(read).toMatchObject({ bytes: 100_000, digest: digestOf(bytesOf(dataOf({ bytes: 100_000 }, 5))) });
  });
});

test("plain at MTU 576, as captured: windows of whole segments, FIN on the last data, the client's FIN answers at once", () => {
  const came = trace(bulk("plain", 576), "a", PAIR_LETTERS);
  expectTable(
    [...came.slice(0, 8), ...came.slice(-3)],
    `A > * ARP who-has B
    B > A ARP is-at 02:00:0a:01:00:01
    A > B [SYN] seq=0 len=0 win=65392 mss=536                # 122 segments
    B > A [SYN,ACK] seq=0 ack=1 len=0 win=64240 mss=1460     # 44 segments
    A > B [ACK] seq=1 ack=1 len=0 win=65392
    A > B [PSH,ACK] seq=1 ack=1 len=100
    B > A [ACK] seq=1 ack=101 len=0 win=64140
    B > A [ACK] seq=1 ack=101 len=536
    B > A [FIN,ACK] seq=99697 ack=101 len=304
    A > B [FIN,ACK] seq=101 ack=100002 len=0
    B > A [ACK] seq=100002 ack=102 len=0`,
    { anyPush: true },
  );
});

describe("what leaves before the first data ACK is back (lab T5, T6)", () => {
  /** Numbers of segments that left B between the arrivals of ACKs, by whole round trips. */
  const flights = (t: Timeline): readonly number[] => {
    const sent = data(t, "b");
    const out: number[] = [];
    let last = 0;
    for (const s of sent) {
      if (out.length === 0 || s.at - last > ms(20)) out.push(0);
      out[out.length - 1]! += 1;
      last = s.at;
    }
    return out;
  };
  test("plain and linux: 10 segments, then twice as many each round trip", () => {
    expect(flights(bulk("plain")).slice(0, 2)).toEqual([10, 20]);
    expect(flights(bulk("linux")).slice(0, 2)).toEqual([10, 20]);
  });
  test.each([
    [2, [2, 4, 8, 16]],
    [1, [1, 2, 4, 8]],
  ])(
    "textbook with an initial window of %i: an ACK for each segment doubles it each round trip",
    (initialWindow, expected) => {
      const t = run(pairWorld({ a: asking(), b: answering(100_000), tcp: { initialWindow } }));
      expect(flights(t).slice(0, 4)).toEqual(expected);
    },
  );
  test("textbook: no congestion window, the peer's window of 65535 is filled at once", () => {
    const [first = 0] = flights(bulk("textbook"));
    expect(first).toBeGreaterThanOrEqual(Math.floor(65_535 / 1460));
  });
});

test.each(["plain", "linux", "textbook"] as const)(
  "%s: all is acknowledged in order, whatever the number of ACKs",
  (profile) => {
    const acks = trace(bulk(profile), "a", PAIR_LETTERS).filter((s) => s.text.startsWith("A") && isPureAck(s));
    const numbers = acks.map((s) => Number(/ ack=(\d+)/.exec(s.text)?.[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const quick = acks.filter((s) => s.at < seconds(0.15)).length;
    if (profile === "textbook") expect(acks.length).toBeGreaterThanOrEqual(69);
    else expect(quick).toBeGreaterThan(5);
  },
);

test("plain: without window scaling 64240 is announced first, and never more than 65535", () => {
  const windows = trace(bulk("plain"), "a", PAIR_LETTERS).flatMap((s) =>
    s.text.startsWith("A") && s.packet.tcp ? [s.packet.tcp.window_size_value] : [],
  );
  expect(windows[0]).toBe(64_240);
  expect(Math.max(...windows)).toBeLessThanOrEqual(65_535);
});

describe("small writes (Nagle, lab T26)", () => {
  const three = (noDelay: boolean, profile: ProfileName): readonly number[] => {
    const write = { op: "write", on: "s", bytes: 10 } as const;
    const option = { op: "setsockopt", on: "s", option: "TCP_NODELAY", value: 1 } as const;
    const t = run(
      pairWorld({
        a: [...opening(...(noDelay ? [option] : [])), write, write, write, { op: "read", on: "s" }],
        b: [
          { op: "read", on: "s", bytes: 30 },
          { op: "close", on: "s" },
        ],
      }),
      { profile, until: seconds(5) },
    );
    return data(t, "a", PAIR_LETTERS, "A").map((s) => s.packet.payload.length);
  };
  test.each(["plain", "linux", "textbook"] as const)("%s: as 10 and 20, with TCP_NODELAY as 10, 10, 10", (profile) => {
    expect(three(false, profile)).toEqual([10, 20]);
    expect(three(true, profile)).toEqual([10, 10, 10]);
  });
});

describe("path MTU discovery (lab I4)", () => {
  const discovery = (profile: ProfileName): Timeline =>
    run(
      labWorld({
        web: {
          server: serving(
            [],
            { op: "read", on: "s", bytes: 100 },
            { op: "write", on: "s", bytes: 30_000 },
            { op: "close", on: "s" },
          ),
        },
        client: {
          client: {
            run: "script",
            steps: [
              { op: "socket", as: "s" },
              { op: "bind", on: "s", port: 40_000 },
              { op: "connect", on: "s", to: WEB, port: 80 },
              { op: "write", on: "s", bytes: 100 },
              { op: "read", on: "s" },
              { op: "close", on: "s" },
            ],
          },
        },
        more: narrowLan,
      }),
      { profile },
    );
  /** The wire between router and client takes 576 bytes, as only the router knows. */
  const narrowLan = {
    devices: {
      router: {
        kind: "router",
        ports: {
          lan: { address: "10.10.1.1", prefix: 24, mtu: 576 },
          web: { address: "10.20.2.1", prefix: 24 },
          dns: { address: "10.30.3.1", prefix: 24 },
        },
      },
    },
    links: [],
  } as const;

  test.each(["plain", "linux"] as const)(
    "%s: the first flight of 10 earns 10 ICMP 3/4, then all goes again smaller",
    (profile) => {
      const t = discovery(profile);
      const atWeb = trace(t, "web", LETTERS);
      const size = profile === "plain" ? { full: 1460, small: 536 } : { full: 1448, small: 524 };
      const icmp = atWeb.filter((s) => s.packet.icmp);
      expect(icmp.map((s) => /ICMP \S+ mtu=\d+/.exec(s.text)?.[0])).toEqual(new Array(10).fill("ICMP 3/4 mtu=576"));
      expect(icmp[0]?.text).toMatch(/^G > S/);
      const sent = data(t, "web", LETTERS, "S");
      expect(sizes(sent.slice(0, 10))).toBe(`10x${size.full}`);
      expect(sent[0]?.packet.ip?.flags.df).toBe(true);
      for (const s of sent.slice(10)) expect(s.packet.payload.length).toBeLessThanOrEqual(size.small);
      expect(sent[10]?.text).toContain(" seq=1 ");
      expect(recordsOf(t, "client", "client").find((r) => r.op === "read")?.bytes).toBe(30_000);
      expect(factsOf(t, "path-mtu-learned").map((f) => [f.by, f.to, f.mtu])).toEqual([["web", "client", 576]]);
    },
  );

  test("textbook: the whole answer is under way, and each of its segments that is too long earns one", () => {
    const t = discovery("textbook");
    const sent = data(t, "web", LETTERS, "S");
    const long = sent.filter((s) => s.packet.payload.length > 536).length;
    expect(long).toBe(Math.ceil(30_000 / 1460));
    expect(trace(t, "web", LETTERS).filter((s) => s.packet.icmp)).toHaveLength(long);
    expect(recordsOf(t, "client", "client").find((r) => r.op === "read")?.bytes).toBe(30_000);
  });

  test("a learnt path MTU lowers the MSS that this host announces later", () => {
    const twice = run(
      labWorld({
        web: {
          server: serving(
            [],
            { op: "write", on: "s", bytes: 3000 },
            { op: "close", on: "s" },
            { op: "sleep", for: seconds(1) },
            { op: "accept", on: "l", as: "again" },
          ),
        },
        client: {
          client: {
            run: "script",
            steps: [
              { op: "socket", as: "s" },
              { op: "connect", on: "s", to: WEB, port: 80 },
              { op: "read", on: "s" },
              { op: "close", on: "s" },
              { op: "sleep", for: seconds(2) },
              { op: "socket", as: "s" },
              { op: "connect", on: "s", to: WEB, port: 80 },
            ],
          },
        },
        more: narrowLan,
      }),
      { profile: "plain", until: seconds(10) },
    );
    const answers = trace(twice, "web", LETTERS).filter((s) => s.packet.tcp?.flags.syn && s.text.startsWith("S"));
    expect(answers.map((s) => / mss=\d+/.exec(s.text)?.[0])).toEqual([" mss=1460", " mss=536"]);
  });
});
