/** Computes a run in slices, so that keys are read and the screen is drawn meanwhile. */
import { MAX_STEPS, runTimeline, type Timeline } from "../sim/timeline.ts";
import type { Step, World } from "../sim/world.ts";
import type { Timers } from "./terminal/host.ts";

/** About ten milliseconds of work on a slow machine. */
const SLICE_STEPS = 250;
/** A run that takes no longer than this needs no word about it. */
const PATIENCE_MILLIS = 150;
/** Drawing how far it is must not take longer than getting there. */
const STEPS_BETWEEN_REPORTS = 2_000;

/**
 * Runs a world to its end or to `limit` steps. `onLate` is called once, when it takes long enough to be noticed, and
 * `onProgress` from then on now and then, both with the steps made; `onDone` once. The returned function stops all of it
 * and gives what has been run so far. Nothing is called before this function has returned.
 */
export function growRun(options: {
  readonly start: World;
  readonly timers: Timers;
  readonly limit?: number;
  readonly onLate: (steps: number) => void;
  readonly onProgress: (steps: number) => void;
  readonly onDone: (timeline: Timeline) => void;
}): () => Timeline {
  const { start, timers } = options;
  const limit = Math.min(options.limit ?? MAX_STEPS, MAX_STEPS);
  const steps: Step[] = [];
  let reported = Number.POSITIVE_INFINITY;
  let over = false;
  const stopWaiting = timers.after(PATIENCE_MILLIS, () => {
    reported = steps.length;
    options.onLate(steps.length);
  });

  function slice(): void {
    if (over) return;
    const from = steps.at(-1)?.world ?? start;
    const part = runTimeline(from, { limit: Math.min(SLICE_STEPS, limit - steps.length) });
    for (const step of part.steps) steps.push(step);
    if (part.end !== "limit" || steps.length >= limit) {
      over = true;
      stopWaiting();
      options.onDone({ start, steps, end: part.end });
      return;
    }
    if (steps.length - reported >= STEPS_BETWEEN_REPORTS) {
      reported = steps.length;
      options.onProgress(steps.length);
    }
    timers.soon(slice);
  }

  timers.soon(slice);
  return () => {
    over = true;
    stopWaiting();
    return { start, steps, end: "open" };
  };
}
