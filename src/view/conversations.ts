/**
 * TCP conversations as an observer sees them, from the frames alone: relative numbers and the analysis that Wireshark
 * does (its user's guide, section 7.5). Read RFC 9293 section 3.4 on sequence numbers, which wrap around.
 */
import { MICROS_PER_MS, type Micros } from "../base/units.ts";
import { looksLikeHttp } from "../wire/http.ts";
import type { Packet } from "../wire/packet.ts";
import type { TcpHeader } from "../wire/tcp.ts";

export type TcpMark =
  | { readonly kind: "retransmission" | "fast-retransmission" | "spurious-retransmission" | "out-of-order" }
  | { readonly kind: "previous-segment-missing" | "acked-unseen" | "window-update" | "window-full" }
  | { readonly kind: "keep-alive" | "keep-alive-ack" | "zero-window" | "zero-window-probe" | "zero-window-probe-ack" }
  | { readonly kind: "ports-reused" }
  /** `frame`: the number of the frame whose ACK is said again; `count` from 1. */
  | { readonly kind: "duplicate-ack"; readonly frame: number; readonly count: number };

/** What only the conversation tells of a segment: numbers from 0, the window in bytes. */
export type TcpNote = {
  readonly seq: number;
  readonly ack: number;
  readonly window: number;
  readonly length: number;
  /** The other side's sequence number that counts as 0. */
  readonly ackBase: number;
  /** HTTP was spoken in this conversation, in this segment or before. */
  readonly http: boolean;
  readonly marks: readonly TcpMark[];
};

/** One direction. The sequence numbers are raw; undefined: not seen yet. */
type Flow = {
  readonly base?: number;
  readonly next?: number;
  readonly nextAt: Micros;
  /** How far the other side can acknowledge without our having missed something. */
  readonly ackable?: number;
  readonly ack?: number;
  readonly ackAt: Micros;
  readonly window: number;
  /** Undefined: the SYN was not seen; null: it was, without the option. */
  readonly scale?: number | null;
  readonly frame: number;
  readonly duplicates: number;
  readonly probed: "keep-alive" | "zero-window-probe" | "none";
  /** It has sent nothing but SYNs so far, whose window is never scaled. */
  readonly syns: boolean;
};

type Conversation = {
  readonly flows: Readonly<Record<string, Flow>>;
  /** When the SYN and the SYN, ACK passed, and how long the first round trip took. */
  readonly synAt?: Micros;
  readonly firstRtt?: Micros;
  readonly http?: boolean;
};

export type Conversations = {
  /** Frames seen so far, of any protocol. */
  readonly frames: number;
  readonly byEnds: Readonly<Record<string, Conversation>>;
};

export const noConversations: Conversations = { frames: 0, byEnds: {} };

const silent: Flow = { nextAt: 0, ackAt: 0, window: 0, frame: 0, duplicates: 0, probed: "none", syns: true };

/** Wireshark's guesses: a repeat so soon after duplicate ACKs is a fast one, one so soon after the newest data was overtaken. */
const FAST_WITHIN = 20 * MICROS_PER_MS;
const OVERTAKEN_WITHIN = 3 * MICROS_PER_MS;

/** Distance from `b` to `a` on the circle of sequence numbers. */
const distance = (a: number, b: number): number => (a - b) | 0;
const plus = (seq: number, n: number): number => (seq + n) >>> 0;

/** Takes the next frame in; `note` is there when it is a TCP segment. */
export function noteFrame(
  before: Conversations,
  packet: Packet,
  at: Micros,
): { readonly conversations: Conversations; readonly note?: TcpNote } {
  const frames = before.frames + 1;
  const { ip, tcp } = packet;
  if (!ip || !tcp) return { conversations: { ...before, frames } };
  const here = `${ip.src}:${tcp.srcport}`;
  const there = `${ip.dst}:${tcp.dstport}`;
  const key = here < there ? `${here} ${there}` : `${there} ${here}`;
  const length = segmentLength(packet);
  const known = before.byEnds[key] ?? { flows: {} };
  const opens = tcp.flags.syn && !tcp.flags.ack;
  const lastBase = known.flows[here]?.base;
  const reused = opens && lastBase !== undefined && lastBase !== tcp.seq;
  const conversation: Conversation = reused ? { flows: {} } : known;
  const based = withBases(conversation.flows[here] ?? silent, conversation.flows[there] ?? silent, tcp);
  const rtt = firstRoundTrip(conversation, tcp, at);
  const http = conversation.http ?? (onHttpPort(tcp) && looksLikeHttp(packet.payload) !== undefined);
  const { forward, marks } = analyse(based.forward, based.reverse, tcp, length, at, frames, rtt.firstRtt);
  const flows = { ...conversation.flows, [here]: forward, [there]: based.reverse };
  const scaled = !tcp.flags.syn && typeof forward.scale === "number" && typeof based.reverse.scale === "number";
  const note: TcpNote = {
    seq: (tcp.seq - (forward.base ?? 0)) >>> 0,
    ack: tcp.flags.ack ? (tcp.ack - (based.reverse.base ?? 0)) >>> 0 : 0,
    window: scaled ? tcp.window_size_value * 2 ** (forward.scale ?? 0) : tcp.window_size_value,
    length,
    ackBase: based.reverse.base ?? 0,
    http,
    marks: reused ? [...marks, { kind: "ports-reused" }] : marks,
  };
  return {
    conversations: { frames, byEnds: { ...before.byEnds, [key]: { ...rtt, ...(http && { http }), flows } } },
    note,
  };
}

const HTTP_PORT = 80;

/** Where Wireshark looks for HTTP, as far as the simulated internet has it. */
export const onHttpPort = (tcp: TcpHeader): boolean => tcp.srcport === HTTP_PORT || tcp.dstport === HTTP_PORT;

/** Bytes of data, also where a DNS message was read out of them. */
function segmentLength({ ip, tcp }: Packet): number {
  return ip && tcp ? Math.max(0, ip.len - ip.hdr_len * 4 - tcp.hdr_len * 4) : 0;
}

function withBases(forward: Flow, reverse: Flow, tcp: TcpHeader): { readonly forward: Flow; readonly reverse: Flow } {
  let f = forward;
  let r = reverse;
  if (f.base === undefined) f = { ...f, base: tcp.flags.syn ? tcp.seq : plus(tcp.seq, -1) };
  if (r.base === undefined && tcp.flags.ack) r = { ...r, base: plus(tcp.ack, -1) };
  if (tcp.flags.syn) {
    const option = tcp.options.find((o) => o.kind === "window-scale");
    f = { ...f, scale: option ? option.shift : null };
  }
  return { forward: f, reverse: r };
}

function firstRoundTrip(c: Conversation, tcp: TcpHeader, at: Micros): Omit<Conversation, "flows"> {
  const { flows: _, ...times } = c;
  if (tcp.flags.syn && !tcp.flags.ack) return { ...times, synAt: at };
  if (!tcp.flags.syn && tcp.flags.ack && times.firstRtt === undefined && times.synAt !== undefined) {
    return { ...times, firstRtt: at - times.synAt };
  }
  return times;
}

/** The rules in Wireshark's order: the first kind of repeat that fits is the one that is told. */
function analyse(
  forward: Flow,
  reverse: Flow,
  tcp: TcpHeader,
  length: number,
  at: Micros,
  frame: number,
  firstRtt: Micros | undefined,
): { readonly forward: Flow; readonly marks: readonly TcpMark[] } {
  const { seq, ack, flags } = tcp;
  const window = tcp.window_size_value;
  const marks: TcpMark[] = [];
  const control = flags.syn || flags.fin || flags.reset;
  const { next } = forward;
  let probed: Flow["probed"] = "none";
  let { duplicates } = forward;
  const asBefore = length === 0 && !control && seq === next && ack === forward.ack;

  if (length === 1 && seq === next && reverse.window === 0 && reverse.ack !== undefined) {
    marks.push({ kind: "zero-window-probe" });
    probed = "zero-window-probe";
  } else {
    if (window === 0 && !control) marks.push({ kind: "zero-window" });
    if (next !== undefined && distance(seq, next) > 0 && !flags.reset) marks.push({ kind: "previous-segment-missing" });
    if (length <= 1 && next !== undefined && seq === plus(next, -1) && !control) {
      marks.push({ kind: "keep-alive" });
      probed = "keep-alive";
    }
    if (asBefore && window !== 0 && window !== forward.window) marks.push({ kind: "window-update" });
    if (length > 0 && !control && reverse.scale !== undefined && reverse.ack !== undefined) {
      const shift = reverse.syns ? 0 : (reverse.scale ?? 0);
      if (plus(seq, length) === plus(reverse.ack, reverse.window * 2 ** shift)) marks.push({ kind: "window-full" });
    }
    if (asBefore && window !== 0 && window === forward.window) {
      if (reverse.probed === "keep-alive") marks.push({ kind: "keep-alive-ack" });
      else {
        duplicates += 1;
        marks.push({ kind: "duplicate-ack", frame: forward.frame, count: duplicates });
      }
    } else if (
      length === 0 &&
      window === 0 &&
      forward.window === 0 &&
      seq === next &&
      (ack === forward.ack || ack === plus(forward.ack ?? 0, 1)) &&
      reverse.probed === "zero-window-probe" &&
      !control
    ) {
      marks.push({ kind: "zero-window-probe-ack" });
    }
  }

  const newAck = ack !== forward.ack;
  if (newAck) duplicates = 0;
  if (flags.ack && reverse.ackable !== undefined && distance(ack, reverse.ackable) > 0) {
    marks.push({ kind: "acked-unseen" });
  }
  const repeat = repeatOf(forward, reverse, tcp, length, at, firstRtt, probed);
  if (repeat) marks.push(repeat);

  const end = plus(seq, length + (flags.syn || flags.fin ? 1 : 0));
  const advances = probed !== "zero-window-probe" && (next === undefined || distance(end, next) > 0);
  const newNext = advances ? end : next;
  const contiguous = forward.ackable === undefined || seq === forward.ackable;
  const ackable = contiguous && probed !== "zero-window-probe" ? newNext : forward.ackable;
  const after: Flow = {
    ...forward,
    ...(newNext !== undefined && { next: newNext }),
    ...(ackable !== undefined && { ackable }),
    nextAt: advances ? at : forward.nextAt,
    ack,
    ackAt: at,
    window,
    frame: newAck ? frame : forward.frame,
    duplicates,
    probed,
    syns: forward.syns && flags.syn,
  };
  return { forward: after, marks };
}

function repeatOf(
  forward: Flow,
  reverse: Flow,
  tcp: TcpHeader,
  length: number,
  at: Micros,
  firstRtt: Micros | undefined,
  probed: Flow["probed"],
): TcpMark | undefined {
  const { seq, flags } = tcp;
  const { next } = forward;
  if ((length === 0 && !flags.syn && !flags.fin) || probed === "keep-alive") return undefined;
  // One byte behind what is expected and more than a byte long: new data after a window probe.
  const behind = next !== undefined && distance(seq, next) < 0 && !(length > 1 && plus(next, -1) === seq);
  if (length > 0 && reverse.ack !== undefined && distance(plus(seq, length), reverse.ack) <= 0) {
    return { kind: "spurious-retransmission" };
  }
  if (!behind || next === undefined) return undefined;
  if (reverse.duplicates >= 2 && reverse.ack === seq && at - reverse.ackAt < FAST_WITHIN) {
    return { kind: "fast-retransmission" };
  }
  const soon = at - forward.nextAt < (firstRtt ?? OVERTAKEN_WITHIN);
  const end = plus(seq, length + (flags.syn || flags.fin ? 1 : 0));
  if (soon && next !== end) return { kind: "out-of-order" };
  return { kind: "retransmission" };
}
