/**
 * The topology drawn: devices, links, the frame on its link, the way it has come. The cursor goes through the devices, then
 * through the links; what it is on is told in the last line. Enter opens a device's tables below.
 */
import type { DeviceId } from "../../base/ids.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { NetModel } from "../select/net.ts";
import type { TablesModel } from "../select/tables.ts";
import { columnsOf, fitRow, rowColumns, rowText, toned } from "../text.ts";
import { markedRows, type Thing } from "../thing.ts";
import { draw, toneFor } from "./net-drawing.ts";
import { becauseOf, explainOf, type Item, itemsOf, naturalRow, thingsOf } from "./net-item.ts";
import { layNet, type NetLayout, type Placed } from "./net-layout.ts";
import { aboutRow, hopRow, legend, placeRow, untold } from "./net-line.ts";
import { clampCursor, windowAround } from "./scroll.ts";
import { type TableLine, tableLines } from "./tables.ts";

// ---- what is unfolded

const DEVICE = "device ";

/** The devices whose tables the learner opened, the latest last. */
export const unfoldedDevices = ({ toggled }: PaneState): readonly DeviceId[] =>
  toggled.flatMap((path) => (path.startsWith(DEVICE) ? [path.slice(DEVICE.length)] : []));

// ---- the pane

/** Rows below the drawing: the frame, and what the step or the cursor is at. */
const footRows = (rows: number): number => (rows >= 8 ? 2 : rows >= 4 ? 1 : 0);

export function netPane(
  model: NetModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const foot = footRows(size.rows);
  const tables = new Map(
    model.tables.flatMap((t) => (t.device === undefined ? [] : [[t.device, tableLines(t, size.columns, [], words)]])),
  );
  const layout = layNet(model.devices, model.links, size.columns, size.rows - foot);
  const items = itemsOf(layout, tables);
  const things = items.map((item) => thingsOf(item, model));
  const found = state.cursor === null ? markedRows(things, selected) : [];
  const cursor = clampCursor(state.cursor ?? found[0] ?? startOf(items, model), items.length);
  const at = state.cursor === null ? undefined : items[cursor];

  const open = openTables(model.tables, items[cursor]);
  const lines = open?.device === undefined ? [] : (tables.get(open.device) ?? []);
  const most = Math.floor((size.rows - foot) / 2);
  const below = lines.length === 0 || most < 2 ? 0 : Math.min(lines.length + 1, most);
  const room = size.rows - foot - below;

  const wanted = at ? [at] : found.map((i) => items[i]!);
  const focus = wanted.length > 0 ? wanted.map((item) => ({ item, row: naturalRow(item) })) : focusOf(items, model);
  const top = topFor(focus, layout.rows, room);
  const drawing = draw(layout, model, { top, rows: room }, toneFor(items, at, found));
  const left = leftFor(focus[0]?.item, layout, size.columns, state);

  const rows: Row[] = [];
  for (let y = 0; y < room; y++) rows.push(fitRow(drawing.row(y), size.columns, left));
  const beneath = untold(layout, model);
  // Below a blank row, and above the row of the legend.
  if (layout.rows + beneath.length + 2 <= room) {
    for (const [i, row] of beneath.entries()) rows[layout.rows + 1 + i] = fitRow(row, size.columns);
  }
  if (room > layout.rows) rows[room - 1] = fitRow(legend(model, size.columns, words), size.columns);
  const panelAt = rows.length;
  const panel = below === 0 ? undefined : tableRows(open?.device ?? "", lines, below, items[cursor], at, size.columns);
  rows.push(...(panel?.rows ?? []));
  if (foot === 1) rows.push(fitRow(at ? aboutRow(at, model, words) : hopRow(model, words), size.columns));
  if (foot === 2) {
    rows.push(fitRow(hopRow(model, words), size.columns));
    rows.push(fitRow(at ? aboutRow(at, model, words) : placeRow(model, words), size.columns));
  }

  const place = (item: Item | undefined): number | undefined => {
    if (!item) return undefined;
    if (item.kind === "line") {
      return panel && open?.device === item.placed.node.device.id ? panel.placeOf(item.place, panelAt) : undefined;
    }
    const y = drawing.rowOf(item) - top;
    return y >= 0 && y < room ? y : undefined;
  };
  const cursorRow = place(at);
  const marked = [...new Set(found.flatMap((i) => place(items[i]) ?? []))].sort((a, b) => a - b);
  const opens = items[cursor];
  const because = opens && becauseOf(opens);
  return {
    title: model.place ?? "",
    rows: rows.slice(0, size.rows),
    seen: seenOf(items, cursor, (item) => isSeen(item, top, room, below)),
    rowsSeen: { first: top, end: Math.min(top + room, layout.rows), total: layout.rows },
    cursor,
    lines: () => items.map((item) => rowText(item.kind === "line" ? item.line.row : aboutRow(item, model, words))),
    ...(opens && opens.kind !== "link" && { toggles: `${DEVICE}${opens.placed.node.device.id}` }),
    ...(cursorRow !== undefined && { cursorRow }),
    ...(marked.length > 0 && { marked }),
    ...(things[cursor] && { things: things[cursor] }),
    ...(items[cursor] && { explain: explainOf(items[cursor]) }),
    ...(because !== undefined && { because }),
  };
}

/** Where moves start while the pane follows the run: at the device that the step is at. */
const startOf = (items: readonly Item[], { place }: NetModel): number =>
  Math.max(
    0,
    items.findIndex((item) => item.kind === "device" && item.placed.node.device.id === place),
  );

function openTables(all: readonly TablesModel[], item: Item | undefined): TablesModel | undefined {
  const here = item && item.kind !== "link" ? item.placed.node.device.id : undefined;
  return all.find(({ device }) => device === here) ?? all.at(-1);
}

// ---- which part is seen

type Focus = { readonly item: Item; readonly row: number };

/** What the run is at, what matters most first: the device, frames of this step, the last link of the way, the way. */
function focusOf(items: readonly Item[], model: NetModel): readonly Focus[] {
  const links = [
    ...model.frames.flatMap(({ link, now }) => (now ? [link] : [])),
    ...(model.hop ? [model.hop.link] : []),
    ...[...model.route].reverse(),
  ];
  const found = links
    .flatMap((id) => items.find((item) => item.kind === "link" && item.link.id === id) ?? [])
    .map((item) => ({ item, row: naturalRow(item) }));
  const device = items.find((item) => item.kind === "device" && item.placed.node.device.id === model.place);
  if (device?.kind !== "device") return found;
  // Devices inside the tree come along with whatever hangs from them.
  const { first, last } = device.placed;
  const row = found.find((one) => one.row >= first && one.row <= last)?.row ?? first;
  return [{ item: found[0] && model.hop?.now ? found[0].item : device, row }, ...found];
}

/** As much of the focus as fits, about the middle. */
function topFor(focus: readonly Focus[], total: number, room: number): number {
  if (total <= room) return 0;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { row } of focus) {
    const wider = [Math.min(low, row), Math.max(high, row)] as const;
    if (wider[1] - wider[0] < room) [low, high] = wider;
  }
  if (high < room) return 0;
  return Math.max(0, Math.min(Math.floor((low + high + 1) / 2) - Math.floor(room / 2), low, total - room));
}

/** Scrolled as the learner left it, else so that what the run or the cursor is at is seen. */
function leftFor(item: Item | undefined, layout: NetLayout, columns: number, state: PaneState): number {
  const most = Math.max(0, layout.columns - columns);
  if (state.left > 0 || !item) return Math.min(Math.max(0, state.left), most);
  const [from, to] = extentOf(item, layout);
  // A mark on the left of a name, and the `~` that says that something is cut off.
  return Math.max(0, Math.min(to + 1 - columns, from - 1, most));
}

const rightOf = ({ x, label, under }: Placed): number => x + Math.max(rowColumns(label), ...under.map(columnsOf));

function extentOf(item: Item, layout: NetLayout): readonly [number, number] {
  if (item.kind !== "link") return [item.placed.x, rightOf(item.placed)];
  const { branch, from } = item;
  return [from.x, branch.kind === "device" ? rightOf(branch.placed) : Math.min(branch.lane, layout.columns - 1) + 1];
}

const isSeen = (item: Item, top: number, room: number, below: number): boolean => {
  if (item.kind === "line") return below > 0;
  const row = naturalRow(item);
  return row >= top && row < top + room;
};

function seenOf(items: readonly Item[], cursor: number, seen: (item: Item) => boolean): PaneView["seen"] {
  const shown = items.flatMap((item, i) => (i === cursor || seen(item) ? [i] : []));
  return { first: shown[0] ?? 0, end: (shown.at(-1) ?? -1) + 1, total: items.length };
}

// ---- the tables of a device

function tableRows(
  title: string,
  lines: readonly TableLine[],
  height: number,
  item: Item | undefined,
  at: Item | undefined,
  columns: number,
): { readonly rows: readonly Row[]; readonly placeOf: (line: number, from: number) => number | undefined } {
  const follow = item?.kind === "line" ? item.place : lines.findLastIndex(({ mark }) => mark !== "same");
  const seen = windowAround(Math.max(0, follow), lines.length, height - 1);
  const rule = `── ${title} `;
  const rows: Row[] = [
    fitRow([{ text: rule + "─".repeat(Math.max(0, columns - columnsOf(rule))), tone: "dim" }], columns),
  ];
  for (let i = seen.first; i < seen.end; i++) {
    const row = fitRow(lines[i]!.row, columns);
    rows.push(at?.kind === "line" && at.place === i ? toned(row, "selected") : row);
  }
  while (rows.length < height) rows.push(fitRow([], columns));
  return {
    rows,
    placeOf: (line, from) => (line >= seen.first && line < seen.end ? from + 1 + line - seen.first : undefined),
  };
}
