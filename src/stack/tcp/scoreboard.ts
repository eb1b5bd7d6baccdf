/** Which of the segments in flight the peer has and which are lost, as its SACK blocks tell. RFC 2018 and RFC 6675. */

import type { Segment } from "./segment.ts";
import { type Seq, seqAdd, seqGeq, seqGt, seqLeq } from "./seq.ts";
import type { SentSegment } from "./tcb.ts";
import type { Draft } from "./turn.ts";

export const endOf = (s: SentSegment): Seq => seqAdd(s.seq, spaceOf(s));

/** Sequence numbers that it occupies. */
export const spaceOf = (s: SentSegment): number => s.length + (s.syn ? 1 : 0) + (s.fin ? 1 : 0);

/** Marks what the blocks cover; true if that is news. Blocks at or below SND.UNA tell of duplicates (RFC 2883). */
export function markSacked(d: Draft, segment: Segment): boolean {
  const t = d.tcb;
  if (!t.sack || t.inFlight.length === 0) return false;
  let news = false;
  for (const o of segment.options) {
    if (o.kind !== "sack") continue;
    for (const { left, right } of o.blocks) {
      if (!seqGt(right, left) || seqGt(right, t.sndMax) || !seqGt(left, t.sndUna)) continue;
      t.inFlight = t.inFlight.map((s) => {
        if (s.sacked || !seqGeq(s.seq, left) || !seqLeq(endOf(s), right)) return s;
        news = true;
        return { ...s, sacked: true, lost: false };
      });
    }
  }
  return news;
}

/** RFC 6675 `IsLost`: enough SACKed above it, by bytes or by separate runs. Marks them; true if the first one is lost. */
export function markLost(d: Draft): boolean {
  const t = d.tcb;
  const needed = d.env.policy.duplicateAcks;
  let bytes = 0;
  let runs = 0;
  let aboveIsSacked = false;
  const queue = t.inFlight.slice();
  for (let i = queue.length - 1; i >= 0; i--) {
    const s = queue[i]!;
    if (s.sacked) {
      bytes += spaceOf(s);
      if (!aboveIsSacked) runs += 1;
    } else if (!s.lost && !s.resent && (bytes > (needed - 1) * t.sndMss || runs >= needed)) {
      queue[i] = { ...s, lost: true };
    }
    aboveIsSacked = s.sacked;
  }
  t.inFlight = queue;
  return queue[0]?.lost ?? false;
}

/** RFC 6675 `pipe`: bytes that are believed to be in the network. */
export function pipe(d: Draft): number {
  let bytes = 0;
  for (const s of d.tcb.inFlight) if (!s.sacked && !s.lost) bytes += spaceOf(s);
  return bytes;
}

/** Takes everything not SACKed for lost: after a timeout, or when the path refuses the size. */
export function markAllLost(d: Draft): void {
  d.tcb.inFlight = d.tcb.inFlight.map((s) => (s.sacked ? s : { ...s, lost: true, resent: false }));
}

/** RFC 2018 section 8: a peer that SACKed the first segment but does not acknowledge it has thrown it away. */
export function forgetBrokenPromise(d: Draft): void {
  if (d.tcb.inFlight[0]?.sacked) d.tcb.inFlight = d.tcb.inFlight.map((s) => ({ ...s, sacked: false }));
}

/** A new recovery begins: nothing was sent again in it. */
export function clearMarks(d: Draft): void {
  const t = d.tcb;
  if (t.inFlight.some((s) => s.lost || s.resent)) {
    t.inFlight = t.inFlight.map((s) => (s.lost || s.resent ? { ...s, lost: false, resent: false } : s));
  }
}
