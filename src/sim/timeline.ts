/**
 * The steps of a run, kept so that one can go back: an index into them is all the undo there is.
 * Worlds share what did not change, so keeping all of them is cheap; a run that would grow past the limit is cut.
 */
import type { StepIndex } from "../base/ids.ts";
import { advance, nextAt, type Step, type World } from "./world.ts";

export type Timeline = {
  readonly start: World;
  readonly steps: readonly Step[];
  /** Why there are no more steps: nothing left to happen, or the limit. */
  readonly end: "quiet" | "limit" | "open";
};

/** Steps that one interactive run keeps, about 100 MB at the usual cost of a step. */
export const MAX_STEPS = 50_000;

/** Runs until nothing is left to happen, `limit` steps were made, or `enough` says so. */
export function runTimeline(
  start: World,
  options: { readonly limit?: number; readonly enough?: (step: Step) => boolean } = {},
): Timeline {
  const limit = Math.min(options.limit ?? MAX_STEPS, MAX_STEPS);
  const steps: Step[] = [];
  let world = start;
  while (nextAt(world) !== undefined) {
    if (steps.length >= limit) return { start, steps, end: "limit" };
    const step = advance(world);
    steps.push(step);
    world = step.world;
    if (options.enough?.(step)) return { start, steps, end: "open" };
  }
  return { start, steps, end: "quiet" };
}

/** The world after step `index`; before the first step for -1. */
export const worldAt = (timeline: Timeline, index: StepIndex): World =>
  index < 0 ? timeline.start : (timeline.steps[Math.min(index, timeline.steps.length - 1)]?.world ?? timeline.start);
