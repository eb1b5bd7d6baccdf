import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blankGrid, type Grid, type Look, parseFrame, type Size, sameCell } from "./cells.ts";
import { cursorPosition, diffGrids } from "./diff.ts";
import { plainStyle, sgrChange } from "./style.ts";

const look: Look = { colour: "truecolor", ascii: false, utf8: true };

const grid = (frame: string, size: Size): Grid => parseFrame(frame, size, look).grid;

/** What a terminal shows after these texts, each cell with its style. */
async function shown(size: Size, texts: readonly string[]): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(texts.join(""), resolve));
  const buffer = terminal.buffer.active;
  const rows: string[] = [];
  for (let y = 0; y < size.rows; y++) {
    let row = "";
    for (let x = 0; x < size.columns; x++) {
      const cell = buffer.getLine(y)!.getCell(x)!;
      const blank = cell.getChars() === "" || cell.getChars() === " ";
      const lines = `${cell.isUnderline()}${cell.isInverse()}${cell.isStrikethrough()}`;
      const ink = blank && /^0+$/.test(lines) ? "" : `${cell.getFgColorMode()}:${cell.getFgColor()}`;
      const weight = blank ? "" : `${cell.isBold()}${cell.isDim()}${cell.isItalic()}`;
      const chars = cell.getWidth() === 0 ? "" : blank ? " " : cell.getChars();
      row += `[${chars} ${cell.getWidth()} ${ink} ${cell.getBgColorMode()}:${cell.getBgColor()} ${weight} ${lines}]`;
    }
    rows.push(row);
  }
  terminal.dispose();
  return rows;
}

const sgr = fc.constantFrom(
  "",
  "",
  "",
  "\x1b[m",
  "\x1b[1m",
  "\x1b[2;4m",
  "\x1b[31m",
  "\x1b[44m",
  "\x1b[7m",
  "\x1b[38;5;200m",
  "\x1b[38;2;9;8;7m",
  "\x1b[22m",
);
const glyph = fc.constantFrom("a", "b", " ", " ", "     ", "가", "나", "─", "│", "한글", "->");
const line = fc.array(fc.tuple(sgr, glyph), { maxLength: 14 }).map((parts) => parts.flat().join(""));
const frame = fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n"));

test("a diff replayed on a terminal shows the same as the whole picture on an empty one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 2, max: 16 }),
      async (frames, columns) => {
        const size = { columns, rows: 4 };
        const grids = [blankGrid(size), ...frames.map((text) => grid(text, size))];
        const steps = grids.slice(1).map((next, i) => diffGrids(grids[i]!, next));
        const last = diffGrids(grids[0]!, grids.at(-1)!);
        const replayed = await shown(size, ["\x1b[?7l", ...steps.map((step) => step.text)]);
        expect(replayed).toEqual(await shown(size, ["\x1b[?7l", last.text]));
      },
    ),
    { numRuns: 300, seed: 53 },
  );
});

/** The plain way: a cursor position for each run of changed cells. */
function runByRun(before: Grid, after: Grid): string {
  let text = "";
  let style = plainStyle;
  after.cells.forEach((row, y) => {
    row.forEach((cell, x) => {
      if (sameCell(cell, before.cells[y]![x]!) || cell.width === 0) return;
      const left = x > 0 && row[x - 1]!.width === 0 ? x - 2 : x - 1;
      if (left < 0 || sameCell(row[left]!, before.cells[y]![left]!)) text += cursorPosition(x, y);
      text += sgrChange(style, cell.style) + cell.grapheme;
      style = cell.style;
    });
  });
  return text + sgrChange(style, plainStyle);
}

test("a diff is never longer than a cursor position and the letters for each changed run", () => {
  const size = { columns: 14, rows: 4 };
  fc.assert(
    fc.property(frame, frame, (one, other) => {
      const [before, after] = [grid(one, size), grid(other, size)];
      const bytes = (text: string) => new TextEncoder().encode(text).length;
      expect(bytes(diffGrids(before, after).text)).toBeLessThanOrEqual(bytes(runByRun(before, after)));
    }),
    { numRuns: 1000, seed: 53 },
  );
});

test.each([
  ["nothing", "abc", "abc", ""],
  ["one letter", "abcdef", "abXdef", "\x1b[;3HX"],
  ["the first cell", "abc", "Xbc", "\x1b[HX"],
  ["a lower row", "a\nb\nc", "a\nb\nX", "\x1b[3HX"],
  ["two letters with a short gap: the gap is written again", "abcdefgh", "XbcXefgh", "\x1b[HXbcX"],
  ["two letters with a wide gap: the cursor jumps", "abcdefghijkl", "XbcdefghijkX", "\x1b[HX\x1b[10CX"],
  ["a gap of three-byte letters: jumping is shorter", "a가나z", "b가나y", "\x1b[Hb\x1b[4Cy"],
  ["a long end of line", "abcdefghij", "ab", "\x1b[;3H\x1b[K"],
  ["a short end of line", "abcd", "ab", "\x1b[;3H  "],
  ["wide to narrow", "가나", "a나", "\x1b[Ha나 "],
  ["narrow to wide", "ab나", "가나", "\x1b[H가"],
  ["a wide letter's colour", "가나", "\x1b[31m가\x1b[m나", "\x1b[H\x1b[31m가\x1b[m"],
  ["half a screen of blanks in colour", "ab", "ab\x1b[41m  ", "\x1b[;3H\x1b[41m  \x1b[m"],
])("%s", (_, before, after, text) => {
  const size = { columns: 20, rows: 3 };
  expect(diffGrids(grid(before, size), grid(after, size)).text).toBe(text);
});

test("autowrap matters only when the last column or a letter of doubtful width is written", () => {
  const size = { columns: 4, rows: 1 };
  const mayWrap = (text: string) => diffGrids(blankGrid(size), grid(text, size)).mayWrap;
  expect(["abc", "abcd", "  가", "🙂"].map(mayWrap)).toEqual([false, true, true, true]);
});

test("after a letter of doubtful width the cursor is placed anew", () => {
  const size = { columns: 8, rows: 1 };
  expect(diffGrids(blankGrid(size), grid("🙂ab", size)).text).toBe("\x1b[H🙂\x1b[;3Hab");
});
