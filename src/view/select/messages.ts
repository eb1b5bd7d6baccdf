/** The packets of a run as messages from the host that speaks to the host that takes it; switches and routers only pass them on. */
import type { DeviceId, PacketId, StepIndex } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import { stepsOf, type Timeline } from "../../sim/timeline.ts";
import type { Step, World } from "../../sim/world.ts";
import type { Frame } from "../../stack/stimulus.ts";
import { ARP_REQUEST } from "../../wire/arp.ts";
import { decodeFrame, type Packet } from "../../wire/packet.ts";
import { noConversations, noteFrame, type TcpNote } from "../conversations.ts";
import { messageLabel } from "../label.ts";
import { summaryLine } from "../summary.ts";
import { type Thing, thing } from "../thing.ts";

export type Message = {
  readonly packet: PacketId;
  readonly from: DeviceId;
  /** Undefined when nobody owns the address that it is meant for. */
  readonly to?: DeviceId;
  readonly sentStep: StepIndex;
  readonly sentAt: Micros;
  /** The first step in which it reached its receiver. */
  readonly arrivedStep?: StepIndex;
  /** The first step in which a link lost it or a device threw it away. */
  readonly lostStep?: StepIndex;
  readonly lostAt?: LostAt;
  /** As its sender put it on the first link. */
  readonly frame: Frame;
  readonly decoded: Packet;
  readonly note?: TcpNote;
  /** Data or a SYN or FIN that was sent before. */
  readonly again: boolean;
  /** A few words for the arrow. */
  readonly label: string;
  readonly broadcast: boolean;
};

/** On the way from a device to its neighbour, or in a device that threw it away. */
export type LostAt =
  | { readonly kind: "link"; readonly from: DeviceId; readonly to: DeviceId }
  | { readonly kind: "device"; readonly device: DeviceId };

export type Messages = {
  readonly list: readonly Message[];
  /** Place in `list`. */
  readonly byPacket: ReadonlyMap<PacketId, number>;
  /** Hosts and routers in the order in which they first spoke or were spoken to. */
  readonly speakers: readonly DeviceId[];
};

const packets = new WeakMap<Uint8Array, Packet>();

/** Decoded once for each frame's bytes. */
export function packetOf(bytes: Uint8Array): Packet {
  let packet = packets.get(bytes);
  if (!packet) {
    packet = decodeFrame(bytes);
    packets.set(bytes, packet);
  }
  return packet;
}

const known = new WeakMap<Timeline, Messages>();

/**
 * Derived from the timeline and nothing else, so it is made once for each. It outlives steps that were dropped: the
 * frame that each message was sent in is kept, and what was read out of it. That is about 4 KB for a full-sized segment,
 * and there are fewer messages than steps, since each has to arrive: some 200 MB at the very most for `MAX_STEPS`.
 */
export function messagesOf(timeline: Timeline): Messages {
  let messages = known.get(timeline);
  if (!messages) {
    messages = collect(timeline);
    known.set(timeline, messages);
  }
  return messages;
}

type Draft = { -readonly [K in keyof Message]: Message[K] };

function collect(timeline: Timeline): Messages {
  const list: Draft[] = [];
  const byPacket = new Map<PacketId, number>();
  const speakers = new Set<DeviceId>();
  let index = noConversations;
  for (const step of stepsOf(timeline)) {
    const { input } = step.entry;
    if (input.kind === "frame-arrives") {
      const message = list[byPacket.get(input.frame.packet) ?? -1];
      if (message) arrive(message, step, input.device);
    }
    for (const { frame, from, to: sentTo, lost } of step.sent) {
      const at = byPacket.get(frame.packet);
      const passed = at === undefined ? undefined : list[at];
      if (passed) {
        if (lost && passed.lostStep === undefined) {
          passed.lostStep = step.index;
          passed.lostAt = { kind: "link", from: from.device, to: sentTo.device };
        }
        continue;
      }
      if (step.world.devices[from.device]?.kind !== "host") continue;
      const decoded = packetOf(frame.bytes);
      const taken = noteFrame(index, decoded, step.entry.at);
      index = taken.conversations;
      const to = receiverOf(decoded, step.world);
      speakers.add(from.device);
      if (to !== undefined) speakers.add(to);
      byPacket.set(frame.packet, list.length);
      list.push({
        packet: frame.packet,
        from: from.device,
        ...(to !== undefined && { to }),
        sentStep: step.index,
        sentAt: step.entry.at,
        ...(lost && { lostStep: step.index, lostAt: { kind: "link", from: from.device, to: sentTo.device } }),
        frame,
        decoded,
        ...(taken.note && { note: taken.note }),
        again: taken.note?.marks.some(({ kind }) => repeats.has(kind)) ?? false,
        label: messageLabel(decoded, taken.note),
        broadcast: decoded.arp?.opcode === ARP_REQUEST,
      });
    }
  }
  return { list, byPacket, speakers: [...speakers] };
}

const repeats: ReadonlySet<string> = new Set([
  "retransmission",
  "fast-retransmission",
  "spurious-retransmission",
  "out-of-order",
]);

function arrive(message: Draft, step: Step, device: DeviceId): void {
  const thrownAway = step.facts.some((f) => f.kind === "packet-dropped" || f.kind === "frame-damaged");
  if (thrownAway) {
    if (message.lostStep !== undefined) return;
    message.lostStep = step.index;
    message.lostAt = { kind: "device", device };
  } else if (device === message.to) message.arrivedStep ??= step.index;
}

/** Bytes of the stream that a segment takes up, with SYN and FIN, by relative numbers; none for a bare ACK. */
export function streamOf({ decoded: { ip, tcp }, note }: Message): Thing | undefined {
  if (!ip || !tcp || !note) return undefined;
  const length = note.length + Number(tcp.flags.syn) + Number(tcp.flags.fin);
  if (length === 0) return undefined;
  const ends = { from: `${ip.src}:${tcp.srcport}`, to: `${ip.dst}:${tcp.dstport}` };
  return thing.stream(ends, note.seq, note.seq + length);
}

/** The conversation that a packet belongs to; none for what has no ports. */
export function connectionOf({ ip, tcp, udp }: Packet): Thing | undefined {
  const ports = tcp ?? udp;
  if (!ip || !ports) return undefined;
  const ends = { from: `${ip.src}:${ports.srcport}`, to: `${ip.dst}:${ports.dstport}` };
  return thing.connection({ protocol: tcp ? "tcp" : "udp", ...ends });
}

const named = new WeakMap<Message, readonly Thing[]>();

/** All that a message is about, the most specific first. */
export function messageThings(message: Message): readonly Thing[] {
  let things = named.get(message);
  if (!things) {
    const { decoded, from, to, packet, sentStep } = message;
    const { arp, ip, dns } = decoded;
    const ends = arp ? [arp.dst_proto_ipv4, arp.src_proto_ipv4] : ip ? [ip.dst, ip.src] : [];
    things = [
      thing.packet(packet),
      ...[streamOf(message), connectionOf(decoded)].filter((t) => t !== undefined),
      ...(dns?.queries ?? []).map(({ name }) => thing.name(name)),
      ...ends.map(thing.address),
      thing.device(from),
      ...(to === undefined ? [] : [thing.device(to)]),
      thing.step(sentStep),
    ];
    named.set(message, things);
  }
  return things;
}

const receiverOf = ({ arp, ip }: Packet, world: World): DeviceId | undefined =>
  world.owners[arp?.dst_proto_ipv4 ?? ip?.dst ?? ""];

/** The Info column of any frame of the run, with the numbers that its conversation gives it. */
export function frameLine(timeline: Timeline, frame: Frame): string {
  const { list, byPacket } = messagesOf(timeline);
  return summaryLine(packetOf(frame.bytes), list[byPacket.get(frame.packet) ?? -1]?.note);
}
