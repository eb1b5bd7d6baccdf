import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { ok } from "../base/result.ts";
import { languages } from "../i18n/words.ts";
import { parseIndex } from "../lesson/load.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { currentBeat, currentTask } from "../lesson/session.ts";
import { builtInFiles, builtInWorld, lessonSource, loadedLesson, played } from "../lesson/testing/lessons.ts";
import { richFiles } from "../lesson/testing/rich.ts";
import type { Row, Size } from "../view/row.ts";
import { rowColumns, rowText } from "../view/text.ts";
import type { AppState } from "./app-state.ts";
import { isAsked, type LessonOnStage, questionContext } from "./lesson-state.ts";
import { pictureOf } from "./picture.ts";
import { typed } from "./plain/plain.ts";
import { plainMenu } from "./plain/state.ts";
import { onStage } from "./stage-state.ts";
import { beatStates } from "./testing/beat-states.ts";
import { expectWhole, sizes } from "./testing/frames.ts";
import { smallMap } from "./testing/map.ts";

const root = new URL("../../lessons/", import.meta.url);
const index = parseIndex(readFileSync(new URL("index.yaml", root), "utf8"), "index.yaml");
const slugs = index.ok ? index.value : [];

/** A lesson may have a world of its own beside it. */
function lessonCalled(slug: string): PlayedLesson {
  const own = (name: string) => {
    const file = `${slug}/${name}.yaml`;
    return existsSync(new URL(file, root)) ? lessonSource(file) : builtInWorld(name);
  };
  return played(loadedLesson({ ...builtInFiles(slug), world: own }));
}

/** All five are gone through by the soak test. */
const usualSizes: readonly Size[] = sizes.filter(({ columns }) => columns === 80 || columns === 120);

test("there are lessons", () => {
  expect(slugs.length).toBeGreaterThan(0);
});

/** The row under the cursor has a `>` in its pane's left border, or in front of a line that can be chosen. */
const cursorRows = (rows: readonly Row[]): readonly string[] =>
  rows.map(rowText).filter((row) => /(?:^|[│┐┘ ])>/.test(row));

const at = (language: AppState["language"], screen: AppState["screen"]): AppState => ({
  language,
  screen,
  dialog: null,
  behind: "menu",
});

const all: readonly (readonly [string, () => PlayedLesson])[] = [
  ["one of everything", () => played(loadedLesson(richFiles()))],
  ...slugs.map((slug) => [slug, () => lessonCalled(slug)] as const),
];

describe.each(all)("%s", (_, load) => {
  let lesson: PlayedLesson;
  let states: readonly { readonly name: string; readonly there: LessonOnStage }[];
  beforeAll(() => {
    lesson = load();
    states = lesson.beats.flatMap(({ id }) =>
      beatStates(lesson, id).map(([name, there]) => ({ name: `${id}: ${name}`, there })),
    );
  }, 60_000);

  test.each(usualSizes)("at $columns x $rows every beat is whole, whatever was done in it", (size) => {
    const usual = size.columns === 80;
    for (const [i, { name, there }] of states.entries()) {
      // At the other sizes the languages take turns.
      for (const language of usual ? languages : [languages[i % languages.length]!]) {
        const picture = pictureOf(at(language, { kind: "lesson", ...there }), size);
        expectWhole(picture.rows, size);
        const context = questionContext(there.lesson, there.stage);
        if (!isAsked(context)) continue;
        expect([name, cursorRows(picture.rows).length > 0]).toEqual([name, true]);
        const inField = there.lesson.cursor === 0 && (context === "value" || context === "typing");
        expect([name, picture.caret !== undefined]).toEqual([name, inField]);
      }
    }
  });

  test.each(usualSizes)("at $columns x $rows the cursor of the pane in front is in sight", (size) => {
    for (const { name, there } of states.filter(({ name }) => name.endsWith(": fresh"))) {
      const { measured } = pictureOf(at("en", { kind: "lesson", ...there }), size);
      const moved = onStage(there.stage, { kind: "cursor", by: "down" }, measured)!;
      const { rows, measured: now } = pictureOf(at("en", { kind: "lesson", ...there, stage: moved }), size);
      expectWhole(rows, size);
      if ((measured.view?.seen.total ?? 0) === 0) continue;
      expect([name, now.view?.cursorRow]).toEqual([name, expect.any(Number)]);
      expect([name, cursorRows(rows).length > 0]).toEqual([name, true]);
    }
  });

  test("what can be chosen is never left without a word about where its keys go", () => {
    for (const { name, there } of states) {
      const { session } = there.lesson;
      const text = pictureOf(at("en", { kind: "lesson", ...there }), { columns: 120, rows: 60 }).rows.map(rowText);
      const says = (words: RegExp) => expect([name, text.some((row) => words.test(row))]).toEqual([name, true]);
      if (session.fork) says(/Esc/);
      if (currentTask(lesson, session)) says(/^ Task/);
      if (
        currentBeat(lesson, session).whatIf &&
        questionContext(there.lesson, there.stage) === "stage" &&
        !session.fork
      )
        says(/what if: /);
    }
  });

  test.each([40, 80])("no line of line mode is wider than %d columns, whatever was done", (columns) => {
    const around = {
      columns,
      lessons: [],
      next: undefined,
      after: () => undefined,
      map: () => smallMap,
      glossary: () => ok({ terms: {} }),
    };
    for (const [i, { name, there }] of states.entries()) {
      const language = languages[i % languages.length]!;
      const state = { ...plainMenu(language, true), screen: { kind: "lesson", ...there } } as const;
      for (const line of ["0", "w", "h", "u", "v"]) {
        for (const row of typed(state, line, around).rows) {
          expect(rowColumns(row), `${name}, ${line}: ${rowText(row)}`).toBeLessThanOrEqual(columns);
        }
      }
    }
  });
});
