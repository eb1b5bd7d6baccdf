import fc from "fast-check";
import { expect, test } from "vitest";
import { type Look, parseFrame, parseLine, type Row } from "./cells.ts";
import { attribute, plainStyle, styleOf } from "./style.ts";

const full: Look = { colour: "truecolor", ascii: false, utf8: true };

const text = (row: Row) => row.map((cell) => cell.grapheme).join("");

test.each([
  ["ab", "ab    "],
  ["abcdefgh", "abcdef"],
  ["가나다라", "가나다"],
  ["a가나다", "a가나 "],
  ["\u1112\u1161\u11ab글", "\u1112\u1161\u11ab글  "],
  ["e\u0301x", "e\u0301x    "],
  ["a\u200bb", "ab    "],
  ["a\tb\x07\x9b1mc\x7f", "ab1mc "],
  ["a\x1b[2Jb\x1b]0;title\x07c\x1b[5;5Hd", "abcd  "],
  ["a\x1b]52;c;unterminated", "a     "],
  ["\x1b", "      "],
])("%j in six columns is %j", (line, expected) => {
  const row = parseLine(line, 6, full);
  expect(row).toHaveLength(6);
  expect(text(row)).toBe(expected);
});

test("a style holds until it changes, and a blank keeps only what can be seen of it", () => {
  const row = parseLine("\x1b[1;31ma \x1b[41mb \x1b[0mc", 6, full);
  const red = styleOf(2, 0, attribute.bold);
  const onRed = styleOf(2, 2, attribute.bold);
  expect(row.map((cell) => cell.style)).toEqual([red, plainStyle, onRed, styleOf(0, 2, 0), plainStyle, plainStyle]);
});

test("ASCII replaces borders and arrows but leaves letters; without UTF-8 nothing else than ASCII is left", () => {
  expect(text(parseLine("┌─→ 가é", 8, { ...full, ascii: true }))).toBe("+-> 가é ");
  expect(text(parseLine("┌─→ 가é", 8, { ...full, utf8: false }))).toBe("+-> ????".slice(0, 7).padEnd(8));
});

test("whatever the text, a row fills the screen exactly and wide characters have both halves", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("가", "한글", "\x1b[1m", "\x1b[", "\u1100\u1100\u1161", "🙂"),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 12 }), fc.boolean(), (pieces, columns, utf8) => {
      const row = parseLine(pieces.join(""), columns, { ...full, utf8 });
      expect(row).toHaveLength(columns);
      row.forEach((cell, x) => {
        expect(cell.width === 0).toBe(x > 0 && row[x - 1]!.width === 2);
        if (cell.width === 2) expect(x + 1).toBeLessThan(columns);
        expect(cell.grapheme).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      });
    }),
    { seed: 53 },
  );
});

test("a frame is cut to the screen, and lines that come again keep their rows", () => {
  const size = { columns: 3, rows: 2 };
  const first = parseFrame("one\ntwo\nthree", size, full);
  expect(first.grid.cells.map(text)).toEqual(["one", "two"]);
  const second = parseFrame("one\nnew", size, full, first);
  expect(second.grid.cells[0]).toBe(first.grid.cells[0]);
  expect(second.grid.cells.map(text)).toEqual(["one", "new"]);
  const wider = parseFrame("one", { columns: 4, rows: 2 }, full, first);
  expect(wider.grid.cells.map(text)).toEqual(["one ", "    "]);
});
