/** A port of the simulated network that leads out of it: whatever is at the other end, simulated or not, speaks Ethernet. */
import type { DeviceId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Micros } from "../base/units.ts";
import { fcsOf, MIN_FRAME_BYTES } from "../wire/ethernet.ts";
import type { LinkSpec, PlugSpec, WorldSpec } from "./spec.ts";
import { advance, inject, nextAt, type Step, type World } from "./world.ts";

/** `outside` is a repeater: one end of it is plugged into the world, at the other end the world is over. */
export type Joined = { readonly spec: WorldSpec; readonly outside: DeviceId };

/** `known` are the names that would have been understood. */
export type NoSuchPlug = { readonly kind: "unknown-device" | "unknown-port"; readonly known: readonly string[] };

/** What a new port of a switch or hub is called. */
const NEW_PORT = "new";
/** The repeater's end in the world, and the end that only frames from outside come in by: no link leads to it. */
const INNER_PORT = "in";
const OUTER_PORT = "out";
/** A metre of cable at 1 Gbit/s, where there was no link before. */
const NEW_LINK = { delay: 0, rate: 1_000_000_000 };

const isPlug = (a: PlugSpec, b: PlugSpec): boolean => a.device === b.device && a.port === b.port;

/** Leads a device's port (`client.eth0`; its link is taken away) or a new port of a switch (`lan.new`) out of the world. */
export function withOutside(spec: WorldSpec, plug: string): Result<Joined, NoSuchPlug> {
  const dot = plug.lastIndexOf(".");
  const end: PlugSpec = { device: plug.slice(0, Math.max(dot, 0)), port: plug.slice(dot + 1) };
  const device = spec.devices[end.device];
  if (!device) return err({ kind: "unknown-device", known: Object.keys(spec.devices) });
  const ports =
    "ports" in device
      ? Object.keys(device.ports)
      : [...spec.links.flatMap((l) => l.between.flatMap((p) => (p.device === end.device ? [p.port] : []))), NEW_PORT];
  if (!ports.includes(end.port)) {
    return err({ kind: "unknown-port", known: ports.map((port) => `${end.device}.${port}`) });
  }
  let outside = "outside";
  for (let n = 2; spec.devices[outside]; n++) outside = `outside-${n}`;
  const between = [end, { device: outside, port: INNER_PORT }] as const;
  const rest = spec.links.filter((l) => !l.between.some((p) => isPlug(p, end)));
  const before = spec.links.find((l) => !rest.includes(l));
  const link: LinkSpec = { ...NEW_LINK, ...before, between };
  return ok({
    spec: { ...spec, devices: { ...spec.devices, [outside]: { kind: "hub" } }, links: [...rest, link] },
    outside,
  });
}

/** Puts a frame that came from outside on the joined link at `at`: padded to the least size, with a good check sequence. */
export function frameFromOutside(world: World, outside: DeviceId, at: Micros, frame: Uint8Array): World {
  const bytes = new Uint8Array(Math.max(frame.length, MIN_FRAME_BYTES));
  bytes.set(frame);
  const counted = { ...world, nextFrame: world.nextFrame + 1, nextPacket: world.nextPacket + 1 };
  return inject(counted, at, {
    kind: "frame-arrives",
    device: outside,
    port: OUTER_PORT,
    frame: { id: world.nextFrame, packet: world.nextPacket, bytes, fcs: fcsOf(bytes) },
  });
}

/** The frame that leaves the world in this step, if one does: an adapter outside drops those with a bad check sequence. */
function frameToOutside({ entry: { input } }: Step, outside: DeviceId): Uint8Array | undefined {
  if (input.kind !== "frame-arrives" || input.device !== outside || input.port !== INNER_PORT) return undefined;
  return fcsOf(input.frame.bytes) === input.frame.fcs ? input.frame.bytes : undefined;
}

export type Leaving = {
  readonly world: World;
  /** What left the world, in this order; without check sequences. */
  readonly frames: readonly Uint8Array[];
  /** Whether more is due by then. */
  readonly due: boolean;
};

/** Carries out what is due by `until` (included), at most `limit` steps of it. */
export function runUntil(start: World, until: Micros, outside: DeviceId, limit: number): Leaving {
  const frames: Uint8Array[] = [];
  const isDue = (): boolean => (nextAt(world) ?? Number.POSITIVE_INFINITY) <= until;
  let world = start;
  for (let n = 0; n < limit && isDue(); n++) {
    const step = advance(world);
    world = step.world;
    const frame = frameToOutside(step, outside);
    if (frame) frames.push(frame);
  }
  return { world, frames, due: isDue() };
}
