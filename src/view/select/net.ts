/** The topology as it is at one step: devices, links, the frames on them, the way that the step's packet has come. */
import type { DeviceId, LinkId, PacketId, StepIndex } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import { tellingFacts } from "../../lesson/salience.ts";
import { stepsOf, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Device, Step, World } from "../../sim/world.ts";
import type { Fact } from "../../stack/fact.ts";
import { LOOPBACK_PORT } from "../../stack/ip-output.ts";
import type { Frame } from "../../stack/stimulus.ts";
import { type Ipv4, type Mac, networkOf } from "../../wire/address.ts";
import type { TcpNote } from "../conversations.ts";
import { messageLabel, tellingLine } from "../label.ts";
import { changedAt } from "./changed.ts";
import { packetAt, placeOf, stepAt, stepsBehind } from "./focus.ts";
import { messagesOf, packetOf } from "./messages.ts";
import { type TablesModel, tablesModel } from "./tables.ts";

export type NetInterface = {
  readonly port: string;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly mac: Mac;
};

export type NetDevice = {
  readonly id: DeviceId;
  readonly kind: "host" | "router" | "switch" | "hub";
  readonly up: boolean;
  readonly interfaces: readonly NetInterface[];
  /** The latest step that left it other than it was. */
  readonly because: () => StepIndex | undefined;
};

export type NetLink = {
  readonly id: LinkId;
  readonly ends: readonly [NetEnd, NetEnd];
  readonly up: boolean;
  readonly delay: Micros;
  /** Bits per second. */
  readonly rate: number;
  /** Neither end is a switch or hub. */
  readonly direct: boolean;
  /** The networks of who can be reached through it without a router: `10.11.12.0/24`. */
  readonly networks: readonly string[];
  /** The latest step that put a frame on it or changed it. */
  readonly because: () => StepIndex | undefined;
};

export type NetEnd = { readonly device: DeviceId; readonly port: string };

/** A frame on its link. */
export type NetFrame = {
  readonly link: LinkId;
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly packet: PacketId;
  readonly lost: boolean;
  /** Put there in this very step; the others were sent before and are still under way. */
  readonly now: boolean;
  /** A few words for the arrow. */
  readonly label: string;
};

export type NetModel = {
  /** In the order of the world file. */
  readonly devices: readonly NetDevice[];
  readonly links: readonly NetLink[];
  /** Where the step took place. */
  readonly place?: DeviceId;
  /** What it has to tell first. */
  readonly fact?: Fact;
  /** Those of this step first. */
  readonly frames: readonly NetFrame[];
  /** The packet whose way is shown: the step's, the one that led to it, or one that is selected elsewhere. */
  readonly packet?: PacketId;
  /** Links that it has crossed or is on, in the order in which it came to them. */
  readonly route: readonly LinkId[];
  /** What the packet says, and between whom it was on a link last. */
  readonly hop?: Hop & { readonly line: string; readonly now: boolean };
  /** The tables of the devices that are unfolded, the latest last. */
  readonly tables: readonly TablesModel[];
};

export type NetOptions = {
  readonly since?: StepIndex;
  /** A packet that is selected elsewhere. */
  readonly packet?: PacketId;
  /** Devices whose tables are wanted. */
  readonly unfolded?: readonly DeviceId[];
};

export function netModel(timeline: Timeline, at: StepIndex, options: NetOptions = {}): NetModel {
  const world = worldAt(timeline, at);
  const step = stepAt(timeline, at);
  const own = packetBehind(timeline, step);
  const packet = options.packet ?? own;
  const place = placeOf(step);
  const fact = step && tellingFacts(step)[0];
  const hops = packet === undefined ? [] : hopsOf(timeline, packet, at);
  const here = hops.filter((hop) => hop.step === step?.index);
  const last = here[0] ?? lastHop(timeline, hops, packet === own ? place : undefined);
  const way = last ? wayTo(hops, last.from) : [];
  const { since = at - 1, unfolded = [] } = options;
  return {
    devices: Object.values(world.devices).map((device) => netDevice(timeline, at, device)),
    links: linksOf(timeline, at, world),
    ...(place !== undefined && { place }),
    ...(fact && { fact }),
    frames: framesOf(timeline, step, world),
    ...(packet !== undefined && { packet }),
    route: [...new Set([...way, ...(here.length > 0 || !last ? here : [last]).map(({ link }) => link)])],
    ...(last && { hop: { ...last, line: lineOf(timeline, last.frame), now: here.length > 0 } }),
    tables: unfolded.filter((id) => world.devices[id]).map((id) => tablesModel(timeline, at, id, since)),
  };
}

/** The step's own packet, else the last one on the chain of causes that led to it. */
function packetBehind(timeline: Timeline, step: Step | undefined): PacketId | undefined {
  for (const one of stepsBehind(timeline, step)) {
    const packet = packetAt(one);
    if (packet !== undefined) return packet;
  }
  return undefined;
}

function netDevice(timeline: Timeline, at: StepIndex, device: Device): NetDevice {
  const { id, up } = device;
  const because = () =>
    changedAt(
      timeline,
      at,
      ({ devices }) => devices[id],
      (a, b) => a === b,
    );
  if (device.kind !== "host") return { id, kind: device.kind, up, interfaces: [], because };
  return { id, kind: device.forwarding ? "router" : "host", up, interfaces: device.interfaces, because };
}

/** Networks by link; whoever is joined by switches and hubs alone shares them. Nothing in a run re-plugs a cable. */
const segments = new WeakMap<World["wiring"], ReadonlyMap<LinkId, readonly string[]>>();

function linksOf(timeline: Timeline, at: StepIndex, world: World): readonly NetLink[] {
  let networks = segments.get(world.wiring);
  if (!networks) {
    networks = networksOf(world);
    segments.set(world.wiring, networks);
  }
  return Object.values(world.links).map(({ id, ends, up, delay, rate }) => ({
    id,
    ends,
    up,
    delay,
    rate,
    direct: ends.every(({ device }) => world.devices[device]?.kind === "host"),
    networks: networks.get(id) ?? [],
    because: () =>
      changedAt(
        timeline,
        at,
        ({ links }) => links[id],
        (a, b) => a === b,
      ),
  }));
}

function networksOf({ links, devices }: World): ReadonlyMap<LinkId, readonly string[]> {
  const found = new Map<LinkId, readonly string[]>();
  const all = Object.values(links);
  for (const start of all) {
    if (found.has(start.id)) continue;
    const members = new Set([start]);
    const networks = new Set<string>();
    for (const { ends } of members) {
      for (const { device: id, port } of ends) {
        const device = devices[id];
        if (device?.kind === "host") {
          const own = device.interfaces.find((i) => i.port === port);
          if (own) networks.add(`${networkOf(own.address, own.prefix)}/${own.prefix}`);
        } else for (const link of all) if (link.ends.some((end) => end.device === id)) members.add(link);
      }
    }
    for (const { id } of members) found.set(id, [...networks]);
  }
  return found;
}

function framesOf(timeline: Timeline, step: Step | undefined, world: World): readonly NetFrame[] {
  const frames: NetFrame[] = (step?.sent ?? []).map(({ frame, link, from, to, lost }) => ({
    link,
    from: from.device,
    to: to.device,
    packet: frame.packet,
    lost,
    now: true,
    label: labelOf(timeline, frame),
  }));
  const sent = new Set((step?.sent ?? []).map(({ frame }) => frame.id));
  // The agenda is sorted from the last to the first.
  for (const { input } of [...world.agenda].reverse()) {
    if (input.kind !== "frame-arrives" || input.port === LOOPBACK_PORT || sent.has(input.frame.id)) continue;
    const plug = world.wiring[`${input.device}.${input.port}`];
    const link = plug && world.links[plug.link];
    if (!link) continue;
    frames.push({
      link: link.id,
      from: link.ends[plug.end === 0 ? 1 : 0].device,
      to: input.device,
      packet: input.frame.packet,
      lost: false,
      now: false,
      label: labelOf(timeline, input.frame),
    });
  }
  return frames;
}

const labelOf = (timeline: Timeline, frame: Frame): string =>
  messageLabel(packetOf(frame.bytes), noteOf(timeline, frame));
const lineOf = (timeline: Timeline, frame: Frame): string =>
  tellingLine(packetOf(frame.bytes), noteOf(timeline, frame));

function noteOf(timeline: Timeline, { packet }: Frame): TcpNote | undefined {
  const { list, byPacket } = messagesOf(timeline);
  return list[byPacket.get(packet) ?? -1]?.note;
}

export type Hop = {
  readonly step: StepIndex;
  readonly link: LinkId;
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly frame: Frame;
  readonly lost: boolean;
};

/** The links that a packet was put on up to step `at`. What arrived long ago is not followed any further. */
function hopsOf(timeline: Timeline, packet: PacketId, at: StepIndex): readonly Hop[] {
  const { list, byPacket } = messagesOf(timeline);
  const message = list[byPacket.get(packet) ?? -1];
  if (!message) return [];
  // A broadcast goes on to others when its receiver has it already: it is over when nothing of it is under way.
  const end = message.broadcast ? at : Math.min(at, message.arrivedStep ?? message.lostStep ?? at);
  const hops: Hop[] = [];
  let underWay = 0;
  for (const step of stepsOf(timeline, message.sentStep)) {
    if (step.index > end) break;
    const { input } = step.entry;
    if (input.kind === "frame-arrives" && input.frame.packet === packet) underWay -= 1;
    for (const { frame, link, from, to, lost } of step.sent) {
      if (frame.packet !== packet) continue;
      if (!lost) underWay += 1;
      hops.push({ step: step.index, link, from: from.device, to: to.device, frame, lost });
    }
    if (message.broadcast && underWay <= 0) break;
  }
  return hops;
}

/** Of copies that a switch sent everywhere, the one that came to where the step is, or to whom it was meant for. */
function lastHop(timeline: Timeline, hops: readonly Hop[], place: DeviceId | undefined): Hop | undefined {
  const { list, byPacket } = messagesOf(timeline);
  const meant = list[byPacket.get(hops[0]?.frame.packet ?? -1) ?? -1]?.to;
  const to = (device: DeviceId | undefined) => hops.findLast((hop) => hop.to === device);
  return to(place) ?? to(meant) ?? hops.at(-1);
}

/** The links by which the packet came to a device; where a switch sent it everywhere, the others are left out. */
function wayTo(hops: readonly Hop[], device: DeviceId): readonly LinkId[] {
  const way: LinkId[] = [];
  const seen = new Set<DeviceId>();
  let to: DeviceId | undefined = device;
  while (to !== undefined && !seen.has(to)) {
    seen.add(to);
    const hop: Hop | undefined = hops.find((h) => h.to === to && !h.lost);
    if (hop) way.unshift(hop.link);
    to = hop?.from;
  }
  return way;
}
