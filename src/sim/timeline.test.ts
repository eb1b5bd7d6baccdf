import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { visiting } from "./testing/worlds.ts";
import { growTimeline, lengthOf, runTimeline, stepAt, stepsOf, type Timeline, weightOf, worldAt } from "./timeline.ts";
import { inject, type Step, type World } from "./world.ts";

/** A page with images, twice on the same network: some 900 steps. */
function longVisit(): World {
  const act = { kind: "open-url", url: "http://www.lab.glasscom.com/" } as const;
  return inject(visiting("http://www.lab.cyber.co.kr/sample1.htm"), 90_000_000, { kind: "act", device: "client", act });
}

const start = longVisit();
const whole = runTimeline(start);
const weight = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + weightOf(step), 0);
/** Enough for the last step and for nothing more than one stretch of steps. */
const TINY = 1;

describe("a run within its budget", () => {
  test("keeps all of its steps", () => {
    expect(whole.end).toBe("quiet");
    expect(whole.dropped).toBeUndefined();
    expect(lengthOf(whole)).toBe(whole.steps.length);
    expect([...stepsOf(whole)]).toEqual(whole.steps);
  });

  test("is the same in one go and in pieces", () => {
    let grown: Timeline = { start, steps: [], end: "open" };
    while (grown.end === "open") grown = growTimeline(grown, { more: 70 });
    expect(grown).toEqual(whole);
  });
});

describe("a run that would keep too much", () => {
  test("is cut, and says so", () => {
    const cut = runTimeline(start, { budget: 500_000 });
    expect(cut.end).toBe("limit");
    expect(weight(cut.steps)).toBeGreaterThan(500_000);
    expect(weight(cut.steps.slice(0, -1))).toBeLessThanOrEqual(500_000);
    expect(cut.steps).toEqual(whole.steps.slice(0, cut.steps.length));
  });

  test("or drops its oldest steps and keeps within the budget", () => {
    const budget = 1_200_000;
    const timeline = runTimeline(start, { budget, beyond: "replay" });
    expect(timeline.end).toBe("quiet");
    expect(timeline.dropped?.count).toBeGreaterThan(0);
    expect(weight(timeline.steps)).toBeLessThanOrEqual(budget);
    expect(lengthOf(timeline)).toBe(whole.steps.length);
  });

  test("stops at the limit of steps, dropped ones counted", () => {
    const timeline = runTimeline(start, { budget: TINY, beyond: "replay", limit: 600 });
    expect([timeline.end, lengthOf(timeline)]).toEqual(["limit", 600]);
    expect(timeline.steps.length).toBeLessThan(600);
  });
});

test("the world at a step is the same by whichever route: kept, replayed, grown in pieces, forked and gone on from", () => {
  const last = whole.steps.length - 1;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000_000 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 4 }),
      fc.array(fc.integer({ min: -1, max: last }), { minLength: 1, maxLength: 5 }),
      (budget, pieces, stops) => {
        let timeline: Timeline = { start, steps: [], end: "open" };
        for (const more of pieces) timeline = growTimeline(timeline, { budget, beyond: "replay", more });
        timeline = growTimeline(timeline, { budget, beyond: "replay" });
        expect(lengthOf(timeline)).toBe(last + 1);
        for (const at of stops) {
          expect(stepAt(timeline, at)).toEqual(stepAt(whole, at));
          expect(worldAt(timeline, at)).toEqual(worldAt(whole, at));
          const onward = runTimeline(worldAt(timeline, at), { limit: 5 }).steps;
          expect(onward).toEqual(whole.steps.slice(at + 1, at + 6));
        }
      },
    ),
    { seed: 1, numRuns: 30 },
  );
});

test("steps are told in order from anywhere, dropped or kept", () => {
  const timeline = runTimeline(start, { budget: TINY, beyond: "replay" });
  const from = timeline.dropped!.count - 3;
  const indices = [...stepsOf(timeline, from)].map((step) => step.index);
  expect(indices).toEqual(whole.steps.slice(from).map((step) => step.index));
});

test("outside of a run there is no step, and the nearest world", () => {
  const timeline = runTimeline(start, { budget: TINY, beyond: "replay" });
  expect(stepAt(timeline, -1)).toBeUndefined();
  expect(stepAt(timeline, lengthOf(timeline))).toBeUndefined();
  expect(worldAt(timeline, -1)).toBe(start);
  expect(worldAt(timeline, 1_000_000)).toEqual(whole.steps.at(-1)!.world);
});
