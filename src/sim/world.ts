/** The simulated internet as a value, and the one function that moves it on by one entry. */
import { assert, unreachable } from "../base/assert.ts";
import type { DeviceId, FrameId, PacketId, StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import { type Fact, withHosts } from "../stack/fact.ts";
import { hostTransition } from "../stack/host.ts";
import { LOOPBACK_PORT } from "../stack/ip-output.ts";
import type { Effect, Frame, Stimulus, Transition } from "../stack/stimulus.ts";
import { switchTransition } from "../stack/switch.ts";
import { fcsOf } from "../wire/ethernet.ts";
import { type Entry, type Input, insert, insertInto, removeTimer } from "./agenda.ts";
import { applyChange } from "./apply-change.ts";
import { cross, type End } from "./link.ts";
import type { Device, Sent, Step, World } from "./model.ts";

export type { Device, Sent, Step, World } from "./model.ts";

/** Puts something on the agenda from outside; not before the present. */
export function inject(world: World, at: Micros, input: Input): World {
  const entry: Entry = { at: Math.max(at, world.now), seq: world.nextSeq, by: "start", input };
  return { ...world, nextSeq: world.nextSeq + 1, agenda: insert(world.agenda, entry) };
}

/** When the next entry is due, or undefined when nothing will happen any more. */
export const nextAt = (world: World): Micros | undefined => world.agenda.at(-1)?.at;

/** Carries out the next entry. The agenda must not be empty. */
export function advance(world: World): Step {
  const entry = world.agenda.at(-1);
  assert(entry, "advance on an empty agenda");
  const index = world.nextStep;
  const agenda = world.agenda.slice(0, -1);
  if (entry.input.kind === "change") {
    const before: World = { ...world, now: entry.at, nextStep: index + 1, agenda };
    const { world: after, facts } = applyChange(before, entry.input.change);
    return { index, entry, world: after, sent: [], facts };
  }
  const device = world.devices[entry.input.device];
  assert(device, `no device ${entry.input.device}`);
  const { state, effects, facts } = transition(device, entry.input, entry.at);
  const d: Draft = {
    before: world,
    now: entry.at,
    by: index,
    device: device.id,
    nextSeq: world.nextSeq,
    nextFrame: world.nextFrame,
    nextPacket: world.nextPacket,
    agenda,
    links: world.links,
    sent: [],
    facts: [...facts],
  };
  for (const effect of effects) carryOut(d, effect);
  const after: World = {
    now: entry.at,
    nextSeq: d.nextSeq,
    nextStep: index + 1,
    nextFrame: d.nextFrame,
    nextPacket: d.nextPacket,
    agenda,
    devices: state === device ? world.devices : { ...world.devices, [device.id]: state },
    links: d.links,
    wiring: world.wiring,
    owners: world.owners,
  };
  const ownerOf = (address: string): DeviceId | undefined => world.owners[address];
  return { index, entry, world: after, sent: d.sent, facts: d.facts.map((fact) => withHosts(fact, ownerOf)) };
}

/** One step in the making: what its effects have changed so far. Only its own agenda and lists are written to. */
type Draft = {
  readonly before: World;
  readonly now: Micros;
  readonly by: StepIndex;
  readonly device: DeviceId;
  nextSeq: number;
  nextFrame: FrameId;
  nextPacket: PacketId;
  readonly agenda: Entry[];
  links: World["links"];
  readonly sent: Sent[];
  readonly facts: Fact[];
};

function transition(device: Device, stimulus: Stimulus, now: Micros): Transition<Device> {
  return device.kind === "host" ? hostTransition(device, stimulus, now) : switchTransition(device, stimulus, now);
}

function schedule(d: Draft, at: Micros, input: Input): void {
  insertInto(d.agenda, { at, seq: d.nextSeq, by: d.by, input });
  d.nextSeq += 1;
}

function carryOut(d: Draft, effect: Effect): void {
  const { device, now } = d;
  switch (effect.kind) {
    case "send-frame":
      return sendFrame(d, effect);
    case "set-timer":
      removeTimer(d.agenda, device, effect.timer);
      return schedule(d, effect.at, { kind: "timer-fires", device, timer: effect.timer });
    case "cancel-timer":
      return removeTimer(d.agenda, device, effect.timer);
    case "call": {
      const { process, caller, tag, call } = effect;
      return schedule(d, now, { kind: "app-calls", device, process, caller, tag, call });
    }
    case "return": {
      const { process, caller, tag, result } = effect;
      return schedule(d, now, { kind: "call-returns", device, process, caller, tag, result });
    }
    default:
      unreachable(effect);
  }
}

function sendFrame(d: Draft, effect: Extract<Effect, { kind: "send-frame" }>): void {
  const { before, device } = d;
  const from = { device, port: effect.port };
  const frame: Frame = {
    id: d.nextFrame,
    packet: effect.packet ?? d.nextPacket,
    bytes: effect.bytes,
    fcs: effect.fcs ?? fcsOf(effect.bytes),
  };
  d.nextFrame += 1;
  if (effect.packet === undefined) d.nextPacket += 1;
  // Loopback is no link: nobody outside could capture it, so it is not among the frames sent.
  if (effect.port === LOOPBACK_PORT) return arrive(d, d.now, from, frame);
  const plug = before.wiring[`${device}.${effect.port}`];
  if (!plug) return;
  const link = d.links[plug.link];
  assert(link, `no link ${plug.link}`);
  const to = link.ends[plug.end === 0 ? 1 : 0];
  const crossing = cross(link, plug.end, frame, d.now, before.owners);
  for (const fault of crossing.applied) {
    if (fault !== "lose") d.facts.push({ kind: "fault-applied", by: device, fault });
  }
  if (crossing.lost) {
    d.facts.push({ kind: "frame-lost", by: device, to: to.device, link: link.id, reason: crossing.lost });
  }
  d.sent.push({ frame, link: link.id, from, to, lost: crossing.lost !== undefined });
  d.links = { ...d.links, [link.id]: crossing.link };
  for (const delivery of crossing.deliveries) arrive(d, delivery.at, to, delivery.frame);
}

function arrive(d: Draft, at: Micros, { device, port }: End, frame: Frame): void {
  schedule(d, at, { kind: "frame-arrives", device, port, frame });
}
