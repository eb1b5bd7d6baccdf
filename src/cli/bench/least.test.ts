import { expect, test } from "vitest";
import { blankGrid, parseFrame } from "../../ui/terminal/cells.ts";
import { diffGrids } from "../../ui/terminal/diff.ts";
import { leastBytes, type Screen } from "./least.ts";

const size = { columns: 20, rows: 4 };
const look = { colour: "16", ascii: false, utf8: true } as const;

const screen = (frame: string): Screen =>
  parseFrame(frame, size, look).grid.cells.map((row) =>
    row.map(({ grapheme, width, style }) => ({ text: grapheme, width, style })),
  );

test.each([
  ["nothing", "abc", "abc", 0],
  ["one cell: its place and its letter", "abc", "abd", "\x1b[;3Hd".length],
  ["a short gap is written again", "abcd", "xbcx", "\x1b[Hxbcx".length],
  ["a long gap is jumped over", `a${"-".repeat(9)}a`, `b${"-".repeat(9)}b`, "\x1b[Hb\x1b[9Cb".length],
  ["a blank rest is erased", "abcdefgh", "ab", "\x1b[;3H\x1b[K".length],
  ["a blank between coloured words keeps the colour", "", "\x1b[31ma b\x1b[m", "\x1b[H\x1b[31ma b".length],
  ["from the end of one change straight down to the next", "ab\nab", "ax\nab\n  y", "\x1b[Hax\x1b[2By".length],
  ["a wide letter whole", "가나", "가다", "\x1b[;3H다".length + 2],
])("%s", (_, before, after, bytes) => {
  expect(leastBytes(screen(before), screen(after))).toBe(bytes);
});

test("the painter never writes less", () => {
  const frames = [
    "",
    "\x1b[1mone\x1b[m two",
    "one\n  \x1b[32mgreen 한글\x1b[m",
    "x\n\n\n──────",
    "\x1b[7mone\x1b[m tow",
  ];
  for (const before of frames) {
    for (const after of frames) {
      const [from, to] = [before, after].map((frame) => parseFrame(frame, size, look).grid);
      const { text } = diffGrids(from ?? blankGrid(size), to ?? blankGrid(size));
      expect(leastBytes(screen(before), screen(after))).toBeLessThanOrEqual(Buffer.byteLength(text));
    }
  }
});
