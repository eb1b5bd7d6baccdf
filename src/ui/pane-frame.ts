/** The frame of a pane as rows of its own: Ink's borders would be laid out and clipped anew with each picture. */

import type { PaneView } from "../view/pane.ts";
import type { Row, Size, Tone } from "../view/row.ts";
import { fitRow, rowColumns } from "../view/text.ts";
import { span } from "./line.ts";

/** What fits into a frame of this size. */
export const insideOf = (frame: Size): Size => ({ columns: frame.columns - 2, rows: frame.rows - 2 });

/**
 * Title, content, and in the lower border the part that is seen. `right` stands in the upper border: the tabs.
 * `rows` are as many and as wide as `insideOf` says. A `>` and the title's weight mark the active one.
 */
export function frameRows(
  frame: Size,
  content: { readonly title: string; readonly rows: readonly Row[]; readonly right?: Row; readonly position?: string },
  active: boolean,
): readonly Row[] {
  const border: Tone = active ? "plain" : "dim";
  const inner = frame.columns - 2;
  const title: Row = [
    span(active ? ">" : " ", active ? "title" : "dim"),
    span(`${content.title} `, active ? "title" : "plain"),
  ];
  return [
    topRow(title, content.right ?? [], inner, border),
    ...content.rows.map((row) => [span("│", border), ...row, span("│", border)]),
    bottomRow(content.position, inner, border),
  ];
}

/** `12-20/64` when there is more than what is seen. */
export function positionOf(seen: PaneView["seen"]): string | undefined {
  if (seen.total === 0 || (seen.first === 0 && seen.end >= seen.total)) return undefined;
  return `${seen.first + 1}-${seen.end}/${seen.total}`;
}

function topRow(title: Row, right: Row, inner: number, border: Tone): Row {
  const tabs: Row = right.length === 0 ? [] : [span(" "), ...right, span(" ")];
  const room = inner - rowColumns(tabs) - 1;
  const shown = rowColumns(title) <= room ? title : fitRow(title, Math.max(0, room));
  const line = Math.max(0, inner - rowColumns(shown) - rowColumns(tabs));
  return [span("┌", border), ...shown, span("─".repeat(line), border), ...tabs, span("┐", border)];
}

function bottomRow(position: string | undefined, inner: number, border: Tone): Row {
  const label = position === undefined || position.length + 3 > inner ? "" : ` ${position} `;
  const line = inner - label.length - (label === "" ? 0 : 1);
  return [span(`└${"─".repeat(line)}`, border), span(label, "dim"), span(label === "" ? "┘" : "─┘", border)];
}
