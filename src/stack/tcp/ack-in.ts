/** The ACK field of a segment: what it takes off the retransmission queue, and the send window. RFC 9293 section 3.10.7.4, fifth check. */

import { slice } from "../stream.ts";
import { challenge } from "./challenge.ts";
import { timestampAt, timestampsIn } from "./options.ts";
import { duplicateAckArrived, newAckArrived } from "./recovery.ts";
import { restartRetransmitTimer, roundTripMeasured } from "./rtt.ts";
import { endOf, markSacked } from "./scoreboard.ts";
import { type Segment, segmentLength } from "./segment.ts";
import { type Seq, seqDiff, seqGeq, seqGt, seqLeq, seqLt, seqMax } from "./seq.ts";
import { dataEnd, dataStart, finPending, type SentSegment } from "./tcb.ts";
import { type Draft, dropped } from "./turn.ts";

/** False: the segment is to be dropped. */
export function ackArrived(d: Draft, segment: Segment): boolean {
  const t = d.tcb;
  const ack = segment.ack;
  // RFC 5961 section 5.2: not from the future, and not older than a window.
  if (seqGt(ack, t.sndMax) || seqDiff(t.sndUna, ack) > t.maxSndWnd) {
    dropped(d, "unacceptable-ack");
    challenge(d);
    return false;
  }
  t.unansweredProbes = 0;
  if (seqLt(ack, t.sndUna)) return true;
  const news = markSacked(d, segment);
  const windowBefore = t.sndWnd;
  updateWindow(d, segment);
  if (seqGt(ack, t.sndUna)) {
    advance(d, segment);
  } else if (
    t.inFlight.length > 0 &&
    segmentLength(segment) === 0 &&
    (news || (!t.sack && t.sndWnd === windowBefore))
  ) {
    duplicateAckArrived(d, news);
  }
  return true;
}

/** SND.WND; the segment that told it last wins (SND.WL1, SND.WL2). */
function updateWindow(d: Draft, segment: Segment): void {
  const t = d.tcb;
  if (seqGt(t.sndWl1, segment.seq) || (t.sndWl1 === segment.seq && seqGt(t.sndWl2, segment.ack))) return;
  const window = segment.window * 2 ** t.sndScale;
  if (t.sndWnd === 0 && window > 0) {
    t.probes = 0;
    t.persistAt = null;
  }
  t.sndWnd = window;
  t.maxSndWnd = Math.max(t.maxSndWnd, window);
  t.sndWl1 = segment.seq;
  t.sndWl2 = segment.ack;
}

function advance(d: Draft, segment: Segment): void {
  const t = d.tcb;
  const ack = segment.ack;
  const start = dataStart(t);
  const end = dataEnd(t);
  const bytes = Math.max(0, Math.min(seqDiff(ack, start), t.sendBuffer.length));
  // The FIN went as a window probe and was taken.
  if (finPending(t) && seqGt(ack, end)) t.finSeq = end;
  let gone = 0;
  while (gone < t.inFlight.length && seqLeq(endOf(t.inFlight[gone]!), ack)) gone++;
  const acked = t.inFlight.slice(0, gone);
  sample(d, acked, segment);
  t.inFlight = remaining(t.inFlight, gone, ack);
  t.sndUna = ack;
  t.sndNxt = seqMax(t.sndNxt, ack);
  if (bytes > 0) {
    const room = t.sendBufferSize - t.sendBuffer.length;
    t.sendBuffer = slice(t.sendBuffer, bytes);
    if (t.writeEnds.length > 0) t.writeEnds = t.writeEnds.filter((w) => seqGt(w, ack));
    const free = room + bytes;
    if (!t.finQueued && (free >= t.sendBufferSize / 3 || t.inFlight.length === 0)) d.events.push({ kind: "writable" });
  }
  t.timeouts = 0;
  t.probes = 0;
  restartRetransmitTimer(d);
  newAckArrived(d, bytes);
}

function remaining(queue: readonly SentSegment[], gone: number, ack: Seq): readonly SentSegment[] {
  const rest = queue.slice(gone);
  const first = rest[0];
  if (first && seqLt(first.seq, ack)) {
    const cut = seqDiff(ack, first.seq) - (first.syn ? 1 : 0);
    rest[0] = { ...first, seq: ack, length: first.length - cut, syn: false };
  }
  return rest;
}

/**
 * Karn's rule: no sample from what was sent more than once, unless the echoed timestamp shows that the last
 * transmission is the one answered. An older echo would measure the timeouts between, not the path.
 */
function sample(d: Draft, acked: readonly SentSegment[], segment: Segment): void {
  const t = d.tcb;
  const oldest = acked.find((s) => !s.sacked);
  if (!oldest) return;
  const stamp = t.timestamps ? timestampsIn(segment) : null;
  const sure = stamp ? seqGeq(stamp.echo, timestampAt(d, oldest.sentAt)) : acked.every((s) => s.transmissions === 1);
  if (sure) roundTripMeasured(d, d.env.now - oldest.sentAt);
}
