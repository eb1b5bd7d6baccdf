/** Two runs of the same length of time side by side: where each stands, and which event of either comes next. */
import type { StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Words } from "../i18n/words.ts";
import { lastStepNotAfter, stepAt, type Timeline } from "../sim/timeline.ts";
import type { Action } from "./keymap.ts";
import { eventNumber, lastStep, lastStop, type Run, withinRun } from "./run.ts";

/** The second run, and where it stands while the first is somewhere. */
export type Beside = {
  /** What tells the runs apart: of the first one, and of this one. */
  readonly mine: (words: Words) => string;
  readonly label: (words: Words) => string;
  readonly run: Run;
  readonly at: StepIndex;
};

/** A step of each run. */
export type Pair = readonly [first: StepIndex, second: StepIndex];
/** What is stepped through, and where one stops in it. */
type Walked = Pick<Run, "timeline" | "events">;
type Runs = readonly [first: Walked, second: Walked];

/** Time since a run began: a second visit begins where the first one ended. */
const elapsedAt = ({ start }: Timeline, time: Micros): Micros => time - start.now;

/** The last step of a run that is not after another run's step. */
export function alignedTo(timeline: Timeline, at: StepIndex, other: Timeline): StepIndex {
  const step = stepAt(timeline, at);
  if (!step) return -1;
  return lastStepNotAfter(other, other.start.now + elapsedAt(timeline, step.entry.at));
}

/** Where a move leads from the first run's step. */
export function pairTo(runs: Runs, [first, second]: Pair, to: Extract<Action, { kind: "move" }>["to"]): Pair {
  switch (to) {
    case "next":
      return pairAfter(runs, [first, second]);
    case "back":
      return pairBefore(runs, [first, second]);
    case "step-on":
      return stepped(runs, [first, second], 1);
    case "step-back":
      return stepped(runs, [first, second], -1);
    case "first":
      return [-1, -1];
    case "last":
      return [lastStop(runs[0]), lastStop(runs[1])];
  }
}

/** The stops from a pair on, this one first, as long as there are events of either run. */
export function pairsFrom(runs: Runs, from: Pair): readonly Pair[] {
  const pairs = [from];
  for (let [first, second] = from; ; ) {
    const next = pairAfter(runs, [first, second]);
    if (next[0] === first && next[1] === second) return pairs;
    [first, second] = next;
    pairs.push(next);
  }
}

/** When event `n` (from 0) happens, and as which of those at the same time. */
type Moment = readonly [time: Micros, nth: number];

const never: Moment = [Number.POSITIVE_INFINITY, 0];
const before: Moment = [Number.NEGATIVE_INFINITY, 0];
const compared = (a: Moment, b: Moment): number => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1);

const moments = new WeakMap<Walked["events"], readonly Moment[]>();

function momentsOf(run: Walked): readonly Moment[] {
  const known = moments.get(run.events);
  if (known) return known;
  const made: Moment[] = [];
  for (const event of run.events) {
    const time = elapsedAt(run.timeline, stepAt(run.timeline, event)?.entry.at ?? 0);
    const last = made.at(-1);
    made.push([time, last?.[0] === time ? last[1] + 1 : 0]);
  }
  moments.set(run.events, made);
  return made;
}

/** When a step happens, and as which of those at the same time. */
function momentOf(timeline: Timeline, at: StepIndex): Moment | undefined {
  const time = stepAt(timeline, at)?.entry.at;
  if (time === undefined) return undefined;
  let nth = 0;
  while (stepAt(timeline, at - nth - 1)?.entry.at === time) nth++;
  return [elapsedAt(timeline, time), nth];
}

/** One step of either run on or back: of the one whose step is sooner, or later, and of both where they are alike. */
function stepped(runs: Runs, pair: Pair, by: 1 | -1): Pair {
  const none = by === 1 ? never : before;
  const own = runs.map(({ timeline }, i) => momentOf(timeline, by === 1 ? pair[i]! + 1 : pair[i]!) ?? none);
  const next = own.reduce((a, b) => (compared(b, a) * by < 0 ? b : a));
  const place = (i: 0 | 1): StepIndex =>
    withinRun(runs[i].timeline, compared(own[i]!, next) === 0 ? pair[i] + by : pair[i]);
  return [place(0), place(1)];
}

/**
 * To the next event of either run. Where both have one at the same moment both go on, so that runs that begin alike stay
 * together however much happens at one time.
 */
function pairAfter(runs: Runs, pair: Pair): Pair {
  const counts = runs.map(({ events }, i) => eventNumber(events, pair[i]!));
  const nexts = runs.map((run, i) => momentsOf(run)[counts[i]!] ?? never);
  const soonest = nexts.reduce((a, b) => (compared(b, a) < 0 ? b : a));
  if (soonest === never) return pair;
  return pairAt(
    runs,
    counts.map((n, i) => (compared(nexts[i]!, soonest) === 0 ? n + 1 : n)),
  );
}

function pairBefore(runs: Runs, pair: Pair): Pair {
  const counts = runs.map(({ events }, i) => eventNumber(events, pair[i]!));
  const here = pairAt(runs, counts);
  // From between two events back to the one before.
  if (here[0] < pair[0] || here[1] < pair[1]) return here;
  const lasts = runs.map((run, i) => momentsOf(run)[counts[i]! - 1] ?? before);
  const latest = lasts.reduce((a, b) => (compared(b, a) > 0 ? b : a));
  return pairAt(
    runs,
    counts.map((n, i) => (n > 0 && compared(lasts[i]!, latest) === 0 ? n - 1 : n)),
  );
}

/** Where the runs stand when so many events of each have happened: at the event, or as far as the other's time allows. */
function pairAt(runs: Runs, counts: readonly number[]): Pair {
  const time = Math.max(...runs.map((run, i) => momentsOf(run)[counts[i]! - 1]?.[0] ?? Number.NEGATIVE_INFINITY));
  const place = (i: 0 | 1): StepIndex => {
    const { timeline, events } = runs[i];
    const last = events[counts[i]! - 1] ?? -1;
    const next = events[counts[i]!] ?? lastStep(timeline) + 1;
    const reached = time === Number.NEGATIVE_INFINITY ? -1 : lastStepNotAfter(timeline, timeline.start.now + time);
    const own = momentsOf(runs[i])[counts[i]! - 1]?.[0] === time ? last : reached;
    return Math.max(last, Math.min(own, next - 1));
  };
  return [place(0), place(1)];
}
