/** Puts segments that came out of order into their place. Bounded by the receive window, since nothing beyond it gets here. */
import { join, type Stream, slice } from "../stream.ts";
import { type Seq, seqAdd, seqDiff, seqGt, seqLeq, seqLt } from "./seq.ts";
import type { Range } from "./tcb.ts";

const endOf = (r: Range): Seq => seqAdd(r.seq, r.data.length);

/** The ranges with `data` at `seq` added; where two overlap, the bytes that were there first stay. */
export function insert(ranges: readonly Range[], seq: Seq, data: Stream): readonly Range[] {
  const out: Range[] = [];
  let i = 0;
  while (i < ranges.length && seqLt(endOf(ranges[i]!), seq)) out.push(ranges[i++]!);
  let merged: Range = { seq, data };
  while (i < ranges.length && seqLeq(ranges[i]!.seq, endOf(merged))) merged = union(ranges[i++]!, merged);
  out.push(merged);
  while (i < ranges.length) out.push(ranges[i++]!);
  return out;
}

/** Two ranges that touch or overlap. */
function union(old: Range, added: Range): Range {
  const before = seqDiff(old.seq, added.seq);
  const after = seqDiff(endOf(added), endOf(old));
  const head = before > 0 ? slice(added.data, 0, before) : null;
  const tail = after > 0 ? slice(added.data, added.data.length - after) : null;
  let data = head ? join(head, old.data) : old.data;
  if (tail) data = join(data, tail);
  return { seq: before > 0 ? added.seq : old.seq, data };
}

/** What continues the stream at `next`, and the ranges that stay. */
export function takeInOrder(
  ranges: readonly Range[],
  next: Seq,
): { readonly data: Stream | null; readonly rest: readonly Range[] } {
  const first = ranges[0];
  if (!first || seqGt(first.seq, next)) return { data: null, rest: ranges };
  const known = seqDiff(next, first.seq);
  const rest = ranges.slice(1);
  if (known >= first.data.length) return takeInOrder(rest, next);
  return { data: slice(first.data, known), rest };
}
