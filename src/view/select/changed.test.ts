import { describe, expect, test } from "vitest";
import { lengthOf, runTimeline, stepAt, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";
import { cable, journey } from "../testing/runs.ts";
import { changedAt, isEqual } from "./changed.ts";
import { hostOf } from "./focus.ts";

const tcpStates = (world: World): readonly string[] =>
  Object.values(hostOf(world, "client")?.sockets ?? {}).map((s) => (s.kind === "connection" ? s.tcb.state : s.kind));

const run = cable();
const last = lengthOf(run) - 1;

/** Steps that told of a new TCP state at the client. */
const stateSteps = (timeline: Timeline): readonly number[] =>
  timeline.steps.flatMap((s) =>
    s.facts.some((f) => f.kind === "tcp-state-changed" && f.by === "client") ? [s.index] : [],
  );

describe("changedAt", () => {
  test("names the steps in which the connection's state changed, and none between", () => {
    const found: number[] = [];
    for (let at = changedAt(run, last, tcpStates); at !== undefined; at = changedAt(run, at - 1, tcpStates)) {
      found.unshift(at);
    }
    expect(found).toEqual(expect.arrayContaining([...stateSteps(run)]));
    for (const at of found) {
      expect(tcpStates(worldAt(run, at))).not.toEqual(tcpStates(worldAt(run, at - 1)));
    }
  });

  test("between two changes it stays with the earlier one", () => {
    const [first, second] = stateSteps(run);
    expect(second! - first!).toBeGreaterThan(1);
    expect(changedAt(run, second! - 1, tcpStates)).toBe(first);
    expect(changedAt(run, second!, tcpStates)).toBe(second);
  });

  test("what was there from the beginning has no step, nor has anything before the first", () => {
    expect(changedAt(run, last, (world) => hostOf(world, "client")?.interfaces)).toBeUndefined();
    expect(changedAt(run, -1, tcpStates)).toBeUndefined();
  });

  test("past the end it is asked of the last step", () => {
    expect(changedAt(run, last + 9, tcpStates)).toBe(changedAt(run, last, tcpStates));
  });

  test("objects made anew for each world are compared by what is in them", () => {
    const made = (world: World) => ({ list: tcpStates(world), of: { host: "client" } });
    expect(changedAt(run, last, made)).toBe(changedAt(run, last, tcpStates));
  });

  test("`same` decides, where it is given", () => {
    const count = (world: World): number => tcpStates(world).length;
    expect(changedAt(run, last, tcpStates, (a, b) => a.length === b.length)).toBe(changedAt(run, last, count));
  });

  test("a run whose oldest steps were dropped gives the same answers", () => {
    const whole = journey({ url: "http://www.lab.glasscom.com/" });
    const dropped = runTimeline(whole.start, { limit: 20_000, budget: 1, beyond: "replay" });
    expect(dropped.dropped?.count).toBeGreaterThan(0);
    expect(lengthOf(dropped)).toBe(lengthOf(whole));
    const socket = (world: World) => hostOf(world, "client")?.sockets[1];
    const cache = (world: World) => hostOf(world, "nearest")?.processes;
    for (let at = lengthOf(whole) - 1; at > 0; at -= 7) {
      for (const select of [tcpStates, socket, cache] as readonly ((world: World) => unknown)[]) {
        expect(changedAt(dropped, at, select)).toBe(changedAt(whole, at, select));
      }
    }
    expect(stepAt(dropped, 0)).toEqual(stepAt(whole, 0));
  });
});

test.each<[unknown, unknown, boolean]>([
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, false],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: undefined }, { b: undefined }, false],
  [[], {}, false],
  [null, {}, false],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2), true],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3), false],
  [Number.NaN, Number.NaN, true],
])("isEqual(%j, %j) is %s", (a, b, expected) => {
  expect(isEqual(a, b)).toBe(expected);
});
