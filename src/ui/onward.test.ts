/** What the screen says about what can be done next. */
import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { rowText } from "../view/text.ts";
import type { AppState } from "./app-state.ts";
import { helpRows } from "./help.ts";
import { freshLesson } from "./lesson-state.ts";
import { pictureOf } from "./picture.ts";
import { reduce, sandboxOf } from "./reducer.ts";
import { eventAfter, lastStep, lastStop } from "./run.ts";
import { toldInRun } from "./sandbox.ts";
import { tabRow } from "./tabs.ts";
import type { Key, KeyName } from "./terminal/key.ts";
import { smallLesson } from "./testing/lesson.ts";
import { runOf } from "./testing/runs.ts";

const size = { columns: 80, rows: 24 };
const en = languageWords("en");
const played = smallLesson();
const run = runOf("http://www.lab.glasscom.com/");
const next = { slug: "other", title: { en: "Another one", ko: "다른 레슨" } };

const at = (beat: string, more: Partial<AppState> = {}): AppState => ({
  language: "en",
  screen: { kind: "lesson", ...freshLesson(played, beat) },
  dialog: null,
  behind: "menu",
  ...more,
});
const sandbox: AppState = { language: "en", screen: sandboxOf(run), dialog: null, behind: "shell" };
const screenOf = (state: AppState): string => pictureOf(state, size).rows.map(rowText).join("\n");
const footOf = (state: AppState): string => screenOf(state).split("\n").at(-1)!;
const press = (state: AppState, key: Key) =>
  reduce(state, { kind: "key", key }, { words: en, measured: pictureOf(state, size).measured, tooSmall: false });
const named = (name: KeyName): Key => ({ kind: "key", name });

describe("the end of a lesson", () => {
  const end = at("summary", { following: { slug: "small", next } });

  test.each(languages)("names the next lesson in %s, and one key begins it", (language) => {
    expect(screenOf({ ...end, language })).toContain(next.title[language]);
    for (const name of ["enter", "right"] as const) {
      expect(press({ ...end, language }, named(name)).effects).toEqual([{ kind: "load-lesson", slug: "other" }]);
    }
    expect(footOf({ ...end, language })).toContain(` Enter ${languageWords(language).ui.key.nextLesson} `);
  });

  test("Esc leads back to the menu", () => {
    expect(press(end, named("escape")).state.screen.kind).toBe("menu");
  });

  test("without another lesson after it nothing is promised and nothing begins", () => {
    const last = at("summary", { following: { slug: "small", next: undefined } });
    expect(screenOf(last)).not.toContain("next lesson");
    expect(press(last, named("right")).effects).toEqual([]);
  });

  test("before it → goes on in the lesson", () => {
    expect(press(at("typed", { following: { slug: "small", next } }), named("right")).effects).toEqual([]);
  });
});

test("the help page tells of the keys that the screen has, and of no others", () => {
  const help = (state: AppState) => helpRows(state, en, 78).map(rowText).join("\n");
  expect(help(sandbox)).not.toMatch(/beat|lesson|hint/);
  expect(help(sandbox)).toContain("Go to the next event");
  expect(help(at("typed"))).not.toContain("second run");
  expect(help(at("typed"))).not.toContain("Show a hint");
  expect(help(at("who-first"))).toMatch(/Show a hint[\s\S]*Choose the line with this number/);
  expect(help({ ...sandbox, screen: { kind: "menu" } })).not.toMatch(/pane|Marks/);
});

test("a question that was left for later says at the foot how to come back", () => {
  const asked = at("who-first");
  expect(footOf(asked)).not.toContain(" 0 ");
  const left = press(asked, named("escape")).state;
  expect(footOf(left)).toContain(" 0 question ");
  expect(footOf(press(left, { kind: "key", name: "char", char: "0" }).state)).toContain("Enter answer");
});

test("while digits choose answers the tabs have none", () => {
  expect(rowText(tabRow("packet", ["packet"], 120, en, false))).toMatch(/^Net {2}Ladder {2}>Packet {2}Sockets/);
  expect(screenOf(at("who-first"))).not.toMatch(/\d>|2 Ladder/);
  expect(screenOf(at("typed"))).toContain("2>Ladder");
});

test("a host that was chosen is marked until the run is followed again", () => {
  const sockets: AppState = {
    ...sandbox,
    screen: { ...sandboxOf(run), stage: { ...sandboxOf(run).stage, at: 60, active: "sockets", chosen: true } },
  };
  expect(screenOf(sockets)).not.toContain("(chosen)");
  const chosen = press(sockets, { kind: "key", name: "char", char: "t" }).state;
  expect(screenOf(chosen)).toMatch(/Sockets {2}client {2}\(chosen\)[\s\S]*chosen host: Esc follows the run again/);
  expect(screenOf(press(chosen, named("escape")).state)).not.toContain("(chosen)");
});

test("after the last event one stays there, and its text says that the run is over", () => {
  const end = lastStop(run);
  expect(eventAfter(run, end)).toBe(end);
  expect(toldInRun(run, end, en).at(-1)).toBe(en.ui.run.end);
  expect(toldInRun({ ...run, events: run.events.slice(0, -1) }, run.events.at(-2)!, en).at(-1)).toBe(en.ui.run.end);
  expect(end).toBeLessThanOrEqual(lastStep(run.timeline));
});

test("text that comes at once is no command on the stage, and is typed and entered in a field", () => {
  const burst: Key = { kind: "paste", text: "http 200", unmarked: { entered: true } };
  expect(press(sandbox, burst)).toEqual({ state: sandbox, effects: [] });
  const open = press(sandbox, { kind: "key", name: "char", char: "c" }).state;
  expect(press(open, burst).state).toMatchObject({ dialog: null, filter: "http 200" });
});
