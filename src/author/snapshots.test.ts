import { expect, test } from "vitest";
import { compareSnapshots } from "./snapshots.ts";

test("what is missing, what differs and what nothing writes any more is told by file", () => {
  const made = new Map([
    ["same.txt", "a\nb\n"],
    ["new.txt", "a\n"],
    ["changed.txt", "a\nb\n"],
  ]);
  const kept = new Map([
    ["same.txt", "a\r\nb\r\n"],
    ["changed.txt", "a\nc\n"],
    ["old.txt", "a\n"],
  ]);
  expect(compareSnapshots(made, kept)).toEqual([
    { kind: "differs", file: "changed.txt", diff: ["@@ -1,2 +1,2 @@", " a", "-c", "+b"] },
    { kind: "missing", file: "new.txt" },
    { kind: "unexpected", file: "old.txt" },
  ]);
});
