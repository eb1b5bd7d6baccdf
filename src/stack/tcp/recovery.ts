/** Loss: duplicate ACKs, fast retransmit and recovery (RFC 5681, 6582), with SACK (RFC 6675), and after a timeout. */
import { growWindow, halveThreshold, setWindow } from "./congestion.ts";
import { restartRetransmitTimer } from "./rtt.ts";
import { clearMarks, forgetBrokenPromise, markAllLost, markLost, pipe, spaceOf } from "./scoreboard.ts";
import { seqDiff, seqGeq, seqGt } from "./seq.ts";
import type { SentSegment } from "./tcb.ts";
import { resend } from "./transmit.ts";
import type { Draft } from "./turn.ts";

/** Bytes that count against the congestion window. */
export function outstanding(d: Draft): number {
  const t = d.tcb;
  const byNumbers = t.recovery.kind === "none" || (t.recovery.kind === "fast" && !t.sack);
  return byNumbers ? seqDiff(t.sndNxt, t.sndUna) : pipe(d);
}

function markFirst(d: Draft, change: Partial<SentSegment>): void {
  const [first, ...others] = d.tcb.inFlight;
  if (first) d.tcb.inFlight = [{ ...first, ...change }, ...others];
}

/** An ACK that repeats SND.UNA while something is in flight; `news`: its SACK blocks told something new. */
export function duplicateAckArrived(d: Draft, news: boolean): void {
  const t = d.tcb;
  const { device: by, policy } = d.env;
  t.duplicateAcks += 1;
  d.facts.push({ kind: "tcp-duplicate-ack", by, from: t.remote.address, ack: t.sndUna, count: t.duplicateAcks });
  if (t.recovery.kind === "fast") {
    if (t.sack) markLost(d);
    else if (t.cwnd !== null) setWindow(d, t.cwnd + t.sndMss, "fast-recovery");
    return;
  }
  if (t.recovery.kind !== "none") return;
  const firstLost = news && markLost(d);
  if (t.duplicateAcks < policy.duplicateAcks && !firstLost) return;
  // RFC 6582 section 4: ACKs of what a recovery sent needlessly again must not start another one.
  if (t.recover !== null && !seqGt(t.sndUna, t.recover)) return;
  enterFastRecovery(d);
}

function enterFastRecovery(d: Draft): void {
  const t = d.tcb;
  halveThreshold(d);
  t.recovery = { kind: "fast", point: t.sndNxt };
  t.recover = t.sndNxt;
  markFirst(d, { lost: true });
  d.facts.push({ kind: "tcp-fast-retransmit", by: d.env.device, to: t.remote.address, seq: t.sndUna });
  if (t.ssthresh !== null && t.cwnd !== null) {
    const inflated = t.sack ? t.ssthresh : t.ssthresh + d.env.policy.duplicateAcks * t.sndMss;
    setWindow(d, inflated, "fast-recovery");
  }
  resend(d, 0);
  restartRetransmitTimer(d);
}

/** SND.UNA has moved on by `bytes`. */
export function newAckArrived(d: Draft, bytes: number): void {
  const t = d.tcb;
  const recovery = t.recovery;
  t.duplicateAcks = 0;
  if (recovery.kind === "none") return growWindow(d, bytes);
  if (seqGeq(t.sndUna, recovery.point)) {
    t.recovery = { kind: "none" };
    clearMarks(d);
    if (recovery.kind !== "fast") return growWindow(d, bytes);
    if (t.ssthresh !== null && t.cwnd !== null) {
      const flight = seqDiff(t.sndNxt, t.sndUna);
      setWindow(d, t.sack ? t.ssthresh : Math.min(t.ssthresh, Math.max(flight, t.sndMss) + t.sndMss), "recovered");
    }
    return;
  }
  if (recovery.kind !== "fast") return growWindow(d, bytes);
  // A partial ACK: the next hole begins at SND.UNA (RFC 6582 section 3.2 step 3).
  if (t.sack) markLost(d);
  const first = t.inFlight[0];
  if (first && !first.resent && !first.sacked) markFirst(d, { lost: true });
  if (!t.sack && t.cwnd !== null) {
    setWindow(d, Math.max(t.cwnd - bytes, 0) + (bytes >= t.sndMss ? t.sndMss : 0), "fast-recovery");
  }
}

/** The retransmission timer has expired: everything unacknowledged is taken for lost, one segment goes out (RFC 6298 section 5.4). */
export function timedOut(d: Draft): void {
  const t = d.tcb;
  forgetBrokenPromise(d);
  // RFC 5681 section 3.1: ssthresh is not halved again for a segment that the timer sent before.
  if (t.timeouts <= 1) halveThreshold(d);
  if (t.cwnd !== null) setWindow(d, t.sndMss, "timeout");
  t.recovery = { kind: "timeout", point: t.sndNxt };
  t.recover = t.sndNxt;
  t.duplicateAcks = 0;
  markAllLost(d);
  resend(d, 0);
}

/** Without a congestion window each ACK after a timeout lets two segments go: the pace of slow start. */
const UNLIMITED_PACE = 2;

/** Sends lost segments again as far as the congestion window goes; the first of them always while nothing else is out. */
export function resendLost(d: Draft): void {
  const t = d.tcb;
  if (t.recovery.kind === "none") return;
  let budget = t.cwnd === null && t.recovery.kind === "timeout" ? UNLIMITED_PACE : Number.POSITIVE_INFINITY;
  let inNetwork = t.cwnd === null ? 0 : outstanding(d);
  for (let i = 0; i < t.inFlight.length && budget > 0; i++) {
    const s = t.inFlight[i]!;
    if (!s.lost) continue;
    const size = Math.min(spaceOf(s), t.sndMss);
    const forced = t.recovery.kind === "fast" && !t.sack;
    if (t.cwnd !== null && !forced && inNetwork > 0 && inNetwork + size > t.cwnd) return;
    if (i > 0 && seqDiff(s.seq, t.sndUna) + size > t.sndWnd) return;
    resend(d, i);
    inNetwork += size;
    budget -= 1;
  }
}
