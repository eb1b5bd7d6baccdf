/**
 * The ladder drawn: time downwards, a lifeline for each speaker, an arrow for each message from the host that sends it
 * to the host that takes it. Switches and routers are passed through, because a message is what its two ends say to each
 * other; routers get lifelines, and what they say themselves (ARP, ICMP) gets arrows, where the run has few speakers or
 * the learner asks for them. Only those stand on stage who speak in the rows that are seen.
 */
import type { DeviceId } from "../../base/ids.ts";
import { formatMicros } from "../../base/units.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { LadderModel, LadderRow } from "../select/ladder.ts";
import type { Message } from "../select/messages.ts";
import { summaryLine } from "../summary.ts";
import { blank, columnsOf, fitRow, fitText, padLeft, rowColumns, shorten, slice, wrapText } from "../text.ts";
import { clampCursor, windowEnding } from "./scroll.ts";

/** Mark, time, blank. */
const AXIS = 12;
/** Columns from one lifeline to the next: the least in which an arrow can say something, and the most that helps. */
const NARROW = 11;
const WIDE = 34;

/** Toggles whether routers have lifelines. */
export const ROUTERS = "routers";

/** As many lifelines as an ordinary terminal holds side by side. */
const FEW = 6;

/** Whether routers get lifelines of their own, with so many speakers in the whole run: the same at every size of pane. */
export const showsRouters =
  (state: PaneState) =>
  (speakers: number): boolean =>
    speakers <= FEW !== state.toggled.includes(ROUTERS);

export function ladderPane(model: LadderModel, size: Size, state: PaneState, words: Words): PaneView {
  const { rows } = model;
  const latest = rows.length - 1;
  const current = rows.findLastIndex((row) => row.current);
  const cursor = clampCursor(state.cursor ?? (current < 0 ? latest : current), rows.length);
  const detail = detailRows(model, cursor, size, state, words);
  const room = Math.max(0, size.rows - 1 - detail.length);
  const seen = windowEnding(cursor, rows.length, room);
  const lines = layLines(model, seen.first, seen.end, cursor, size.columns - AXIS, state.left > 0);
  const left = leftOf(lines, rows[cursor]?.message, state, size.columns - AXIS);

  const out: Row[] = [
    [{ text: padLeft("s ", AXIS), tone: "dim" }, ...fitRow(headSpans(lines), size.columns - AXIS, left)],
  ];
  for (let i = seen.first; i < seen.end; i++) {
    const row = rows[i]!;
    const selected = state.cursor !== null && i === cursor;
    const body = fitRow(arrowSpans(row, lines, words), size.columns - AXIS, left);
    const whole: Row = [axis(row), ...body];
    out.push(selected ? whole.map((span) => ({ text: span.text, tone: "selected" })) : whole);
  }
  if (rows.length === 0) out.push([{ text: `  ${words.ui.ladder.empty}`, tone: "dim" }]);
  const empty: Row =
    lines.at.size > 0 ? [{ text: blank(AXIS) }, ...fitRow(lifelines(lines), size.columns - AXIS, left)] : [];
  while (out.length < size.rows - detail.length) out.push(empty);
  out.push(...detail);
  return {
    title: rows.length === 0 ? "" : `${cursor + 1}/${rows.length}`,
    rows: out.slice(0, size.rows).map((row) => fitRow(row, size.columns)),
    seen,
    cursor,
    toggles: ROUTERS,
  };
}

function axis({ message, current }: LadderRow): Span {
  const time = `${current ? ">" : " "}${padLeft(formatMicros(message.sentAt), AXIS - 2)} `;
  return { text: slice(time, 0, AXIS), tone: current ? "changed" : "dim" };
}

// ---- lifelines

type Lines = {
  /** Column of each lifeline, counted from the end of the axis. */
  readonly at: ReadonlyMap<DeviceId, number>;
  readonly spacing: number;
  readonly columns: number;
};

/**
 * Where there is no room for all who speak, those stay who speak nearest to the cursor's row, so that its arrow is seen
 * whole; what the others say is told in words. A learner who scrolls sideways (`all`) gets every lifeline.
 */
function layLines(model: LadderModel, first: number, end: number, cursor: number, room: number, all: boolean): Lines {
  const most = all ? Number.POSITIVE_INFINITY : Math.max(2, Math.floor(room / NARROW));
  const speaking = new Set<DeviceId>();
  const near = Array.from({ length: end - first }, (_, i) => first + i).toSorted(
    (a, b) => Math.abs(a - cursor) - Math.abs(b - cursor),
  );
  for (const i of near) {
    const { message } = model.rows[i]!;
    const more = [message.from, message.to].filter((id) => id !== undefined && !speaking.has(id));
    if (speaking.size + more.length > most) break;
    for (const id of more) if (id !== undefined) speaking.add(id);
  }
  const on = model.speakers.filter((id) => speaking.has(id));
  const spacing = Math.max(NARROW, Math.min(WIDE, Math.floor(room / Math.max(1, on.length))));
  const at = new Map(on.map((id, i) => [id, Math.floor(spacing / 2) + i * spacing]));
  return { at, spacing, columns: Math.max(room, on.length * spacing) };
}

/** Scrolled as the learner left it, else so that the arrow under the cursor is seen, its left end before its right. */
function leftOf(lines: Lines, message: Message | undefined, state: PaneState, room: number): number {
  const most = Math.max(0, lines.columns - room);
  if (state.left > 0 || most === 0 || !message) return Math.min(state.left, most);
  const ends = [message.from, message.to].flatMap((id) => (id === undefined ? [] : [lines.at.get(id) ?? 0]));
  const margin = Math.floor(lines.spacing / 2);
  const wanted = Math.max(...ends) + margin - room;
  return Math.max(0, Math.min(wanted, Math.min(...ends) - margin, most));
}

function headSpans(lines: Lines): Row {
  const spans: Span[] = [];
  const width = lines.spacing - 1;
  for (const [id, at] of lines.at) {
    const name = shorten(id, width);
    const start = at - Math.floor(columnsOf(name) / 2);
    spans.push({ text: blank(start - rowColumns(spans)) }, { text: name, tone: "name" });
  }
  return spans;
}

function lifelines(lines: Lines): Row {
  const spans: Span[] = [];
  let used = 0;
  for (const at of lines.at.values()) {
    spans.push({ text: `${blank(at - used)}│`, tone: "dim" });
    used = at + 1;
  }
  return spans;
}

// ---- arrows

function arrowSpans(row: LadderRow, lines: Lines, words: Words): Row {
  const { message } = row;
  const isOn = (id: DeviceId | undefined): boolean => id === undefined || lines.at.has(id);
  if (!isOn(message.from) || !isOn(message.to)) {
    const ends = words.ui.packet.from(message.from, message.to ?? "?");
    return [{ text: ` ${ends}: ${message.label}`, tone: "dim" }];
  }
  const from = lines.at.get(message.from) ?? 0;
  // An address that nobody has: the question goes out to the right and ends nowhere.
  const to = message.to === undefined ? from + lines.spacing : (lines.at.get(message.to) ?? from);
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const spans: Span[] = [];
  let used = 0;
  const put = (text: string, tone: Tone): void => {
    spans.push({ text, tone });
    used += columnsOf(text);
  };
  const lineAt = (at: number): void => {
    if (at < used) return;
    put(`${blank(at - used)}│`, "dim");
  };
  for (const at of lines.at.values()) if (at < low) lineAt(at);
  if (low === high) {
    lineAt(low);
    put(` ${message.label}`, toneOf(row));
  } else {
    if (message.to !== undefined || from === low) lineAt(low);
    put(arrow(row, high - low - 1, from < to, words), toneOf(row));
    if (message.to === undefined) put("?", "dim");
  }
  for (const at of lines.at.values()) if (at >= high) lineAt(at);
  return spans;
}

function toneOf({ outcome, message, current }: LadderRow): Tone {
  if (outcome === "lost") return "lost";
  if (message.again) return "again";
  return current ? "changed" : "plain";
}

/**
 * The shaft with its label: `-` arrived, `.` still on its way, `=` sent again; a lost one ends in `x` before its goal.
 * Exactly `room` columns.
 */
function arrow(row: LadderRow, room: number, rightwards: boolean, words: Words): string {
  const { outcome, message } = row;
  const lost = outcome === "lost";
  // A lost one gets three quarters of the way, so that it is seen to miss.
  const length = lost ? Math.max(4, Math.floor((room * 3) / 4)) : room;
  const shaft = outcome === "in-flight" ? "." : message.again ? "=" : "-";
  const tip = lost ? "x" : rightwards ? ">" : "<";
  const inside = length - 1;
  const remark = lost ? words.ui.ladder.lost : message.again ? words.ui.ladder.again : "";
  const long = remark === "" ? message.label : `${message.label} (${remark})`;
  const label = shorten(columnsOf(long) + 4 <= inside ? long : message.label, Math.max(0, inside - 2));
  const width = columnsOf(label);
  // Room for a blank on both sides where the label does not fill the shaft.
  const padded = width > 0 && width + 4 <= inside ? ` ${label} ` : label;
  const spare = inside - columnsOf(padded);
  const before = Math.max(1, Math.floor(spare / 2));
  const line = `${shaft.repeat(Math.min(before, spare))}${padded}${shaft.repeat(Math.max(0, spare - before))}`;
  const drawn = rightwards ? line + tip : tip + line;
  return rightwards ? drawn + blank(room - length) : blank(room - length) + drawn;
}

// ---- the message under the cursor, in full

function detailRows(model: LadderModel, cursor: number, size: Size, state: PaneState, words: Words): readonly Row[] {
  const lines = size.rows >= 20 ? 2 : size.rows >= 5 ? 1 : 0;
  const row = model.rows[cursor];
  // What routers say among themselves has no arrow here, but the step is about it.
  const message = state.cursor === null && model.current ? model.current : row?.message;
  if (lines === 0 || !message) return Array.from({ length: lines }, () => fitRow([], size.columns));
  const ends = words.ui.packet.from(message.from, message.to ?? "?");
  const mark = outcomeMark(
    model.rows.find((r) => r.message === message),
    words,
  );
  const text = `${ends}${mark}: ${summaryLine(message.decoded, message.note)}`;
  const wrapped = wrapText(text, size.columns - 1);
  return Array.from({ length: lines }, (_, i): Row => {
    const rest = i === lines - 1 ? wrapped.slice(i).join(" ") : (wrapped[i] ?? "");
    return [{ text: ` ${fitText(rest, size.columns - 1)}`, tone: "strong" }];
  });
}

function outcomeMark(row: LadderRow | undefined, words: Words): string {
  const remarks = [
    ...(row?.message.again ? [words.ui.ladder.again] : []),
    ...(row?.outcome === "lost" ? [words.ui.ladder.lost] : []),
  ];
  return remarks.length > 0 ? ` (${remarks.join(", ")})` : "";
}
