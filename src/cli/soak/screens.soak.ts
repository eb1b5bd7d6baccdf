/** Every beat of every lesson and every event of some URLs on screens of all sizes, and keys pressed without any sense. `npm run soak` */
import process from "node:process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assert } from "../../base/assert.ts";
import type { StepIndex } from "../../base/ids.ts";
import { languageWords } from "../../i18n/language.ts";
import { type Language, languages } from "../../i18n/words.ts";
import type { PlayedLesson } from "../../lesson/play.ts";
import { type AppState, timelineOf } from "../../ui/app-state.ts";
import { freshLesson } from "../../ui/lesson-state.ts";
import { pictureOf } from "../../ui/picture.ts";
import { sandboxOf } from "../../ui/reducer.ts";
import type { Run } from "../../ui/run.ts";
import type { Picture } from "../../ui/stage-rows.ts";
import type { Key, KeyName } from "../../ui/terminal/key.ts";
import type { Size } from "../../view/row.ts";
import { rowText } from "../../view/text.ts";
import { causesOf } from "../../view/why.ts";
import { openLesson } from "../lessons.ts";
import { openTyped } from "../opened.ts";
import { usual } from "../run-options.ts";
import { shippedOrder, shippedWorld } from "../shipped.ts";
import { frameProblem } from "./frame-problem.ts";
import { type Learner, presses, runOf, sits } from "./learner.ts";

const SEED = Number(process.env.SOAK_FIRST ?? 1);
const SEQUENCES = Number(process.env.SOAK_SEQUENCES ?? 2_000);
const MOST_KEYS = 30;

const SIZES: readonly Size[] = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 160, rows: 50 },
  { columns: 200, rows: 60 },
];
/** The journey, a page with an image on a server that keeps the connection, a name that does not exist, an address. */
const URLS = [
  "http://www.lab.cyber.co.kr/dir1/file1.html",
  "http://www.naver.com/",
  "http://nobody.lab.cyber.co.kr/",
  "http://192.0.2.226/none.html",
];
const PROFILES = ["textbook", "linux"] as const;

const words = languageWords("en");

function runOfUrl(url: string, profile: string): Run {
  const opened = openTyped(url, shippedWorld(words), { ...usual, profile }, words);
  assert(opened.ok, opened.ok ? "" : opened.error);
  return runOf(opened.value);
}

const lessons = shippedOrder(words).map((slug) => ({ slug, opened: openLesson(slug, words) }));
/** What is wrong with the others their own test tells. */
const played = lessons.flatMap(({ opened }) => (opened.ok ? [opened.value] : []));

const runs = URLS.flatMap((url) => PROFILES.map((profile) => ({ url, profile, run: runOfUrl(url, profile) })));

const inLesson = (lesson: PlayedLesson, beat: number, language: Language): AppState => ({
  language,
  screen: { kind: "lesson", ...freshLesson(lesson, beat) },
  dialog: null,
  behind: "shell",
});

function inRun(run: Run, at: StepIndex, language: Language): AppState {
  const screen = sandboxOf(run);
  return { language, screen: { ...screen, stage: { ...screen.stage, at } }, dialog: null, behind: "shell" };
}

const drawn = ({ rows }: Picture): string => rows.map(rowText).join("\n");

function expectSound(picture: Picture, size: Size, where: string): void {
  const problem = frameProblem(picture.rows, size);
  if (problem !== undefined) throw new Error(`${problem} (${where}, ${size.columns}x${size.rows})\n${drawn(picture)}`);
}

describe.each(languages)("in %s", (language) => {
  test.each(lessons)("every beat of $slug fits every screen", ({ slug, opened }) => {
    assert(opened.ok, opened.ok ? "" : opened.error);
    for (const size of SIZES) {
      for (const [n, { id }] of opened.value.beats.entries()) {
        expectSound(pictureOf(inLesson(opened.value, n, language), size), size, `${slug}, ${id}, ${language}`);
      }
    }
  });

  test.each(runs)("every event of $url, $profile, fits every screen", ({ url, profile, run }) => {
    expect(run.events.length).toBeGreaterThan(5);
    for (const size of SIZES) {
      for (const at of [-1, ...run.events]) {
        expectSound(pictureOf(inRun(run, at, language), size), size, `${url}, ${profile}, step ${at}, ${language}`);
      }
    }
  });
});

const moves: readonly KeyName[] = ["up", "down", "pageup", "pagedown", "home", "end"];
const others: readonly KeyName[] = [
  ...(["left", "right", "tab", "shift-tab", "enter", "escape", "space", "backspace", "delete"] as const),
  ...(["ctrl-a", "ctrl-e", "ctrl-k", "ctrl-u", "ctrl-w", "ctrl-l"] as const),
];
const letters = [..."0123456789zptygxcCvwus/nN<>.,?hHLab:=*-한ㅛé́q"];

const keyArb: fc.Arbitrary<Key> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...moves).map((name): Key => ({ kind: "key", name })) },
  { weight: 6, arbitrary: fc.constantFrom(...others).map((name): Key => ({ kind: "key", name })) },
  { weight: 5, arbitrary: fc.constantFrom(...letters).map((char): Key => ({ kind: "key", name: "char", char })) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text): Key => ({ kind: "paste", text })) },
);

const startArb: fc.Arbitrary<AppState> = fc.tuple(fc.constantFrom(...languages), fc.nat()).chain(([language, n]) =>
  fc.oneof(
    fc.constantFrom(...played).map((lesson) => inLesson(lesson, n % lesson.beats.length, language)),
    fc.constantFrom(...runs).map(({ run }) => inRun(run, run.events[n % run.events.length] ?? -1, language)),
  ),
);

/** Where somebody has put the cursor of the active pane it is seen, and so is the chosen line of a list. */
function outOfSight({ state, picture }: Learner): string | undefined {
  const { screen, dialog } = state;
  if (screen.kind === "menu") return undefined;
  const timeline = timelineOf(screen);
  if (dialog && ["jump", "why", "variants", "what-ifs"].includes(dialog.kind)) {
    const chosen = picture.rows.some((row) => row.some(({ tone }) => tone === "selected"));
    const empty =
      dialog.kind === "why"
        ? causesOf(timeline, dialog.at, { every: dialog.every }).length === 0
        : picture.measured.text.total === 0;
    return chosen || empty ? undefined : "the chosen line is not seen";
  }
  if (dialog || screen.stage.active === "text") return undefined;
  const { view } = picture.measured;
  if (!view || view.seen.total === 0 || screen.stage.panes[screen.stage.active].cursor === null) return undefined;
  const { cursor, cursorRow, seen, rows } = view;
  if (cursorRow === undefined || cursorRow < 0 || cursorRow >= rows.length)
    return `no cursor in ${screen.stage.active}`;
  if (cursor < seen.first || cursor >= seen.end) return `row ${cursor} is not in ${JSON.stringify(seen)}`;
  return undefined;
}

const keyText = (key: Key): string => (key.kind === "paste" ? JSON.stringify(key.text) : (key.char ?? key.name));

test(`${SEQUENCES} sequences of keys break nothing, and the cursor is always seen`, () => {
  const property = fc.property(
    startArb,
    fc.constantFrom(...SIZES),
    fc.array(keyArb, { minLength: 1, maxLength: MOST_KEYS }),
    (state, size, keys) => {
      let learner: Learner | undefined = sits(state, size);
      const pressed: string[] = [];
      for (const key of keys) {
        pressed.push(keyText(key));
        learner = presses(learner, key);
        if (!learner) return;
        expectSound(learner.picture, size, `after ${pressed.join(" ")}`);
        const problem = outOfSight(learner);
        if (problem !== undefined) throw new Error(`${problem} after ${pressed.join(" ")}\n${drawn(learner.picture)}`);
      }
    },
  );
  fc.assert(property, { seed: SEED, numRuns: SEQUENCES });
});
