import { expect, test } from "vitest";
import { matchAfter, matchesIn } from "./search.ts";

test("a text is found however it is written, also in decomposed Hangul", () => {
  expect(matchesIn(["A record", "a RECORD", "레코드"], "a record")).toEqual([0, 1]);
  expect(matchesIn(["레코드를 찾습니다"], "레코드".normalize("NFD"))).toEqual([0]);
  expect(matchesIn(["anything"], "  ")).toEqual([]);
});

test("after the last match comes the first", () => {
  expect([-1, 2, 7].map((row) => matchAfter([2, 7], row))).toEqual([2, 7, 2]);
  expect(matchAfter([], 0)).toBeUndefined();
});
