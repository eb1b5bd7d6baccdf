/** The text of a segment and its FIN, and how they are acknowledged. RFC 9293 section 3.10.7.4, seventh and eighth checks. */
import { join, type Stream, slice } from "../stream.ts";
import { insert, takeInOrder } from "./reassembly.ts";
import { currentRto } from "./rtt.ts";
import type { Segment } from "./segment.ts";
import { type Seq, seqAdd, seqDiff, seqGt, seqLeq, seqLt } from "./seq.ts";
import type { TcpState } from "./tcb.ts";
import { type Draft, setState } from "./turn.ts";

const receiving: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"]);

/** What of the segment lies inside the window. */
function trim(d: Draft, segment: Segment): { readonly seq: Seq; readonly data: Stream; readonly finAt: Seq | null } {
  const t = d.tcb;
  const edge = seqAdd(t.rcvNxt, t.rcvWnd);
  const end = seqAdd(segment.seq, segment.data.length);
  const finAt = segment.flags.fin && seqLt(end, edge) ? end : null;
  let { seq, data } = segment;
  if (seqGt(end, edge)) {
    data = slice(data, 0, Math.max(0, seqDiff(edge, seq)));
    d.ackNow = true;
  }
  if (seqLt(seq, t.rcvNxt)) {
    const known = Math.min(seqDiff(t.rcvNxt, seq), data.length);
    if (known > 0 && t.sack) d.duplicate = { left: seq, right: seqAdd(seq, known) };
    data = slice(data, known);
    seq = t.rcvNxt;
    d.ackNow = true;
  }
  return { seq, data, finAt };
}

export function textArrived(d: Draft, segment: Segment): void {
  const t = d.tcb;
  if (!receiving.has(t.state)) return;
  const { seq, data, finAt } = trim(d, segment);
  if (segment.flags.fin && finAt === null) d.ackNow = true;
  if (finAt !== null) t.peerFin = finAt;
  if (data.length > 0) {
    t.rcvMss = Math.max(t.rcvMss, segment.data.length);
    noteConversation(d);
    if (seq === t.rcvNxt) take(d, data);
    else keep(d, seq, data);
  } else if (finAt !== null && seqGt(finAt, t.rcvNxt)) d.ackNow = true;
  if (t.peerFin !== null && t.peerFin === t.rcvNxt) finArrived(d);
}

function take(d: Draft, data: Stream): void {
  const t = d.tcb;
  const filledGap = t.outOfOrder.length > 0;
  let arrived = data.length;
  t.receiveBuffer = join(t.receiveBuffer, data);
  t.rcvNxt = seqAdd(t.rcvNxt, data.length);
  if (filledGap) {
    const { data: more, rest } = takeInOrder(t.outOfOrder, t.rcvNxt);
    t.outOfOrder = rest;
    if (more) {
      t.receiveBuffer = join(t.receiveBuffer, more);
      t.rcvNxt = seqAdd(t.rcvNxt, more.length);
      arrived += more.length;
    }
    d.ackNow = true;
  }
  t.rcvWnd = Math.max(0, t.rcvWnd - arrived);
  d.facts.push({ kind: "data-delivered", by: d.env.device, from: t.remote.address, bytes: arrived });
  d.events.push({ kind: "readable" });
  oweAck(d);
}

function keep(d: Draft, seq: Seq, data: Stream): void {
  const t = d.tcb;
  d.facts.push({ kind: "tcp-out-of-order", by: d.env.device, from: t.remote.address, seq, expected: t.rcvNxt });
  t.outOfOrder = insert(t.outOfOrder, seq, data);
  t.newestRange = t.outOfOrder.find((r) => seqLeq(r.seq, seq) && seqGt(seqAdd(r.seq, r.data.length), seq))?.seq ?? null;
  t.interactive = false;
  d.ackNow = true;
}

/** Quick ACKs at the start of a conversation and after a pause (Linux); they end when the two talk in turns. */
function noteConversation(d: Draft): void {
  const t = d.tcb;
  const { ack } = d.env.policy;
  if (ack.kind === "delayed" && (t.lastDataAt === null || d.env.now - t.lastDataAt > currentRto(d))) {
    const budget = Math.floor(t.rcvWnd / (2 * Math.max(1, t.rcvMss)));
    t.quickAcks = Math.min(budget === 0 ? 2 : budget, ack.quick);
  }
  t.lastDataAt = d.env.now;
}

function oweAck(d: Draft): void {
  const t = d.tcb;
  const { ack } = d.env.policy;
  t.ackPending = true;
  if (ack.kind === "each") {
    d.ackNow = true;
    return;
  }
  // RFC 5681 section 4.2: at least every second full-sized segment, and at once while there is a gap.
  const unacknowledged = seqDiff(t.rcvNxt, t.lastAckSent);
  if (t.outOfOrder.length > 0 || unacknowledged > t.rcvMss || (t.quickAcks > 0 && !t.interactive)) d.ackNow = true;
  else t.delayedAckAt ??= d.env.now + ack.delay;
}

function finArrived(d: Draft): void {
  const t = d.tcb;
  const { now, policy } = d.env;
  t.finReceived = true;
  t.rcvNxt = seqAdd(t.rcvNxt, 1);
  t.rcvWnd = Math.max(0, t.rcvWnd - 1);
  t.outOfOrder = [];
  d.events.push({ kind: "readable" });
  if (t.state === "ESTABLISHED") {
    setState(d, "CLOSE-WAIT");
    // The program may well close in answer: its FIN can carry this ACK.
    t.interactive = true;
    oweAck(d);
    return;
  }
  d.ackNow = true;
  if (t.state === "FIN-WAIT-1") setState(d, "CLOSING");
  else if (t.state === "FIN-WAIT-2") {
    setState(d, "TIME-WAIT");
    t.timeWaitAt = now + policy.timeWait;
  }
}
