/**
 * The ladder drawn: time downwards, a lifeline for each speaker, an arrow for each message from the host that sends it
 * to the host that takes it. Switches and routers are passed through, because a message is what its two ends say to each
 * other; routers get lifelines, and what they say themselves gets arrows, where it is ICMP with a host, the run has few
 * speakers or the learner asks for them. Only those stand on stage who speak in the rows that are seen.
 */
import type { DeviceId } from "../../base/ids.ts";
import { formatMicros } from "../../base/units.ts";
import type { Words } from "../../i18n/words.ts";
import type { DnsMessage } from "../../wire/dns.ts";
import { tellingLine } from "../label.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { LadderModel, LadderRow } from "../select/ladder.ts";
import { type Message, messageThings } from "../select/messages.ts";
import { blank, columnsOf, fitRow, fitText, padLeft, rowColumns, shorten, slice, toned, wrapText } from "../text.ts";
import { markedRows, type Thing } from "../thing.ts";
import { clampCursor, type Window, windowAround, windowEnding } from "./scroll.ts";

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

export function ladderPane(
  model: LadderModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const { rows } = model;
  const latest = rows.length - 1;
  const current = rows.findLastIndex((row) => row.current);
  const things = rows.map((row) => messageThings(row.message));
  const followed = new Set(state.cursor === null ? markedRows(things, selected) : []);
  const [first] = followed;
  const run = current < 0 ? latest : current;
  const cursor = clampCursor(state.cursor ?? (followed.has(run) ? run : (first ?? run)), rows.length);
  const follows = state.cursor === null && followed.size === 0;
  // What routers say among themselves has no arrow here, but the step is about it.
  const told = follows ? model.current : undefined;
  const detail = detailRows(model, told ?? rows[cursor]?.message, size, words);
  const room = Math.max(0, size.rows - 1 - detail.length);
  const seen = follows ? windowEnding(cursor, rows.length, room) : windowAround(cursor, rows.length, room);
  const width = Math.max(0, size.columns - AXIS);
  const lines = layLines(model, state.left > 0 ? seen : undefined, cursor, width);
  const left = leftOf(lines, rows[cursor]?.message, state, width);
  const sight = { left, end: left + width };

  const out: Row[] = [[{ text: padLeft("s ", AXIS), tone: "dim" }, ...fitRow(headSpans(lines), width, left)]];
  const marked: number[] = [];
  let cursorRow: number | undefined;
  for (let i = seen.first; i < seen.end; i++) {
    const row = rows[i]!;
    const whole: Row = [axis(row), ...fitRow(arrowSpans(row, lines, sight, words), width, left)];
    const isCursor = state.cursor !== null && i === cursor;
    if (isCursor) cursorRow = out.length;
    else if (followed.has(i)) marked.push(out.length);
    out.push(isCursor ? toned(whole, "selected") : followed.has(i) ? toned(whole, "marked") : whole);
  }
  if (rows.length === 0) out.push([{ text: `  ${words.ui.ladder.empty}`, tone: "dim" }]);
  const empty: Row = lines.at.size > 0 ? [{ text: blank(AXIS) }, ...fitRow(lifelines(lines), width, left)] : [];
  while (out.length < size.rows - detail.length) out.push(empty);
  out.push(...detail);
  const at = rows[cursor];
  const isDrawn = (row: number): boolean => row < size.rows - detail.length;
  return {
    title: titleOf(model, cursor, state, words),
    rows: out.slice(0, size.rows).map((row) => fitRow(row, size.columns)),
    seen,
    cursor,
    toggles: ROUTERS,
    // A learner who scrolled away and moves to another arrow wants to see that one.
    settled: { left: 0 },
    lines: () => rows.map((row) => lineOf(row, words)),
    ...(cursorRow !== undefined && isDrawn(cursorRow) && { cursorRow }),
    ...(marked.some(isDrawn) && { marked: marked.filter(isDrawn) }),
    ...(at && { things: things[cursor]!, explain: termsOf(at), because: at.message.sentStep }),
  };
}

/** Which message, and, where the learner asked for them, that routers speak too. */
function titleOf({ rows }: LadderModel, cursor: number, state: PaneState, words: Words): string {
  const place = rows.length === 0 ? "" : `${cursor + 1}/${rows.length}`;
  return state.toggled.includes(ROUTERS) ? `${place}  ${words.ui.ladder.toggled}` : place;
}

const lineOf = (row: LadderRow, words: Words): string =>
  `${formatMicros(row.message.sentAt)} ${row.message.label} ${tell(row, words)}`;

/** A message in full, with what became of it. */
function tell(row: LadderRow, words: Words): string {
  const { from, to, decoded, note, broadcast } = row.message;
  const nobody = decoded.ip?.dst ?? "?";
  const whom = broadcast ? words.ui.ladder.everyone : (to ?? nobody);
  return `${words.ui.packet.from(from, whom)}${outcomeMark(row, words)}: ${tellingLine(decoded, note)}`;
}

/** What the glossary may be asked about a message. */
function termsOf({ message, outcome }: LadderRow): readonly string[] {
  const { decoded, note } = message;
  const { arp, icmp, udp, tcp, dns } = decoded;
  const terms = outcome === "lost" ? ["packet-loss"] : [];
  if (message.again) terms.push("retransmission");
  terms.push(...(note?.marks ?? []).map(({ kind }) => kind));
  if (dns) terms.push(...dnsTerms(dns), "layer:dns");
  else if (tcp) {
    const { syn, fin, reset } = tcp.flags;
    if (syn) terms.push("syn", "tcp.flags.syn");
    if (reset) terms.push("rst", "tcp.flags.reset");
    if (fin) terms.push("fin", "tcp.flags.fin");
    if (note && note.length > 0) terms.push(...(note.http ? ["layer:http"] : []), "segment");
    else if (!syn && !fin && !reset) terms.push("acknowledgement", "tcp.ack");
  }
  if (arp) terms.push("arp", "layer:arp");
  if (icmp) terms.push("icmp", "layer:icmp");
  if (tcp) terms.push("layer:tcp");
  if (udp) terms.push("layer:udp");
  return terms;
}

function dnsTerms(m: DnsMessage): readonly string[] {
  if (!m.flags.response) return ["query", "dns.queries"];
  if (m.flags.rcode !== 0) return ["negative-cache", "dns.flags.rcode"];
  if (m.answers.length > 0) return ["answer", "dns.answers"];
  return m.authorities.some((rr) => rr.type === "NS") ? ["referral", "dns.authorities"] : ["negative-cache"];
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
 * Where there is no room for all who speak, the rows are cut into scenes, each as long as its speakers have room side by
 * side, and those of the cursor's scene stay: so they do not change from message to message. A scene takes over who spoke
 * last in the one before, with room for somebody new. What the others say is told in words. A learner who scrolls sideways gets the lifeline of everybody who speaks in the rows `seen`.
 */
function layLines(model: LadderModel, seen: Window | undefined, cursor: number, room: number): Lines {
  const speaking = seen
    ? sceneAt(model.rows.slice(seen.first, seen.end), cursor, Number.POSITIVE_INFINITY)
    : sceneAt(model.rows, cursor, Math.max(2, Math.floor(room / NARROW)));
  const on = model.speakers.filter((id) => speaking.has(id));
  const spacing = Math.max(NARROW, Math.min(WIDE, Math.floor(room / Math.max(1, on.length))));
  const at = new Map(on.map((id, i) => [id, Math.floor(spacing / 2) + i * spacing]));
  return { at, spacing, columns: Math.max(room, on.length * spacing) };
}

/** Who speaks in the scene that row `cursor` belongs to. What is to come changes nothing but the last scene. */
function sceneAt(rows: readonly LadderRow[], cursor: number, most: number): ReadonlySet<DeviceId> {
  let speaking = new Set<DeviceId>();
  for (const [i, { message }] of rows.entries()) {
    const ends = [message.from, message.to].filter((id) => id !== undefined);
    const more = new Set([...speaking, ...ends]);
    if (more.size <= most || speaking.size === 0) speaking = more;
    else if (i > cursor) break;
    else speaking = new Set([...ends, ...latestSpeakers(rows, i, speaking)].slice(0, Math.max(ends.length, most - 1)));
  }
  return speaking;
}

/** Those of `among` who spoke before row `end`, the last one first. */
function latestSpeakers(rows: readonly LadderRow[], end: number, among: ReadonlySet<DeviceId>): readonly DeviceId[] {
  const found = new Set<DeviceId>();
  for (let i = end - 1; i >= 0 && found.size < among.size; i--) {
    const { from, to } = rows[i]!.message;
    for (const id of [from, to]) if (id !== undefined && among.has(id)) found.add(id);
  }
  return [...found];
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

/** Columns of the lifelines that are in sight, `end` exclusive. */
type Sight = { readonly left: number; readonly end: number };

function arrowSpans(row: LadderRow, lines: Lines, sight: Sight, words: Words): Row {
  const { message } = row;
  const inWords = (): Row => {
    const ends = words.ui.packet.from(message.from, message.to ?? message.decoded.ip?.dst ?? "?");
    return [{ text: blank(sight.left) }, { text: ` ${ends}: ${message.label}`, tone: "dim" }];
  };
  const isOn = (id: DeviceId | undefined): boolean => id === undefined || lines.at.has(id);
  if (!isOn(message.from) || !isOn(message.to)) return inWords();
  const from = lines.at.get(message.from) ?? 0;
  // An address that nobody has: the question goes out to the right and ends nowhere.
  const to = message.to === undefined ? from + lines.spacing : (lines.at.get(message.to) ?? from);
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  if (high <= sight.left || low >= sight.end) return inWords();
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
  const aside = low === high ? undefined : labelAside(row, low, high, sight, words);
  if (aside?.side === "left") {
    const start = low - 1 - columnsOf(aside.text);
    for (const at of lines.at.values()) if (at < start) lineAt(at);
    put(`${blank(start - used)}${aside.text} `, toneOf(row));
  }
  for (const at of lines.at.values()) if (at < low) lineAt(at);
  if (low === high) {
    lineAt(low);
    put(` ${message.label}`, toneOf(row));
  } else {
    if (message.to !== undefined || from === low) lineAt(low);
    const reach = reachOf(row, from, to, lines);
    const shaft = { left: sight.left - low - 1, end: sight.end - low - 1 };
    if (from > to) {
      // A lost one leaves the lifelines that it does not get to as they are.
      for (const at of lines.at.values()) if (at < high - reach) lineAt(at);
      put(blank(high - reach - used), "dim");
    }
    const label = aside === undefined ? labelOf(row, words) : noLabel;
    put(arrow(row, label, high - low - 1, reach, from < to, shaft), toneOf(row));
    if (message.to === undefined) put(`${blank(high - used)}?`, "dim");
    if (aside?.side === "right") {
      lineAt(high);
      put(` ${aside.text}`, toneOf(row));
    }
  }
  for (const at of lines.at.values()) lineAt(at);
  return spans;
}

function toneOf({ outcome, message, current }: LadderRow): Tone {
  if (outcome === "lost") return "lost";
  if (message.again) return "again";
  return current ? "changed" : "plain";
}

/** How many columns an arrow gets on: one that is lost ends where that happened, if there is a lifeline to show it. */
function reachOf({ outcome, message }: LadderRow, from: number, to: number, lines: Lines): number {
  const room = Math.abs(to - from) - 1;
  if (outcome !== "lost" || !message.lostAt) return room;
  const { lostAt } = message;
  const last = lostAt.kind === "link" ? lostAt.from : lostAt.device;
  if (last === message.to) return room;
  const at = last === message.from ? undefined : lines.at.get(last);
  const part = at === undefined ? 0 : (at - from) * Math.sign(to - from);
  // Else three quarters of the way, so that it is seen to miss.
  return part > 1 && part < room ? part - 1 : Math.max(4, Math.floor((room * 3) / 4));
}

/** With what became of the message, and without. */
type Label = { readonly long: string; readonly short: string };

const noLabel: Label = { long: "", short: "" };

function labelOf({ outcome, message }: LadderRow, words: Words): Label {
  const { ladder } = words.ui;
  const dropped = message.lostAt?.kind === "device";
  const remark = outcome === "lost" ? (dropped ? ladder.dropped : ladder.lost) : message.again ? ladder.again : "";
  return { long: remark === "" ? message.label : `${message.label} (${remark})`, short: message.label };
}

/** A label for which its arrow is too short stands beside it, over other lifelines, if there is room for all of it. */
function labelAside(
  row: LadderRow,
  low: number,
  high: number,
  sight: Sight,
  words: Words,
): { readonly side: "left" | "right"; readonly text: string } | undefined {
  const { long, short } = labelOf(row, words);
  if (columnsOf(short) + 3 <= Math.min(high, sight.end) - Math.max(low, sight.left) - 1) return undefined;
  const right = sight.end - high - 2;
  const left = low - sight.left - 2;
  for (const text of [long, short]) {
    if (columnsOf(text) <= right) return { side: "right", text };
    if (columnsOf(text) <= left) return { side: "left", text };
  }
  return undefined;
}

/**
 * The shaft with its label, if it has any: `-` arrived, `.` still on its way, `=` sent again; a lost one ends in `x`
 * after `length`. The label stands in the middle of what is in sight.
 */
function arrow(
  row: LadderRow,
  { long, short }: Label,
  room: number,
  length: number,
  rightwards: boolean,
  sight: Sight,
): string {
  const { outcome, message } = row;
  const shaft = outcome === "in-flight" ? "." : message.again ? "=" : "-";
  const tip = outcome === "lost" ? "x" : rightwards ? ">" : "<";
  const start = rightwards ? 0 : room - length + 1;
  const hiddenLeft = Math.max(0, Math.min(length - 1, sight.left - start));
  const hiddenRight = Math.max(0, Math.min(length - 1 - hiddenLeft, start + length - 1 - sight.end));
  const inside = length - 1 - hiddenLeft - hiddenRight;
  const label = shorten(columnsOf(long) + 4 <= inside ? long : short, Math.max(0, inside - 2));
  const width = columnsOf(label);
  // Room for a blank on both sides where the label does not fill the shaft.
  const padded = width > 0 && width + 4 <= inside ? ` ${label} ` : label;
  const spare = inside - columnsOf(padded);
  const before = Math.max(1, Math.floor(spare / 2));
  const ahead = shaft.repeat(hiddenLeft + Math.min(before, spare));
  const line = `${ahead}${padded}${shaft.repeat(hiddenRight + Math.max(0, spare - before))}`;
  return rightwards ? line + tip : tip + line;
}

// ---- the message under the cursor, in full

function detailRows(model: LadderModel, message: Message | undefined, size: Size, words: Words): readonly Row[] {
  const lines = size.rows >= 20 ? 2 : size.rows >= 5 ? 1 : 0;
  if (lines === 0 || !message) return Array.from({ length: lines }, () => fitRow([], size.columns));
  const row = model.rows.find((r) => r.message === message);
  const text = tell(row ?? { message, outcome: "in-flight", current: true }, words);
  const wrapped = wrapText(text, size.columns - 1);
  return Array.from({ length: lines }, (_, i): Row => {
    const rest = i === lines - 1 ? wrapped.slice(i).join(" ") : (wrapped[i] ?? "");
    return [{ text: ` ${fitText(rest, size.columns - 1)}`, tone: "strong" }];
  });
}

function outcomeMark({ message, outcome }: LadderRow, words: Words): string {
  const { ladder } = words.ui;
  const { lostAt } = message;
  const remarks = [
    ...(message.again ? [ladder.again] : []),
    ...(outcome !== "lost" || !lostAt
      ? []
      : [lostAt.kind === "link" ? ladder.lostBetween(lostAt.from, lostAt.to) : ladder.droppedBy(lostAt.device)]),
  ];
  return remarks.length > 0 ? ` (${remarks.join(", ")})` : "";
}
