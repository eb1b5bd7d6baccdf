/** Which part of a long content is seen, and the view around it. */
import type { StepIndex } from "../../base/ids.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import { fitRow, rowText, toned } from "../text.ts";
import { markedRows, type Thing } from "../thing.ts";

export type Window = { readonly first: number; readonly end: number; readonly total: number };

/** The rows around `cursor`, which stands about the middle; at the edges the window stops. */
export function windowAround(cursor: number, total: number, rows: number): Window {
  const room = Math.max(0, rows);
  const first = Math.max(0, Math.min(cursor - Math.floor(room / 2), total - room));
  return { first, end: Math.min(total, first + room), total };
}

/** The rows from `top` on, or the last ones where that would leave room. */
export function windowFrom(top: number, total: number, rows: number): Window {
  const room = Math.max(0, rows);
  const first = Math.max(0, Math.min(top, total - room));
  return { first, end: Math.min(total, first + room), total };
}

/** As many rows as `cursor` needs to be the last or as many as fit: what a growing list shows. */
export function windowEnding(cursor: number, total: number, rows: number): Window {
  const room = Math.max(0, rows);
  const first = Math.max(0, Math.min(cursor - room + 1, total - room));
  return { first, end: Math.min(total, first + room), total };
}

export const clampCursor = (cursor: number, total: number): number => Math.max(0, Math.min(cursor, total - 1));

export type Content = {
  readonly title: string;
  /** Stay at the top and at the bottom, already as the pane needs them. */
  readonly head?: readonly Row[];
  readonly foot?: readonly Row[];
  readonly body: readonly Row[];
  /** Where the pane looks when nobody moved in it. */
  readonly follow: number;
  /** The first row to be seen then; without it `follow` stands in the middle. */
  readonly top?: number;
  readonly toggles?: string;
  readonly hosts?: PaneView["hosts"];
  /** What each row of the body is about, the most specific first. */
  readonly things?: readonly (readonly Thing[])[];
  /** What the glossary may be asked about each row of the body. */
  readonly explain?: readonly (readonly string[])[];
  /** The step that made each row of the body what it is. Asked only for the row under the cursor. */
  readonly because?: (row: number) => StepIndex | undefined;
};

/**
 * A list with a cursor: fits every row, marks the one under the cursor and those about what is selected elsewhere, fills
 * up with blank rows. Where nobody moved in it, it looks at what is selected, else where the run is.
 */
export function listView(content: Content, size: Size, state: PaneState, selected: readonly Thing[] = []): PaneView {
  const { head = [], foot = [], body, things = [] } = content;
  const room = Math.max(0, size.rows - head.length - foot.length);
  const followed = state.cursor === null ? markedRows(things, selected) : [];
  const cursor = clampCursor(state.cursor ?? followed[0] ?? content.follow, body.length);
  const seen =
    state.cursor === null && followed.length === 0 && content.top !== undefined
      ? windowFrom(content.top, body.length, room)
      : windowAround(cursor, body.length, room);
  const left = Math.max(0, state.left);
  const rows: Row[] = head.map((row) => fitRow(row, size.columns, left));
  const marked: number[] = [];
  let cursorRow: number | undefined;
  for (let i = seen.first; i < seen.end; i++) {
    const row = fitRow(body[i]!, size.columns, left);
    const isCursor = state.cursor !== null && i === cursor;
    if (isCursor) cursorRow = rows.length;
    else if (followed.includes(i)) marked.push(rows.length);
    rows.push(isCursor ? toned(row, "selected") : followed.includes(i) ? toned(row, "marked") : row);
  }
  while (rows.length < size.rows - foot.length) rows.push(fitRow([], size.columns));
  for (const row of foot) rows.push(fitRow(row, size.columns));
  const because = content.because?.(cursor);
  const explain = content.explain?.[cursor];
  return {
    title: content.title,
    rows: rows.slice(0, size.rows),
    seen,
    cursor,
    lines: () => body.map(rowText),
    ...(content.toggles !== undefined && { toggles: content.toggles }),
    ...(content.hosts && { hosts: content.hosts }),
    ...(cursorRow !== undefined && { cursorRow }),
    ...(marked.length > 0 && { marked }),
    ...(things[cursor] && { things: things[cursor] }),
    ...(explain && { explain }),
    ...(because !== undefined && { because }),
  };
}
