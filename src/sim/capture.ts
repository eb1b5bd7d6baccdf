/** What an observer writes down: the frames that one device's interfaces see, or those of every link. */
import type { DeviceId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import { LOOPBACK_PORT } from "../stack/ip-output.ts";
import type { Frame } from "../stack/stimulus.ts";
import { fcsOf } from "../wire/ethernet.ts";
import type { Step, World } from "./world.ts";

/** `interface` is one of `captureInterfaces`. */
export type Observation = { readonly interface: string; readonly at: Micros; readonly frame: Frame };

/** One device (its ports are the interfaces), one port of it, or null: every link is an interface of its own. */
export type CapturePoint = { readonly device: DeviceId; readonly port?: string } | null;

const sees = (point: CapturePoint, device: DeviceId, port: string): boolean =>
  point !== null && point.device === device && (point.port === undefined || point.port === port);

export function captureInterfaces(world: World, point: CapturePoint): readonly string[] {
  if (point === null) return Object.keys(world.links);
  return Object.keys(world.wiring).filter((plug) => {
    const dot = plug.lastIndexOf(".");
    return sees(point, plug.slice(0, dot), plug.slice(dot + 1));
  });
}

/**
 * As a capture on a real machine: what is sent is seen when the adapter gets it, what arrives is seen when it is there;
 * a frame whose check sequence is wrong is dropped by the adapter before anybody sees it.
 */
export function observe(step: Step, point: CapturePoint): readonly Observation[] {
  const seen: Observation[] = [];
  const { at, input } = step.entry;
  if (input.kind === "frame-arrives" && input.port !== LOOPBACK_PORT && sees(point, input.device, input.port)) {
    const { frame, port } = input;
    if (fcsOf(frame.bytes) === frame.fcs) seen.push({ interface: `${input.device}.${port}`, at, frame });
  }
  for (const { frame, from, link } of step.sent) {
    if (point === null) seen.push({ interface: link, at, frame });
    else if (sees(point, from.device, from.port)) seen.push({ interface: `${from.device}.${from.port}`, at, frame });
  }
  return seen;
}
