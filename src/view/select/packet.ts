/** The packet pane's model: the frame of the step as a tree of layers and fields, each with its bits in the bytes. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, PacketId, StepIndex } from "../../base/ids.ts";
import { lengthOf, stepAt, type Timeline } from "../../sim/timeline.ts";
import type { Step } from "../../sim/world.ts";
import type { Frame } from "../../stack/stimulus.ts";
import type { FieldNode, FieldValue, Meaning, Problem } from "../../wire/codec.ts";
import { fcsOf } from "../../wire/ethernet.ts";
import { describeHttp, type HeaderKind, type HttpPart } from "../../wire/http.ts";
import { describeFrame, type Packet, type Protocol } from "../../wire/packet.ts";
import { text } from "../../wire/text.ts";
import type { TcpNote } from "../conversations.ts";
import type { Thing } from "../thing.ts";
import { stepsBack, stepsBehind } from "./focus.ts";
import { connectionOf, frameLine, type Message, messagesOf, packetOf, streamOf } from "./messages.ts";

export type PacketNode = {
  /** `tcp`, `tcp.flags.syn`, `http.3`, `fcs`: unlike any other of the tree. */
  readonly path: string;
  readonly name: string;
  readonly kind: "layer" | "field" | "fcs" | "http-part";
  readonly protocol?: Protocol;
  /** Bits, counted from the first of the frame; none for what is not among its bytes. */
  readonly bits?: { readonly start: number; readonly length: number };
  readonly value?: FieldValue;
  readonly base?: 10 | 16;
  readonly meaning?: Meaning;
  readonly rfc?: string;
  readonly part?: HttpPart["kind"];
  readonly headerKind?: HeaderKind;
  /** What a folded node says of what is in it. */
  readonly digest?: string;
  /** Other than in the same packet one link before. */
  readonly changed: boolean;
  readonly problem?: Problem;
  readonly children: readonly PacketNode[];
};

export type PacketModel = {
  readonly frame: Frame;
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly lost: boolean;
  /** It was not there in the step before. */
  readonly fresh: boolean;
  readonly line: string;
  /** The different packets that were sent in this step; this is number `which` of them, from 0. */
  readonly siblings: readonly { readonly frame: Frame; readonly line: string }[];
  readonly which: number;
  readonly tree: readonly PacketNode[];
  /** It is here because it is selected elsewhere, and is not what the step is about. */
  readonly chosen: boolean;
  /** The step in which the frame was put on its link. */
  readonly step: StepIndex;
  /** Both ends' ports and addresses; none for what has no ports. */
  readonly connection?: Thing;
  /** The bytes of the stream that it takes up. */
  readonly stream?: Thing;
  /** The step in which the packet got this field as it is: its sender's, or that of a device on the way. */
  readonly since: (path: string) => StepIndex;
};

/** A packet to be shown instead of the step's, in the frame that carried it at step `near`. */
export type Wanted = { readonly packet: PacketId; readonly near: StepIndex };

type Seen = {
  readonly frame: Frame;
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly lost: boolean;
  readonly step: Step;
};

/**
 * The frame sent in the step, else the one that arrived in it, else that of the step that led to it, else the latest
 * before. With a host, its own frames only.
 * `which` chooses among several packets sent in one step; `wanted` is one that was selected, wherever it is now.
 */
export function packetModel(
  timeline: Timeline,
  at: StepIndex,
  host: DeviceId | null = null,
  which = 0,
  wanted?: Wanted,
): PacketModel | undefined {
  const found = latestFrames(timeline, at, host);
  if (wanted === undefined) return found && modelOf(timeline, found.seen, which, found.at === at);
  const sibling = found?.seen.findIndex((s) => s.frame.packet === wanted.packet) ?? -1;
  if (found && sibling >= 0) return modelOf(timeline, found.seen, sibling, found.at === at);
  const hops = hopsOf(timeline, wanted.packet, Math.min(at, lengthOf(timeline) - 1));
  const own = hops.filter((s) => host === null || s.from === host);
  const before = own.filter((s) => s.step.index <= wanted.near);
  const hop = before.at(-1) ?? own[0] ?? hops[0];
  if (hop) return { ...modelOf(timeline, [hop], 0, false), chosen: true };
  return found && modelOf(timeline, found.seen, which, found.at === at);
}

function latestFrames(
  timeline: Timeline,
  at: StepIndex,
  host: DeviceId | null,
): { readonly seen: readonly Seen[]; readonly at: StepIndex } | undefined {
  const last = Math.min(at, lengthOf(timeline) - 1);
  // Between what a device received and what it makes of it, frames of others are on their way.
  const behind = host === null ? stepsBehind(timeline, stepAt(timeline, last)) : [];
  for (const steps of [behind, stepsBack(timeline, last)]) {
    for (const step of steps) {
      const seen = framesOf(step, host);
      if (seen.length > 0) return { seen, at: step.index };
    }
  }
  return undefined;
}

/** The frames that carried a packet up to step `last`, in the order in which they were put on a link. */
function hopsOf(timeline: Timeline, packet: PacketId, last: StepIndex): readonly Seen[] {
  const { list, byPacket } = messagesOf(timeline);
  const message = list[byPacket.get(packet) ?? -1];
  const hops: Seen[] = [];
  if (!message) return hops;
  for (let i = message.sentStep; i <= last; i++) {
    const step = stepAt(timeline, i);
    for (const s of step?.sent ?? []) {
      if (s.frame.packet !== packet) continue;
      hops.push({ frame: s.frame, from: s.from.device, to: s.to.device, lost: s.lost, step: step! });
    }
  }
  return hops;
}

/** One for each packet: a flooded frame is the same on every port. */
function framesOf(step: Step, host: DeviceId | null): readonly Seen[] {
  const sent = new Map<number, Seen>();
  for (const s of step.sent) {
    if (host !== null && s.from.device !== host) continue;
    if (!sent.has(s.frame.packet) || fragment(s.frame)) {
      sent.set(fragment(s.frame) ? -s.frame.id : s.frame.packet, {
        frame: s.frame,
        from: s.from.device,
        to: s.to.device,
        lost: s.lost,
        step,
      });
    }
  }
  if (sent.size > 0) return [...sent.values()];
  const { input } = step.entry;
  if (input.kind !== "frame-arrives" || input.port === "lo") return [];
  if (host !== null && input.device !== host) return [];
  const plug = step.world.wiring[`${input.device}.${input.port}`];
  const link = plug && step.world.links[plug.link];
  const from = link ? link.ends[plug.end === 0 ? 1 : 0].device : input.device;
  return [{ frame: input.frame, from, to: input.device, lost: false, step }];
}

const fragment = (frame: Frame): boolean => (packetOf(frame.bytes).ip?.flags.mf ?? false) === true;

function modelOf(timeline: Timeline, seen: readonly Seen[], chosen: number, fresh: boolean): PacketModel {
  const which = Math.min(chosen, seen.length - 1);
  const { frame, from, to, lost, step } = seen[which]!;
  const { list, byPacket } = messagesOf(timeline);
  const message = list[byPacket.get(frame.packet) ?? -1];
  const connection = connectionOf(packetOf(frame.bytes));
  const stream = message && streamOf(message);
  return {
    frame,
    from,
    to,
    lost,
    fresh,
    line: frameLine(timeline, frame),
    siblings: seen.map((s) => ({ frame: s.frame, line: frameLine(timeline, s.frame) })),
    which,
    tree: treeOf(timeline, frame, step),
    chosen: false,
    step: sentIn(frame, step),
    ...(connection && { connection }),
    ...(stream && { stream }),
    since: (path) => sinceOf(timeline, frame, step, path),
  };
}

/** A frame is put on its link in the step itself, or in the one that it arrived from. */
function sentIn(frame: Frame, { index, sent, entry }: Step): StepIndex {
  return entry.by === "start" || sent.some((s) => s.frame.id === frame.id) ? index : entry.by;
}

function sinceOf(timeline: Timeline, frame: Frame, step: Step, path: string): StepIndex {
  const read = (of: Frame): string => JSON.stringify(valuesAt(treeOf(timeline, of, step), path));
  const now = read(frame);
  let since: StepIndex | undefined;
  for (const hop of hopsOf(timeline, frame.packet, step.index)) {
    if (hop.frame.id > frame.id) break;
    if (read(hop.frame) !== now) since = undefined;
    else since ??= hop.step.index;
  }
  return since ?? sentIn(frame, step);
}

/** What stands in a node and in all below it. */
function valuesAt(nodes: readonly PacketNode[], path: string): readonly (FieldValue | undefined)[] {
  const all = ({ value, children }: PacketNode): readonly (FieldValue | undefined)[] => [
    value,
    ...children.flatMap(all),
  ];
  const found = trailTo(nodes, path)?.at(-1);
  return found ? all(found) : [];
}

/** The nodes from a layer down to the one with this path; undefined where the packet has none. */
export function trailTo(nodes: readonly PacketNode[], path: string): readonly PacketNode[] | undefined {
  for (const node of nodes) {
    if (node.path === path) return [node];
    const below = trailTo(node.children, path);
    if (below) return [node, ...below];
  }
  return undefined;
}

/** The nodes from a layer down to the innermost one that holds the byte; a byte of several fields goes to the first. */
export function trailToByte(nodes: readonly PacketNode[], byte: number): readonly PacketNode[] | undefined {
  for (const node of nodes) {
    if (!holdsByte(node, byte)) continue;
    return [node, ...(trailToByte(node.children, byte) ?? [])];
  }
  return undefined;
}

/** Whether any bit of the byte belongs to the node. */
export const holdsByte = ({ bits }: PacketNode, byte: number): boolean =>
  bits !== undefined && bits.start < (byte + 1) * 8 && bits.start + bits.length > byte * 8;

const trees = new WeakMap<Frame, { readonly timeline: Timeline; readonly tree: readonly PacketNode[] }>();

function treeOf(timeline: Timeline, frame: Frame, step: Step): readonly PacketNode[] {
  const made = trees.get(frame);
  if (made?.timeline === timeline) return made.tree;
  const { list, byPacket } = messagesOf(timeline);
  const message = list[byPacket.get(frame.packet) ?? -1];
  const before = message ? frameBefore(timeline, message, frame, step) : undefined;
  const tree = buildTree(frame, message?.note, before && buildTree(before, message?.note));
  trees.set(frame, { timeline, tree });
  return tree;
}

/** The same packet as it was put on the link before this one; none on the first. */
function frameBefore(timeline: Timeline, message: Message, frame: Frame, step: Step): Frame | undefined {
  if (message.frame === frame) return undefined;
  let before: Frame | undefined;
  for (let i = message.sentStep; i <= step.index; i++) {
    for (const s of stepAt(timeline, i)?.sent ?? []) {
      if (s.frame.packet !== frame.packet) continue;
      // The same frame with other bytes: it was damaged on the link.
      if (s.frame.id === frame.id && s.frame.bytes !== frame.bytes) return s.frame;
      if (s.frame.id >= frame.id) return before;
      before = s.frame;
    }
  }
  return before;
}

function buildTree(frame: Frame, note?: TcpNote, before?: readonly PacketNode[]): readonly PacketNode[] {
  const { bytes } = frame;
  const packet = packetOf(bytes);
  const old = new Map<string, FieldValue | undefined>();
  const remember = (nodes: readonly PacketNode[]): void => {
    for (const node of nodes) {
      old.set(node.path, node.value);
      remember(node.children);
    }
  };
  if (before) remember(before);
  const differs = (path: string, value: FieldValue | undefined): boolean =>
    before !== undefined && value !== undefined && old.get(path) !== value;

  const field = (node: FieldNode): PacketNode => {
    const children = (node.children ?? []).map(field);
    const meaning = node.meaning ?? relative(node.path, note);
    const digest = children.length > 0 ? digestOf(node) : undefined;
    // A group of bits is read as one number, too; lists and names are not.
    const isGroup = node.value === undefined && node.name === "flags";
    const value = isGroup ? bitsOf(bytes, node) : node.value;
    const base = isGroup ? 16 : node.base;
    return {
      path: node.path,
      name: node.name,
      kind: "field",
      bits: { start: node.start, length: node.length },
      ...(value !== undefined && { value }),
      ...(base && { base }),
      ...(meaning && { meaning }),
      ...(node.rfc && { rfc: node.rfc }),
      ...(digest !== undefined && digest !== "" && { digest }),
      changed: differs(node.path, node.value) || children.some((c) => c.changed),
      children,
    };
  };

  const tree: PacketNode[] = describeFrame(bytes).map((layer): PacketNode => {
    const span = { start: layer.start * 8, length: (layer.end - layer.start) * 8 };
    const base = {
      kind: "layer",
      bits: span,
      changed: false,
      ...(layer.problem && { problem: layer.problem }),
    } as const;
    if (layer.protocol === "data" && packet.tcp && layer.fields.length === 0) {
      const parts = describeHttp(bytes.subarray(layer.start, layer.end));
      if (parts.some((p) => p.kind !== "body")) {
        const children = parts.map((p, i) => httpNode(bytes, layer.start, p, i));
        const digest = children[0]?.value;
        return { ...base, path: "http", name: "http", protocol: "http", children, digest: String(digest ?? "") };
      }
    }
    // Lists without items and bits that nobody uses would only take room.
    const fields = layer.fields.filter((f) => f.length > 0).map(field);
    return {
      ...base,
      path: layer.protocol,
      name: layer.protocol,
      protocol: layer.protocol,
      children: fields,
      changed: fields.some((f) => f.changed),
      ...layerDigest(packet, layer.protocol, layer.end - layer.start, note),
    };
  });
  const should = fcsOf(bytes);
  tree.push({
    path: "fcs",
    name: "FCS",
    kind: "fcs",
    value: frame.fcs,
    base: 16,
    meaning: frame.fcs === should ? { kind: "checksum-good" } : { kind: "checksum-bad", should },
    rfc: "IEEE 802.3 §3.2.9",
    changed: differs("fcs", frame.fcs),
    children: [],
  });
  return tree;
}

function relative(path: string, note: TcpNote | undefined): Meaning | undefined {
  if (!note) return undefined;
  if (path === "tcp.seq") return { kind: "relative", value: note.seq };
  return path === "tcp.ack" ? { kind: "relative", value: note.ack } : undefined;
}

/** The bits of a field as a number; fields of up to 32 bits. */
function bitsOf(bytes: Uint8Array, { start, length }: FieldNode): number {
  let value = 0;
  for (let i = start; i < start + length; i++) value = value * 2 + (((bytes[i >>> 3] ?? 0) >>> (7 - (i & 7))) & 1);
  return value;
}

const partRfc: Readonly<Record<HttpPart["kind"], string>> = {
  "request-line": "9112 §3",
  "status-line": "9112 §4",
  "unreadable-line": "9112 §2.2",
  header: "9112 §5",
  "blank-line": "9112 §2.1",
  body: "9112 §6",
};

function httpNode(bytes: Uint8Array, start: number, part: HttpPart, i: number): PacketNode {
  const name = part.kind === "header" ? part.name : part.kind;
  const shown = text(bytes, start + part.start, start + Math.min(part.end, part.start + 200));
  const value = part.kind === "header" ? part.value : part.kind === "body" ? shown : shown.replace(/\r?\n$/, "");
  const length = part.end - part.start;
  return {
    path: `http.${i}`,
    name,
    kind: "http-part",
    part: part.kind,
    ...(part.kind === "header" && { headerKind: part.headerKind }),
    bits: { start: (start + part.start) * 8, length: length * 8 },
    value,
    rfc: partRfc[part.kind],
    ...(part.kind === "body" && { meaning: { kind: "bytes", bytes: length } }),
    changed: false,
    children: [],
  };
}

// ---- what a folded node says

const find = (node: FieldNode, ...names: readonly string[]): FieldNode | undefined =>
  names.reduce<FieldNode | undefined>((at, name) => at?.children?.find((c) => c.name === name), node);

const named = (node: FieldNode | undefined): string =>
  node?.meaning?.kind === "named" ? node.meaning.name : String(node?.value ?? "");

function digestOf(node: FieldNode): string {
  const children = node.children ?? [];
  if (/^dns\.(queries|answers|authorities|additionals)\.\d+$/.test(node.path)) {
    const data = find(node, "data");
    const shown =
      data?.value ??
      (data?.children ?? [])
        .slice(0, 2)
        .map((c) => c.value)
        .join(" ");
    const words = [find(node, "name")?.value, named(find(node, "class")), named(find(node, "type")), shown];
    return words.filter((w) => w !== undefined && w !== "").join(" ");
  }
  if (/^tcp\.options\.\d+$/.test(node.path)) {
    return [named(find(node, "kind")), ...children.slice(2).map((c) => String(c.value))].join(" ");
  }
  if (node.name === "flags")
    return children.flatMap((c) => (c.value === 1 && c.length === 1 ? [c.name] : [])).join(", ");
  if (node.name === "options") return children.map((c) => named(find(c, "kind"))).join(", ");
  if (node.name === "data") return children.map((c) => String(c.value ?? "")).join(" ");
  return children.length === 1 ? digestOf(children[0]!) : String(children.length);
}

function layerDigest(
  { eth, ip, udp, tcp, dns, icmp, arp }: Packet,
  protocol: Protocol,
  length: number,
  note: TcpNote | undefined,
): { readonly digest?: string; readonly meaning?: Meaning } {
  const of = (digest: string | undefined) => (digest === undefined ? {} : { digest });
  switch (protocol) {
    case "eth":
      return of(eth && `${eth.src} -> ${eth.dst}`);
    case "ip":
      return of(ip && `${ip.src} -> ${ip.dst}`);
    case "udp":
      return of(udp && `${udp.srcport} -> ${udp.dstport}`);
    case "tcp":
      return of(tcp && `${tcp.srcport} -> ${tcp.dstport} Seq=${note?.seq ?? tcp.seq} Len=${note?.length ?? 0}`);
    case "dns":
      return of(dns?.queries[0] && `${dns.queries[0].type} ${dns.queries[0].name}`);
    case "arp":
      return of(arp && `${arp.src_proto_ipv4} -> ${arp.dst_proto_ipv4}`);
    case "icmp":
      return of(icmp && `type ${icmp.type} code ${icmp.code}`);
    case "http":
    case "data":
    case "padding":
      return { meaning: { kind: "bytes", bytes: length } };
    default:
      return unreachable(protocol);
  }
}
