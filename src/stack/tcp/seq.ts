/** Sequence number arithmetic modulo 2^32, RFC 9293 section 3.4. Every result is an unsigned 32-bit number or a signed distance. */

/** A sequence number: an unsigned 32-bit number that wraps. */
export type Seq = number;

export const seqAdd = (a: Seq, n: number): Seq => (a + n) >>> 0;

/** How far `a` lies after `b`; negative when before. Right for distances below 2^31. */
export const seqDiff = (a: Seq, b: Seq): number => (a - b) | 0;

export const seqLt = (a: Seq, b: Seq): boolean => ((a - b) | 0) < 0;
export const seqLeq = (a: Seq, b: Seq): boolean => ((a - b) | 0) <= 0;
export const seqGt = (a: Seq, b: Seq): boolean => ((a - b) | 0) > 0;
export const seqGeq = (a: Seq, b: Seq): boolean => ((a - b) | 0) >= 0;

export const seqMax = (a: Seq, b: Seq): Seq => (seqGeq(a, b) ? a : b);
export const seqMin = (a: Seq, b: Seq): Seq => (seqLeq(a, b) ? a : b);
