/** A segment arrives: the eight checks of RFC 9293 section 3.10.7.4, with RFC 5961 (blind attacks) and RFC 7323 (PAWS). */
import { seconds } from "../../base/units.ts";
import { ackArrived } from "./ack-in.ts";
import { CHALLENGE_INTERVAL, challenge } from "./challenge.ts";
import { arrivedInSynSent, establish, refused, sendResetFor, withoutSyn } from "./handshake.ts";
import { timestampsIn } from "./options.ts";
import { output } from "./output.ts";
import { restartRetransmitTimer } from "./rtt.ts";
import { type Segment, segmentLength } from "./segment.ts";
import { seqAdd, seqDiff, seqGeq, seqGt, seqLeq, seqLt } from "./seq.ts";
import { finAcked, type Tcb } from "./tcb.ts";
import { textArrived } from "./text-in.ts";
import { receivedFact, resend, sendAck } from "./transmit.ts";
import { conclude, type Draft, draftOf, dropped, finish, setState, type TcpEnv, type TcpTurn } from "./turn.ts";

export function segmentArrived(tcb: Tcb, segment: Segment, env: TcpEnv): TcpTurn {
  const d = draftOf(tcb, env);
  receivedFact(d, segment);
  if (tcb.state === "CLOSED") sendResetFor(d, segment);
  else if (tcb.state === "SYN-SENT") arrivedInSynSent(d, segment);
  else arrived(d, segment);
  return finish(d);
}

function arrived(d: Draft, given: Segment): void {
  const t = d.tcb;
  const segment = ownSyn(d, given);
  if (!segment) return;
  if (!sequenceIsGood(d, segment)) return;
  if (segment.flags.reset) return resetArrived(d, segment);
  if (segment.flags.syn) {
    dropped(d, "syn-in-connection");
    return challenge(d);
  }
  if (!segment.flags.ack) return dropped(d, "no-ack");
  if (t.state === "SYN-RECEIVED") {
    if (seqLeq(segment.ack, t.sndUna) || seqGt(segment.ack, t.sndMax)) {
      dropped(d, "unacceptable-ack");
      return sendResetFor(d, segment);
    }
    if (!establish(d, segment)) return;
  } else if (!ackArrived(d, segment)) return;
  ownFinAcked(d);
  if (t.state === "CLOSED") return;
  if (t.released && bringsData(t, segment)) {
    // Nobody will ever read it: the peer must know (RFC 1122 section 4.2.2.13).
    dropped(d, "connection-closed");
    sendResetFor(d, segment);
    return conclude(d, null);
  }
  textArrived(d, segment);
  output(d);
}

/** In SYN-RECEIVED the peer's SYN may come again: alone it is answered anew, with an ACK it only counts as that (simultaneous open). */
function ownSyn(d: Draft, segment: Segment): Segment | null {
  const t = d.tcb;
  const { syn, ack, reset } = segment.flags;
  if (t.state !== "SYN-RECEIVED" || !syn || reset || segment.seq !== t.irs) return segment;
  if (ack) return { ...withoutSyn(segment), window: segment.window / 2 ** t.sndScale };
  // The timer may have sent it a moment ago: over a wire with equal delays both fall on the same instant.
  if (t.lastSentAt === null || d.env.now - t.lastSentAt >= CHALLENGE_INTERVAL || t.timeouts === 0) {
    resend(d, 0);
    restartRetransmitTimer(d);
  }
  return null;
}

/** RFC 7323 section 5.5: a timestamp is no longer compared after 24 days of silence. */
const TIMESTAMP_LIFE = seconds(24 * 24 * 3600);

function sequenceIsGood(d: Draft, segment: Segment): boolean {
  const t = d.tcb;
  const { reset, fin } = segment.flags;
  const stamp = t.timestamps ? timestampsIn(segment) : null;
  const { tsRecent } = t;
  if (stamp && tsRecent !== null && !reset && seqLt(stamp.value, tsRecent)) {
    if (d.env.now - t.tsRecentAt < TIMESTAMP_LIFE) {
      dropped(d, "old-timestamp");
      sendAck(d);
      return false;
    }
  }
  const length = segmentLength(segment);
  const end = seqAdd(segment.seq, length);
  // The right edge itself is let in too: a peer that has filled the window sends its pure ACKs from there.
  const good =
    (length === 0 ? seqGeq(segment.seq, t.rcvNxt) : seqGt(end, t.rcvNxt)) &&
    seqLeq(segment.seq, seqAdd(t.rcvNxt, t.rcvWnd));
  if (good) {
    // A timestamp that is still below the recent one passed because that has grown too old.
    if (stamp && !reset && seqLeq(segment.seq, t.lastAckSent)) {
      t.tsRecent = stamp.value;
      t.tsRecentAt = d.env.now;
    }
    return true;
  }
  if (reset) {
    dropped(d, "reset-out-of-place");
    return false;
  }
  dropped(d, "unacceptable-sequence");
  if (t.state === "TIME-WAIT" && fin) t.timeWaitAt = d.env.now + d.env.policy.timeWait;
  if (t.sack && segment.data.length > 0 && seqLeq(end, t.rcvNxt)) {
    d.duplicate = { left: segment.seq, right: seqAdd(segment.seq, segment.data.length) };
  }
  // A duplicate that occupies sequence space, or a probe just below the window, wants its ACK always.
  if (length > 0 || seqDiff(t.rcvNxt, segment.seq) === 1) sendAck(d);
  else challenge(d);
  return false;
}

/** RFC 5961 section 3.2: only the exact number resets. */
function resetArrived(d: Draft, segment: Segment): void {
  const t = d.tcb;
  if (segment.seq !== t.rcvNxt) {
    dropped(d, "reset-out-of-place");
    return challenge(d);
  }
  if (t.state === "SYN-RECEIVED" && t.opener === "active") return refused(d);
  const endedWell = t.state === "CLOSING" || t.state === "LAST-ACK" || t.state === "TIME-WAIT";
  d.facts.push({ kind: "connection-reset", by: d.env.device, peer: t.remote.address });
  conclude(d, endedWell && !t.sendBuffer.length ? null : "ECONNRESET");
}

/** What the ACK of our FIN does to the state. */
function ownFinAcked(d: Draft): void {
  const t = d.tcb;
  if (!finAcked(t)) return;
  if (t.state === "FIN-WAIT-1") {
    setState(d, "FIN-WAIT-2");
    waitForPeersFin(d);
  } else if (t.state === "CLOSING") {
    setState(d, "TIME-WAIT");
    t.timeWaitAt = d.env.now + d.env.policy.timeWait;
  } else if (t.state === "LAST-ACK") conclude(d, null);
}

/** A closed socket may be given only so much time for the peer's FIN. */
export function waitForPeersFin(d: Draft): void {
  const { now, policy } = d.env;
  const t = d.tcb;
  if (t.released && t.state === "FIN-WAIT-2" && policy.finWait2 !== null) t.timeWaitAt = now + policy.finWait2;
}

const bringsData = (t: Tcb, segment: Segment): boolean =>
  segment.data.length > 0 && seqGt(seqAdd(segment.seq, segment.data.length), t.rcvNxt) && !t.finReceived;
