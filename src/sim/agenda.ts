/** What is still to happen, in order of (time, number) and nothing else. A sorted array: it is short, and copies are cheap. */
import type { DeviceId, StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Stimulus } from "../stack/stimulus.ts";
import { timerKey } from "../stack/stimulus.ts";
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

export function insert(agenda: Agenda, entry: Entry): Agenda {
  let low = 0;
  let high = agenda.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (later(agenda[middle]!, entry)) low = middle + 1;
    else high = middle;
  }
  const copy = agenda.slice();
  copy.splice(low, 0, entry);
  return copy;
}

export function withoutTimer(agenda: Agenda, device: DeviceId, key: string): Agenda {
  const at = agenda.findIndex(
    ({ input }) => input.kind === "timer-fires" && input.device === device && timerKey(input.timer) === key,
  );
  return at < 0 ? agenda : [...agenda.slice(0, at), ...agenda.slice(at + 1)];
}
