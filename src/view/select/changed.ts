/** Since when a thing is as it is: the step that made it so. */
import type { StepIndex } from "../../base/ids.ts";
import { lengthOf, stepAt, type Timeline } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";

/**
 * The latest step not after `at` that left something else behind than it found; undefined when it is as it was before the
 * first. `select` says what is looked at, and should be cheap: it is asked for every step on the way back. What it gives
 * is compared by `same`, which as a default is "equal all the way down", where parts that worlds share cost nothing. An
 * object that worlds share also spares making dropped steps anew: where a checkpoint has the very same, nothing changed.
 */
export function changedAt<T>(
  timeline: Timeline,
  at: StepIndex,
  select: (world: World) => T,
  same: (a: T, b: T) => boolean = isEqual,
): StepIndex | undefined {
  const last = Math.min(at, lengthOf(timeline) - 1);
  const step = stepAt(timeline, last);
  if (step === undefined) return undefined;
  const now = select(step.world);
  for (let i = last; i >= 0; i--) {
    const checkpoint = checkpointBefore(timeline, i);
    if (checkpoint && typeof now === "object" && now !== null && Object.is(select(checkpoint.world), now)) {
      i = checkpoint.index;
      continue;
    }
    const before = stepAt(timeline, i - 1)?.world ?? timeline.start;
    if (!same(select(before), now)) return i;
  }
  return undefined;
}

/** The last one before step `i`, if that was dropped and has not been made anew yet: asked once for each stretch. */
function checkpointBefore(
  { dropped }: Timeline,
  i: StepIndex,
): { readonly world: World; readonly index: StepIndex } | undefined {
  if (!dropped || i >= dropped.count) return undefined;
  const k = Math.floor(i / dropped.every);
  const isFirstAsked = i === dropped.count - 1 || (i + 1) % dropped.every === 0;
  const world = dropped.checkpoints[k];
  return isFirstAsked && world ? { world, index: k * dropped.every } : undefined;
}

/** Whether plain data is equal, by identity where it is shared. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  // Bytes, too, are records of their places.
  const [one, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => key in other && isEqual(one[key], other[key]))
  );
}
