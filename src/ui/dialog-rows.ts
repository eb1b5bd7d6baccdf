/** The dialogs as rows of a whole screen: each takes the place of what is between head and foot. */
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import { MAX_STEPS } from "../sim/timeline.ts";
import type { Row, Size } from "../view/row.ts";
import { fitRow, rowColumns, wrapText } from "../view/text.ts";
import type { AppState, Dialog } from "./app-state.ts";
import { bar } from "./edges.ts";
import { type Field, fieldView } from "./field.ts";
import { helpRows } from "./help.ts";
import { jumpItems, jumpShown } from "./jump.ts";
import { fitText, span } from "./line.ts";
import { frameRows, insideOf, positionOf } from "./pane-frame.ts";
import type { Edges, Picture } from "./stage-rows.ts";
import type { CursorSpot } from "./terminal/painter.ts";

/** What a dialog shows in so many columns and rows. */
type Content = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly seen?: { readonly first: number; readonly end: number; readonly total: number };
  /** Inside the frame. */
  readonly caret?: CursorSpot;
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
    rows: [edges.head, ...rows, edges.foot],
    measured: { page: Math.max(1, end - first), text: { total, visible: end - first, top: first } },
    ...(content.caret ? { caret: { x: content.caret.x + 1, y: content.caret.y + 2 } } : {}),
  };
}

function contentOf(state: AppState, dialog: Dialog, inside: Size, words: Words): Content {
  const { ui } = words;
  switch (dialog.kind) {
    case "help": {
      const rows = helpRows(words, inside.columns);
      const first = Math.max(0, Math.min(dialog.top, rows.length - inside.rows));
      const seen = { first, end: Math.min(rows.length, first + inside.rows), total: rows.length };
      return { title: ui.help.title, rows: rows.slice(seen.first, seen.end), seen };
    }
    case "message":
      return { title: ui.menu.title, rows: paragraph(dialog.text, inside.columns) };
    case "busy":
      return { title: dialog.title, rows: busyRows(dialog.steps, words) };
    case "url":
      return urlContent(dialog, inside, words);
    case "jump":
      return jumpContent(state, dialog, inside, words);
    default:
      return unreachable(dialog);
  }
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

/** A prompt and a field behind it, and the caret's column. */
export function entryRow(prompt: string, field: Field, columns: number): { readonly row: Row; readonly caret: number } {
  const lead: Row = [span(` ${prompt} `, "key")];
  const start = rowColumns(lead);
  const view = fieldView(field, Math.max(2, columns - start));
  return { row: [...lead, span(view.text)], caret: start + view.caret };
}

const paragraph = (text: string, columns: number): readonly Row[] =>
  wrapText(text, columns - 2).map((line): Row => [span(` ${line}`)]);

function filled(rows: readonly Row[], size: Size): readonly Row[] {
  return Array.from({ length: size.rows }, (_, y) => fitRow(rows[y] ?? [], size.columns));
}
