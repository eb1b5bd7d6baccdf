/**
 * The steps of a run, kept so that one can go back: an index into them is all the undo there is.
 * Worlds share what did not change, so that keeping them is cheap; still a timeline weighs what it keeps and stays within
 * a budget. Beyond it a run is cut, or its oldest steps are dropped and made anew from checkpoints when somebody asks.
 */
import type { StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Input } from "./agenda.ts";
import { advance, inject, nextAt, type Step, type World } from "./world.ts";

export type Timeline = {
  readonly start: World;
  /** The steps that are kept: all of them or, with `dropped`, the last ones. */
  readonly steps: readonly Step[];
  /** Why there are no more steps: nothing left to happen, the limit, or nobody asked for more. */
  readonly end: "quiet" | "limit" | "open";
  /** What came before `steps`, where all of it was too much to keep. */
  readonly dropped?: Dropped;
  /** What a fork was given beside what its start holds, in the order of the steps. */
  readonly injected?: readonly Injected[];
};

/** Put on the agenda after step `after`. */
export type Injected = { readonly after: StepIndex } & TimedInput;
export type TimedInput = { readonly at: Micros; readonly input: Input };

export type Dropped = {
  /** So many steps. */
  readonly count: number;
  /** `checkpoints[k]` is the world before step `k * every`. */
  readonly checkpoints: readonly World[];
  readonly every: number;
};

/** Steps that one interactive run makes. */
export const MAX_STEPS = 50_000;
/** What one interactive run keeps, in bytes as `weightOf` counts them. */
export const KEPT_BYTES = 200_000_000;

export type RunOptions = {
  /** At most so many steps in all. Default: `MAX_STEPS`, which is also the bound. */
  readonly limit?: number;
  /** Whether the run may rest after this step. */
  readonly enough?: (step: Step) => boolean;
  /** Bytes to keep. Default: `KEPT_BYTES`. */
  readonly budget?: number;
  /**
   * What is done when the budget is used up. `stop`: the run is cut, and `steps` holds all of it. `replay`: the oldest
   * steps are dropped, and only `stepAt`, `stepsOf`, `worldAt` and `lengthOf` know the whole run. Default: `stop`.
   */
  readonly beyond?: "stop" | "replay";
};

/** Runs until nothing is left to happen, `limit` steps were made, the budget is used up, or `enough` says so. */
export const runTimeline = (start: World, options: RunOptions = {}): Timeline =>
  growTimeline({ start, steps: [], end: "open" }, options);

/** Goes on with a run, for `more` steps at most. The timeline given stays as it is. */
export function growTimeline(timeline: Timeline, options: RunOptions & { readonly more?: number } = {}): Timeline {
  const { enough, budget = KEPT_BYTES, beyond = "stop", more = Number.POSITIVE_INFINITY } = options;
  const limit = Math.min(options.limit ?? MAX_STEPS, MAX_STEPS);
  const { start, injected } = timeline;
  const steps = [...timeline.steps];
  let dropped = timeline.dropped;
  let weight = steps.reduce((sum, step) => sum + weightOf(step), 0);
  const last = lengthOf(timeline) - 1;
  let world = withInjected(timeline, last, worldAt(timeline, last));
  const ended = (end: Timeline["end"]): Timeline => ({
    start,
    steps,
    end,
    ...(dropped && { dropped }),
    ...(injected && { injected }),
  });

  for (let made = 0; nextAt(world) !== undefined; made++) {
    if ((dropped?.count ?? 0) + steps.length >= limit) return ended("limit");
    if (beyond === "stop" && weight > budget) return ended("limit");
    if (made >= more) return ended("open");
    const step = advance(world);
    steps.push(step);
    world = step.world;
    weight += weightOf(step);
    while (beyond === "replay" && weight > budget * (1 - CHECKPOINT_SHARE) && steps.length > STRETCH) {
      const gone = steps.splice(0, STRETCH);
      weight -= gone.reduce((sum, one) => sum + weightOf(one), 0);
      dropped = withDropped(dropped ?? { count: 0, checkpoints: [start], every: STRETCH }, gone, budget);
    }
    if (enough?.(step)) return ended("open");
  }
  return ended("quiet");
}

/**
 * Another course of the run from step `at` on (-1: from its start): shares the steps up to there, then has `inputs` on its
 * agenda, none before the present. What the run itself was given later than that is not in it. To be grown.
 */
export function forkTimeline(timeline: Timeline, at: StepIndex, inputs: readonly TimedInput[]): Timeline {
  const last = Math.max(-1, Math.min(at, lengthOf(timeline) - 1));
  const earlier = timeline.injected?.filter(({ after }) => after <= last) ?? [];
  const injected = [...earlier, ...inputs.map((one) => ({ after: last, ...one }))];
  return {
    start: timeline.start,
    ...stepsUpTo(timeline, last),
    end: "open",
    ...(injected.length > 0 && { injected }),
  };
}

function stepsUpTo(timeline: Timeline, last: StepIndex): Pick<Timeline, "steps" | "dropped"> {
  const { steps, dropped } = timeline;
  if (!dropped) return { steps: steps.slice(0, last + 1) };
  if (last >= dropped.count - 1) return { steps: steps.slice(0, last + 1 - dropped.count), dropped };
  const count = last + 1 - ((last + 1) % STRETCH);
  const first = Math.max(0, last - (last % dropped.every));
  const kept = stretchFrom(timeline, first).slice(count - first, last + 1 - first);
  if (count === 0) return { steps: kept };
  const checkpoints = dropped.checkpoints.slice(0, Math.floor(count / dropped.every) + 1);
  return { steps: kept, dropped: { count, checkpoints, every: dropped.every } };
}

/** Steps are dropped so many at a time: to make as many again takes a few milliseconds. */
const STRETCH = 256;
/** The part of the budget that checkpoints may take; when they take more, every second one goes. */
const CHECKPOINT_SHARE = 1 / 8;
/** A world by itself, whose neighbours are gone: what hosts, links and programs remember, beside the frames under way. */
const WORLD_BYTES = 20_000;

function weightAlone({ agenda }: World): number {
  let bytes = WORLD_BYTES;
  for (const { input } of agenda) if (input.kind === "frame-arrives") bytes += FRAME_BYTES + input.frame.bytes.length;
  return bytes;
}

function withDropped(before: Dropped, gone: readonly Step[], budget: number): Dropped {
  const count = before.count + gone.length;
  let { every } = before;
  let checkpoints = [...before.checkpoints];
  if (count % every === 0) checkpoints.push(gone.at(-1)!.world);
  const weigh = (): number => checkpoints.reduce((sum, world) => sum + weightAlone(world), 0);
  while (checkpoints.length > 2 && weigh() > budget * CHECKPOINT_SHARE) {
    checkpoints = checkpoints.filter((_, k) => k % 2 === 0);
    every *= 2;
  }
  return { count, checkpoints, every };
}

/** What a step adds to what is kept apart from frames, facts and queues: new versions of host, connection and program. */
const STEP_BYTES = 2_100;
const FACT_BYTES = 150;
const FRAME_BYTES = 250;
/** A place in the agenda, which every step has a copy of, and one in the queue of a connection that waits for the same frame. */
const WAITING_BYTES = 16;

/** About how many bytes a kept step holds on to that the step before it does not. */
export function weightOf({ entry: { input }, world, sent, facts }: Step): number {
  let bytes = STEP_BYTES + FACT_BYTES * facts.length + WAITING_BYTES * world.agenda.length;
  const passing = input.kind === "frame-arrives" ? input.frame.bytes : undefined;
  for (const { frame } of sent) bytes += FRAME_BYTES + (frame.bytes === passing ? 0 : frame.bytes.length);
  return bytes;
}

/** How many steps were made, kept or not. */
export const lengthOf = ({ steps, dropped }: Timeline): number => (dropped?.count ?? 0) + steps.length;

/** Step `index`, kept or made anew; undefined before the first and after the last. */
export function stepAt(timeline: Timeline, index: StepIndex): Step | undefined {
  const { steps, dropped } = timeline;
  if (dropped === undefined || index >= dropped.count) return steps[index - (dropped?.count ?? 0)];
  if (index < 0) return undefined;
  const first = index - (index % dropped.every);
  return stretchFrom(timeline, first)[index - first];
}

/** All steps from `from` on, in order. */
export function* stepsOf(timeline: Timeline, from: StepIndex = 0): Generator<Step, void> {
  const { steps, dropped } = timeline;
  const count = dropped?.count ?? 0;
  for (let index = Math.max(from, 0); index < count; index++) yield stepAt(timeline, index)!;
  for (let i = Math.max(from - count, 0); i < steps.length; i++) yield steps[i]!;
}

/** The world after step `index`; before the first step for -1. */
export function worldAt(timeline: Timeline, index: StepIndex): World {
  const step = stepAt(timeline, Math.min(index, lengthOf(timeline) - 1));
  return step?.world ?? timeline.start;
}

/** The world after step `index` with what was injected there: where the run goes on. */
const withInjected = ({ injected = [] }: Timeline, index: StepIndex, world: World): World =>
  injected.filter(({ after }) => after === index).reduce((w, { at, input }) => inject(w, at, input), world);

/** The last step that was carried out at `time` or before it, -1 when there is none: where two runs are at the same time. */
export function lastStepNotAfter(timeline: Timeline, time: Micros): StepIndex {
  const { steps, dropped } = timeline;
  if (!dropped) return countUpTo(steps, atOf, time) - 1;
  if (steps[0] && steps[0].entry.at <= time) return dropped.count + countUpTo(steps, atOf, time) - 1;
  // `checkpoints[0]` is before every step: with it not in the count, what is left are the ends of stretches.
  const stretch = countUpTo(dropped.checkpoints.slice(1), ({ now }) => now, time);
  const first = stretch * dropped.every;
  if (first >= dropped.count) return dropped.count - 1;
  return first + countUpTo(stretchFrom(timeline, first), atOf, time) - 1;
}

const atOf = ({ entry }: Step): Micros => entry.at;

/** How many of `items`, which are in the order of time, are not after `time`. */
function countUpTo<T>(items: readonly T[], timeOf: (item: T) => Micros, time: Micros): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(items[middle]!) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stretch that was asked for last, for whoever goes through one step by step. It follows from its key alone. */
const replayed = new WeakMap<Dropped, { readonly first: StepIndex; readonly steps: readonly Step[] }>();

function stretchFrom(timeline: Timeline, first: StepIndex): readonly Step[] {
  const dropped = timeline.dropped!;
  const known = replayed.get(dropped);
  if (known?.first === first) return known.steps;
  const steps: Step[] = [];
  let world = dropped.checkpoints[first / dropped.every]!;
  const end = Math.min(first + dropped.every, dropped.count);
  for (let index = first; index < end; index++) {
    const step = advance(withInjected(timeline, index - 1, world));
    steps.push(step);
    world = step.world;
  }
  replayed.set(dropped, { first, steps });
  return steps;
}
