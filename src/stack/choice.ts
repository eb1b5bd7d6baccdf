/** Which of many a fault hits, as data: counted, or by chance from the place's own rng. */
import { nextBelow, type Rng } from "../base/rng.ts";

/** The first `count` after `skip`, or each with a chance in percent (hundredths count). */
export type Choice =
  | { readonly kind: "count"; readonly skip: number; readonly count: number }
  | { readonly kind: "chance"; readonly percent: number };

/** Whether number `seen` (from 0) of the candidates is hit. */
export function chosen(choice: Choice, seen: number, rng: Rng): readonly [boolean, Rng] {
  if (choice.kind === "count") return [seen >= choice.skip && seen < choice.skip + choice.count, rng];
  const [value, next] = nextBelow(rng, 10_000);
  return [value < choice.percent * 100, next];
}

/** A copy with one bit turned over; bit 0 is the first of the first byte. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >>> 3]! ^= 0x80 >>> (bit & 7);
  return copy;
}
