/** What a step is about: which host, which packet. Panes that follow the run ask here. */
import type { DeviceId, PacketId, StepIndex } from "../../base/ids.ts";
import { lengthOf, type Timeline, stepAt as timelineStepAt, worldAt } from "../../sim/timeline.ts";
import type { Step, World } from "../../sim/world.ts";
import type { Host } from "../../stack/host-state.ts";
import { messagesOf } from "./messages.ts";

/** The step itself, or the last one; undefined before the first. */
export const stepAt = (timeline: Timeline, at: StepIndex): Step | undefined =>
  timelineStepAt(timeline, Math.min(at, lengthOf(timeline) - 1));

/** Where the step took place; undefined for a change to the world. */
export function placeOf(step: Step | undefined): DeviceId | undefined {
  const input = step?.entry.input;
  if (!input) return undefined;
  return input.kind === "change" ? undefined : input.device;
}

export function hostOf(world: World, id: DeviceId | null | undefined): Host | undefined {
  const device = id === null || id === undefined ? undefined : world.devices[id];
  return device?.kind === "host" ? device : undefined;
}

/** The packet that the step is about: what was sent, else what arrived. */
export function packetAt(step: Step | undefined): PacketId | undefined {
  const sent = step?.sent[0];
  if (sent) return sent.frame.packet;
  const input = step?.entry.input;
  return input?.kind === "frame-arrives" && input.port !== "lo" ? input.frame.packet : undefined;
}

const orders = new WeakMap<Timeline, readonly DeviceId[]>();

/** Hosts and routers, those that speak first in front, so that going through them follows the journey. */
export function hostsOf(timeline: Timeline): readonly DeviceId[] {
  let order = orders.get(timeline);
  if (!order) {
    const all = Object.values(timeline.start.devices).flatMap((d) => (d.kind === "host" ? [d.id] : []));
    const { speakers } = messagesOf(timeline);
    order = [...speakers, ...all.filter((id) => !speakers.includes(id))];
    orders.set(timeline, order);
  }
  return order;
}

/** As far as one looks back for what made a device act. */
const MOST_CAUSES = 64;

/** The step, the one that led to it, and so on. */
export function* stepsBehind(timeline: Timeline, step: Step | undefined): Generator<Step, void> {
  let one = step;
  for (let i = 0; one && i < MOST_CAUSES; i++) {
    yield one;
    one = one.entry.by === "start" ? undefined : timelineStepAt(timeline, one.entry.by);
  }
}

/** All steps from `at` back to the first. */
export function* stepsBack(timeline: Timeline, at: StepIndex): Generator<Step, void> {
  for (let i = Math.min(at, lengthOf(timeline) - 1); i >= 0; i--) yield timelineStepAt(timeline, i)!;
}

/** The latest step at or before `at` for which `fits` holds. */
export function lastStep(timeline: Timeline, at: StepIndex, fits: (step: Step) => boolean): Step | undefined {
  for (const step of stepsBack(timeline, at)) if (fits(step)) return step;
  return undefined;
}

/** Who the run is at: the host of the step, or of the last one that was at a host for which `fits` holds. */
export function followedHost(
  timeline: Timeline,
  at: StepIndex,
  fits: (host: Host) => boolean = () => true,
): DeviceId | undefined {
  const step = lastStep(timeline, at, (s) => {
    const host = hostOf(s.world, placeOf(s));
    return host !== undefined && fits(host);
  });
  if (step) return placeOf(step);
  const world = worldAt(timeline, at);
  return hostsOf(timeline).find((id) => {
    const host = hostOf(world, id);
    return host !== undefined && fits(host);
  });
}
