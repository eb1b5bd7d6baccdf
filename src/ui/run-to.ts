/** Running to the event that a filter in words describes. */
import type { DeviceId, StepIndex } from "../base/ids.ts";
import { complete, type FilterProblem, parseFilter } from "../lesson/filter.ts";
import { endOf, findLast, findNext } from "../lesson/pattern.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { Field } from "./field.ts";
import { hangulKeys } from "./terminal/hangul-keys.ts";

export type RunTo =
  | { readonly kind: "step"; readonly at: StepIndex }
  | { readonly kind: "problem"; readonly problem: FilterProblem }
  | { readonly kind: "not-found" };

const devicesOf = ({ start }: Timeline): readonly DeviceId[] => Object.keys(start.devices);

/** The next step after `at`, or the last one before it, in which something fits. */
export function runTo(text: string, timeline: Timeline, at: StepIndex, backwards: boolean): RunTo {
  const devices = devicesOf(timeline);
  const own = parseFilter(text, devices);
  // Typed with the keyboard in Hangul mode, English words come as syllables.
  const parsed = own.ok ? own : parseFilter(lettersOf(text), devices);
  if (!parsed.ok) return own.ok ? { kind: "not-found" } : { kind: "problem", problem: own.error };
  const pattern = parsed.value;
  const hit = backwards ? findLast(pattern, timeline, at - 1) : findNext(pattern, timeline, endOf(at));
  return hit ? { kind: "step", at: hit.at.step } : { kind: "not-found" };
}

const lettersOf = (text: string): string => text.replace(/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+/g, hangulKeys);

/** What the word at the end of the field could become. */
export const nextWords = (field: Field, timeline: Timeline): readonly string[] =>
  complete(field.text, devicesOf(timeline)).map((text) => /\S*\s*$/.exec(text)![0].trim());

/** The field with the word at its end completed: as far as all that it could become agree. */
export function completed(field: Field, timeline: Timeline): Field {
  const all = complete(field.text, devicesOf(timeline));
  const [first] = all;
  if (first === undefined) return field;
  let common = first;
  for (const other of all) while (!other.startsWith(common)) common = common.slice(0, -1);
  return common.length > field.text.length ? { text: common, caret: [...common].length } : field;
}
