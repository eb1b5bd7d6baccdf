/** The map at all sizes and in both languages, and what keys do on it. */
import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { type Language, languages } from "../i18n/words.ts";
import { rowColumns, rowText } from "../view/text.ts";
import type { AppEvent } from "./app-event.ts";
import type { AppState } from "./app-state.ts";
import { mapContent, mapLessonLines, mapLines } from "./map-rows.ts";
import { pictureOf } from "./picture.ts";
import { reduce } from "./reducer.ts";
import type { Key, KeyName } from "./terminal/key.ts";
import { expectWhole, sizes } from "./testing/frames.ts";
import { courseMap, freshMap } from "./testing/map.ts";

const small = { columns: 80, rows: 24 };
const named = (name: KeyName): Key => ({ kind: "key", name });
const char = (letter: string): Key => ({ kind: "key", name: "char", char: letter });

const menu = (language: Language = "en"): AppState => ({
  language,
  screen: { kind: "menu" },
  dialog: null,
  behind: "menu",
});

function happens(state: AppState, event: AppEvent, size = small) {
  const { measured } = pictureOf(state, size);
  return reduce(state, event, { words: languageWords(state.language), measured, tooSmall: false });
}

const pressed = (state: AppState, key: Key, size = small) => happens(state, { kind: "key", key }, size);
const opened = (map = courseMap, language: Language = "en"): AppState =>
  happens(menu(language), { kind: "map-ready", map }).state;
const screenOf = (state: AppState, size = small): string => pictureOf(state, size).rows.map(rowText).join("\n");

describe.each(languages)("in %s", (language) => {
  test.each(sizes)("at $columns x $rows each lesson's screen is whole and shows that lesson", (size) => {
    let state = opened(freshMap, language);
    for (const { number, title } of freshMap.lessons) {
      expectWhole(pictureOf(state, size).rows, size);
      const here = screenOf(state, size)
        .split("\n")
        .find((row) => row.startsWith("│>"));
      expect(here).toMatch(new RegExp(`^│> ?${number} `));
      expect(screenOf(state, size)).toContain(`─ ${title[language].slice(0, 10)}`);
      state = pressed(state, named("down"), size).state;
    }
  });

  test.each([20, 40, 58, 78, 98, 118, 200])("no row is wider than %i columns", (columns) => {
    const words = languageWords(language);
    for (const map of [courseMap, freshMap]) {
      const rows = [
        ...map.lessons.flatMap((lesson, i) => [
          ...mapContent(map, i, 0, { columns, rows: 12 }, words).rows,
          ...mapLessonLines(lesson, map, columns, words),
        ]),
        ...mapLines(map, columns, words),
      ];
      for (const row of rows) expect([rowText(row), rowColumns(row) <= columns]).toEqual([rowText(row), true]);
    }
  });

  test("every point of every lesson can be read at 60x16, part by part", () => {
    const size = { columns: 60, rows: 16 };
    const words = languageWords(language);
    let state = opened(freshMap, language);
    for (const { points } of freshMap.lessons) {
      let all = "";
      for (let part = 0; part < 12; part++) {
        all += screenOf(state, size);
        state = pressed(state, named("tab"), size).state;
      }
      const flat = all.replace(/[\s│]+/g, "");
      for (const { point } of points) {
        expect(flat).toContain(words.canDo[point].replace(/[\s`]+/g, ""));
      }
      state = pressed(state, named("down"), size).state;
    }
  });
});

describe("the map", () => {
  test("opens from the menu by its key and by its line, in Hangul mode too", () => {
    for (const key of [char("m"), char("M"), char("ㅡ")]) {
      expect(pressed(menu(), key).effects).toEqual([{ kind: "load-map" }]);
    }
    expect(happens(menu(), { kind: "chosen", choice: { kind: "map" } }).effects).toEqual([{ kind: "load-map" }]);
  });

  test("begins at the next sensible lesson, which is named first, and Enter opens it", () => {
    expect(screenOf(opened())).toMatch(/Continue: What comes back[\s\S]*│> 3 {2}│ └ What comes back .* begun /);
    expect(screenOf(opened(freshMap))).toMatch(/Next: Reading a URL[\s\S]*│> 1 {2}Reading a URL .* next /);
    expect(pressed(opened(), named("enter")).effects).toEqual([{ kind: "load-lesson", slug: "response" }]);
    const third = pressed(opened(), named("up")).state;
    expect(pressed(third, named("enter")).effects).toEqual([{ kind: "load-lesson", slug: "request" }]);
  });

  test("m, q and Esc lead back", () => {
    for (const key of [char("m"), char("q"), named("escape")]) expect(pressed(opened(), key).state).toEqual(menu());
  });

  test("says when review comes next, and when nothing does", () => {
    const first = (next: typeof courseMap.next) => screenOf(opened({ ...courseMap, next })).split("\n")[2];
    expect(first({ kind: "review", due: 2 })).toContain("Next: review, 2 questions are due again");
    expect(first({ kind: "nothing" })).toContain("All lessons are done.");
  });

  test("what is due is marked when it is known, and the cursor stays", () => {
    const down = pressed(opened(freshMap), named("down")).state;
    const { state, effects } = happens(down, { kind: "due", due: [{ lesson: "url", beat: "asked" }] });
    expect(effects).toEqual([{ kind: "load-map" }]);
    const after = happens(state, { kind: "map-ready", map: courseMap }).state;
    expect(after.dialog).toMatchObject({ kind: "map", cursor: 1 });
    expect(happens(menu(), { kind: "due", due: [] }).effects).toEqual([]);
  });
});
