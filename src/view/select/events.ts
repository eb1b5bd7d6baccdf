/** The log of a run: what a learner stops at, one entry each, as far as the run has come. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import { isEvent, tellingFacts } from "../../lesson/salience.ts";
import { lengthOf, stepAt, stepsOf, type Timeline } from "../../sim/timeline.ts";
import type { Step, World } from "../../sim/world.ts";
import { type Fact, type FactValue, factShapes } from "../../stack/fact.ts";
import { LOOPBACK_PORT } from "../../stack/ip-output.ts";
import type { Frame } from "../../stack/stimulus.ts";
import { type Thing, thing } from "../thing.ts";
import { placeOf } from "./focus.ts";
import { connectionOf, packetOf } from "./messages.ts";

/** Holds no step and no world: a log outlives the steps that a long run drops. */
export type LoggedEvent = {
  readonly step: StepIndex;
  readonly at: Micros;
  /** None for a change to the world from outside. */
  readonly device?: DeviceId;
  /** What it has to tell, weightiest first. */
  readonly facts: readonly Fact[];
  readonly things: readonly Thing[];
};

export type EventsModel = {
  /** All up to the present, oldest first. The number that the head line gives an event is its place, from 1. */
  readonly events: readonly LoggedEvent[];
  /** Those from this place on came after the step that is compared with. */
  readonly fresh: number;
};

export function eventsModel(timeline: Timeline, at: StepIndex, since: StepIndex = at - 1): EventsModel {
  const log = eventsOf(timeline);
  return { events: log.slice(0, countUpTo(log, at)), fresh: countUpTo(log, since) };
}

/** How many events there are up to step `at`. */
function countUpTo(log: readonly LoggedEvent[], at: StepIndex): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log[middle]!.step <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Log = { readonly seen: number; readonly last: Step | undefined; readonly events: readonly LoggedEvent[] };

/** By where a run started: one that has grown goes on from what was known of it. Follows from the timeline alone. */
const logs = new WeakMap<World, Log>();

function eventsOf(timeline: Timeline): readonly LoggedEvent[] {
  const known = logs.get(timeline.start);
  const length = lengthOf(timeline);
  const goesOn = known !== undefined && known.seen <= length && stepAt(timeline, known.seen - 1) === known.last;
  const log: Log = goesOn ? known : { seen: 0, last: undefined, events: [] };
  if (log === known && log.seen === length) return log.events;
  const events = [...log.events];
  for (const step of stepsOf(timeline, log.seen)) if (isEvent(step)) events.push(logged(step));
  logs.set(timeline.start, { seen: length, last: stepAt(timeline, length - 1), events });
  return events;
}

function logged(step: Step): LoggedEvent {
  const facts = tellingFacts(step);
  const device = placeOf(step) ?? facts[0]?.by;
  return {
    step: step.index,
    at: step.entry.at,
    ...(device !== undefined && { device }),
    facts,
    things: thingsOf(step, facts),
  };
}

function thingsOf(step: Step, facts: readonly Fact[]): readonly Thing[] {
  const found = new Set<Thing>([thing.step(step.index)]);
  const frame = frameAt(step);
  const connection = frame && connectionOf(packetOf(frame.bytes));
  if (frame) found.add(thing.packet(frame.packet));
  if (connection !== undefined) found.add(connection);
  const named = facts.flatMap((fact) => valuesOf(fact, step.world));
  for (const wanted of ["name:", "address:", "device:"]) {
    for (const one of named) if (one.startsWith(wanted)) found.add(one);
  }
  return [...found];
}

/** What it sent, else what arrived. */
function frameAt({ sent, entry: { input } }: Step): Frame | undefined {
  return sent[0]?.frame ?? (input.kind === "frame-arrives" && input.port !== LOOPBACK_PORT ? input.frame : undefined);
}

/** What a fact names, by the kinds of its fields. */
function valuesOf(fact: Fact, world: World): readonly Thing[] {
  const shape: Readonly<Record<string, FactValue>> = factShapes[fact.kind];
  const values = fact as unknown as Readonly<Record<string, string | number | boolean>>;
  return Object.entries(shape).flatMap(([field, kind]): readonly Thing[] => {
    const value = String(values[field]);
    switch (kind) {
      case "name":
        return [thing.name(value)];
      case "address":
      case "mac":
        return [thing.address(value)];
      case "device":
      case "host":
        return [world.devices[value] ? thing.device(value) : thing.address(value)];
      case "number":
      case "text":
      case "flag":
      case "port":
        return [];
      default:
        return unreachable(kind);
    }
  });
}
