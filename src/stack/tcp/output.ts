/** What goes out, and when: window, Nagle, silly window avoidance, FIN, window probes. RFC 9293 sections 3.7.4 and 3.8.6. */
import { restartAfterIdle } from "./congestion.ts";
import { segmentRoom } from "./options.ts";
import { outstanding, resendLost } from "./recovery.ts";
import { seqAdd, seqDiff, seqGeq, seqGt } from "./seq.ts";
import { finPending, queuedBytes, type TcpState } from "./tcb.ts";
import { sendAck, sendNew, startPersistTimer } from "./transmit.ts";
import type { Draft } from "./turn.ts";

const sending: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "CLOSE-WAIT", "FIN-WAIT-1", "CLOSING", "LAST-ACK"]);

/** Sends all that may go now, then the ACK that is still owed. Ends every turn of a living connection. */
export function output(d: Draft): void {
  const { policy } = d.env;
  // The textbook acknowledges before it speaks; else the ACK rides on what goes out anyhow.
  if (d.ackNow && policy.ack.kind === "each") sendAck(d);
  if (sending.has(d.tcb.state)) {
    resendLost(d);
    sendQueued(d);
  }
  if (d.ackNow) sendAck(d);
}

function sendQueued(d: Draft): void {
  const t = d.tcb;
  if (queuedBytes(t) > 0) restartAfterIdle(d);
  for (;;) {
    const queued = queuedBytes(t);
    if (queued === 0) {
      if (finPending(t) && windowRoom(d) >= 1) sendNew(d, { fin: true });
      break;
    }
    const length = nextLength(d, queued);
    if (length === 0) break;
    const rides = d.env.policy.fin.onData && finPending(t) && length === queued && windowRoom(d) > length;
    sendNew(d, { length, fin: rides, push: pushes(d, length) });
  }
  const waiting = queuedBytes(t) > 0 || finPending(t);
  if (waiting && t.inFlight.length === 0) startPersistTimer(d);
  else t.persistAt = null;
}

const windowRoom = (d: Draft): number => d.tcb.sndWnd - seqDiff(d.tcb.sndNxt, d.tcb.sndUna);

/** How many of the queued bytes the next segment takes; 0: it is better to wait. */
function nextLength(d: Draft, queued: number): number {
  const t = d.tcb;
  const full = segmentRoom(d);
  const wanted = Math.min(queued, full);
  const window = windowRoom(d);
  if (wanted > congestionRoom(d)) return 0;
  if (wanted <= window) return wanted < full && holdsBack(d, full) ? 0 : wanted;
  // Cut short by the window: half of the largest window ever seen is worth a segment (section 3.8.6.2.1).
  return window > 0 && window >= t.maxSndWnd / 2 ? window : 0;
}

function congestionRoom(d: Draft): number {
  const t = d.tcb;
  if (t.cwnd === null) return Number.POSITIVE_INFINITY;
  const out = outstanding(d);
  // RFC 3042: the first two duplicate ACKs let a new segment go each.
  const limited = t.recovery.kind === "none" ? Math.min(t.duplicateAcks, 2) * t.sndMss : 0;
  return out === 0 ? Number.POSITIVE_INFINITY : t.cwnd + limited - out;
}

/** A segment that is not full waits: for the rest of its write, or by Nagle's rule. */
function holdsBack(d: Draft, full: number): boolean {
  const t = d.tcb;
  if (finPending(t)) return false;
  // A write that waits for room will soon make the segment full.
  if (t.writeOpen && t.sendBufferSize >= full) return true;
  if (t.noDelay) return false;
  return d.env.policy.nagle === "any" ? seqGt(t.sndNxt, t.sndUna) : seqGt(t.smallEnd, t.sndUna);
}

/** PSH: the segment holds the last byte of a write, or it is the policy's n-th since one. */
function pushes(d: Draft, length: number): boolean {
  const t = d.tcb;
  const end = seqAdd(t.sndNxt, length);
  const every = d.env.policy.pushEvery;
  t.segmentsSincePush += 1;
  const push = endsWrite(d, end) || (every !== null && t.segmentsSincePush >= every);
  if (push) t.segmentsSincePush = 0;
  return push;
}

function endsWrite(d: Draft, end: number): boolean {
  const t = d.tcb;
  return t.writeEnds.some((w) => seqGt(w, t.sndNxt) && seqGeq(end, w));
}
