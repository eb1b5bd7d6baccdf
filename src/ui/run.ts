/** A finished run that is stepped through: its timeline, and where one stops from event to event. */
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import { isEvent } from "../lesson/salience.ts";
import { lengthOf, stepsOf, type Timeline } from "../sim/timeline.ts";
import type { World } from "../sim/world.ts";

/** What the cli makes of a URL: the world with the act on its agenda, not yet run. */
export type Opened = {
  /** The URL as it was opened. */
  readonly title: string;
  readonly start: World;
  readonly profile: string;
  /** What the learner has to know first: https opened as http, no packets for this scheme, the scheme that was assumed. */
  readonly note?: (words: Words) => string;
  /** What the finished run can be compared with; what comes after it needs the run itself. */
  readonly variants?: (finished: Timeline) => readonly Variant[];
};

/** The same URL opened in another way: what tells the two runs apart, of the one that there is, and of this one. */
export type Variant = {
  readonly mine: (words: Words) => string;
  readonly label: (words: Words) => string;
  readonly opened: Opened;
};

export type Run = {
  readonly opened: Opened;
  readonly timeline: Timeline;
  readonly events: readonly StepIndex[];
};

export const finishedRun = (
  opened: Opened,
  timeline: Timeline,
  events: readonly StepIndex[] = eventsOf(timeline),
): Run => ({ opened, timeline, events });

/** The steps from `from` on at which one stops, in order. */
export function eventsOf(timeline: Timeline, from: StepIndex = 0): readonly StepIndex[] {
  const events: StepIndex[] = [];
  let index = from;
  for (const step of stepsOf(timeline, from)) {
    if (isEvent(step)) events.push(index);
    index++;
  }
  return events;
}

/** All of them, found once for a finished run: they are asked for with every picture. */
export function knownEvents(timeline: Timeline): readonly StepIndex[] {
  const known = found.get(timeline);
  if (known) return known;
  const made = eventsOf(timeline);
  found.set(timeline, made);
  return made;
}

const found = new WeakMap<Timeline, readonly StepIndex[]>();

export const lastStep = (timeline: Timeline): StepIndex => lengthOf(timeline) - 1;

/** The event after this step; after the last one there is none, and one stays. */
export const eventAfter = (run: Pick<Run, "timeline" | "events">, at: StepIndex): StepIndex =>
  run.events.find((event) => event > at) ?? Math.max(at, lastStop(run));

/** Where a run ends for those who go from event to event. */
export const lastStop = ({ timeline, events }: Pick<Run, "timeline" | "events">): StepIndex =>
  events.at(-1) ?? lastStep(timeline);

/** The event before this step; before the first one the start. */
export const eventBefore = (run: Pick<Run, "timeline" | "events">, at: StepIndex): StepIndex =>
  run.events.findLast((event) => event < at) ?? -1;

/** How many events have happened up to and with this step. */
export const eventNumber = (events: readonly StepIndex[], at: StepIndex): number =>
  events.filter((event) => event <= at).length;

/** Within the run: from -1, before its first step, to its last. */
export const withinRun = (timeline: Timeline, at: StepIndex): StepIndex =>
  Math.max(-1, Math.min(at, lastStep(timeline)));
