/** What a step is about: which host, which packet. Panes that follow the run ask here. */
import type { DeviceId, PacketId, StepIndex } from "../../base/ids.ts";
import { type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Step, World } from "../../sim/world.ts";
import type { Host } from "../../stack/host-state.ts";
import { messagesOf } from "./messages.ts";

/** The step itself; undefined before the first. */
export const stepAt = (timeline: Timeline, at: StepIndex): Step | undefined =>
  at < 0 ? undefined : timeline.steps[Math.min(at, timeline.steps.length - 1)];

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

/** The latest step at or before `at` for which `fits` holds, not further back than `limit` steps. */
export function lastStep(
  timeline: Timeline,
  at: StepIndex,
  fits: (step: Step) => boolean,
  limit = Number.POSITIVE_INFINITY,
): Step | undefined {
  const first = Math.max(0, at - limit);
  for (let i = Math.min(at, timeline.steps.length - 1); i >= first; i--) {
    const step = timeline.steps[i]!;
    if (fits(step)) return step;
  }
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
