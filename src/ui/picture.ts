/** What is on the screen for a state of the app: rows, the same ones for a terminal, a file or a test. No React here. */
import { unreachable } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import type { Words } from "../i18n/words.ts";
import type { Row, Size } from "../view/row.ts";
import { fitRow, wrapText } from "../view/text.ts";
import { type AppState, contextOf, nextLessonOf } from "./app-state.ts";
import { isTooSmall } from "./arrange.ts";
import { comparePicture } from "./compare-rows.ts";
import { dialogPicture } from "./dialog-rows.ts";
import { footRow, headRow } from "./edges.ts";
import { lessonHead, lessonPicture } from "./lesson-rows.ts";
import { fitText } from "./line.ts";
import { sandboxHead, sandboxPicture } from "./sandbox.ts";
import type { Picture } from "./stage-rows.ts";

const nothingMeasured: Picture["measured"] = { page: 1, text: { total: 0, visible: 0, top: 0 } };

/** The menu's middle is Ink's; of it this gives head and foot and blank rows between them. */
export function pictureOf(state: AppState, size: Size): Picture {
  const words = languageWords(state.language);
  if (isTooSmall(size)) return { rows: tooSmallRows(size, words), measured: nothingMeasured };
  const foot = footRow(contextOf(state), words, size.columns);
  const { screen, dialog } = state;
  if (dialog) {
    return dialogPicture({ size, words, state, dialog, edges: { head: headOf(state, size.columns, words), foot } });
  }
  switch (screen.kind) {
    case "menu": {
      const middle = Array.from({ length: size.rows - 2 }, () => fitRow([], size.columns));
      return { rows: [headOf(state, size.columns, words), ...middle, foot], measured: nothingMeasured };
    }
    case "sandbox":
      return screen.beside
        ? comparePicture(screen.run, screen.beside, screen.stage, size, words)
        : sandboxPicture(screen.run, screen.stage, size, words);
    case "lesson":
      return lessonPicture(screen.lesson, screen.stage, size, words, nextLessonOf(state));
    default:
      return unreachable(screen);
  }
}

function headOf({ screen }: AppState, columns: number, words: Words): Row {
  switch (screen.kind) {
    case "menu":
      return headRow(words.ui.menu.title, [words.language], columns);
    case "sandbox":
      return sandboxHead(screen.run, screen.stage.at, columns, words);
    case "lesson":
      return lessonHead(screen.lesson, screen.stage, columns, words);
    default:
      return unreachable(screen);
  }
}

function tooSmallRows(size: Size, words: Words): readonly Row[] {
  const { run } = words.ui;
  const lines = [run.tooSmall(size.columns, size.rows), run.makeLarger].flatMap((line) =>
    wrapText(line, Math.max(1, size.columns)),
  );
  return Array.from({ length: size.rows }, (_, y) => fitText(lines[y] ?? "", size.columns));
}
