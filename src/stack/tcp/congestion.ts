/** The congestion window: slow start and congestion avoidance, RFC 5681. With cwnd null none of this does anything. */
import { seqDiff } from "./seq.ts";
import type { Draft } from "./turn.ts";

export type WindowReason =
  | "initial"
  | "slow-start"
  | "congestion-avoidance"
  | "fast-recovery"
  | "recovered"
  | "timeout"
  | "idle"
  | "path-mtu";

export function setWindow(d: Draft, cwnd: number, reason: WindowReason): void {
  const t = d.tcb;
  if (cwnd === t.cwnd) return;
  t.cwnd = cwnd;
  d.facts.push({ kind: "tcp-congestion-window", by: d.env.device, to: t.remote.address, cwnd, reason });
}

/** Section 3.1, at the end of the handshake: one segment only if a SYN of ours was lost. */
export function openWindow(d: Draft, synLost: boolean): void {
  const segments = d.env.policy.initialWindow;
  if (segments !== null) setWindow(d, (synLost ? 1 : segments) * d.tcb.sndMss, "initial");
}

/** An ACK of `bytes` new bytes outside fast recovery. */
export function growWindow(d: Draft, bytes: number): void {
  const t = d.tcb;
  if (t.cwnd === null || bytes <= 0) return;
  if (t.ssthresh === null || t.cwnd < t.ssthresh) {
    setWindow(d, t.cwnd + Math.min(bytes, t.sndMss), "slow-start");
    return;
  }
  // One segment more for each window's worth of bytes: equation (3) by counting.
  t.cwndCredit += bytes;
  if (t.cwndCredit < t.cwnd) return;
  t.cwndCredit -= t.cwnd;
  setWindow(d, t.cwnd + t.sndMss, "congestion-avoidance");
}

const flightSize = (d: Draft): number => seqDiff(d.tcb.sndNxt, d.tcb.sndUna);

/** Equation (4). What limited transmit sent beyond the window is not counted. */
export function halveThreshold(d: Draft): void {
  const t = d.tcb;
  if (t.cwnd === null) return;
  t.ssthresh = Math.max(Math.floor(Math.min(flightSize(d), t.cwnd) / 2), 2 * t.sndMss);
  t.cwndCredit = 0;
}

/** Section 4.1: after a pause longer than a timeout the window starts small again. */
export function restartAfterIdle(d: Draft): void {
  const t = d.tcb;
  const segments = d.env.policy.initialWindow;
  if (t.cwnd === null || segments === null || t.lastSentAt === null || t.inFlight.length > 0) return;
  if (d.env.now - t.lastSentAt > t.rto) setWindow(d, Math.min(t.cwnd, segments * t.sndMss), "idle");
}
