/** The frame of a pane as rows of its own: Ink's borders would be laid out and clipped anew with each picture. */

import type { PaneView } from "../view/pane.ts";
import type { Row, Size, Tone } from "../view/row.ts";
import { fitRow, rowColumns } from "../view/text.ts";
import { span } from "./line.ts";

/** What fits into a frame of this size. */
export const insideOf = (frame: Size): Size => ({ columns: frame.columns - 2, rows: frame.rows - 2 });

export type FrameContent = {
  readonly title: string;
  /** As many and as wide as `insideOf` says. */
  readonly rows: readonly Row[];
  /** In the upper border: the tabs. */
  readonly right?: Row;
  /** In the lower border: what is looked for, and the part that is seen. */
  readonly note?: string;
  readonly position?: string;
  /** Places in `rows`, which get a `>` and a `=` in the border. */
  readonly cursorRow?: number;
  readonly marked?: readonly number[];
};

/** A `>` and the title's weight mark the active one. */
export function frameRows(frame: Size, content: FrameContent, active: boolean): readonly Row[] {
  const border: Tone = active ? "plain" : "dim";
  const inner = frame.columns - 2;
  const title: Row = [
    span(active ? ">" : " ", active ? "title" : "dim"),
    span(`${content.title} `, active ? "title" : "plain"),
  ];
  const { cursorRow, marked = [] } = content;
  const left = (y: number) => {
    if (y === cursorRow) return span(">", "title");
    return marked.includes(y) ? span("=", "marked") : span("│", border);
  };
  return [
    topRow(title, content.right ?? [], inner, border),
    ...content.rows.map((row, y) => [left(y), ...row, span("│", border)]),
    bottomRow(content, inner, border),
  ];
}

/** `12-20/64` when there is more than what is seen, and `<8` when so many columns are out of sight on the left. */
export function positionOf(seen: PaneView["seen"], left = 0): string | undefined {
  const whole = seen.total === 0 || (seen.first === 0 && seen.end >= seen.total);
  const parts = [...(left > 0 ? [`<${left}`] : []), ...(whole ? [] : [`${seen.first + 1}-${seen.end}/${seen.total}`])];
  return parts.length === 0 ? undefined : parts.join("  ");
}

function topRow(title: Row, right: Row, inner: number, border: Tone): Row {
  const tabs: Row = right.length === 0 ? [] : [span(" "), ...right, span(" ")];
  const room = inner - rowColumns(tabs) - 1;
  const shown = rowColumns(title) <= room ? title : fitRow(title, Math.max(0, room));
  const line = Math.max(0, inner - rowColumns(shown) - rowColumns(tabs));
  return [span("┌", border), ...shown, span("─".repeat(line), border), ...tabs, span("┐", border)];
}

function bottomRow({ note, position }: FrameContent, inner: number, border: Tone): Row {
  const right = position === undefined || position.length + 3 > inner ? "" : ` ${position} `;
  const room = inner - right.length - (right === "" ? 0 : 1) - 1;
  const wanted: Row = note === undefined ? [] : [span(` ${note} `, "key")];
  const left = rowColumns(wanted) > room ? fitRow(wanted, Math.max(0, room)) : wanted;
  const line = inner - rowColumns(left) - (left.length > 0 ? 1 : 0) - right.length - (right === "" ? 0 : 1);
  return [
    span(left.length > 0 ? "└─" : "└", border),
    ...left,
    span("─".repeat(Math.max(0, line)), border),
    span(right, "dim"),
    span(right === "" ? "┘" : "─┘", border),
  ];
}
