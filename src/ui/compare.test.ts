import { describe, expect, test } from "vitest";
import { stepAt } from "../sim/timeline.ts";
import { tallyOf } from "../view/select/tally.ts";
import { alignedTo, type Pair, pairsFrom, pairTo } from "./compare.ts";
import { lastStep, type Run } from "./run.ts";
import { httpRun } from "./testing/http-versions.ts";

const one = httpRun("1.0");
const kept = httpRun("1.1");
const runs = [one, kept] as const;

const timeOf = (run: Run, at: number): number => stepAt(run.timeline, at)?.entry.at ?? -1;

/** All places that a move leads to, one after the other, until it stays. */
function walk(from: Pair, to: "next" | "back" | "step-on" | "step-back"): readonly Pair[] {
  const pairs = [from];
  for (;;) {
    const last = pairs.at(-1)!;
    const next = pairTo(runs, last, to);
    if (next[0] === last[0] && next[1] === last[1]) return pairs;
    pairs.push(next);
  }
}

describe("two runs that begin alike and part", () => {
  const there = walk([-1, -1], "next");

  test("go on together as long as the same happens in both at the same time", () => {
    expect(there[1]).toEqual([one.events[0], kept.events[0]]);
    const together = there.findIndex(([a, b]) => one.events.indexOf(a) !== kept.events.indexOf(b));
    expect(together).toBeGreaterThan(30);
  });

  test("stop at every event of either", () => {
    for (const [i, run] of runs.entries()) {
      const stops = new Set(there.map((pair) => pair[i]!));
      expect(run.events.filter((event) => !stops.has(event))).toEqual([]);
    }
  });

  test("never stand at an event that is later than the other's next one", () => {
    for (const [a, b] of there) {
      const now = Math.max(timeOf(one, a), timeOf(kept, b));
      const next = runs.map((run, i) => run.events.find((event) => event > [a, b][i]!));
      for (const [i, run] of runs.entries()) {
        if (next[i] !== undefined) expect(timeOf(run, next[i])).toBeGreaterThanOrEqual(now);
      }
    }
  });

  test("end at the last event of both, as the way to the end does, and lead back by the same stops", () => {
    const end = there.at(-1)!;
    expect(pairTo(runs, [-1, -1], "last")).toEqual([one.events.at(-1), kept.events.at(-1)]);
    expect([one.events.at(-1), kept.events.at(-1)]).toContain(Math.max(...end));
    expect(walk(end, "back").toReversed()).toEqual(there);
    expect(pairsFrom(runs, [-1, -1])).toEqual(there);
  });

  test("are walked step by step, through the steps of both, and back by the same ones", () => {
    const steps = walk([-1, -1], "step-on");
    expect(steps.at(-1)).toEqual([lastStep(one.timeline), lastStep(kept.timeline)]);
    for (const i of [0, 1] as const) {
      expect(new Set(steps.map((pair) => pair[i])).size).toBe(lastStep(runs[i].timeline) + 2);
    }
    expect(walk(steps.at(-1)!, "step-back").toReversed()).toEqual(steps);
  });
});

test("a step of the first run puts the second where it is at the same time, not later", () => {
  const at = Math.floor(lastStep(one.timeline) / 2);
  const other = alignedTo(one.timeline, at, kept.timeline);
  expect(timeOf(kept, other)).toBeLessThanOrEqual(timeOf(one, at));
  expect(timeOf(kept, other + 1)).toBeGreaterThan(timeOf(one, at));
  expect(alignedTo(one.timeline, -1, kept.timeline)).toBe(-1);
});

test("a connection that is kept saves connections, messages and time", () => {
  const [first, second] = runs.map(({ timeline }) => tallyOf(timeline, lastStep(timeline)));
  expect(first!.connections).toBeGreaterThan(second!.connections);
  expect(second!.connections).toBe(1);
  expect(first!.messages).toBeGreaterThan(second!.messages);
  expect(first!.dns).toBe(second!.dns);
});
