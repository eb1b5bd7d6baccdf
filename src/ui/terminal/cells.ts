/** A frame of text with SGR becomes a grid of terminal cells clipped to the screen. */
import { asciiForm, graphemeAt, graphemeWidth } from "./glyph.ts";
import { applySgr, blankStyle, type ColourLevel, plainStyle, reduceStyle, type Style, sameStyle } from "./style.ts";

/** Columns and rows of a screen, both at least 1. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** One column of one row. The right half of a wide character is a cell of width 0 with an empty grapheme. */
export interface Cell {
  readonly grapheme: string;
  readonly width: 0 | 1 | 2;
  readonly style: Style;
}

/** Exactly as many cells as the screen has columns. */
export type Row = readonly Cell[];

export interface Grid extends Size {
  readonly cells: readonly Row[];
}

/** What the terminal can show. */
export interface Look {
  readonly colour: ColourLevel;
  /** Borders, arrows and marks in ASCII; other letters stay. */
  readonly ascii: boolean;
  /** Without it whatever is not ASCII becomes `?`, one for each column. */
  readonly utf8: boolean;
}

/** A grid, and the lines it was made from: a line that comes again keeps its row, and the diff skips it. */
export interface ParsedFrame {
  readonly grid: Grid;
  readonly lines: readonly string[];
  readonly look: Look;
}

export function sameCell(a: Cell, b: Cell): boolean {
  return a === b || (a.grapheme === b.grapheme && a.width === b.width && sameStyle(a.style, b.style));
}

const narrow = new WeakMap<Style, Cell[]>();

function asciiCell(unit: number, style: Style): Cell {
  let cells = narrow.get(style);
  if (!cells) {
    cells = [];
    narrow.set(style, cells);
  }
  let cell = cells[unit];
  if (!cell) {
    cell = { grapheme: String.fromCharCode(unit), width: 1, style };
    cells[unit] = cell;
  }
  return cell;
}

/** A space in the terminal's own colours: what a cleared screen holds. */
export const blankCell: Cell = asciiCell(0x20, plainStyle);

export function blankGrid(size: Size): Grid {
  const row: Row = Array.from({ length: size.columns }, () => blankCell);
  return { ...size, cells: Array.from({ length: size.rows }, () => row) };
}

/**
 * Parses a frame: a text with line feeds, or its lines. Lines beyond the last row and columns beyond the last are dropped,
 * missing ones are blank, and each line starts plain: every style is closed at the end of its line.
 */
export function parseFrame(
  frame: string | readonly string[],
  size: Size,
  look: Look,
  before?: ParsedFrame,
): ParsedFrame {
  const given = typeof frame === "string" ? frame.split("\n", size.rows) : frame;
  const reusable = before && before.look === look && before.grid.columns === size.columns ? before : undefined;
  const lines: string[] = [];
  const cells: Row[] = [];
  for (let y = 0; y < size.rows; y++) {
    const line = given[y] ?? "";
    lines.push(line);
    const kept = reusable && reusable.lines[y] === line ? reusable.grid.cells[y] : undefined;
    cells.push(kept ?? parseLine(line, size.columns, look));
  }
  return { grid: { ...size, cells }, lines, look };
}

const SGR = /\x1b\[([0-9;:]*)m/y;
const OTHER_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?/y;

/**
 * One line as a row of cells. Control characters and every sequence but SGR are dropped: text that came off the wire
 * must not be able to steer the learner's terminal.
 */
export function parseLine(line: string, columns: number, look: Look): Row {
  const row: Cell[] = [];
  let raw = plainStyle;
  let style = plainStyle;
  let blank = plainStyle;
  let i = 0;
  while (i < line.length && row.length < columns) {
    const unit = line.charCodeAt(i);
    if (unit === 0x1b) {
      SGR.lastIndex = i;
      const sgr = SGR.exec(line);
      if (sgr) {
        raw = applySgr(raw, sgr[1]!);
        style = reduceStyle(raw, look.colour);
        blank = blankStyle(style);
        i = SGR.lastIndex;
      } else {
        OTHER_SEQUENCE.lastIndex = i;
        OTHER_SEQUENCE.exec(line);
        i = Math.max(OTHER_SEQUENCE.lastIndex, i + 1);
      }
      continue;
    }
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) {
      i++;
      continue;
    }
    const next = line.charCodeAt(i + 1);
    if (unit < 0x7f && !(next >= 0x300)) {
      row.push(unit === 0x20 ? asciiCell(unit, blank) : asciiCell(unit, style));
      i++;
      continue;
    }
    const grapheme = graphemeAt(line, i);
    i += grapheme.length;
    pushGrapheme(row, grapheme, style, columns, look);
  }
  while (row.length < columns) row.push(blankCell);
  return row;
}

function pushGrapheme(row: Cell[], grapheme: string, style: Style, columns: number, look: Look): void {
  const shown = look.ascii || !look.utf8 ? asciiForm(grapheme) : grapheme;
  if (shown.length === 1 && shown.charCodeAt(0) < 0x7f) {
    row.push(asciiCell(shown.charCodeAt(0), shown === " " ? blankStyle(style) : style));
    return;
  }
  const width = graphemeWidth(shown);
  if (width === 0) return;
  if (width > 2) {
    for (const part of shown) {
      if (row.length < columns) pushGrapheme(row, part, style, columns, look);
    }
    return;
  }
  if (!look.utf8) {
    for (let n = 0; n < width && row.length < columns; n++) row.push(asciiCell(0x3f, style));
    return;
  }
  if (width === 1) {
    row.push({ grapheme: shown, width: 1, style });
    return;
  }
  if (row.length + 2 > columns) {
    row.push(asciiCell(0x20, blankStyle(style)));
    return;
  }
  row.push({ grapheme: shown, width: 2, style }, { grapheme: "", width: 0, style });
}
