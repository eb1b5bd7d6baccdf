/** Tables whose columns are as wide as what stands in them; the last one takes what is left. */
import type { Row, Tone } from "../row.ts";
import { columnsOf, pad, padLeft, shorten } from "../text.ts";

export type Cell = { readonly text: string; readonly tone?: Tone };

/** What stands in front of a row says how it differs from the step before, also without colour. */
export const marks = { new: "+", changed: "*", gone: "-", used: ">", same: " " } as const;
export type Mark = keyof typeof marks;

export const markTone = (mark: Mark): Tone => (mark === "same" ? "plain" : mark === "gone" ? "lost" : "changed");

export type TableRow = { readonly mark: Mark; readonly cells: readonly Cell[] };

/** Where room is short a head keeps so many columns, and is cut where its column needs no more. */
const LEAST_HEAD = 6;

/** Widths of the columns: what stands in them and their heads ask for, the heads only as far as `room` allows. */
export function columnWidths(heads: readonly string[], rows: readonly TableRow[], room: number): readonly number[] {
  const needed = heads.map((_, i) =>
    rows.reduce((most, { cells }) => Math.max(most, columnsOf(cells[i]?.text ?? "")), 0),
  );
  const full = needed.map((n, i) => Math.max(n, columnsOf(heads[i]!)));
  if (tableColumns(full) <= room) return full;
  return needed.map((n, i) => Math.max(n, Math.min(columnsOf(heads[i]!), LEAST_HEAD)));
}

/** What a whole row takes, its mark included. */
export const tableColumns = (widths: readonly number[]): number => widths.reduce((sum, w) => sum + w + 1, 1);

/** `right`: the columns whose numbers stand on the right. */
export function tableRow(row: TableRow, widths: readonly number[], right: ReadonlySet<number>): Row {
  const tone = markTone(row.mark);
  return [
    { text: marks[row.mark], tone },
    ...row.cells.flatMap(({ text, tone: own }, i) => {
      const width = widths[i] ?? 0;
      const last = i === row.cells.length - 1;
      const cut = last ? text : shorten(text, width);
      const shown = right.has(i) ? padLeft(cut, width) : last ? cut : pad(cut, width);
      const shade = row.mark === "same" ? own : row.mark === "used" ? (own ?? "strong") : tone;
      return [{ text: " " }, shade === undefined ? { text: shown } : { text: shown, tone: shade }];
    }),
  ];
}

export const headRow = (heads: readonly string[], widths: readonly number[], right: ReadonlySet<number>): Row =>
  tableRow({ mark: "same", cells: heads.map((text) => ({ text, tone: "dim" })) }, widths, right);
