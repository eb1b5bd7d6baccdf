/** The stage of panes with the text above it and head and foot around it, as the rows of a whole screen. */

import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { PaneName, PaneState, PaneView } from "../view/pane.ts";
import type { Row, Size } from "../view/row.ts";
import { renderPane } from "../view/stage.ts";
import { columnsOf, fitRow, rowText } from "../view/text.ts";
import type { Thing } from "../view/thing.ts";
import { type Arrangement, arrange, type PanePlace, type Rect } from "./arrange.ts";
import { entryRow } from "./entry.ts";
import type { Field } from "./field.ts";
import { opens, selectedThings } from "./follow.ts";
import { span, spread } from "./line.ts";
import { frameRows, insideOf, positionOf } from "./pane-frame.ts";
import { matchesIn } from "./search.ts";
import { linesOf, type Measured, rowIn, type StageState } from "./stage-state.ts";
import { numbered, tabRow } from "./tabs.ts";
import type { CursorSpot } from "./terminal/painter.ts";

/** Text for so many columns: any number of rows, not wider. */
export type Text = {
  readonly rows: readonly Row[];
  /**
   * A row that must be in sight until the learner scrolls, and where the question that it belongs to begins. `to`: the
   * last row of what can be chosen, where all of that is to be seen rather than the text above it.
   */
  readonly keepInSight?: { readonly row: number; readonly from: number; readonly to?: number };
  /** It asks something. */
  readonly asks?: boolean;
  /** Up and down go through its lines whichever part is active. */
  readonly arrows?: "choose";
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

/** What the keys can do on the stage as it is: the foot line leaves out the others. */
export type Works = { readonly opens: boolean; readonly hosts: boolean; readonly search: boolean };

/** A second run on the stage: the same panes of it, and a table of what both have needed. */
export type BesideView = {
  readonly timeline: Timeline;
  readonly at: StepIndex;
  readonly since: StepIndex;
  /** What tells the runs apart. */
  readonly labels: readonly [first: string, second: string];
  /** Three rows, each so wide. */
  readonly table: (columns: number) => readonly Row[];
};

export function stagePicture(options: {
  readonly size: Size;
  readonly words: Words;
  readonly head: Row;
  readonly foot: (works: Works) => Row;
  readonly text: (columns: number) => Text;
  readonly timeline: Timeline;
  /** Panes that the run or the lesson wants to show, the most wanted first. */
  readonly asked: readonly PaneName[];
  /** Of these, what Tab goes to first. */
  readonly first?: readonly PaneName[];
  readonly stage: StageState;
  /** What differs from this step is marked. */
  readonly since: StepIndex;
  readonly beside?: BesideView;
  /** Digits lead to panes; else they are not shown with their names. */
  readonly digits?: boolean;
}): Picture {
  const { size, words, stage, beside, digits = true } = options;
  const text = options.text(size.columns - 2);
  const arrangement = arrange(size, {
    panes: options.asked,
    active: stage.active,
    pinned: stage.pinned,
    zoomed: stage.zoomed,
    textRows: text.rows.length,
    asks: text.asks ?? false,
    beside: beside !== undefined,
  });
  const shown = arrangement.text && scrolled(text, arrangement.text.rows, stage.textTop);
  const views = paneViews(arrangement, options);
  const active = views.find(({ name, second }) => name === stage.active && !second);
  const measured: Measured = {
    ...(active ? { view: active.view } : {}),
    ...(options.first && { first: options.first }),
    page: active ? insideOf(active.frame).rows : (shown?.visible ?? 1),
    text: {
      total: text.rows.length,
      visible: shown?.visible ?? 0,
      top: shown?.top ?? 0,
      lines: () => text.rows.map(rowText),
    },
  };
  const found = foundIn(stage, measured, words);
  const blocks: Block[] = views.map((shown) => ({
    rect: shown.frame,
    rows: paneRows({ ...shown, arrangement, stage, found, words, digits, labels: beside?.labels }),
  }));
  if (arrangement.table && beside) {
    blocks.push({ rect: arrangement.table, rows: beside.table(arrangement.table.columns) });
  }
  if (arrangement.text && shown) {
    blocks.push(textBlock(arrangement.text, text, shown, stage.active === "text", words));
  }
  if (arrangement.tabs) {
    const { tabs } = arrangement;
    const names = arrangement.panes.map(({ name }) => name);
    blocks.push({
      rect: tabs,
      rows: [fitRow([span(" "), ...tabRow(stage.active, names, tabs.columns - 1, words, digits)], tabs.columns)],
    });
  }
  const works = {
    opens: opens(stage, measured),
    hosts: (active?.view.hosts?.length ?? 0) > 1,
    search: stage.search !== null,
  };
  const seek = stage.search?.typing ? seekRow(stage.search.field, found ?? "", size.columns, words) : undefined;
  const edges = { head: options.head, foot: seek?.row ?? options.foot(works) };
  const caret = seek
    ? { x: seek.caret, y: size.rows - 1 }
    : arrangement.text && shown && text.caret && caretAt(text.caret, arrangement.text, shown);
  return { rows: assemble(size, edges, blocks), measured, ...(caret ? { caret } : {}) };
}

type Shown = PanePlace & { readonly view: PaneView };

/** The active pane first: the others mark, and look at, what its cursor is on. */
function paneViews(
  { panes }: Arrangement,
  options: {
    readonly timeline: Timeline;
    readonly stage: StageState;
    readonly words: Words;
    readonly since: StepIndex;
    readonly beside?: BesideView;
  },
): readonly Shown[] {
  const { stage, words, beside } = options;
  const own = { timeline: options.timeline, at: stage.at, since: options.since };
  const drawn = (place: PanePlace, state: PaneState, selected: readonly Thing[]): Shown => {
    const { timeline, at, since } = place.second && beside ? beside : own;
    const view = renderPane(place.name, timeline, at, insideOf(place.frame), state, words, since, selected);
    return { ...place, view };
  };
  const place = panes.find(({ name, second }) => name === stage.active && !second);
  const active = place && drawn(place, stage.panes[place.name], stage.selection?.things ?? []);
  const selected = selectedThings(stage, active?.view);
  return panes.map((other) => {
    if (active && other === place) return active;
    const state = stage.panes[other.name];
    const things = other.second ? selected.filter(isInEveryRun) : selected;
    const follows = other.second || things.length > 0;
    return drawn(other, follows ? { ...state, cursor: null } : state, things);
  });
}

/** Packets and steps are numbered anew in each run; names, addresses and byte ranges mean the same in both. */
const isInEveryRun = (thing: Thing): boolean => !/^(?:packet|field|step|line):/.test(thing);

/** `match 2 of 5`, or that there is none; undefined while nothing is looked for. */
function foundIn(stage: StageState, measured: Measured, words: Words): string | undefined {
  const { search } = stage;
  if (!search || search.field.text.trim() === "") return undefined;
  const matches = matchesIn(linesOf(stage, measured), search.field.text);
  const { find } = words.ui;
  if (matches.length === 0) return find.none(search.field.text);
  // A text that is seen whole does not move to its match.
  const n = Math.max(1, matches.findLastIndex((row) => row <= rowIn(stage, measured)) + 1);
  return find.match(n, matches.length);
}

/** The line at the foot in which it is typed, with what came of it on the right. */
function seekRow(
  field: Field,
  found: string,
  columns: number,
  words: Words,
): { readonly row: Row; readonly caret: number } {
  const result: Row = [span(` ${found} `, "strong")];
  const room = Math.max(Math.floor(columns / 2), columns - columnsOf(found) - 2);
  const { row, caret } = entryRow(words.ui.find.prompt, field, room);
  return { row: spread(fitRow(row, room), fitRow(result, columns - room), columns), caret };
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
  if (!keepInSight) return 0;
  const { row, from, to = row } = keepInSight;
  if (to < visible) return 0;
  return to - from < visible ? from : Math.min(row, to - visible + 1);
}

function textBlock(rect: Rect, text: Text, { top, visible }: Scrolled, active: boolean, words: Words): Block {
  const rows = text.rows
    .slice(top, top + visible)
    .map((row, i) => fitRow([span(active && i === 0 ? ">" : " ", "title"), ...row], rect.columns));
  if (text.rows.length > rect.rows) {
    const { head } = words.ui;
    const keys = text.arrows ? head.linesChoices : active ? head.linesArrows : head.linesZero;
    const label = ` ${head.lines(top + 1, top + rows.length, text.rows.length)}: ${keys} `;
    const border = active ? "plain" : "dim";
    const line = rect.columns - columnsOf(label) - 1;
    rows.push([span("─".repeat(Math.max(0, line)), border), span(label, "key"), span("─", border)]);
  }
  while (rows.length < rect.rows) rows.push(fitRow([], rect.columns));
  return { rect, rows };
}

function caretAt(caret: CursorSpot, rect: Rect, { top, visible }: Scrolled): CursorSpot | undefined {
  if (caret.y < top || caret.y >= top + visible) return undefined;
  return { x: rect.x + 1 + caret.x, y: rect.y + caret.y - top };
}

function paneRows(
  options: Shown & {
    readonly arrangement: Arrangement;
    readonly stage: StageState;
    readonly found: string | undefined;
    readonly words: Words;
    readonly digits: boolean;
    readonly labels: BesideView["labels"] | undefined;
  },
): readonly Row[] {
  const { name, view, frame, second, arrangement, stage, found, words, digits, labels } = options;
  const isActive = name === stage.active && !second;
  const position = positionOf(view.rowsSeen ?? view.seen, stage.panes[name].left);
  const alone = arrangement.panes.length === 1;
  const label = alone || !digits ? words.ui.pane[name] : numbered(name, words);
  const run = labels ? [labels[second ? 1 : 0]] : [];
  const pinned = stage.pinned.includes(name) ? [`(${words.ui.head.pinned})`] : [];
  const held = !second && stage.panes[name].host !== null && view.hosts !== undefined;
  const chosen = held ? [`(${words.ui.head.held})`] : [];
  const title = [label, ...run, ...(view.title === "" ? [] : [view.title]), ...chosen, ...pinned].join("  ");
  // The names of the other panes give way to what this one shows.
  const room = frame.columns - columnsOf(title) - 7;
  const right = alone ? tabRow(stage.active === "text" ? name : stage.active, [name], room, words, digits) : undefined;
  const note = isActive && !stage.search?.typing ? (found ?? (held ? words.ui.head.letGo : undefined)) : undefined;
  const content = {
    title,
    rows: view.rows,
    ...(right ? { right } : {}),
    ...(note === undefined ? {} : { note }),
    ...(position ? { position } : {}),
    ...(isActive && view.cursorRow !== undefined ? { cursorRow: view.cursorRow } : {}),
    ...(view.marked ? { marked: view.marked } : {}),
  };
  return frameRows(frame, content, isActive);
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
