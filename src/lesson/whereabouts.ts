/** Where each run of a lesson stands while its beats are gone through: every run has a place of its own. */
import type { Literal } from "../base/literal.ts";
import { lastStepNotAfter, type Timeline, worldAt } from "../sim/timeline.ts";
import type { ExprPlace } from "./expression.ts";
import type { Beat } from "./lesson-plan.ts";
import { endOf, findNext, type Hit, type Position, runIn, START } from "./pattern.ts";

export type Whereabouts = {
  readonly runs: Readonly<Record<string, Timeline>>;
  /** By run; a run that no beat has shown yet stands nowhere. */
  readonly at: Readonly<Record<string, Position>>;
  /** By run, then by beat: where it stood when the beat showed it. */
  readonly beats: Readonly<Record<string, Readonly<Record<string, Position>>>>;
};

export const nowhere = (runs: Whereabouts["runs"]): Whereabouts => ({ runs, at: {}, beats: {} });

/** What a beat's `until` has found in the run that the beat is about. */
export type Arrival = { readonly whereabouts: Whereabouts; readonly hit?: Hit };

/**
 * The run that `until` looks at goes to its first hit after its place. The other run on stage is put where it is at that
 * time, before or after where it was; the rest stay where they are. Undefined when there is no such hit.
 */
export function arrive(
  before: Whereabouts,
  { id, run, beside, until }: Pick<Beat, "id" | "run" | "beside" | "until">,
  names: Readonly<Record<string, Literal>>,
): Arrival | undefined {
  const { runs } = before;
  const leading = (until && runIn(until)) ?? run;
  const from = before.at[leading] ?? START;
  const hit = until && findNext(until, runs[leading]!, from, names);
  if (until && !hit) return undefined;
  const place = hit?.at ?? from;
  const at: Record<string, Position> = { ...before.at, [leading]: place };
  const following = leading === run ? beside : run;
  if (following !== undefined) {
    const now = worldAt(runs[leading]!, place.step).now;
    at[following] = place.step < 0 ? START : endOf(lastStepNotAfter(runs[following]!, now));
  }
  const beats = { ...before.beats };
  for (const name of [leading, following]) {
    if (name !== undefined) beats[name] = { ...beats[name], [id]: at[name]! };
  }
  return { whereabouts: { runs, at, beats }, ...(hit && leading === run && { hit }) };
}

/** Where an expression stands that is about this run, and may name the others. */
export function exprPlace({ runs, at, beats }: Whereabouts, run: string, names: ExprPlace["names"]): ExprPlace {
  const all = Object.entries(runs).map(([name, timeline]) => [
    name,
    { timeline, at: at[name], beats: beats[name] ?? {} },
  ]);
  return {
    timeline: runs[run]!,
    at: at[run] ?? START,
    names,
    beats: beats[run] ?? {},
    runs: Object.fromEntries(all),
  };
}
