import { expect, test } from "vitest";
import { type JumpItem, jumpShown } from "./jump.ts";

const all: readonly JumpItem[] = [
  { at: 1, id: "1", label: "1  browser calls connect", more: "client asks everyone on its link" },
  { at: 2, id: "2", label: "2  router answers client" },
];

test("an event is found by each of its sentences, not only by the one that is shown", () => {
  expect(jumpShown(all, "everyone CONNECT").map(({ id }) => id)).toEqual(["1"]);
  expect(jumpShown(all, "client").map(({ id }) => id)).toEqual(["1", "2"]);
  expect(jumpShown(all, "nobody")).toEqual([]);
});
