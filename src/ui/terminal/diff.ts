/** The shortest text that turns one picture on a terminal into another: CUP, CUF, EL and SGR of ECMA-48. */
import { blankCell, type Cell, type Grid, type Row, type Size, sameCell } from "./cells.ts";
import { widthIsCertain } from "./glyph.ts";
import { plainStyle, type Style, sgrChange } from "./style.ts";

export interface GridDiff {
  /** Empty when nothing differs. Expects and leaves plain SGR; expects nothing of the cursor. */
  readonly text: string;
  /** The last column was written, or a character whose width terminals see differently: autowrap must be off. */
  readonly mayWrap: boolean;
}

/** Where the terminal's cursor is (`x` undefined: not known) and in which style it writes. */
interface Pen {
  x: number | undefined;
  y: number;
  style: Style;
}

/** Beyond this a cursor move is always shorter than writing the cells between again. */
const MAX_REWRITE_CELLS = 10;
const ERASE_TO_END = "\x1b[K";

/** How to get from `before` to `after`, two pictures of one size. */
export function diffGrids(before: Grid, after: Grid): GridDiff {
  const pen: Pen = { x: undefined, y: 0, style: plainStyle };
  const out: string[] = [];
  let mayWrap = false;
  for (let y = 0; y < after.rows; y++) {
    const old = before.cells[y]!;
    const row = after.cells[y]!;
    if (old !== row && diffRow(old, row, y, after, pen, out)) mayWrap = true;
  }
  out.push(sgrChange(pen.style, plainStyle));
  return { text: out.join(""), mayWrap };
}

/** `CSI row ; column H` with its defaults left out; x and y count from 0. */
export function cursorPosition(x: number, y: number): string {
  if (x === 0) return y === 0 ? "\x1b[H" : `\x1b[${y + 1}H`;
  return `\x1b[${y === 0 ? "" : y + 1};${x + 1}H`;
}

function diffRow(old: Row, row: Row, y: number, size: Size, pen: Pen, out: string[]): boolean {
  let mayWrap = false;
  let last = row.length - 1;
  while (last >= 0 && sameCell(old[last]!, row[last]!)) last--;
  let tail = row.length;
  while (tail > 0 && sameCell(row[tail - 1]!, blankCell)) tail--;
  for (let x = 0; x <= last; x++) {
    const cell = row[x]!;
    if (sameCell(old[x]!, cell)) continue;
    if (x >= tail && last - x + 1 > ERASE_TO_END.length) {
      out.push(approach(pen, row, x, y, plainStyle), ERASE_TO_END);
      return mayWrap;
    }
    // The right half is drawn by the left one, which differs whenever its half does.
    if (cell.width === 0) continue;
    out.push(approach(pen, row, x, y, cell.style), cell.grapheme);
    const certain = widthIsCertain(cell.grapheme);
    const end = x + cell.width;
    if (!certain || end >= size.columns) mayWrap = true;
    // At the right edge terminals differ in where the cursor waits; after a doubtful width nobody knows.
    pen.x = certain && end < size.columns ? end : undefined;
  }
  return mayWrap;
}

/** Brings the pen to a cell and into a style by the cheapest way, and says what to write for it. */
function approach(pen: Pen, row: Row, x: number, y: number, style: Style): string {
  const sgr = sgrChange(pen.style, style);
  let best = "";
  if (pen.x !== x || pen.y !== y) {
    best = cursorPosition(x, y);
    if (pen.x !== undefined && pen.y === y && pen.x < x) {
      const gap = x - pen.x;
      const forward = gap === 1 ? "\x1b[C" : `\x1b[${gap}C`;
      if (forward.length < best.length) best = forward;
      if (gap <= MAX_REWRITE_CELLS) {
        const again = rewrite(pen, row.slice(pen.x, x), style);
        if (again !== undefined && byteLength(again) < best.length + sgr.length) {
          Object.assign(pen, { x, y, style });
          return again;
        }
      }
    }
  }
  Object.assign(pen, { x, y, style });
  return best + sgr;
}

/** The cells between, written again, and the style after them; undefined when the cursor would not be known. */
function rewrite(pen: Pen, cells: readonly Cell[], style: Style): string | undefined {
  let text = "";
  let current = pen.style;
  for (const cell of cells) {
    if (cell.width === 0) continue;
    if (!widthIsCertain(cell.grapheme)) return undefined;
    text += sgrChange(current, cell.style) + cell.grapheme;
    current = cell.style;
  }
  return text + sgrChange(current, style);
}

function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return bytes;
}
