/** A finished run that is stepped through: its timeline, and where one stops from event to event. */
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import { isEvent } from "../lesson/salience.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { World } from "../sim/world.ts";

/** What the cli makes of a URL: the world with the act on its agenda, not yet run. */
export type Opened = {
  /** The URL as it was opened. */
  readonly title: string;
  readonly start: World;
  readonly profile: string;
  /** What the learner has to know first: https opened as http, no packets for this scheme, the scheme that was assumed. */
  readonly note?: (words: Words) => string;
};

export type Run = {
  readonly opened: Opened;
  readonly timeline: Timeline;
  readonly events: readonly StepIndex[];
};

export const finishedRun = (opened: Opened, timeline: Timeline): Run => ({
  opened,
  timeline,
  events: eventsOf(timeline),
});

/** The steps at which one stops, in order. */
export const eventsOf = (timeline: Timeline): readonly StepIndex[] =>
  timeline.steps.flatMap((step, index) => (isEvent(step) ? [index] : []));

export const lastStep = (timeline: Timeline): StepIndex => timeline.steps.length - 1;

/** The event after this step; after the last one the end of the run. */
export const eventAfter = (run: Pick<Run, "timeline" | "events">, at: StepIndex): StepIndex =>
  run.events.find((event) => event > at) ?? Math.max(at, lastStep(run.timeline));

/** The event before this step; before the first one the start. */
export const eventBefore = (run: Pick<Run, "timeline" | "events">, at: StepIndex): StepIndex =>
  run.events.findLast((event) => event < at) ?? -1;

/** How many events have happened up to and with this step. */
export const eventNumber = (events: readonly StepIndex[], at: StepIndex): number =>
  events.filter((event) => event <= at).length;

/** Within the run: from -1, before its first step, to its last. */
export const withinRun = (timeline: Timeline, at: StepIndex): StepIndex =>
  Math.max(-1, Math.min(at, lastStep(timeline)));
