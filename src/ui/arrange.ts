/** Where everything stands on the screen: a pure function of its size and of the panes asked for. */
import { type PaneName, paneNames } from "../view/pane.ts";
import type { Size } from "../view/row.ts";

/** Columns and rows count from 0; `x + columns` is the first column outside. */
export type Rect = { readonly x: number; readonly y: number; readonly columns: number; readonly rows: number };

export type Arrangement = {
  readonly head: Rect;
  /** Absent while a pane is zoomed. */
  readonly text?: Rect;
  /** Frames with their borders; empty while the text is zoomed. */
  readonly panes: readonly PanePlace[];
  /** The counts of two runs that are compared, where there is room for them. */
  readonly table?: Rect;
  /** A line of its own for the names of all panes, where several stand and others wait. */
  readonly tabs?: Rect;
  readonly foot: Rect;
};

/** `second`: of the run that the first one is compared with. */
export type PanePlace = { readonly name: PaneName; readonly frame: Rect; readonly second?: true };

export type Wanted = {
  /** On stage, the most wanted first. */
  readonly panes: readonly PaneName[];
  readonly active: PaneName | "text";
  /** Stay on stage as far as there is room. */
  readonly pinned?: readonly PaneName[];
  /** The active one has the whole stage. */
  readonly zoomed: boolean;
  /** Rows that the text would take. */
  readonly textRows: number;
  /** It asks something, or is what the beat is about: as much of it as possible must be seen. */
  readonly asks?: boolean;
  /** Two runs are compared: each pane is there for both. */
  readonly beside?: boolean;
};

/** Below this nothing is shown but a line that says so. */
export const SMALLEST: Size = { columns: 60, rows: 16 };
/** A pane with its frame, where several stand. */
const PANE: Size = { columns: 58, rows: 12 };
/** The least that a single pane keeps, however long the text. */
const LEAST_PANE_ROWS = 7;
const MAX_PANES = 6;
/** Two panes side by side, each as wide as is needed to follow a run in it. */
const BESIDE_COLUMNS = 116;
const TABLE_ROWS = 3;
/** What each of two panes one above the other keeps, however long the text. */
const LEAST_BESIDE_ROWS = 4;

export const isTooSmall = (size: Size): boolean => size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;

/** The size must not be too small. */
export function arrange(size: Size, wanted: Wanted): Arrangement {
  const { columns, rows } = size;
  const head = { x: 0, y: 0, columns, rows: 1 };
  const foot = { x: 0, y: rows - 1, columns, rows: 1 };
  const middle = { x: 0, y: 1, columns, rows: rows - 2 };
  if (wanted.zoomed && wanted.active === "text") return { head, text: middle, panes: [], foot };
  if (wanted.beside) return { head, ...arrangeBeside(middle, wanted), foot };
  if (wanted.zoomed && wanted.active !== "text") {
    return { head, panes: [{ name: wanted.active, frame: middle }], foot };
  }
  const textRows = textHeight(middle.rows, wanted);
  const text = { ...middle, rows: textRows };
  const below = { ...middle, y: middle.y + textRows, rows: middle.rows - textRows };
  const grid = capacity(below);
  const names = onStage(wanted, grid.columns * grid.rows);
  if (names.length === 1) return { head, text, panes: [{ name: names[0]!, frame: below }], foot };
  const tabs = { ...below, rows: 1 };
  const stage = { ...below, y: below.y + 1, rows: below.rows - 1 };
  return { head, text, tabs, panes: columnsOf(stage, names, grid.columns), foot };
}

/** The same panes of both runs, side by side or, where that would be too narrow, one above the other. */
function arrangeBeside(middle: Rect, wanted: Wanted): Pick<Arrangement, "text" | "table" | "tabs" | "panes"> {
  const wide = middle.columns >= BESIDE_COLUMNS;
  const forText = middle.rows - (wide ? LEAST_PANE_ROWS : 2 * LEAST_BESIDE_ROWS);
  // The counts are less than what is asked.
  const tableRows = wanted.asks && !wanted.zoomed && wanted.textRows > forText - TABLE_ROWS ? 0 : TABLE_ROWS;
  const most = wanted.asks ? forText - tableRows : Math.floor(middle.rows / 5);
  const textRows = wanted.zoomed ? 0 : Math.max(2, Math.min(wanted.textRows, most));
  // The names of the other panes give way to rows of those that are shown.
  const roomy = middle.rows - textRows - tableRows > (wide ? LEAST_PANE_ROWS : 2 * (LEAST_BESIDE_ROWS + 2));
  const tabRows = !roomy || wanted.zoomed ? 0 : 1;
  const rowsFrom = (from: number, rows: number): Rect => ({ ...middle, y: middle.y + from, rows });
  const above = textRows + tableRows + tabRows;
  const stage = rowsFrom(above, middle.rows - above);
  const names = onStage(wanted, wide && !wanted.zoomed && stage.rows >= 2 * PANE.rows ? 2 : 1);
  const rows = split(stage.rows, wide ? names.length : 2 * names.length);
  const panes = names.flatMap((name, i): readonly PanePlace[] => {
    const at = (part: { readonly start: number; readonly size: number }, left: number, columns: number): Rect => ({
      x: stage.x + left,
      y: stage.y + part.start,
      columns,
      rows: part.size,
    });
    if (!wide) {
      return [
        { name, frame: at(rows[2 * i]!, 0, stage.columns) },
        { name, frame: at(rows[2 * i + 1]!, 0, stage.columns), second: true },
      ];
    }
    const half = Math.ceil(stage.columns / 2);
    return [
      { name, frame: at(rows[i]!, 0, half) },
      { name, frame: at(rows[i]!, half, stage.columns - half), second: true },
    ];
  });
  return {
    ...(textRows > 0 && { text: rowsFrom(0, textRows) }),
    ...(tableRows > 0 && { table: rowsFrom(textRows, tableRows) }),
    ...(tabRows > 0 && { tabs: rowsFrom(textRows + tableRows, tabRows) }),
    panes,
  };
}

/** At least so many rows that the stage does not jump at every step; at most two fifths, if there is no need for more. */
function textHeight(rows: number, { textRows, asks }: Wanted): number {
  const small = rows < 20;
  const least = small ? 3 : 4;
  const most = small || asks ? rows - LEAST_PANE_ROWS : Math.floor((rows * 2) / 5);
  return Math.max(least, Math.min(textRows, most));
}

function capacity(stage: Rect): { readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.min(3, Math.floor(stage.columns / PANE.columns)));
  // One column of panes one above the other leaves none of them the height to be read.
  const rows = columns === 1 ? 1 : Math.max(1, Math.min(MAX_PANES / columns, Math.floor((stage.rows - 1) / PANE.rows)));
  return { columns, rows: Math.floor(rows) };
}

/** What was asked for as far as there is room, and in any case the active one and those that are pinned. */
function onStage({ panes, active, pinned = [] }: Wanted, room: number): readonly PaneName[] {
  const asked = panes.length === 0 ? paneNames : panes;
  const must = (active === "text" ? pinned : [active, ...pinned.filter((name) => name !== active)]).slice(0, room);
  const names: PaneName[] = [];
  let free = room - must.length;
  for (const name of asked) {
    if (must.includes(name)) names.push(name);
    else if (free > 0) {
      names.push(name);
      free--;
    }
  }
  // What is not asked for comes last, so that the others keep their places.
  return [...names, ...must.filter((name) => !names.includes(name))];
}

/** The first pane gets a whole column before the others share one: it is the one that the lesson looks at. */
function columnsOf(
  stage: Rect,
  names: readonly PaneName[],
  most: number,
): readonly { readonly name: PaneName; readonly frame: Rect }[] {
  const count = Math.min(most, names.length);
  const panes: { name: PaneName; frame: Rect }[] = [];
  let taken = 0;
  columnWidths(stage.columns, count).forEach(({ start, size }, i) => {
    const here = Math.floor((names.length - taken) / (count - i));
    const inColumn = names.slice(taken, taken + here);
    taken += here;
    split(stage.rows, here).forEach((part, k) => {
      const frame = { x: stage.x + start, y: stage.y + part.start, columns: size, rows: part.size };
      panes.push({ name: inColumn[k]!, frame });
    });
  });
  return panes;
}

/** The others get a little less than their share, the first what they leave: its ladder has a column for each speaker. */
function columnWidths(total: number, count: number): readonly { readonly start: number; readonly size: number }[] {
  const other = Math.max(PANE.columns, Math.floor((total / count) * 0.9));
  const first = total - (count - 1) * other;
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? { start: 0, size: first } : { start: first + (i - 1) * other, size: other },
  );
}

/** Equal parts; what is left over goes to the first ones. */
function split(total: number, parts: number): readonly { readonly start: number; readonly size: number }[] {
  let start = 0;
  return Array.from({ length: parts }, (_, i) => {
    const size = Math.floor(total / parts) + (i < total % parts ? 1 : 0);
    const part = { start, size };
    start += size;
    return part;
  });
}
