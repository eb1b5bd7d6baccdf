/** The dialogs as rows of a whole screen: each takes the place of what is between head and foot. */
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import { MAX_STEPS } from "../sim/timeline.ts";
import type { Row, Size } from "../view/row.ts";
import { fitRow, wrapText } from "../view/text.ts";
import { causesOf } from "../view/why.ts";
import { type AppState, type Dialog, timelineOf } from "./app-state.ts";
import { bar, footRow } from "./edges.ts";
import { entryRow } from "./entry.ts";
import { explainRows } from "./explain-rows.ts";
import { filterRows } from "./filter-rows.ts";
import { helpRows } from "./help.ts";
import { jumpItems, jumpShown } from "./jump.ts";
import { whatIfLabels } from "./lesson-labels.ts";
import { fitText, span } from "./line.ts";
import { mapContent } from "./map-rows.ts";
import { frameRows, insideOf, positionOf } from "./pane-frame.ts";
import { reportRows, reportTitle } from "./report-rows.ts";
import { nextWords } from "./run-to.ts";
import type { Edges, Picture } from "./stage-rows.ts";
import type { CursorSpot } from "./terminal/painter.ts";
import { whyRows } from "./why-rows.ts";

/** What a dialog shows in so many columns and rows. */
type Content = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly seen?: { readonly first: number; readonly end: number; readonly total: number };
  /** Inside the frame. */
  readonly caret?: CursorSpot;
  /** In place of the usual one. */
  readonly foot?: Row;
};

export function dialogPicture(options: {
  readonly size: Size;
  readonly words: Words;
  readonly edges: Edges;
  readonly state: AppState;
  readonly dialog: Dialog;
}): Picture {
  const { size, edges } = options;
  const frame = { columns: size.columns, rows: size.rows - 2 };
  const inside = insideOf(frame);
  const content = contentOf(options.state, options.dialog, inside, options.words);
  const position = content.seen && positionOf(content.seen);
  const rows = frameRows(
    frame,
    { title: content.title, rows: filled(content.rows, inside), ...(position ? { position } : {}) },
    true,
  );
  const { first, end, total } = content.seen ?? { first: 0, end: content.rows.length, total: content.rows.length };
  return {
    rows: [edges.head, ...rows, content.foot ?? edges.foot],
    measured: { page: Math.max(1, end - first), text: { total, visible: end - first, top: first } },
    ...(content.caret ? { caret: { x: content.caret.x + 1, y: content.caret.y + 2 } } : {}),
  };
}

function contentOf(state: AppState, dialog: Dialog, inside: Size, words: Words): Content {
  const { ui } = words;
  switch (dialog.kind) {
    case "help": {
      const rows = helpRows(state, words, inside.columns);
      const seen = pageFrom(dialog.top, rows.length, inside.rows);
      return { title: ui.help.title, rows: rows.slice(seen.first, seen.end), seen };
    }
    case "message":
      return { title: ui.menu.title, rows: paragraph(dialog.text, inside.columns) };
    case "report": {
      const { report, top } = dialog;
      const rows = reportRows(report, inside.columns - 2, words);
      const seen = pageFrom(top, rows.length, inside.rows);
      return { title: reportTitle(report, words), rows: indented(rows.slice(seen.first, seen.end)), seen };
    }
    case "busy":
      return { title: dialog.title, rows: busyRows(dialog.steps, words) };
    case "url":
      return urlContent(dialog, inside, words);
    case "jump":
      return jumpContent(state, dialog, inside, words);
    case "why":
      return whyContent(state, dialog, inside, words);
    case "explain": {
      const key = dialog.keys[dialog.nth] ?? "";
      const rows = explainRows(key, dialog.glossary, words, inside.columns - 2) ?? [];
      const seen = pageFrom(dialog.top, rows.length, inside.rows);
      const nth = dialog.keys.length > 1 ? `  ${dialog.nth + 1}/${dialog.keys.length}` : "";
      return { title: `${ui.explain.title}${nth}`, rows: indented(rows.slice(seen.first, seen.end)), seen };
    }
    case "filter":
      return filterContent(state, dialog, inside, words);
    case "variants": {
      const labels = dialog.variants.map(({ label }) => label(words));
      return { title: ui.compare.title, rows: listRows(labels, dialog.cursor, inside.columns) };
    }
    case "map":
      return mapInFrame(dialog, inside, words);
    case "what-ifs": {
      const labels = state.screen.kind === "lesson" ? whatIfLabels(state.screen.lesson, words) : [];
      return { title: ui.whatIf.title, rows: listRows(labels, dialog.cursor, inside.columns) };
    }
    default:
      return unreachable(dialog);
  }
}

/** As many rows as fit from the first on, or the last ones. */
function pageFrom(top: number, total: number, rows: number): { first: number; end: number; total: number } {
  const first = Math.max(0, Math.min(top, total - rows));
  return { first, end: Math.min(total, first + rows), total };
}

/** Lines of which one is chosen; what is too long for one goes on below. */
const listRows = (labels: readonly string[], cursor: number, columns: number): readonly Row[] =>
  labels.flatMap((label, i) =>
    wrapText(label, columns - 2).map((line, y) =>
      fitText(`${i === cursor && y === 0 ? ">" : " "} ${line}`, columns, i === cursor ? "selected" : "plain"),
    ),
  );

const indented = (rows: readonly Row[]): readonly Row[] => rows.map((row) => [span(" "), ...row]);

function mapInFrame({ map, cursor, part }: Extract<Dialog, { kind: "map" }>, inside: Size, words: Words): Content {
  const { more, ...content } = mapContent(map, cursor, part, inside, words);
  return more
    ? content
    : { ...content, foot: footRow("map", words, inside.columns + 2, ({ kind }) => kind !== "turn") };
}

/** The chain around the link under the cursor. */
function whyContent(state: AppState, dialog: Extract<Dialog, { kind: "why" }>, inside: Size, words: Words): Content {
  const { title } = words.ui.why;
  if (state.screen.kind === "menu") return { title, rows: [] };
  const timeline = timelineOf(state.screen);
  const causes = causesOf(timeline, dialog.at, { every: dialog.every });
  const rows = whyRows(causes, timeline, dialog.cursor, inside.columns, words);
  const from = rows.findIndex(({ link }) => link === dialog.cursor);
  const to = rows.findLastIndex(({ link }) => link === dialog.cursor);
  const middle = Math.floor((from + to + 1 - inside.rows) / 2);
  const seen = pageFrom(Math.min(middle, from), rows.length, inside.rows);
  return { title, rows: rows.slice(seen.first, seen.end).map(({ row }) => row), seen };
}

function filterContent(
  state: AppState,
  dialog: Extract<Dialog, { kind: "filter" }>,
  inside: Size,
  words: Words,
): Content {
  const { run } = words.ui;
  const { row, caret } = entryRow(dialog.backwards ? run.backward : run.forward, dialog.field, inside.columns);
  const { problem } = dialog;
  const missing = problem === "not-found" ? paragraph(run.notFound(!dialog.backwards), inside.columns) : [];
  const last = state.filter === undefined || dialog.field.text !== "" ? [] : [[span(` Enter: ${state.filter}`, "dim")]];
  const begun =
    dialog.field.text.trim() === "" || state.screen.kind === "menu"
      ? []
      : nextWords(dialog.field, timelineOf(state.screen));
  const offered: Row = begun.length === 0 ? [] : fitText(` Tab: ${begun.join("  ")}`, inside.columns, "dim");
  const rest = filterRows(
    dialog.field.text,
    problem === "not-found" || problem === null ? undefined : problem,
    inside.columns - 2,
    words,
  );
  return {
    title: run.runTo,
    rows: [[], row, offered, ...last, [], ...missing, ...indented(rest)],
    caret: { x: caret, y: 1 },
  };
}

function busyRows(steps: number, words: Words): readonly Row[] {
  const count = `${steps}/${MAX_STEPS}`;
  return [[], [span(` ${words.ui.head.progress}  ${bar(steps, MAX_STEPS)}  ${count}`)]];
}

function urlContent(dialog: Extract<Dialog, { kind: "url" }>, inside: Size, words: Words): Content {
  const { menu } = words.ui;
  const { row, caret } = entryRow(menu.urlPrompt, dialog.field, inside.columns);
  const problem = dialog.problem === null ? [] : paragraph(dialog.problem, inside.columns);
  return {
    title: menu.openUrl,
    rows: [[], row, [], ...problem, [], [span(` ${menu.urlHint}`, "dim")]],
    caret: { x: caret, y: 1 },
  };
}

function jumpContent(state: AppState, dialog: Extract<Dialog, { kind: "jump" }>, inside: Size, words: Words): Content {
  const { ui } = words;
  const all = jumpItems(state, words);
  const shown = jumpShown(all, dialog.find?.text ?? "");
  const entry = dialog.find === null ? undefined : entryRow(ui.find.prompt, dialog.find, inside.columns);
  const page = inside.rows - (entry ? 1 : 0);
  const cursor = Math.max(0, Math.min(dialog.cursor, shown.length - 1));
  const first = Math.max(0, Math.min(cursor - Math.floor(page / 2), shown.length - page));
  const seen = { first, end: Math.min(shown.length, first + page), total: shown.length };
  const list = shown
    .slice(seen.first, seen.end)
    .map(({ label }, i) =>
      fitText(
        `${seen.first + i === cursor ? ">" : " "} ${label}`,
        inside.columns,
        seen.first + i === cursor ? "selected" : "plain",
      ),
    );
  const none = shown.length === 0 ? paragraph(ui.find.none(dialog.find?.text ?? ""), inside.columns) : [];
  return {
    title: state.screen.kind === "lesson" ? ui.jump.title : ui.pane.events,
    rows: [...(entry ? [entry.row] : []), ...list, ...none],
    seen,
    ...(entry && dialog.typing ? { caret: { x: entry.caret, y: 0 } } : {}),
  };
}

const paragraph = (text: string, columns: number): readonly Row[] =>
  wrapText(text, columns - 2).map((line): Row => [span(` ${line}`)]);

function filled(rows: readonly Row[], size: Size): readonly Row[] {
  return Array.from({ length: size.rows }, (_, y) => fitRow(rows[y] ?? [], size.columns));
}
