/** Who hears what on a switch and on a hub (the laboratory's case s). */
import { describe, expect, test } from "vitest";
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import type { DeviceSpec, WorldSpec } from "../spec.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, link, outcomes, recordsOf, run, script } from "./testing/lab.ts";
import { trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const LETTERS = { one: "1", two: "2", three: "3" };
const host = (n: number, steps: readonly ScriptStep[] = []): DeviceSpec => ({
  kind: "host",
  ports: { eth0: { address: `10.0.0.${n}`, prefix: 24 } },
  ...(steps.length > 0 && { programs: { ping: script(...steps) } }),
});
const ping = (to: number): ScriptStep => ({ op: "ping", to: `10.0.0.${to}`, timeout: seconds(2) });
const wait = (time: Micros): ScriptStep => ({ op: "sleep", for: time });

function three(middle: DeviceSpec, one: readonly ScriptStep[], others: readonly ScriptStep[] = []): WorldSpec {
  return {
    devices: { middle, one: host(1, one), two: host(2, others), three: host(3) },
    links: [
      link("one.eth0", "middle.p1", ms(1)),
      link("two.eth0", "middle.p2", ms(1)),
      link("three.eth0", "middle.p3", ms(1)),
    ],
  };
}
const heard = (t: Timeline) => trace(t, "three", LETTERS);
const kinds = (t: Timeline): readonly string[] =>
  t.steps
    .flatMap((s) => s.facts)
    .filter((f) => f.by === "middle")
    .map((f) => ("mac" in f ? `${f.kind} ${f.mac.slice(-2)}` : f.kind));

/** An ARP exchange and a ping, as seen by the two: six frames. */
const exchange = `
  1 > * ARP who-has 2
  2 > 1 ARP is-at 02:00:0a:00:00:02
  1 > 2 ICMP 8/0
  2 > 1 ICMP 0/0
`;

test("a switch: the third port sees the broadcast only (lab L5)", () => {
  const t = run(three({ kind: "switch" }, [ping(2)]));
  expectTable(trace(t, "two", LETTERS), exchange);
  expectTable(heard(t), "1 > * ARP who-has 2");
  expect(kinds(t)).toEqual([
    "mac-learned 01",
    "frame-flooded ff",
    "mac-learned 02",
    "frame-switched 01",
    "frame-switched 02",
    "frame-switched 01",
  ]);
});

test("a hub: everybody hears everything, and the adapter drops what is for others", () => {
  const t = run(three({ kind: "hub" }, [ping(2)]));
  expectTable(heard(t), exchange);
  expect(factsOf(t, "frame-ignored", "three").map((f) => f.reason)).toEqual(new Array(3).fill("other-address"));
  expect(kinds(t)).toEqual([]);
});

test("a switch that forgets at once floods like a hub (lab L5, ageing 0)", () => {
  const t = run(three({ kind: "switch", ageing: 0 }, [ping(2)]));
  expectTable(heard(t), exchange);
});

describe("ageing", () => {
  test("a destination not heard of for the ageing time is flooded once, and learnt from its answer", () => {
    // The hosts know each other for 60 s; the switch forgets after 10.
    const t = run(three({ kind: "switch", ageing: seconds(10) }, [ping(2), wait(seconds(20)), ping(2), ping(2)]));
    expectTable(
      heard(t),
      `1 > * ARP who-has 2
      1 > 2 ICMP 8/0                # the switch had forgotten where 2 is`,
    );
    expect(outcomes(recordsOf(t, "one", "ping"))).toEqual(["ping ok", "sleep ok", "ping ok", "ping ok"]);
  });

  test("every frame renews its sender: while both speak, nothing is flooded", () => {
    const t = run(
      three({ kind: "switch", ageing: seconds(10) }, [ping(2), wait(seconds(8)), ping(2), wait(seconds(8)), ping(2)]),
    );
    expectTable(heard(t), "1 > * ARP who-has 2");
  });
});

test("two switches in a row: each learns its own table, neither changes a frame", () => {
  const world: WorldSpec = {
    devices: {
      left: { kind: "switch" },
      right: { kind: "switch" },
      one: host(1, [ping(2)]),
      two: host(2),
      three: host(3),
    },
    links: [
      link("one.eth0", "left.p1"),
      link("three.eth0", "left.p3"),
      link("left.up", "right.up"),
      link("two.eth0", "right.p2"),
    ],
  };
  const t = run(world);
  expectTable(trace(t, "two", LETTERS), exchange);
  expectTable(heard(t), "1 > * ARP who-has 2");
  const table = (id: string) => {
    const device = t.steps.at(-1)!.world.devices[id];
    return device?.kind === "switch"
      ? Object.fromEntries(Object.entries(device.table).map(([m, e]) => [m.slice(-2), e.port]))
      : {};
  };
  expect(table("left")).toEqual({ "01": "p1", "02": "up" });
  expect(table("right")).toEqual({ "01": "up", "02": "p2" });
  const request = t.steps
    .flatMap((s) => s.sent)
    .filter((x) => x.from.device !== "two")
    .slice(0, 4);
  expect(new Set(request.map((x) => x.frame.packet)).size).toBe(1);
});

test("a frame for a host on the port it came from is not sent back", () => {
  // One and two share a hub that hangs on the switch's port 1.
  const world: WorldSpec = {
    devices: {
      hub: { kind: "hub" },
      middle: { kind: "switch" },
      one: host(1, [ping(2)]),
      two: host(2),
      three: host(3),
    },
    links: [
      link("one.eth0", "hub.p1"),
      link("two.eth0", "hub.p2"),
      link("hub.up", "middle.p1"),
      link("three.eth0", "middle.p3"),
    ],
  };
  const t = run(world);
  expectTable(heard(t), "1 > * ARP who-has 2");
  expect(factsOf(t, "frame-ignored", "middle").map((f) => f.reason)).toEqual(["same-port", "same-port", "same-port"]);
});
