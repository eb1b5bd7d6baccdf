/** TCP options out and in: MSS (RFC 9293, 6691), window scale and timestamps (RFC 7323), SACK (RFC 2018, 2883). */
import { MICROS_PER_MS, type Micros } from "../../base/units.ts";
import type { TcpOption } from "../../wire/tcp.ts";
import type { TcpPolicy } from "./policy.ts";
import type { Segment } from "./segment.ts";
import { seqAdd } from "./seq.ts";
import type { Tcb } from "./tcb.ts";
import type { Draft } from "./turn.ts";

const NOP: TcpOption = { kind: "nop" };
const SACK_PERMITTED: TcpOption = { kind: "sack-permitted" };
const NONE: readonly TcpOption[] = [];

/** What a sender must assume of a peer that says nothing (RFC 9293 section 3.7.1). */
export const DEFAULT_MSS = 536;
/** IP header 20, TCP header 20. */
export const HEADER_BYTES = 40;
const TIMESTAMP_BYTES = 12;
/** RFC 7323 section 2.3. */
const MAX_SHIFT = 14;

/** The timestamp clock: milliseconds from an offset of the connection's own. */
export const timestampAt = (d: Draft, at: Micros): number =>
  seqAdd(d.tcb.timestampOffset, Math.floor(at / MICROS_PER_MS));

/** The shift to offer: the policy's, or, where a program has fixed the buffer, the least that can announce all of it, as Linux has it. */
export function ownShift(policy: TcpPolicy, receiveBuffer: number | null): number {
  const { windowScale } = policy.options;
  if (windowScale === null || receiveBuffer === null) return windowScale ?? 0;
  return Math.max(0, Math.min(Math.floor(Math.log2(receiveBuffer)) - 15, MAX_SHIFT));
}

/** Of a SYN: what we offer, or in a SYN,ACK what both want. */
export function synOptions(d: Draft): readonly TcpOption[] {
  const t = d.tcb;
  const options: TcpOption[] = [{ kind: "mss", mss: t.mss }];
  if (t.sack) options.push(SACK_PERMITTED);
  if (t.timestamps) {
    // The NOPs keep the timestamps on a word's border where SACK-permitted does not fill it.
    if (!t.sack) options.push(NOP, NOP);
    options.push({ kind: "timestamps", value: timestampAt(d, d.env.now), echo: t.tsRecent ?? 0 });
  }
  if (t.sack && !t.timestamps) options.push(NOP, NOP);
  const scales = d.env.policy.options.windowScale !== null;
  if (scales && (t.state === "SYN-SENT" || t.scaling)) options.push(NOP, { kind: "window-scale", shift: t.rcvScale });
  return options;
}

/** Of every other segment. */
export function segmentOptions(d: Draft): readonly TcpOption[] {
  const t = d.tcb;
  const blocks = t.sack ? sackBlocks(d) : [];
  if (!t.timestamps && blocks.length === 0) return NONE;
  const options: TcpOption[] = [];
  if (t.timestamps)
    options.push(NOP, NOP, { kind: "timestamps", value: timestampAt(d, d.env.now), echo: t.tsRecent ?? 0 });
  if (blocks.length > 0) options.push(NOP, NOP, { kind: "sack", blocks });
  return options;
}

const maxBlocks = (t: Tcb): number => (t.timestamps ? 3 : 4);

function sackBlocks(d: Draft): { left: number; right: number }[] {
  const t = d.tcb;
  if (t.outOfOrder.length === 0 && !d.duplicate) return [];
  const blocks = t.outOfOrder.map((r) => ({ left: r.seq, right: seqAdd(r.seq, r.data.length) }));
  // RFC 2018 section 4: the block that grew last comes first.
  const newest = blocks.findIndex((b) => b.left === t.newestRange);
  if (newest > 0) blocks.unshift(...blocks.splice(newest, 1));
  if (d.duplicate) blocks.unshift(d.duplicate);
  return blocks.slice(0, maxBlocks(t));
}

/** Bytes of data that a segment sent now may carry: SACK blocks take their share (RFC 6691). */
export function segmentRoom(d: Draft): number {
  const t = d.tcb;
  if (!t.sack || (t.outOfOrder.length === 0 && !d.duplicate)) return t.sndMss;
  const blocks = Math.min(t.outOfOrder.length + (d.duplicate ? 1 : 0), maxBlocks(t));
  return Math.max(1, t.sndMss - 4 - 8 * blocks);
}

/** Agrees with what the peer's SYN offers. In SYN-SENT and for a new passive block our own wish is already in the block. */
export function readSynOptions(d: Draft, syn: Segment): void {
  const t = d.tcb;
  const wish = d.env.policy.options;
  let peerMss = DEFAULT_MSS;
  let scale: number | null = null;
  let sack = false;
  let stamp: number | null = null;
  for (const o of syn.options) {
    if (o.kind === "mss") peerMss = o.mss;
    else if (o.kind === "window-scale") scale = Math.min(o.shift, MAX_SHIFT);
    else if (o.kind === "sack-permitted") sack = true;
    else if (o.kind === "timestamps") stamp = o.value;
  }
  t.peerMss = Math.max(1, peerMss);
  t.sack = sack && wish.sack;
  t.timestamps = stamp !== null && wish.timestamps;
  t.tsRecent = t.timestamps ? stamp : null;
  t.tsRecentAt = d.env.now;
  t.scaling = scale !== null && wish.windowScale !== null;
  t.sndScale = t.scaling ? (scale ?? 0) : 0;
  if (!t.scaling) t.rcvScale = 0;
  setSendSize(t);
}

/** SND.MSS from both sides' MSS, the path and the options of every segment. */
export function setSendSize(t: { -readonly [K in keyof Tcb]: Tcb[K] }): void {
  const size = Math.min(t.peerMss, t.mtu - HEADER_BYTES) - (t.timestamps ? TIMESTAMP_BYTES : 0);
  t.sndMss = Math.max(1, size);
}

export function timestampsIn(segment: Segment): { readonly value: number; readonly echo: number } | null {
  for (const o of segment.options) if (o.kind === "timestamps") return o;
  return null;
}
