/** The help page: the keys of the place where it was opened, in words, and the marks of the panes. */
import type { Words } from "../i18n/words.ts";
import type { Row } from "../view/row.ts";
import { wrapText } from "../view/text.ts";
import { type AppState, contextOf } from "./app-state.ts";
import { type Action, capsOf, helpBindings } from "./keymap.ts";
import { fitText, span } from "./line.ts";

const CAP_COLUMNS = 16;

/** Any number of rows, not wider than `columns`, for the screen on which the page lies. */
export function helpRows(state: AppState, words: Words, columns: number): readonly Row[] {
  const { ui } = words;
  const screen = { ...state, dialog: null };
  const { kind } = screen.screen;
  const sits = screen.screen.kind === "lesson" && screen.screen.lesson.sitting !== undefined;
  const own: Readonly<Partial<Record<string, string>>> =
    kind === "sandbox"
      ? { ...ui.keyHelp, ...ui.sandboxHelp }
      : sits
        ? { ...ui.keyHelp, ...ui.sittingHelp }
        : ui.keyHelp;
  const rows = helpBindings(contextOf(screen))
    .filter(({ action }) => !(elsewhere[kind] ?? []).includes(action.kind) && !(sits && isOfWholeLessons(action)))
    .flatMap((binding) => besides(capsOf(binding), own[binding.help] ?? ui.key[binding.help], columns));
  const marks = ui.help.marks.flatMap(([mark, meaning]) => besides(mark, meaning, columns));
  const notes = [ui.help.hangul, ui.help.close].flatMap((note) => wrapText(note, columns - 1));
  return [
    ...rows,
    [span(" ")],
    ...(kind === "menu" ? [] : [[span(` ${ui.help.marksTitle}`, "title")], ...marks, [span(" ")]]),
    ...notes.map((note): Row => [span(` ${note}`, "dim")]),
  ];
}

/** What the screens that have the same keys do not all have. */
const elsewhere: Readonly<Partial<Record<AppState["screen"]["kind"], readonly Action["kind"][]>>> = {
  sandbox: ["what-if"],
  lesson: ["compare"],
};

/** From beat to beat, which one question has not. */
const isOfWholeLessons = (action: Action): boolean =>
  action.kind === "jump" ||
  action.kind === "what-if" ||
  (action.kind === "move" && (action.to === "back" || action.to === "first" || action.to === "last"));

const besides = (mark: string, meaning: string, columns: number): readonly Row[] =>
  wrapText(meaning, columns - CAP_COLUMNS).map((line, i) => [
    ...fitText(i === 0 ? ` ${mark}` : "", CAP_COLUMNS, "key"),
    span(line),
  ]);
