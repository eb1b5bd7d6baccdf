import { expect, test } from "vitest";
import { nextBelow, seedRng } from "../../base/rng.ts";
import { bytesOf, EMPTY, generated, join, slice } from "../stream.ts";
import { insert, takeInOrder } from "./reassembly.ts";
import { seqAdd, seqDiff } from "./seq.ts";
import type { Range } from "./tcb.ts";

const all = generated(9, 1000);
const piece = (from: number, to: number): Range => ({ seq: from, data: slice(all, from, to) });
const spans = (ranges: readonly Range[]): string =>
  ranges.map((r) => `${r.seq}-${seqAdd(r.seq, r.data.length)}`).join(" ");

test.each([
  ["apart", [[10, 20]], [30, 40], "10-20 30-40"],
  ["before", [[30, 40]], [10, 20], "10-20 30-40"],
  ["touching", [[10, 20]], [20, 30], "10-30"],
  [
    "bridging",
    [
      [10, 20],
      [30, 40],
    ],
    [15, 35],
    "10-40",
  ],
  ["inside", [[10, 40]], [20, 30], "10-40"],
  ["around", [[20, 30]], [10, 40], "10-40"],
] as const)("a range %s what is there", (_, before, added, after) => {
  let ranges: readonly Range[] = [];
  for (const [from, to] of before) ranges = insert(ranges, from, piece(from, to).data);
  ranges = insert(ranges, added[0], piece(added[0], added[1]).data);
  expect(spans(ranges)).toBe(after);
  for (const r of ranges) expect(bytesOf(r.data)).toEqual(bytesOf(slice(all, r.seq, r.seq + r.data.length)));
});

test("pieces in any order, across the wrap, give the stream back", () => {
  for (let seed = 1; seed <= 50; seed++) {
    let rng = seedRng(seed, "pieces");
    const start = seqAdd(0, -500);
    let next = start;
    let ranges: readonly Range[] = [];
    let got = EMPTY;
    while (seqDiff(next, start) < all.length) {
      let from: number;
      let size: number;
      [from, rng] = nextBelow(rng, all.length);
      [size, rng] = nextBelow(rng, 200);
      const to = Math.min(all.length, from + size + 1);
      const first = Math.max(from, seqDiff(next, start));
      if (first >= to) continue;
      ranges = insert(ranges, seqAdd(start, first), slice(all, first, to));
      const { data, rest } = takeInOrder(ranges, next);
      ranges = rest;
      if (!data) continue;
      got = join(got, data);
      next = seqAdd(next, data.length);
    }
    expect(bytesOf(got)).toEqual(bytesOf(all));
    expect(ranges).toEqual([]);
  }
});
