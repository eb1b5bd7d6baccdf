/** What must be true of every picture on every terminal: its size, its frames, and that colour and Unicode can be done without. */
import { type Grid, type Look, parseFrame } from "../../ui/terminal/cells.ts";
import { asciiForm } from "../../ui/terminal/glyph.ts";
import { paintRow, themes } from "../../ui/theme.ts";
import type { Row, Size } from "../../view/row.ts";
import { rowColumns } from "../../view/text.ts";

const mono: Look = { colour: "none", ascii: false, utf8: true };
const ascii: Look = { ...mono, ascii: true };
/** Lines, arrows and marks that `asciiForm` has something for. */
const DRAWN = /[\u2190-\u21ff\u2500-\u25ff]/u;

/** Undefined where nothing is wrong, else what and where. */
export function frameProblem(rows: readonly Row[], size: Size): string | undefined {
  if (rows.length !== size.rows) return `${rows.length} rows instead of ${size.rows}`;
  const wide = rows.findIndex((row) => rowColumns(row) !== size.columns);
  if (wide >= 0) return `row ${wide} is ${rowColumns(rows[wide]!)} columns wide instead of ${size.columns}`;
  const lines = rows.map((row) => paintRow(row, themes.mono));
  const { grid } = parseFrame(lines, size, mono);
  return openFrame(grid) ?? unlike(grid, parseFrame(lines, size, ascii).grid);
}

/** Sides of a frame; on the left `>` and `=` mark a row. */
const left = ["│", ">", "="];

/** A `┌` without its `┐`, `└` and `┘`, or with a broken side. */
function openFrame({ cells }: Grid): string | undefined {
  const at = (x: number, y: number): string | undefined => cells[y]?.[x]?.grapheme;
  for (const [y, row] of cells.entries()) {
    for (const [x, cell] of row.entries()) {
      if (cell.grapheme !== "┌") continue;
      const right = row.findIndex((other, i) => i > x && other.grapheme === "┐");
      if (right < 0) return `the frame at ${x},${y} has no upper right corner`;
      let bottom = y + 1;
      for (; left.includes(at(x, bottom) ?? ""); bottom++) {
        if (at(right, bottom) !== "│") return `the frame at ${x},${y} is open on the right at row ${bottom}`;
      }
      if (at(x, bottom) !== "└" || at(right, bottom) !== "┘") return `the frame at ${x},${y} is not closed below`;
    }
  }
  return undefined;
}

/** In ASCII every cell stays in its place, and what is drawn has a form of its own. */
function unlike(grid: Grid, plain: Grid): string | undefined {
  for (const [y, row] of grid.cells.entries()) {
    for (const [x, { grapheme, width }] of row.entries()) {
      const other = plain.cells[y]![x]!;
      if (other.width !== width) return `in ASCII the cell at ${x},${y} is ${other.width} columns wide`;
      if (other.grapheme !== asciiForm(grapheme)) return `in ASCII ${other.grapheme} stands at ${x},${y}`;
      if (DRAWN.test(other.grapheme)) return `${other.grapheme} at ${x},${y} has no form in ASCII`;
    }
  }
  return undefined;
}
