import { expect, test } from "vitest";
import { suggest } from "./suggest.ts";

test.each([
  ["klient", "client"],
  ["Client", "client"],
  ["clinet", "client"],
  ["clients", "client"],
  ["frist", "first"],
  ["zzz", undefined],
  ["", undefined],
])("%s is taken for %s", (word, meant) => {
  expect(suggest(word, ["router", "client", "first"])).toBe(meant);
});
