/** Nobody there: ARP that fails, on the link and behind the router; queueing, and addresses told unasked (the laboratory's case j). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import type { Timeline } from "../timeline.ts";
import {
  factsOf,
  fault,
  hostAt,
  LETTERS,
  labWorld,
  opening,
  outcomes,
  PAIR_LETTERS,
  PAIR_LINK,
  pairWorld,
  type RunOptions,
  recordsOf,
  run,
} from "./testing/lab.ts";
import { trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const connecting = (to: string, o: RunOptions = {}): Timeline => {
  const steps: readonly ScriptStep[] = [
    { op: "socket", as: "s" },
    { op: "connect", on: "s", to, port: 80 },
  ];
  return run(labWorld({ client: { dig: { run: "script", steps } } }), { profile: "plain", ...o });
};
const failure = (t: Timeline) => recordsOf(t, "client", "dig").at(-1);

test("a dead host on the link: three requests 1 s apart, EHOSTUNREACH after 3 s (lab L6)", () => {
  const t = connecting("10.10.1.77");
  const asks = trace(t, "client", LETTERS);
  expectTable(
    asks,
    `C > * ARP who-has 10.10.1.77 target-zero
    C > * ARP who-has 10.10.1.77 target-zero
    C > * ARP who-has 10.10.1.77 target-zero`,
  );
  expect(asks.map((s) => s.at)).toEqual([0, seconds(1), seconds(2)]);
  expect(failure(t)).toMatchObject({ errno: "EHOSTUNREACH", at: seconds(3) });
});

test("a dead host behind the router: it asks three times, then one ICMP 3/1 for each packet in its queue, from its near side (lab L7)", () => {
  const t = connecting("10.20.2.77");
  expectTable(
    trace(t, "client", LETTERS),
    `C > * ARP who-has G
    G > C ARP is-at 02:00:0a:0a:01:01
    C > 10.20.2.77 [SYN] seq=0
    C > 10.20.2.77 [SYN] seq=0        # 1 s
    C > 10.20.2.77 [SYN] seq=0        # 3 s, a moment before the router gives up
    G > C ICMP 3/1 len=52             # 8 bytes, and 44 of the packet: as much as there was
    G > C ICMP 3/1
    G > C ICMP 3/1`,
  );
  expectTable(
    trace(t, "web", LETTERS),
    `G > * ARP who-has 10.20.2.77
    G > * ARP who-has 10.20.2.77
    G > * ARP who-has 10.20.2.77`,
  );
  const icmp = trace(t, "client", LETTERS).filter((s) => s.packet.icmp);
  expect(icmp[0]?.packet.ip?.src).toBe("10.10.1.1");
  expect(failure(t)?.errno).toBe("EHOSTUNREACH");
  expect(failure(t)?.at).toBeLessThan(seconds(3.1));
});

test("no route at the host: ENETUNREACH at once, and no packet", () => {
  const t = run(
    pairWorld({
      a: [
        { op: "socket", as: "s" },
        { op: "connect", on: "s", to: "192.0.2.1", port: 80 },
      ],
    }),
  );
  expect(recordsOf(t, "a", "client").at(-1)).toMatchObject({ errno: "ENETUNREACH", at: 0 });
  expect(trace(t, "a", PAIR_LETTERS)).toEqual([]);
});

test("no route at the router: ICMP 3/0 (lab I1)", () => {
  const t = connecting("192.0.2.1");
  expectTable(
    trace(t, "client", LETTERS),
    `C > * ARP who-has G
    G > C ARP is-at 02:00:0a:0a:01:01
    C > 192.0.2.1 [SYN] seq=0
    G > C ICMP 3/0`,
  );
  expect(failure(t)?.errno).toBe("ENETUNREACH");
});

test("a lost request is asked again after 1 s, and what waited goes out in order", () => {
  const steps: readonly ScriptStep[] = [
    { op: "socket", as: "u", type: "dgram" },
    { op: "bind", on: "u", port: 5000 },
    ...["one", "three", "sixsix"].map((text) => ({ op: "sendto", on: "u", to: "10.1.0.1", port: 7, text }) as const),
  ];
  const t = run(pairWorld({ a: steps }), { changes: [fault(PAIR_LINK, { protocol: "arp", from: "a" })] });
  const came = trace(t, "a", PAIR_LETTERS).filter((s) => s.text.startsWith("A") || s.packet.arp);
  expectTable(
    came,
    `A > * ARP who-has B
    A > * ARP who-has B
    B > A ARP is-at 02:00:0a:01:00:01
    A > B UDP 5000>7 len=3
    A > B UDP 5000>7 len=5
    A > B UDP 5000>7 len=6`,
  );
  expect(came[1]!.at).toBe(seconds(1));
  expect(new Set(came.slice(3).map((s) => s.at))).toEqual(new Set([came[2]!.at]));
});

test("an answer that the host never asked for is not believed, a request is when it is for us", () => {
  const t = run(pairWorld({ a: opening() }), { until: seconds(1) });
  expect(Object.keys(hostAt(t, "b").neighbours)).toEqual(["10.1.0.2"]);
  const heard = run(labWorld(), {
    acts: [{ device: "client", act: { kind: "open-url", url: "http://10.20.2.80/" } }],
    until: seconds(1),
  });
  // The resolver heard the client's broadcast for the gateway and learnt nothing from it.
  expect(hostAt(heard, "resolver").neighbours).toEqual({});
});

test("a learnt address is asked for again when it has not been heard for 60 s", () => {
  const ping = { op: "ping", to: "10.1.0.1" } as const;
  const t = run(
    pairWorld({ a: [ping, { op: "sleep", for: seconds(30) }, ping, { op: "sleep", for: seconds(59) }, ping] }),
  );
  // The reply is no ARP message: the entry is as old as the exchange.
  expect(factsOf(t, "arp-asked", "a").map((f) => f.attempt)).toEqual([1, 1]);
  expect(outcomes(recordsOf(t, "a", "client")).filter((o) => o.startsWith("ping"))).toEqual([
    "ping ok",
    "ping ok",
    "ping ok",
  ]);
});

describe("gratuitous ARP", () => {
  test("a machine that comes up again tells its link; who knew it renews, who did not learns nothing; the switch learns the port", () => {
    const ping = { op: "ping", to: "10.10.1.53" } as const;
    const t = run(
      labWorld({ client: { ping: { run: "script", steps: [ping, { op: "sleep", for: seconds(50) }, ping] } } }),
      {
        changes: [
          { kind: "set-device", device: "resolver", up: false, at: seconds(39) },
          { kind: "set-device", device: "resolver", up: true, at: seconds(40) },
        ],
      },
    );
    const told = trace(t, "client", LETTERS).filter((s) => s.at > seconds(39) && s.at < seconds(41));
    expectTable(told, "R > * ARP who-has R target-zero");
    const before = t.steps.findLast((s) => s.entry.at < seconds(40))!.world.devices;
    const after = t.steps.findLast((s) => s.entry.at < seconds(41))!.world.devices;
    const expiry = (d: typeof before, device: string) => {
      const host = d[device];
      return host?.kind === "host" ? host.neighbours["10.10.1.53"]?.expires : undefined;
    };
    expect(expiry(after, "client")! - expiry(before, "client")!).toBeGreaterThan(seconds(39));
    expect(expiry(after, "router")).toBeUndefined();
    expect(outcomes(recordsOf(t, "client", "ping"))).toEqual(["ping ok", "sleep ok", "ping ok"]);
    expect(factsOf(t, "arp-asked", "client")).toHaveLength(1);
    expect(told[0]!.at - seconds(40)).toBeLessThan(ms(1));
  });
});
