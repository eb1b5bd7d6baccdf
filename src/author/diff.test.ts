import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "./diff.ts";

const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join("");

test("the same text has no difference", () => {
  expect(unifiedDiff("a\nb\n", "a\nb\n")).toEqual([]);
});

test("a changed, a removed and an added line stand in their context, far ones in hunks of their own", () => {
  const before = numbers(1, 30);
  const after = before
    .replace("line 3\n", "line three\n")
    .replace("line 5\n", "")
    .replace("line 28\n", "line 28\nline 28 and a half\n");
  expect(unifiedDiff(before, after).join("\n")).toMatchInlineSnapshot(`
    "@@ -1,8 +1,7 @@
     line 1
     line 2
    -line 3
    +line three
     line 4
    -line 5
     line 6
     line 7
     line 8
    @@ -26,5 +25,6 @@
     line 26
     line 27
     line 28
    +line 28 and a half
     line 29
     line 30"
  `);
});

test("all of it is new where nothing was, and a missing line feed at the end is seen", () => {
  expect(unifiedDiff("", "a\n")).toEqual(["@@ -0,0 +1,1 @@", "+a"]);
  expect(unifiedDiff("a\n", "a")).toEqual(["@@ -1,1 +1,2 @@", " a", "+\\ No newline at end of file"]);
});

test("texts that have nothing in common are one replaced by the other, without looking for ever", () => {
  const before = Array.from({ length: 5000 }, (_, i) => `a${i}\n`).join("");
  const after = Array.from({ length: 5000 }, (_, i) => `b${i}\n`).join("");
  const lines = unifiedDiff(before, after);
  expect(lines).toHaveLength(10_001);
  expect(lines[0]).toBe("@@ -1,5000 +1,5000 @@");
});

/** What `patch` would make of it. */
function patched(before: string, diff: readonly string[]): string {
  const old = before === "" ? [] : before.slice(0, -1).split("\n");
  const out: string[] = [];
  let at = 0;
  for (const line of diff) {
    const head = /^@@ -(\d+),(\d+) /.exec(line);
    if (head) {
      const from = Number(head[1]) - (head[2] === "0" ? 0 : 1);
      while (at < from) out.push(old[at++]!);
    } else if (line.startsWith("+")) out.push(line.slice(1));
    else {
      expect(line.slice(1)).toBe(old[at]);
      if (line.startsWith(" ")) out.push(line.slice(1));
      at++;
    }
  }
  return [...out, ...old.slice(at)].map((line) => `${line}\n`).join("");
}

test("a difference leads from the one text to the other, with no more lines than it takes", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c"), { maxLength: 12 })
    .map((lines) => lines.map((line) => `${line}\n`).join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff(before, after);
      expect(patched(before, diff)).toBe(after);
      expect(diff.filter((line) => /^[+-]/.test(line)).length).toBe(leastEdits(before, after));
    }),
    { seed: 7, numRuns: 500 },
  );
});

/** By the longest common subsequence, worked out in full. */
function leastEdits(before: string, after: string): number {
  const [a, b] = [before.split("\n").slice(0, -1), after.split("\n").slice(0, -1)];
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++) {
      next.push(line === b[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!));
    }
    row = next;
  }
  return a.length + b.length - 2 * row.at(-1)!;
}
