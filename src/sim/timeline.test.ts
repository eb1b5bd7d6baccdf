import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "./change.ts";
import { freeze } from "./testing/freeze.ts";
import { visiting } from "./testing/worlds.ts";
import {
  forkTimeline,
  growTimeline,
  lastStepNotAfter,
  lengthOf,
  runTimeline,
  stepAt,
  stepsOf,
  type TimedInput,
  type Timeline,
  weightOf,
  worldAt,
} from "./timeline.ts";
import { advance, inject, nextAt, type Step, type World } from "./world.ts";

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
    const timeline = runTimeline(start, { budget: TINY, beyond: "replay", limit: 500 });
    expect([timeline.end, lengthOf(timeline)]).toEqual(["limit", 500]);
    expect(timeline.steps.length).toBeLessThan(500);
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

describe("a fork", () => {
  /** Kept whole, and with the oldest steps dropped and few or many checkpoints. */
  const originals = [whole, ...[TINY, 1_200_000].map((budget) => runTimeline(start, { budget, beyond: "replay" }))];
  for (const one of originals) freeze(one);
  const original = fc.constantFrom(...originals);
  const place = fc.integer({ min: -1, max: whole.steps.length - 1 });
  const budget = fc.integer({ min: 0, max: 2_000_000 });
  const growth = (bytes: number) => ({ budget: bytes, beyond: "replay" }) as const;

  const silent: Change = { kind: "set-device", device: "lan", up: false };
  const off = (at: number): TimedInput => ({ at, input: { kind: "change", change: silent } });
  const flush = (at: number): TimedInput => ({
    at,
    input: { kind: "act", device: "nearest", act: { kind: "flush-cache" } },
  });

  /** The steps beyond `world`, made by nothing but `inject` and `advance`. */
  function carriedOut(world: World, inputs: readonly TimedInput[]): readonly Step[] {
    let now = inputs.reduce((w, { at, input }) => inject(w, at, input), world);
    const steps: Step[] = [];
    while (nextAt(now) !== undefined) {
      const step = advance(now);
      steps.push(step);
      now = step.world;
    }
    return steps;
  }

  /** Worlds are compared at the ends only: each step's follows from the one before. */
  function expectSame(steps: Iterable<Step>, expected: readonly Step[]): void {
    const all = [...steps];
    const without = (list: readonly Step[]) =>
      list.map(({ index, entry, sent, facts }) => ({ index, entry, sent, facts }));
    expect(without(all)).toEqual(without(expected));
    expect(all.at(-1)?.world).toEqual(expected.at(-1)?.world);
  }

  test("shares its past: the very steps that are kept", () => {
    const fork = forkTimeline(whole, 100, [off(0)]);
    expect(fork.steps).toHaveLength(101);
    fork.steps.forEach((step, i) => {
      expect(step).toBe(whole.steps[i]);
    });
    expect(fork.end).toBe("open");
  });

  test("without another input goes on as the run did", () => {
    const onward = growTimeline(forkTimeline(whole, 300, []));
    expect(Object.keys(onward)).toEqual(Object.keys(whole));
    fc.assert(
      fc.property(original, place, budget, (timeline, at, bytes) => {
        const fork = forkTimeline(timeline, at, []);
        expect(lengthOf(fork)).toBe(at + 1);
        expect(worldAt(fork, at)).toEqual(worldAt(whole, at));
        const grown = growTimeline(fork, growth(bytes));
        expect(grown.end).toBe("quiet");
        expectSame(stepsOf(grown), whole.steps);
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  test("with a change is what a run is whose world was changed there, and the original stays as it was", () => {
    fc.assert(
      fc.property(original, place, budget, fc.integer({ min: 0, max: 100_000_000 }), (timeline, at, bytes, time) => {
        const inputs = [off(time), flush(0)];
        const expected = [...whole.steps.slice(0, at + 1), ...carriedOut(worldAt(whole, at), inputs)];
        const grown = growTimeline(forkTimeline(timeline, at, inputs), growth(bytes));
        expectSame(stepsOf(grown), expected);
        expect(stepAt(grown, at)).toEqual(stepAt(whole, at));
        expectSame(stepsOf(timeline), whole.steps);
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  test("of a fork has what the first was given up to there, and no more", () => {
    fc.assert(
      fc.property(original, place, place, budget, (timeline, first, second, bytes) => {
        const one = growTimeline(forkTimeline(timeline, first, [flush(0)]), growth(bytes));
        const known = [...stepsOf(one)];
        const two = growTimeline(forkTimeline(one, second, [off(0)]), growth(bytes));
        const pending = second === first ? [flush(0), off(0)] : [off(0)];
        const past = worldAt(second >= first ? one : whole, second);
        expectSame(stepsOf(two), [...known.slice(0, second + 1), ...carriedOut(past, pending)]);
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  test("at the end of a quiet run wakes it again, and beyond either end is one at that end", () => {
    const last = whole.steps.at(-1)!;
    const woken = growTimeline(forkTimeline(whole, 1_000_000, [flush(0)]));
    expect(woken.steps.slice(whole.steps.length).map((s) => [s.entry.at, s.entry.by, s.entry.input.kind])).toEqual([
      [last.entry.at, "start", "act"],
    ]);
    expect(lengthOf(forkTimeline(whole, -7, []))).toBe(0);
  });

  test("has no input before the present", () => {
    const grown = growTimeline(forkTimeline(whole, 400, [off(0)]));
    const changes = grown.steps.filter(({ entry }) => entry.input.kind === "change");
    expect(changes.map(({ entry }) => entry.at)).toEqual([whole.steps[400]!.entry.at]);
  });
});

test("the last step not after a time is found in what is kept and in what is dropped", () => {
  const timelines = [whole, ...[TINY, 1_200_000].map((budget) => runTimeline(start, { budget, beyond: "replay" }))];
  const times = [...new Set(whole.steps.map(({ entry }) => entry.at))];
  fc.assert(
    fc.property(
      fc.constantFrom(...timelines),
      fc.constantFrom(...times),
      fc.constantFrom(-1, 0, 1),
      (timeline, base, more) => {
        const time = base + more;
        const expected = whole.steps.findLastIndex(({ entry }) => entry.at <= time);
        expect(lastStepNotAfter(timeline, time)).toBe(expected);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
  for (const timeline of timelines) {
    expect(lastStepNotAfter(timeline, -1)).toBe(-1);
    expect(lastStepNotAfter(timeline, Number.POSITIVE_INFINITY)).toBe(whole.steps.length - 1);
  }
});
