/** What is still to happen, in order of (time, number) and nothing else. A sorted array: it is short, and copies are cheap. */
import type { DeviceId, StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import { type Stimulus, sameTimer, type Timer } from "../stack/stimulus.ts";
import type { Change } from "./change.ts";

export type Input = Stimulus | { readonly kind: "change"; readonly change: Change };

/** `by` is the step that caused it: following it backwards answers every "why". */
export type Entry = {
  readonly at: Micros;
  readonly seq: number;
  readonly by: StepIndex | "start";
  readonly input: Input;
};

/** Soonest last, so that taking one does not move the rest. */
export type Agenda = readonly Entry[];

export const later = (a: Entry, b: Entry): boolean => a.at > b.at || (a.at === b.at && a.seq > b.seq);

/** The place that `entry` takes: everything before it comes later. */
function placeOf(agenda: Agenda, entry: Entry): number {
  let low = 0;
  let high = agenda.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (later(agenda[middle]!, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const insert = (agenda: Agenda, entry: Entry): Agenda => agenda.toSpliced(placeOf(agenda, entry), 0, entry);

/** The same into an agenda that belongs to nobody else yet: one copy a step is enough. */
export function insertInto(agenda: Entry[], entry: Entry): void {
  const place = placeOf(agenda, entry);
  if (place === agenda.length) agenda.push(entry);
  else agenda.splice(place, 0, entry);
}

/** Takes a device's timer off an agenda that belongs to nobody else yet, if it is on it. */
export function removeTimer(agenda: Entry[], device: DeviceId, timer: Timer): void {
  const at = agenda.findIndex(
    ({ input }) => input.kind === "timer-fires" && input.device === device && sameTimer(input.timer, timer),
  );
  if (at >= 0) agenda.splice(at, 1);
}
