/** The states of the handshake: SYN-SENT, and from SYN-RECEIVED to ESTABLISHED. RFC 9293 section 3.10.7.3. */
import { ackArrived } from "./ack-in.ts";
import { openWindow } from "./congestion.ts";
import { readSynOptions } from "./options.ts";
import { output } from "./output.ts";
import { restartRetransmitTimer } from "./rtt.ts";
import { resetFor, type Segment, segmentLength } from "./segment.ts";
import { seqAdd, seqGt, seqLeq } from "./seq.ts";
import { textArrived } from "./text-in.ts";
import { put, resend } from "./transmit.ts";
import { conclude, type Draft, dropped, setState } from "./turn.ts";

export function arrivedInSynSent(d: Draft, segment: Segment): void {
  const t = d.tcb;
  const { ack, reset, syn } = segment.flags;
  if (ack && (seqLeq(segment.ack, t.iss) || seqGt(segment.ack, t.sndMax))) {
    dropped(d, "unacceptable-ack");
    sendResetFor(d, segment);
    return;
  }
  if (reset) {
    if (!ack) return dropped(d, "reset-out-of-place");
    refused(d);
    return;
  }
  if (!syn) return dropped(d, "no-ack");
  t.irs = segment.seq;
  t.rcvNxt = seqAdd(segment.seq, 1);
  t.lastAckSent = t.rcvNxt;
  readSynOptions(d, segment);
  // The window of a SYN is never scaled (RFC 7323 section 2.2).
  t.sndWnd = segment.window;
  t.maxSndWnd = segment.window;
  t.sndWl1 = segment.seq;
  t.sndWl2 = ack ? segment.ack : t.iss;
  if (!ack) {
    // Both opened at once: our SYN goes again, now with the ACK.
    setState(d, "SYN-RECEIVED");
    resend(d, 0);
    restartRetransmitTimer(d);
    return;
  }
  establish(d, { ...segment, window: segment.window / 2 ** t.sndScale });
  d.ackNow = true;
  if (segmentLength(segment) > 1) textArrived(d, withoutSyn(segment));
  output(d);
}

/** The ACK of our SYN has come. Returns false where the segment is to be dropped. */
export function establish(d: Draft, segment: Segment): boolean {
  const t = d.tcb;
  const { policy } = d.env;
  const synLost = t.inFlight.some((s) => s.syn && s.transmissions > 1 && t.timeouts > 0);
  if (!ackArrived(d, segment)) return false;
  setState(d, "ESTABLISHED");
  t.backoff = 0;
  t.recover = null;
  if (t.srtt === null && synLost) t.rto = policy.rto.afterSynLoss;
  restartRetransmitTimer(d);
  openWindow(d, synLost);
  d.events.push({ kind: "connected" });
  if (t.finQueued) setState(d, "FIN-WAIT-1");
  return true;
}

/** The segment with its SYN taken off. */
export const withoutSyn = (segment: Segment): Segment => ({
  ...segment,
  seq: seqAdd(segment.seq, 1),
  flags: { ...segment.flags, syn: false },
});

export function sendResetFor(d: Draft, segment: Segment): void {
  const reset = resetFor(segment);
  if (reset) put(d, reset);
}

export function refused(d: Draft): void {
  const { remote } = d.tcb;
  d.facts.push({ kind: "connection-refused", by: d.env.device, to: remote.address, port: remote.port });
  conclude(d, "ECONNREFUSED");
}
