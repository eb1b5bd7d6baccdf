/** A URL drawn: the text with its parts underlined and numbered, a row for each part, and what follows from it. */
import { assert, unreachable } from "../../base/assert.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span } from "../row.ts";
import type { Consequence, OpenedUrl, UrlModel, UrlRow } from "../select/url.ts";
import { blank, columnsOf, fitText, pad, shorten, wrapText } from "../text.ts";
import { type Thing, thing } from "../thing.ts";
import { listView } from "./scroll.ts";

type Line = { readonly row: Row; readonly things: readonly Thing[]; readonly explain: readonly string[] };

export function urlPane(
  model: UrlModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[],
): PaneView {
  const { opened, hosts } = model;
  if (!opened) {
    const body: Row[] = [[{ text: ` ${words.ui.url.none}`, tone: "dim" }]];
    return listView({ title: model.host ?? "", body, follow: 0, hosts }, size, state, selected);
  }
  const common: readonly Thing[] = [
    ...(model.host === undefined ? [] : [thing.device(model.host)]),
    thing.step(opened.step),
  ];
  const lines =
    opened.kind === "url"
      ? urlLines(opened, size.columns, common, words)
      : problemLines(opened, size.columns, common, words);
  return listView(
    {
      title: [model.host, opened.process].filter((name) => name !== undefined).join(" "),
      body: lines.map(({ row }) => row),
      things: lines.map(({ things }) => things),
      explain: lines.map(({ explain }) => explain),
      because: () => opened.step,
      follow: 0,
      top: 0,
      hosts,
    },
    size,
    state,
    selected,
  );
}

type Good = Extract<OpenedUrl, { kind: "url" }>;

function urlLines(opened: Good, columns: number, common: readonly Thing[], words: Words): readonly Line[] {
  const { ui } = words;
  const numbers = numbersOf(opened.rows);
  const about: readonly Thing[] = [...hostThings(opened), ...common];
  const lines: Line[] = [];
  const mark: Span = { text: opened.fresh ? "*" : " ", tone: "changed" };
  const width = Math.max(1, columns - 1);
  for (let start = 0; start < opened.text.length; start += width) {
    const end = Math.min(opened.text.length, start + width);
    const first: Span = start === 0 ? mark : { text: " " };
    lines.push(
      { row: [first, ...urlSpans(opened, start, end)], things: about, explain: ["url"] },
      { row: [{ text: " " }, ...underline(opened.rows, numbers, start, end)], things: about, explain: ["url"] },
    );
  }
  if (opened.schemeAssumed) {
    lines.push({
      row: [{ text: ` ${ui.url.noScheme(opened.typed.trim())}`, tone: "dim" }],
      things: common,
      explain: ["scheme", "url"],
    });
  }
  const nameWidth = Math.max(...opened.rows.map((row) => columnsOf(partWords(row, opened.scheme, words).name)));
  const room = columns - nameWidth - 5;
  const widest = Math.max(...opened.rows.map(({ value }) => columnsOf(value)));
  const valueWidth = Math.max(4, Math.min(widest, Math.floor(room / 2)));
  opened.rows.forEach((row, i) => {
    for (const part of partRows(
      row,
      opened,
      numbers[i] ?? "-",
      { name: nameWidth, value: valueWidth, columns },
      words,
    )) {
      lines.push({
        row: part,
        things: row.name === "host" || row.name === "domain" ? about : common,
        explain: [row.name === "host" ? "host-name" : row.name, "url"],
      });
    }
  });
  for (const text of consequenceTexts(opened.leadsTo, words)) {
    wrapText(text, columns - 4).forEach((part, i) => {
      lines.push({
        row: [{ text: i === 0 ? " -> " : blank(4), tone: "changed" }, { text: part }],
        things: about,
        explain: ["url"],
      });
    });
  }
  return lines;
}

/** The parts that stand in the text are counted; what is left out has no number. */
function numbersOf(rows: readonly UrlRow[]): readonly (string | undefined)[] {
  let count = 0;
  return rows.map(({ span }) => {
    if (!span) return undefined;
    count += 1;
    assert(count <= 9, "a URL has at most nine parts");
    return String(count);
  });
}

function hostThings({ host }: Good): readonly Thing[] {
  if (!host) return [];
  return [host.kind === "name" ? thing.name(host.name) : thing.address(host.address)];
}

/** Characters [start, end) of the URL: its parts strong, what only separates them dim, an assumed scheme in brackets below. */
function urlSpans({ text, rows }: Good, start: number, end: number): readonly Span[] {
  const spans: Span[] = [];
  let at = start;
  const upTo = (to: number, tone: "strong" | "dim"): void => {
    if (to > at) spans.push({ text: text.slice(at, to), tone });
    at = Math.max(at, to);
  };
  for (const { span } of rows) {
    if (!span || span.end <= at || span.start >= end) continue;
    upTo(Math.min(span.start, end), "dim");
    upTo(Math.min(span.end, end), "strong");
  }
  upTo(end, "dim");
  return spans;
}

/** `1───   2──────`: a line under each part, beginning with its number. */
function underline(
  rows: readonly UrlRow[],
  numbers: readonly (string | undefined)[],
  start: number,
  end: number,
): readonly Span[] {
  let out = "";
  rows.forEach(({ span }, i) => {
    if (!span || span.end <= start || span.start >= end) return;
    const from = Math.max(span.start, start) - start;
    const to = Math.min(span.end, end) - start;
    out = `${pad(out, from)}${numbers[i] ?? ""}${"─".repeat(to - from - 1)}`;
  });
  return [{ text: out, tone: "number" }];
}

/** A pane that is too narrow even for this has better use for its rows. */
const MOST_NOTE_ROWS = 2;

type Widths = { readonly name: number; readonly value: number; readonly columns: number };

/** What a part is for goes on below, where it does not fit beside it. */
function partRows(row: UrlRow, { scheme }: Good, number: string, widths: Widths, words: Words): readonly Row[] {
  const { name, use } = partWords(row, scheme, words);
  const left: Span = row.span ? { text: use } : { text: assumption(row, scheme, words), tone: "dim" };
  const note = row.decoded === undefined ? left : { text: `= ${row.decoded}  ${left.text}` };
  const value = row.span ? row.value : row.value === "" ? "" : `(${row.value})`;
  const used = 5 + widths.name + widths.value;
  const before: Row = [
    { text: ` ${number} `, tone: row.span ? "number" : "dim" },
    { text: `${fitText(name, widths.name)} `, tone: "name" },
    { text: fitText(value, widths.value), tone: row.span ? "strong" : "dim" },
    { text: " " },
  ];
  const room = Math.max(0, widths.columns - used);
  const wrapped = wrapText(note.text, Math.max(1, room));
  const notes = columnsOf(note.text) > room && wrapped.length <= MOST_NOTE_ROWS ? wrapped : [shorten(note.text, room)];
  return notes.map((text, i) => [...(i === 0 ? before : [{ text: blank(used) }]), { ...note, text }]);
}

/** What a part is called, and what it is for. */
function partWords({ name, unclear }: UrlRow, scheme: string, { ui }: Words): { name: string; use: string } {
  if (unclear) return ui.url.fileOrDirectory;
  // Nobody is asked over the network.
  return name === "host" && scheme === "file" ? ui.url.fileHost : ui.urlPart[name];
}

function assumption({ name }: UrlRow, scheme: string, words: Words): string {
  const { leftOut } = words.ui.url;
  switch (name) {
    case "port":
      return leftOut.port(scheme);
    case "directory":
      return leftOut.directory;
    case "file":
      return leftOut.file;
    case "host":
      return leftOut.host;
    case "user":
      return leftOut.user;
    default:
      return words.ui.url.assumed;
  }
}

function consequenceTexts(leadsTo: Consequence, words: Words): readonly string[] {
  const { follows } = words.ui.url;
  switch (leadsTo.kind) {
    case "ask":
      return [
        ...(leadsTo.asHttp ? [follows.asHttp] : []),
        whomText(leadsTo, words),
        follows.what(leadsTo.target, leadsTo.hostField),
      ];
    case "file":
      return [follows.file(leadsTo.path)];
    case "ftp":
      return [follows.ftp(leadsTo.host, leadsTo.port)];
    case "mailto":
      return [follows.mailto(leadsTo.mailbox, leadsTo.domain)];
    case "news":
      return [follows.news(leadsTo.group)];
    default:
      return unreachable(leadsTo);
  }
}

function whomText(
  { host, port, isName, known }: Extract<Consequence, { kind: "ask" }>,
  { ui: { url } }: Words,
): string {
  if (known !== undefined) return url.follows.whomKnown(host, port, known);
  return isName ? url.follows.whom(host, port) : url.follows.whomAddress(host, port);
}

/** The text as it was typed, the place marked from which on it is no URL, and what is wrong. */
function problemLines(
  { typed, problem, fresh }: Extract<OpenedUrl, { kind: "problem" }>,
  columns: number,
  common: readonly Thing[],
  words: Words,
): readonly Line[] {
  const width = Math.max(1, columns - 1);
  // The text up to the place must be in sight, and what follows it a little.
  const start = Math.max(0, Math.min(problem.offset - Math.floor(width / 2), typed.length - width));
  const rows: Row[] = [
    [
      { text: fresh ? "*" : " ", tone: "changed" },
      { text: shorten(typed.slice(start), width), tone: "strong" },
    ],
    [{ text: `${blank(1 + columnsOf(typed.slice(start, problem.offset)))}^`, tone: "bad" }],
    ...wrapText(words.urlProblem(problem), columns - 1).map((text): Row => [{ text: ` ${text}`, tone: "bad" }]),
  ];
  return rows.map((row) => ({ row, things: common, explain: ["url"] }));
}
