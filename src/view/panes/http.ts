/** HTTP drawn: the messages so far, and of one of them every part by its name, with what of it has arrived. */
import { unreachable } from "../../base/assert.ts";
import type { StepIndex } from "../../base/ids.ts";
import { grouped } from "../../i18n/quantity.ts";
import type { Words } from "../../i18n/words.ts";
import type { Framing, HttpToken } from "../../wire/http.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span } from "../row.ts";
import type { Body, HeadPart, HttpMessage, HttpModel } from "../select/http.ts";
import { blank, columnsOf, fitRow, fitText, pad, rowColumns, rowText, toned, wrapText } from "../text.ts";
import { markedRows, type Thing, thing } from "../thing.ts";
import { listView, windowAround } from "./scroll.ts";

/** From so many rows on, the list of messages stands above, on a fourth of them. */
const LIST_FROM = 8;
const LIST_SHARE = 4;

type Line = {
  readonly row: Row;
  readonly things: readonly Thing[];
  readonly explain: readonly string[];
  readonly because: StepIndex;
  readonly fresh: boolean;
};

export function httpPane(
  model: HttpModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[],
): PaneView {
  const { messages, hosts } = model;
  const title = model.host ?? "";
  if (messages.length === 0) {
    const body: Row[] = [[{ text: ` ${words.ui.http.none}`, tone: "dim" }]];
    return listView({ title, body, follow: 0, hosts }, size, state, selected);
  }
  const listed = size.rows >= LIST_FROM && messages.length > 1 ? messages.length : 0;
  const inList = state.cursor !== null && state.cursor < listed;
  const at = inList ? Math.max(0, state.cursor ?? 0) : shownMessage(model, state, selected);
  const message = messages[at]!;
  const listRows = listed === 0 ? 0 : Math.min(listed, Math.max(2, Math.floor(size.rows / LIST_SHARE)));
  const lines = fittingLines(message, { columns: size.columns, rows: size.rows - listRows }, words);
  const fresh = lines.findIndex((line) => line.fresh);
  const below = listView(
    {
      title: titleOf(message),
      body: lines.map(({ row }) => row),
      things: lines.map(({ things }) => things),
      explain: lines.map(({ explain }) => explain),
      because: (row) => lines[row]?.because,
      follow: Math.max(0, fresh),
      ...(lines.length > size.rows - listRows && fresh <= 1 && { top: 0 }),
      hosts,
    },
    { columns: size.columns, rows: size.rows - listRows },
    { ...state, cursor: inList || state.cursor === null ? null : state.cursor - listed },
    selected,
  );
  if (listed === 0) return { ...below, ...togglesOf(message, inList) };
  return withList(below, model, at, listRows, size, state, selected);
}

const messagePath = ({ id }: HttpMessage): string => `message ${id}`;

const togglesOf = (message: HttpMessage, inList: boolean): { readonly toggles?: string } =>
  inList ? { toggles: messagePath(message) } : {};

/** The one that was opened last in the list, else the one that carries what is selected elsewhere, else where the run is. */
function shownMessage({ messages, followed }: HttpModel, state: PaneState, selected: readonly Thing[]): number {
  const path = state.toggled.findLast((one) => messages.some((m) => messagePath(m) === one));
  if (path !== undefined) return messages.findIndex((m) => messagePath(m) === path);
  // Of a selection only what is as exact as a message counts: a connection carries several.
  const exact = selected.filter((one) => /^(?:packet|field|stream):/.test(one));
  return markedRows(messages.map(messageThings), exact)[0] ?? followed;
}

const titleOf = ({ kind, from, to = "?" }: HttpMessage): string =>
  kind === "request" ? `${from} -> ${to}` : `${to} <- ${from}`;

function messageThings({ stream, first, end, packets }: HttpMessage): readonly Thing[] {
  return [
    thing.stream(stream, first, end),
    ...packets.map(thing.packet),
    thing.connection({ protocol: "tcp", ...stream }),
  ];
}

// --- the list -----------------------------------------------------------------------------------------------------

function withList(
  below: PaneView,
  { messages }: HttpModel,
  shown: number,
  rows: number,
  size: Size,
  state: PaneState,
  selected: readonly Thing[],
): PaneView {
  const inList = state.cursor !== null && state.cursor < messages.length;
  const seen = windowAround(shown, messages.length, rows);
  const texts = messages.map((message, i) => listRow(message, i === shown, messages, size.columns));
  const marked = state.cursor === null ? markedRows(messages.map(messageThings), selected) : [];
  const list = texts.slice(seen.first, seen.end).map((row, i): Row => {
    const fitted = fitRow(row, size.columns, state.left);
    if (inList && seen.first + i === shown) return toned(fitted, "selected");
    return marked.includes(seen.first + i) ? toned(fitted, "marked") : fitted;
  });
  const total = messages.length + below.seen.total;
  const { cursorRow, ...rest } = below;
  const message = messages[shown]!;
  const markedInSight = [
    ...marked.filter((row) => row >= seen.first && row < seen.end).map((row) => row - seen.first),
    ...(below.marked ?? []).map((row) => row + rows),
  ];
  const { marked: _below, ...view } = rest;
  return {
    ...view,
    rows: [...list, ...below.rows],
    seen: inList
      ? { first: seen.first, end: seen.end, total }
      : { first: messages.length + below.seen.first, end: messages.length + below.seen.end, total },
    cursor: inList ? shown : messages.length + below.cursor,
    lines: () => [...texts.map(rowText), ...(below.lines?.() ?? [])],
    ...(markedInSight.length > 0 && { marked: markedInSight }),
    ...(inList
      ? {
          cursorRow: shown - seen.first,
          things: messageThings(message),
          explain: [message.kind === "request" ? "request-message" : "response-message", "http"],
          because: message.step,
          ...togglesOf(message, true),
        }
      : cursorRow !== undefined && { cursorRow: cursorRow + rows }),
  };
}

/** Mark, pointer and blanks of a row in the list, and columns for the bytes of a message. */
const LIST_GAPS = 5;
const COUNT = 10;
/** A start line with less room than this gets that of the names. */
const LEAST_LINE = 24;

/** `> client -> web  GET /sample1.htm HTTP/1.1     215`: the client always on the left, `...` behind what is under way. */
function listRow(message: HttpMessage, shown: boolean, all: readonly HttpMessage[], columns: number): Row {
  const named = Math.max(...all.map((m) => columnsOf(titleOf(m))));
  const isNarrow = columns - named - LIST_GAPS - COUNT < LEAST_LINE;
  const title = isNarrow ? (message.kind === "request" ? "->" : "<-") : pad(titleOf(message), named);
  const longest = Math.max(...all.map(({ line }) => columnsOf(line)));
  const lines = Math.max(1, Math.min(longest, columns - columnsOf(title) - LIST_GAPS - COUNT));
  const { bytes, phase, arrival } = message;
  const count = bytes.all === undefined ? `${grouped(bytes.sent)}+` : grouped(bytes.all);
  const isThere = phase === "complete" && arrival === "arrived";
  return [
    { text: message.fresh ? "*" : " ", tone: "changed" },
    { text: shown ? "> " : "  ", tone: "changed" },
    { text: `${title}  `, tone: "name" },
    { text: fitText(message.line, lines), tone: shown ? "strong" : "plain" },
    { text: count.padStart(COUNT - 3), tone: "number" },
    { text: phase === "failed" ? " !" : isThere ? "" : "...", tone: phase === "failed" ? "bad" : "dim" },
  ];
}

// --- one message --------------------------------------------------------------------------------------------------

/** The pieces of the start line, which stand in the line itself, give way where the rest of the head then fits. */
function fittingLines(message: HttpMessage, { columns, rows }: Size, words: Words): readonly Line[] {
  const all = messageLines(message, columns, words, true);
  if (headRows(all) <= rows) return all;
  const fewer = messageLines(message, columns, words, false);
  return headRows(fewer) <= rows ? fewer : all;
}

/** With the first row of the body. */
function headRows(lines: readonly Line[]): number {
  const body = lines.findIndex(({ explain }) => explain[0] === "message-body");
  return body < 0 ? lines.length : body + 1;
}

function messageLines(message: HttpMessage, columns: number, words: Words, isSplit: boolean): readonly Line[] {
  const { ui } = words;
  const { kind, bytes, segments, parts, body, framing, phase, problem } = message;
  const things = messageThings(message);
  const labels = [
    ...parts.flatMap((part) => [labelOf(part, words), ...namedTokens(part).map((t) => `  ${tokenName(t, words)}`)]),
    ui.httpPart.body,
  ];
  const width = Math.max(...labels.map(columnsOf));
  const room = Math.max(8, columns - width - 4);
  const whole = bytes.all ?? bytes.sent;
  const about = {
    things,
    explain: [`${kind}-message`, "http"],
    because: message.step,
    fresh: message.fresh,
  };
  const name: Row = [
    { text: message.fresh ? "*" : " ", tone: "changed" },
    { text: ` ${ui.http[kind]}`, tone: "title" },
  ];
  const arrived = ui.http.arrived(bytes.arrived, whole, segments.arrived, segments.sent);
  const tone = bytes.arrived === whole ? "dim" : "changed";
  const lines: Line[] =
    rowColumns(name) + 2 + columnsOf(arrived) <= columns
      ? [{ row: [...name, { text: `  ${arrived}`, tone }], ...about }]
      : [
          { row: name, ...about },
          ...wrapText(arrived, columns - 2).map((text) => ({ row: [{ text: `  ${text}`, tone } as const], ...about })),
        ];
  const add = (label: Span, text: string, about: Omit<Line, "row">, mark: string, tail = ""): void => {
    wrapText(text, room).forEach((piece, i, all) => {
      lines.push({
        row: [
          { text: `${i === 0 ? mark : " "} `, tone: "changed" },
          { ...label, text: i === 0 ? pad(label.text, width) : blank(width) },
          { text: `  ${piece}` },
          ...(tail !== "" && i === all.length - 1
            ? [{ text: piece === "" ? tail : ` ${tail}`, tone: "dim" as const }]
            : []),
        ],
        ...about,
      });
    });
  };
  for (const part of parts) {
    const about = aboutPart(part, message);
    const label: Span = { text: labelOf(part, words), tone: "name" };
    add(label, textOf(part), about, markOf(part), part.kind === "blank-line" ? ui.http.lineEnd : "");
    for (const token of isSplit ? namedTokens(part) : []) {
      add(
        { text: `  ${tokenName(token, words)}`, tone: "dim" },
        token.text,
        { ...about, explain: [tokenTerm(token), ...about.explain] },
        " ",
        followedBy(part.tokens, token, words),
      );
    }
  }
  if (framing !== null) {
    for (const [i, line] of bodyTexts(body, framing, room, words).entries()) {
      const carried = body.carried;
      lines.push({
        row: [
          { text: i === 0 ? `${carried ? markOf(carried) : " "} ` : "  ", tone: "changed" },
          { text: i === 0 ? pad(ui.httpPart.body, width) : blank(width), tone: "name" },
          { text: `  ${line.text}`, tone: line.dim ? "dim" : "plain" },
        ],
        things: carried ? [thing.stream(message.stream, carried.first, carried.end), ...things.slice(1)] : things,
        explain: ["message-body", ...framingTerms[framing.kind]],
        because: carried?.step ?? message.step,
        fresh: carried?.fresh ?? false,
      });
    }
  }
  if (phase === "head") {
    lines.push({
      row: [{ text: `  ${ui.http.toCome}`, tone: "dim" }],
      things,
      explain: ["segment", "http"],
      because: message.step,
      fresh: false,
    });
  }
  if (problem) {
    for (const text of wrapText(words.httpProblem(problem), columns - 3)) {
      lines.push({
        row: [{ text: `  ${text}`, tone: "bad" }],
        things,
        explain: ["http"],
        because: message.step,
        fresh: false,
      });
    }
  }
  return lines;
}

/** `*` for what is new, `.` for what has not arrived. */
const markOf = ({ fresh, arrival }: Pick<HeadPart, "fresh" | "arrival">): string =>
  arrival === "arrived" ? (fresh ? "*" : " ") : ".";

function aboutPart(part: HeadPart, message: HttpMessage): Omit<Line, "row"> {
  return {
    things: [
      thing.stream(message.stream, part.first, part.end),
      ...part.packets.map(thing.packet),
      thing.connection({ protocol: "tcp", ...message.stream }),
    ],
    explain:
      part.kind === "header"
        ? [(part.name ?? "").toLowerCase(), `${part.headerKind ?? "entity"}-header`, "header-field"]
        : [part.kind, "http"],
    because: part.step,
    fresh: part.fresh,
  };
}

/** A header field is called by its kind. */
const labelOf = ({ kind, headerKind }: HeadPart, words: Words): string =>
  kind === "header" && headerKind ? words.ui.headerKind[headerKind] : words.ui.httpPart[kind];

const textOf = ({ kind, name, value, tokens }: HeadPart): string =>
  kind === "header"
    ? `${name}: ${value}`
    : tokens
        .filter((token) => token.kind !== "line-end")
        .map(({ text }) => text)
        .join("");

const tokenTerms = {
  method: "method",
  target: "uri",
  version: "http-version",
  status: "status-code",
  reason: "reason-phrase",
} as const;

type Named = HttpToken & { readonly kind: keyof typeof tokenTerms };

const namedTokens = ({ kind, tokens }: HeadPart): readonly Named[] =>
  kind === "request-line" || kind === "status-line" ? tokens.filter((t): t is Named => t.kind in tokenTerms) : [];

const tokenName = ({ kind }: Named, words: Words): string => words.ui.http.token[kind];
const tokenTerm = ({ kind }: Named): string => tokenTerms[kind];

/** `+ space`: what separates a token from the next. */
function followedBy(tokens: readonly HttpToken[], token: HttpToken, words: Words): string {
  const next = tokens[tokens.indexOf(token) + 1]?.kind;
  if (next === "space") return `+ ${words.ui.http.space}`;
  return next === "line-end" ? `+ ${words.ui.http.lineEnd}` : "";
}

const framingTerms: Readonly<Record<Framing["kind"], readonly string[]>> = {
  none: [],
  length: ["content-length"],
  chunked: ["chunked"],
  "until-close": ["until-close"],
};

// --- the body -----------------------------------------------------------------------------------------------------

type BodyText = { readonly text: string; readonly dim: boolean };

function bodyTexts(body: Body, framing: Framing, columns: number, words: Words): readonly BodyText[] {
  const { http } = words.ui;
  const told = framingText(framing, words);
  if (framing.kind === "none") return [{ text: told, dim: true }];
  const size = [http.bytes(body.bytes), body.type].filter((one) => one !== undefined).join(", ");
  const head = [...wrapText(size, columns), ...wrapText(told, columns)].map((text) => ({ text, dim: true }));
  if (body.text === undefined) return head;
  const lines = body.text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .flatMap((line) => wrapText(line, columns).map((text) => ({ text, dim: false })));
  return body.isWhole ? [...head, ...lines] : [...head, ...lines, { text: http.more(body.bytes), dim: true }];
}

function framingText(framing: Framing, words: Words): string {
  const { framing: told } = words.ui.http;
  switch (framing.kind) {
    case "length":
      return told.length(framing.length);
    case "none":
    case "chunked":
    case "until-close":
      return told[framing.kind];
    default:
      return unreachable(framing);
  }
}
