/** The stage of panes with the text above it and head and foot around it, as the rows of a whole screen. */

import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import type { Timeline } from "../sim/timeline.ts";
import { type PaneName, type PaneView, paneNames } from "../view/pane.ts";
import type { Row, Size } from "../view/row.ts";
import { renderPane } from "../view/stage.ts";
import { columnsOf, fitRow, rowColumns } from "../view/text.ts";
import { type Arrangement, arrange, type Rect } from "./arrange.ts";
import { span } from "./line.ts";
import { frameRows, insideOf, positionOf } from "./pane-frame.ts";
import type { ActivePart, Measured, StageState } from "./stage-state.ts";
import type { CursorSpot } from "./terminal/painter.ts";

/** Text for so many columns: any number of rows, not wider. */
export type Text = {
  readonly rows: readonly Row[];
  /** A row that must be in sight until the learner scrolls, and where the question that it belongs to begins. */
  readonly keepInSight?: { readonly row: number; readonly from: number };
  /** It asks something. */
  readonly asks?: boolean;
  /** The caret of a field in the text: row and column. */
  readonly caret?: CursorSpot;
};

export type Picture = {
  /** As many and as wide as the screen. */
  readonly rows: readonly Row[];
  readonly measured: Measured;
  /** Where the terminal's cursor stands. */
  readonly caret?: CursorSpot;
};

/** A rectangle filled with rows of its own width. */
type Block = { readonly rect: Rect; readonly rows: readonly Row[] };

/** What every screen has around its middle; the rows are as wide as the screen. */
export type Edges = { readonly head: Row; readonly foot: Row };

export function stagePicture(options: {
  readonly size: Size;
  readonly words: Words;
  readonly edges: Edges;
  readonly text: (columns: number) => Text;
  readonly timeline: Timeline;
  /** Panes that the run or the lesson wants to show, the most wanted first. */
  readonly asked: readonly PaneName[];
  readonly stage: StageState;
  /** What differs from this step is marked. */
  readonly since: StepIndex;
}): Picture {
  const { size, words, edges, timeline, stage } = options;
  const text = options.text(size.columns - 2);
  const arrangement = arrange(size, {
    panes: options.asked,
    active: stage.active,
    zoomed: stage.zoomed,
    textRows: text.rows.length,
    asks: text.asks ?? false,
  });
  const shown = arrangement.text && scrolled(text, arrangement.text.rows, stage.textTop);
  const views = arrangement.panes.map(({ name, frame }) => ({
    name,
    frame,
    view: renderPane(name, timeline, stage.at, insideOf(frame), stage.panes[name], words, options.since),
  }));
  const active = views.find(({ name }) => name === stage.active);
  const blocks: Block[] = views.map(({ name, frame, view }) => ({
    rect: frame,
    rows: paneRows(name, view, frame, arrangement, stage.active, words),
  }));
  if (arrangement.text && shown) blocks.push(textBlock(arrangement.text, text, shown, stage.active === "text"));
  if (arrangement.tabs) {
    const { tabs } = arrangement;
    blocks.push({
      rect: tabs,
      rows: [fitRow([span(" "), ...tabRow(stage.active, tabs.columns - 1, words)], tabs.columns)],
    });
  }
  const measured: Measured = {
    ...(active ? { view: active.view } : {}),
    page: active ? insideOf(active.frame).rows : (shown?.visible ?? 1),
    text: { total: text.rows.length, visible: shown?.visible ?? 0, top: shown?.top ?? 0 },
  };
  const caret = arrangement.text && shown && text.caret && caretAt(text.caret, arrangement.text, shown);
  return { rows: assemble(size, edges, blocks), measured, ...(caret ? { caret } : {}) };
}

type Scrolled = { readonly top: number; readonly visible: number };

/** A text that does not fit gives its last row to the line that says so. */
function scrolled(text: Text, rows: number, wanted: number | null): Scrolled {
  const total = text.rows.length;
  if (total <= rows) return { top: 0, visible: rows };
  const visible = rows - 1;
  return { top: Math.min(wanted ?? followed(text, visible), total - visible), visible };
}

/** From the start if the row is seen from there, else from the question's beginning. */
function followed({ keepInSight }: Text, visible: number): number {
  if (!keepInSight || keepInSight.row < visible) return 0;
  const { row, from } = keepInSight;
  return row - from < visible ? from : row - visible + 1;
}

function textBlock(rect: Rect, text: Text, { top, visible }: Scrolled, active: boolean): Block {
  const rows = text.rows
    .slice(top, top + visible)
    .map((row, i) => fitRow([span(active && i === 0 ? ">" : " ", "title"), ...row], rect.columns));
  if (text.rows.length > rect.rows) {
    const label = ` 0  ${top + 1}-${top + rows.length}/${text.rows.length} `;
    const line = rect.columns - label.length - 1;
    rows.push([span(`${"─".repeat(line)}${label}─`, active ? "plain" : "dim")]);
  }
  while (rows.length < rect.rows) rows.push(fitRow([], rect.columns));
  return { rect, rows };
}

function caretAt(caret: CursorSpot, rect: Rect, { top, visible }: Scrolled): CursorSpot | undefined {
  if (caret.y < top || caret.y >= top + visible) return undefined;
  return { x: rect.x + 1 + caret.x, y: rect.y + caret.y - top };
}

function paneRows(
  name: PaneName,
  view: PaneView,
  frame: Rect,
  arrangement: Arrangement,
  active: ActivePart,
  words: Words,
): readonly Row[] {
  const position = positionOf(view.seen);
  const alone = arrangement.panes.length === 1;
  const label = words.ui.pane[name];
  const named = view.title === "" ? label : `${label}  ${view.title}`;
  const title = alone ? named : `${paneNames.indexOf(name) + 1} ${named}`;
  // The names of the other panes give way to what this one shows.
  const room = frame.columns - columnsOf(title) - 7;
  const right = alone ? tabRow(active === "text" ? name : active, room, words) : undefined;
  const content = { title, rows: view.rows, ...(right ? { right } : {}), ...(position ? { position } : {}) };
  return frameRows(frame, content, name === active);
}

/** `1 Ladder  2>Packet  3 Sockets`, with numbers alone where the names have no room. */
export function tabRow(active: ActivePart, columns: number, words: Words): Row {
  const tab = (name: PaneName, n: number, named: boolean): Row => [
    span(n === 1 ? "" : named ? "  " : " "),
    name === active
      ? span(`${n}>${words.ui.pane[name]}`, "strong")
      : span(named ? `${n} ${words.ui.pane[name]}` : `${n}`, "dim"),
  ];
  const row = (named: boolean): Row => paneNames.flatMap((name, i) => tab(name, i + 1, named));
  const whole = row(true);
  return rowColumns(whole) <= columns ? whole : row(false);
}

/** Blocks side by side and below each other. They must cover all between head and foot, each as wide as its rows. */
export function assemble(size: Size, edges: Edges, blocks: readonly Block[]): readonly Row[] {
  const rows: Row[] = [edges.head];
  for (let y = 1; y < size.rows - 1; y++) {
    const here = blocks.filter(({ rect }) => rect.y <= y && y < rect.y + rect.rows).sort((a, b) => a.rect.x - b.rect.x);
    rows.push(here.flatMap(({ rect, rows: own }) => own[y - rect.y] ?? fitRow([], rect.columns)));
  }
  rows.push(edges.foot);
  return rows;
}
