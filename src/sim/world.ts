/** The simulated internet as a value, and the one function that moves it on by one entry. */
import { assert, unreachable } from "../base/assert.ts";
import type { DeviceId, FrameId, LinkId, PacketId, StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import { type Fact, withHosts } from "../stack/fact.ts";
import { hostTransition } from "../stack/host.ts";
import type { Host } from "../stack/host-state.ts";
import { LOOPBACK_PORT } from "../stack/ip-output.ts";
import type { Effect, Frame, Stimulus, Transition } from "../stack/stimulus.ts";
import { timerKey } from "../stack/stimulus.ts";
import { type Switch, switchTransition } from "../stack/switch.ts";
import { fcsOf } from "../wire/ethernet.ts";
import { type Agenda, type Entry, type Input, insert, withoutTimer } from "./agenda.ts";
import { applyChange } from "./apply-change.ts";
import { cross, type Link } from "./link.ts";

export type Device = Host | Switch;

export type World = {
  readonly now: Micros;
  readonly nextSeq: number;
  readonly nextStep: StepIndex;
  readonly nextFrame: FrameId;
  readonly nextPacket: PacketId;
  readonly agenda: Agenda;
  readonly devices: Readonly<Record<DeviceId, Device>>;
  readonly links: Readonly<Record<LinkId, Link>>;
  /** Which link, and which end of it, a device's port is plugged into: `client.eth0`. */
  readonly wiring: Readonly<Record<string, { readonly link: LinkId; readonly end: 0 | 1 }>>;
  /** Which device owns an IP address. */
  readonly owners: Readonly<Record<string, DeviceId>>;
};

/** A frame put on a link in this step. `lost` when it will not come out of it. */
export type Sent = {
  readonly frame: Frame;
  readonly link: LinkId;
  readonly from: { readonly device: DeviceId; readonly port: string };
  readonly to: { readonly device: DeviceId; readonly port: string };
  readonly lost: boolean;
};

/** One entry carried out: `world` is the world after it. */
export type Step = {
  readonly index: StepIndex;
  readonly entry: Entry;
  readonly world: World;
  readonly sent: readonly Sent[];
  readonly facts: readonly Fact[];
};

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
  const before: World = { ...world, now: entry.at, nextStep: index + 1, agenda: world.agenda.slice(0, -1) };
  if (entry.input.kind === "change") {
    const { world: after, facts } = applyChange(before, entry.input.change);
    return { index, entry, world: after, sent: [], facts };
  }
  const device = before.devices[entry.input.device];
  assert(device, `no device ${entry.input.device}`);
  const { state, effects, facts } = transition(device, entry.input, entry.at);
  const sent: Sent[] = [];
  const told: Fact[] = [...facts];
  const after = carryOut(
    state === device ? before : { ...before, devices: { ...before.devices, [device.id]: state } },
    device.id,
    effects,
    index,
    sent,
    told,
  );
  return { index, entry, world: after, sent, facts: told.map((f) => withHosts(f, (a) => after.owners[a])) };
}

function transition(device: Device, stimulus: Stimulus, now: Micros): Transition<Device> {
  return device.kind === "host" ? hostTransition(device, stimulus, now) : switchTransition(device, stimulus, now);
}

function carryOut(
  world: World,
  device: DeviceId,
  effects: readonly Effect[],
  by: StepIndex,
  sent: Sent[],
  facts: Fact[],
): World {
  let w = world;
  const schedule = (at: Micros, input: Input): void => {
    const entry: Entry = { at, seq: w.nextSeq, by, input };
    w = { ...w, nextSeq: w.nextSeq + 1, agenda: insert(w.agenda, entry) };
  };
  for (const effect of effects) {
    switch (effect.kind) {
      case "send-frame":
        w = sendFrame(w, device, effect, by, sent, facts);
        break;
      case "set-timer":
        w = { ...w, agenda: withoutTimer(w.agenda, device, timerKey(effect.timer)) };
        schedule(effect.at, { kind: "timer-fires", device, timer: effect.timer });
        break;
      case "cancel-timer":
        w = { ...w, agenda: withoutTimer(w.agenda, device, timerKey(effect.timer)) };
        break;
      case "call": {
        const { process, caller, tag, call } = effect;
        schedule(w.now, { kind: "app-calls", device, process, caller, tag, call });
        break;
      }
      case "return": {
        const { process, caller, tag, result } = effect;
        schedule(w.now, { kind: "call-returns", device, process, caller, tag, result });
        break;
      }
      default:
        unreachable(effect);
    }
  }
  return w;
}

function sendFrame(
  world: World,
  device: DeviceId,
  effect: Extract<Effect, { kind: "send-frame" }>,
  by: StepIndex,
  sent: Sent[],
  facts: Fact[],
): World {
  const from = { device, port: effect.port };
  const frame: Frame = {
    id: world.nextFrame,
    packet: effect.packet ?? world.nextPacket,
    bytes: effect.bytes,
    fcs: effect.fcs ?? fcsOf(effect.bytes),
  };
  const counted: World = {
    ...world,
    nextFrame: world.nextFrame + 1,
    nextPacket: effect.packet === undefined ? world.nextPacket + 1 : world.nextPacket,
  };
  const arrive = (w: World, at: Micros, to: { device: DeviceId; port: string }, arriving: Frame): World => ({
    ...w,
    nextSeq: w.nextSeq + 1,
    agenda: insert(w.agenda, { at, seq: w.nextSeq, by, input: { kind: "frame-arrives", ...to, frame: arriving } }),
  });
  // Loopback is no link: nobody outside could capture it, so it is not among the frames sent.
  if (effect.port === LOOPBACK_PORT) return arrive(counted, counted.now, from, frame);
  const plug = world.wiring[`${device}.${effect.port}`];
  if (!plug) return counted;
  const link = world.links[plug.link];
  assert(link, `no link ${plug.link}`);
  const to = link.ends[plug.end === 0 ? 1 : 0];
  const crossing = cross(link, plug.end, frame, world.now);
  for (const fault of crossing.applied) {
    if (fault !== "lose") facts.push({ kind: "fault-applied", by: device, fault });
  }
  if (crossing.lost) {
    facts.push({ kind: "frame-lost", by: device, to: to.device, link: link.id, reason: crossing.lost });
  }
  sent.push({ frame, link: link.id, from, to, lost: crossing.lost !== undefined });
  let after: World = { ...counted, links: { ...counted.links, [link.id]: crossing.link } };
  for (const delivery of crossing.deliveries) after = arrive(after, delivery.at, to, delivery.frame);
  return after;
}
