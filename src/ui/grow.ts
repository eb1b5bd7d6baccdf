/** Computes a run in slices, so that keys are read and the screen is drawn meanwhile. */
import type { StepIndex } from "../base/ids.ts";
import { growTimeline, lengthOf, MAX_STEPS, type Timeline } from "../sim/timeline.ts";
import type { World } from "../sim/world.ts";
import { eventsOf } from "./run.ts";
import type { Timers } from "./terminal/host.ts";

/** About ten milliseconds of work on a slow machine. */
const SLICE_STEPS = 250;
/** A run that takes no longer than this needs no word about it. */
const PATIENCE_MILLIS = 150;
/** Drawing how far it is must not take longer than getting there. */
const STEPS_BETWEEN_REPORTS = 2_000;

/**
 * Runs a world to its end or to `limit` steps. `onLate` is called once, when it takes long enough to be noticed, and
 * `onProgress` from then on now and then, both with the steps made; `onDone` once, with the steps at which one stops. A
 * run that is too long to be kept keeps its end. The returned function stops all of it and gives what has been run so far. Nothing is called before this function has returned.
 */
export function growRun(options: {
  readonly start: World;
  readonly timers: Timers;
  readonly limit?: number;
  readonly onLate: (steps: number) => void;
  readonly onProgress: (steps: number) => void;
  readonly onDone: (timeline: Timeline, events: readonly StepIndex[]) => void;
}): () => Timeline {
  const { start, timers } = options;
  const limit = Math.min(options.limit ?? MAX_STEPS, MAX_STEPS);
  let timeline: Timeline = { start, steps: [], end: "open" };
  const events: StepIndex[] = [];
  let reported = Number.POSITIVE_INFINITY;
  let over = false;
  const stopWaiting = timers.after(PATIENCE_MILLIS, () => {
    reported = lengthOf(timeline);
    options.onLate(reported);
  });

  function slice(): void {
    if (over) return;
    const before = lengthOf(timeline);
    timeline = growTimeline(timeline, { more: SLICE_STEPS, limit, beyond: "replay" });
    // While they are there: later they may have to be made anew.
    events.push(...eventsOf(timeline, before));
    if (timeline.end !== "open") {
      over = true;
      stopWaiting();
      options.onDone(timeline, events);
      return;
    }
    const made = lengthOf(timeline);
    if (made - reported >= STEPS_BETWEEN_REPORTS) {
      reported = made;
      options.onProgress(made);
    }
    timers.soon(slice);
  }

  timers.soon(slice);
  return () => {
    over = true;
    stopWaiting();
    return timeline;
  };
}
