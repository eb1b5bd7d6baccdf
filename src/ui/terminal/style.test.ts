import fc from "fast-check";
import { expect, test } from "vitest";
import { applySgr, attribute, plainStyle, reduceStyle, rgb, sgrChange, styleOf } from "./style.ts";

const colour = fc.oneof(
  fc.integer({ min: 0, max: 256 }),
  fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(([r, g, b]) => rgb(r, g, b)),
);
const style = fc.tuple(colour, colour, fc.nat(63)).map(([fg, bg, attributes]) => styleOf(fg, bg, attributes));

test("reading an SGR change back leads to the wanted style, and no reset would have been shorter", () => {
  fc.assert(
    fc.property(style, style, (from, to) => {
      const change = sgrChange(from, to);
      const after = change === "" ? from : applySgr(from, change.slice(2, -1));
      expect(after).toEqual(to);
      expect(change.length).toBeLessThanOrEqual("\x1b[m".length + sgrChange(plainStyle, to).length);
    }),
    { seed: 53 },
  );
});

test.each([
  [plainStyle, styleOf(2, 0, 0), "\x1b[31m"],
  [styleOf(2, 0, attribute.bold), styleOf(2, 0, 0), "\x1b[22m"],
  [styleOf(0, 0, attribute.bold | attribute.dim), styleOf(0, 0, attribute.dim), "\x1b[0;2m"],
  [styleOf(2, 5, attribute.bold), plainStyle, "\x1b[m"],
  [plainStyle, styleOf(9, 16, 0), "\x1b[90;107m"],
  [plainStyle, styleOf(rgb(1, 2, 3), 209, 0), "\x1b[38;2;1;2;3;48;5;208m"],
])("from %j to %j takes %j", (from, to, text) => {
  expect(sgrChange(from, to)).toBe(text);
});

test.each([
  ["", styleOf(0, 0, 0)],
  ["1;31", styleOf(2, 0, attribute.bold)],
  ["38;5;200;4", styleOf(201, 0, attribute.underline)],
  ["38:2::1:2:3", styleOf(rgb(1, 2, 3), 0, 0)],
  ["48:5:7", styleOf(0, 8, 0)],
  ["4:0", styleOf(0, 0, 0)],
  ["38;2;1", styleOf(rgb(1, 0, 0), 0, 0)],
  ["38;9;1", styleOf(0, 0, 0)],
  ["38;5;999", styleOf(0, 0, 0)],
  ["5;73;1", styleOf(0, 0, attribute.bold)],
])("SGR %j on plain text", (parameters, expected) => {
  expect(applySgr(plainStyle, parameters)).toEqual(expected);
});

test.each([
  ["truecolor", styleOf(rgb(255, 136, 0), 0, 63), styleOf(rgb(255, 136, 0), 0, 63)],
  ["256", styleOf(rgb(255, 136, 0), 0, 0), styleOf(209, 0, 0)],
  ["256", styleOf(rgb(0, 0, 0), rgb(255, 255, 255), 0), styleOf(17, 232, 0)],
  ["256", styleOf(rgb(118, 118, 118), 0, 0), styleOf(244, 0, 0)],
  ["16", styleOf(rgb(250, 5, 5), 0, 0), styleOf(10, 0, 0)],
  ["16", styleOf(197, 3, 0), styleOf(10, 3, 0)],
  [
    "none",
    styleOf(rgb(1, 2, 3), 5, 63),
    styleOf(0, 0, attribute.bold | attribute.dim | attribute.underline | attribute.inverse),
  ],
] as const)("at level %s %j becomes %j", (level, from, to) => {
  expect(reduceStyle(from, level)).toEqual(to);
});
