import { expect, test } from "vitest";
import { seqAdd, seqDiff, seqGeq, seqGt, seqLeq, seqLt, seqMax, seqMin } from "./seq.ts";

test("numbers wrap at 2^32 and order holds across the wrap", () => {
  const last = 0xffff_ffff;
  expect(seqAdd(last, 1)).toBe(0);
  expect(seqAdd(0, -1)).toBe(last);
  expect(seqDiff(5, 0xffff_fff6)).toBe(15);
  expect(seqDiff(0xffff_fff6, 5)).toBe(-15);
  expect([seqLt(last, 0), seqLeq(last, 0), seqGt(0, last), seqGeq(0, last)]).toEqual([true, true, true, true]);
  expect([seqLt(0, last), seqGt(7, 7), seqGeq(7, 7), seqLeq(7, 7)]).toEqual([false, false, true, true]);
  expect([seqMax(last, 3), seqMin(last, 3)]).toEqual([3, last]);
});
