import { describe, expect, test } from "vitest";
import { languages } from "../i18n/words.ts";
import { paneNames } from "../view/pane.ts";
import { rowText } from "../view/text.ts";
import type { AppState, Dialog } from "./app-state.ts";
import { freshLesson } from "./lesson-state.ts";
import { pictureOf } from "./picture.ts";
import { freshStage } from "./stage-state.ts";
import { expectWhole, sizes } from "./testing/frames.ts";
import { smallLesson } from "./testing/lesson.ts";
import { runOf } from "./testing/runs.ts";

const run = runOf("http://www.lab.glasscom.com/", { note: () => "https is opened as http" });
const played = smallLesson();
const last = run.timeline.steps.length - 1;

const sandbox = (at: number, change: Partial<AppState> = {}): AppState => ({
  language: "en",
  screen: { kind: "sandbox", run, stage: freshStage(at, "ladder") },
  dialog: null,
  behind: "menu",
  ...change,
});

const lesson = (beat: string, change: Partial<AppState> = {}): AppState => ({
  language: "en",
  screen: { kind: "lesson", ...freshLesson(played, beat) },
  dialog: null,
  behind: "menu",
  ...change,
});

const text = (state: AppState, columns: number, rows: number) =>
  pictureOf(state, { columns, rows }).rows.map(rowText).join("\n");

describe.each(languages)("in %s", (language) => {
  describe.each(sizes)("at $columns x $rows", (size) => {
    test("the sandbox is whole at every event, with every pane active and zoomed", () => {
      run.events.forEach((at, i) => {
        const active = [...paneNames, "text" as const][i % (paneNames.length + 1)]!;
        const stage = { ...freshStage(at, "ladder"), active, zoomed: i % 3 === 0 };
        expectWhole(pictureOf(sandbox(at, { language, screen: { kind: "sandbox", run, stage } }), size).rows, size);
      });
      for (const at of [-1, last]) expectWhole(pictureOf(sandbox(at, { language }), size).rows, size);
    });

    test("a lesson is whole at every beat", () => {
      for (const { id } of played.beats) expectWhole(pictureOf(lesson(id, { language }), size).rows, size);
    });

    test.each<Dialog>([
      { kind: "help", top: 0 },
      { kind: "help", top: 1000 },
      { kind: "jump", cursor: 5, find: null, typing: false },
      { kind: "jump", cursor: 0, find: { text: "nothing is called so", caret: 20 }, typing: true },
      { kind: "url", field: { text: "http://서버.example/".repeat(20), caret: 3 }, problem: null },
      { kind: "url", field: { text: "http://a b/", caret: 11 }, problem: "The character 10 is a space." },
      {
        kind: "message",
        text: "One line that says what is wrong and the remedy, long enough to be wrapped in a small screen.",
      },
      { kind: "busy", title: "http://www.naver.com/", steps: 12_000 },
    ])("the dialog %j is whole", (dialog) => {
      for (const state of [sandbox(30, { language, dialog }), lesson("who-first", { language, dialog })]) {
        expectWhole(pictureOf(state, size).rows, size);
      }
    });
  });

  test.each([
    [59, 24],
    [80, 15],
    [1, 1],
    [20, 3],
  ])("%ix%i is too small and says so, in rows of its own width", (columns, rows) => {
    const { rows: shown } = pictureOf(sandbox(0, { language }), { columns, rows });
    expectWhole(shown, { columns, rows });
  });
});

test("the caret stands behind what was typed, inside the field", () => {
  const dialog: Dialog = { kind: "url", field: { text: "한글", caret: 1 }, problem: null };
  const { rows, caret } = pictureOf(sandbox(0, { dialog }), { columns: 80, rows: 24 });
  const prompt = rowText(rows[caret!.y]!);
  expect(prompt.indexOf("한글") + 2).toBe(caret!.x);
});

test("the head tells URL, event, clock, profile and language", () => {
  const [head] = text(sandbox(run.events[4]!), 80, 24).split("\n");
  expect(head).toMatch(
    /^ http:\/\/www\.lab\.glasscom\.com\/ .* {2}event 5\/\d+ {2}t=\d+\.\d{3} \d{3} s {2}textbook {2}en $/,
  );
});

test("a lesson's head has its beat with a bar, and leaves out what has no room", () => {
  const [head] = text(lesson("which-name"), 80, 24).split("\n");
  expect(head).toMatch(/^ A small lesson +Beat 3\/4 \[########--\] {2}event \d+\/\d+ {2}t=/);
  const [narrow] = text(lesson("which-name"), 60, 16).split("\n");
  expect(narrow).toMatch(/^ A small lesson +Beat 3\/4 \[########--\] /);
});

test("the tabs mark the active pane, and the position tells what is seen", () => {
  const screen = text(sandbox(last), 80, 24);
  expect(screen).toContain("1>Ladder  2 Packet  3 Sockets  4 DNS  5 Subnet");
});

test("the line of what a learner has to know first is there at the start and gone later", () => {
  expect(text(sandbox(-1), 80, 24)).toContain("https is opened as http");
  expect(text(sandbox(last), 80, 24)).not.toContain("https is opened as http");
});

test("a question stands below the text with its choices, and Enter's line is marked", () => {
  const screen = text(lesson("who-first"), 120, 40);
  expect(screen).toContain("The client asks for www.lab.glasscom.com.");
  expect(screen).toContain("> 1 The nearest DNS server");
  expect(screen).toContain("  2 The root");
  expect(screen).toMatch(/Enter choose/);
});
