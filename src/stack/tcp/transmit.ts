/** Puts one segment together and keeps the books of what was sent. RFC 9293 sections 3.3.1 and 3.10. */
import { assert } from "../../base/assert.ts";
import { EMPTY, type Stream, slice } from "../stream.ts";
import { segmentOptions, synOptions } from "./options.ts";
import { currentRto, startRetransmitTimer } from "./rtt.ts";
import { flagsOf, flagText, type OutgoingSegment, type Segment } from "./segment.ts";
import { type Seq, seqAdd, seqDiff, seqMax } from "./seq.ts";
import { dataStart, type SentSegment } from "./tcb.ts";
import type { Draft } from "./turn.ts";
import { MAX_WINDOW, onWire, windowNow } from "./window.ts";

type Parts = {
  readonly seq: Seq;
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly push?: boolean;
  readonly data?: Stream;
  readonly retransmission?: boolean;
};

const ACK = flagsOf({ ack: true });
const PUSH_ACK = flagsOf({ push: true, ack: true });

/** Sends a segment of any kind but RST; every one after SYN-SENT carries the ACK. */
export function emit(d: Draft, p: Parts): void {
  const t = d.tcb;
  const { syn = false, fin = false, push = false, data = EMPTY, retransmission = false } = p;
  const ack = t.state !== "SYN-SENT";
  const options = syn ? synOptions(d) : segmentOptions(d);
  const flags = ack && !syn && !fin ? (push ? PUSH_ACK : ACK) : flagsOf({ syn, fin, push, ack });
  const raw = syn ? Math.min(t.rcvWnd, MAX_WINDOW) : announce(d);
  const socketless = syn ? t.opener === "passive" : hadNoSocket(d);
  put(d, { seq: p.seq, ack: ack ? t.rcvNxt : 0, flags, window: raw, options, data, retransmission, socketless });
  if (ack) {
    t.lastAckSent = t.rcvNxt;
    t.ackPending = false;
    t.delayedAckAt = null;
    t.quickAcks = Math.max(0, t.quickAcks - 1);
    d.ackNow = false;
    d.duplicate = null;
  }
}

/** The turn found a block whose program is long gone. */
function hadNoSocket({ before }: Draft): boolean {
  return before?.state === "TIME-WAIT" || (before?.state === "FIN-WAIT-2" && before.released);
}

function announce(d: Draft): number {
  const t = d.tcb;
  const before = t.rcvWnd;
  const wire = onWire(t, windowNow(t, d.env.policy));
  t.rcvWnd = Math.max(before, wire.bytes);
  const to = t.remote.address;
  if (wire.raw === 0 && !t.zeroWindow) d.facts.push({ kind: "tcp-window-closed", by: d.env.device, to });
  if (wire.raw > 0 && t.zeroWindow)
    d.facts.push({ kind: "tcp-window-opened", by: d.env.device, to, window: wire.bytes });
  t.zeroWindow = wire.raw === 0;
  return wire.raw;
}

/** Hands a finished segment over, with its fact. */
export function put(d: Draft, segment: OutgoingSegment): void {
  const t = d.tcb;
  d.segments.push(segment);
  d.facts.push({
    kind: "tcp-segment-sent",
    by: d.env.device,
    to: t.remote.address,
    local: t.local.port,
    remote: t.remote.port,
    flags: flagText(segment.flags),
    seq: segment.seq,
    ack: segment.ack,
    len: segment.data.length,
    window: segment.window,
    retransmission: segment.retransmission,
  });
}

export function receivedFact(d: Draft, segment: Segment): void {
  const t = d.tcb;
  d.facts.push({
    kind: "tcp-segment-received",
    by: d.env.device,
    from: t.remote.address,
    local: t.local.port,
    remote: t.remote.port,
    flags: flagText(segment.flags),
    seq: segment.seq,
    ack: segment.ack,
    len: segment.data.length,
    window: segment.window,
  });
}

/** A pure ACK: empty, at SND.NXT. */
export const sendAck = (d: Draft): void => emit(d, { seq: d.tcb.sndNxt });

/** RST,ACK with the present numbers: an abort (section 3.10.5). */
export function sendReset(d: Draft): void {
  const t = d.tcb;
  const flags = flagsOf({ reset: true, ack: true });
  put(d, {
    seq: t.sndNxt,
    ack: t.rcvNxt,
    flags,
    window: 0,
    options: [],
    data: EMPTY,
    retransmission: false,
    socketless: false,
  });
}

/** Bytes [seq, seq + length) of the send buffer. */
export function bufferedBytes(d: Draft, seq: Seq, length: number): Stream {
  if (length === 0) return EMPTY;
  const from = seqDiff(seq, dataStart(d.tcb));
  assert(from >= 0, "bytes that are acknowledged are not sent again");
  return slice(d.tcb.sendBuffer, from, from + length);
}

/** Sends what was never sent before: a SYN, data from SND.NXT, a FIN. SND.NXT moves past it. */
export function sendNew(d: Draft, what: { syn?: boolean; fin?: boolean; length?: number; push?: boolean }): void {
  const t = d.tcb;
  const { syn = false, fin = false, length = 0, push = false } = what;
  const { now, policy } = d.env;
  const seq = t.sndNxt;
  const end = seqAdd(seq, length + (syn ? 1 : 0) + (fin ? 1 : 0));
  emit(d, { seq, syn, fin, push, data: bufferedBytes(d, seq, length) });
  const sent: SentSegment = {
    seq,
    length,
    syn,
    fin,
    push,
    sentAt: now,
    transmissions: 1,
    sacked: false,
    lost: false,
    resent: false,
  };
  // The list of the block before is shared: the first addition of a turn makes its own.
  if (t.inFlight === d.before?.inFlight) t.inFlight = [...t.inFlight, sent];
  else (t.inFlight as SentSegment[]).push(sent);
  if (fin) t.finSeq = seqAdd(seq, length);
  if (length > 0 && length < t.sndMss) t.smallEnd = end;
  t.sndNxt = end;
  t.sndMax = seqMax(t.sndMax, end);
  t.lastSentAt = now;
  t.persistAt = null;
  if (length > 0 && policy.ack.kind === "delayed" && t.lastDataAt !== null && now - t.lastDataAt < policy.ack.delay) {
    t.interactive = true;
  }
  startRetransmitTimer(d);
}

/** Sends entry `i` of the retransmission queue again, in pieces where segments have become smaller, and marks it so. */
export function resend(d: Draft, i: number): void {
  const t = d.tcb;
  const policy = d.env.policy;
  const old = t.inFlight[i];
  assert(old, "only what is in flight is sent again");
  const queue = t.inFlight.slice();
  let again: SentSegment = old;
  if (old.length > t.sndMss) {
    again = { ...old, length: t.sndMss, fin: false, push: false };
    const rest: SentSegment = {
      ...old,
      seq: seqAdd(old.seq, t.sndMss),
      length: old.length - t.sndMss,
      lost: true,
      resent: false,
    };
    queue.splice(i, 1, again, rest);
  } else {
    const next = queue[i + 1];
    if (policy.fin.onResend && next?.fin && next.length === 0 && old.length > 0 && !next.sacked) {
      again = { ...old, fin: true };
      queue.splice(i, 2, again);
    }
  }
  again = { ...again, sentAt: d.env.now, transmissions: old.transmissions + 1, lost: false, resent: true };
  queue[i] = again;
  t.inFlight = queue;
  t.lastSentAt = d.env.now;
  emit(d, {
    seq: again.seq,
    syn: again.syn,
    fin: again.fin,
    push: again.push,
    data: bufferedBytes(d, again.seq, again.length),
    retransmission: true,
  });
  startRetransmitTimer(d);
}

/** Waits for room in the peer's window, or for a window worth filling. */
export function startPersistTimer(d: Draft): void {
  d.tcb.persistAt ??= d.env.now + Math.min(currentRto(d) * 2 ** d.tcb.probes, d.env.policy.rto.max);
}
