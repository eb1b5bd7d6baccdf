import { describe, expect, test } from "vitest";
import { languages } from "../i18n/words.ts";
import { paneNames } from "../view/pane.ts";
import { rowText } from "../view/text.ts";
import type { AppState, Dialog } from "./app-state.ts";
import { type Pair, pairTo } from "./compare.ts";
import { freshLesson } from "./lesson-state.ts";
import { pictureOf } from "./picture.ts";
import { freshStage, onStage, type StageState } from "./stage-state.ts";
import { smallGlossary } from "./testing/app.tsx";
import { expectWhole, sizes } from "./testing/frames.ts";
import { besideOf, httpRun } from "./testing/http-versions.ts";
import { smallLesson } from "./testing/lesson.ts";
import { runOf } from "./testing/runs.ts";

const run = runOf("http://www.lab.glasscom.com/", { note: () => "https is opened as http" });
const played = smallLesson();
const one = httpRun("1.0");
const kept = httpRun("1.1");
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

    test("the cursor in any pane is seen, and the others mark the same, in frames that are whole", () => {
      const at = run.events[40]!;
      for (const active of paneNames) {
        const state = sandbox(at, { language });
        const screen = state.screen.kind === "sandbox" ? state.screen : undefined;
        const stage = { ...screen!.stage, active };
        const open = (now: StageState) => pictureOf({ ...state, screen: { kind: "sandbox", run, stage: now } }, size);
        const { measured } = open(stage);
        const moved = onStage(stage, { kind: "cursor", by: "up" }, measured)!;
        const there = open(moved);
        expectWhole(there.rows, size);
        if (measured.view!.seen.total === 0) continue;
        expect([active, there.measured.view!.cursorRow]).toEqual([active, expect.any(Number)]);
        const marked = there.rows.map(rowText).filter((row) => /(?:^|│)>/.test(row));
        expect([active, marked.length]).toEqual([active, expect.toSatisfy((n: number) => n >= 1)]);
        // What is selected goes along to the next pane.
        const next = onStage(moved, { kind: "pane", to: "next" }, there.measured)!;
        expectWhole(open(next).rows, size);
      }
    });

    test("two runs are whole beside each other at many places", () => {
      let pair: Pair = [-1, -1];
      for (let n = 0; n < 24; n++) {
        const stage = { ...freshStage(pair[0], paneNames[n % paneNames.length]!), zoomed: n % 4 === 3 };
        const screen = { kind: "sandbox", run: one, stage, beside: besideOf(kept, pair[1]) } as const;
        expectWhole(pictureOf(sandbox(0, { language, screen }), size).rows, size);
        for (let more = 0; more < 4; more++) pair = pairTo([one, kept], pair, "next");
      }
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
      { kind: "why", at: 60, cursor: 0, every: false },
      { kind: "why", at: last, cursor: 40, every: true },
      { kind: "explain", glossary: smallGlossary, keys: ["arrow", "packet"], nth: 0, top: 0 },
      { kind: "explain", glossary: smallGlossary, keys: ["tcp.flags.syn"], nth: 0, top: 99 },
      { kind: "filter", field: { text: "", caret: 0 }, backwards: false, problem: null },
      { kind: "filter", field: { text: "dns ", caret: 4 }, backwards: true, problem: null },
      {
        kind: "filter",
        field: { text: "없는말", caret: 3 },
        backwards: true,
        problem: { kind: "unknown-word", word: "없는말", start: 0 },
      },
      { kind: "filter", field: { text: "syn", caret: 3 }, backwards: false, problem: "not-found" },
      {
        kind: "variants",
        variants: [{ mine: () => "a", label: () => "나란히 볼 실행 ".repeat(20), opened: run.opened }],
        cursor: 0,
      },
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
  expect(screen).toContain(" 1 2>Ladder 3 4 5 6 7 8 9 Tables URL Events ");
  expect(screen).toMatch(/ 10-23\/23 ─┘/);
  expect(text(sandbox(last), 120, 40)).toContain(
    " 1 Net  2>Ladder  3 Packet  4 Sockets  5 DNS  6 Subnet  7 Program  8 Buffers  9 HTTP  Tables  URL  Events ",
  );
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
  expect(screen).toMatch(/Enter answer/);
});

test("what is looked for is typed at the foot, and kept in the pane's border", () => {
  const at = run.events[40]!;
  const typing = { field: { text: "query", caret: 5 }, typing: true, from: null };
  const stage = { ...freshStage(at, "ladder"), search: typing };
  const screen = (now: StageState) => sandbox(at, { screen: { kind: "sandbox", run, stage: now } });
  const { rows, caret } = pictureOf(screen(stage), { columns: 80, rows: 24 });
  expect(rowText(rows[23]!)).toMatch(/^ Find: query +match \d+ of \d+ $/);
  expect(caret).toEqual({ x: " Find: query".length, y: 23 });
  const keptSearch = { ...stage, search: { ...typing, typing: false } };
  expect(text(screen(keptSearch), 80, 24)).toMatch(/└─ match \d+ of \d+ ─/);
  expect(text(screen(keptSearch), 80, 24)).toContain("[ ] match");
  const nothing = { ...stage, search: { ...typing, field: { text: "xyzzy", caret: 5 }, typing: false } };
  expect(text(screen(nothing), 80, 24)).toContain('"xyzzy" is not found in this pane.');
});

test("a pinned pane says so, and stays beside what the lesson shows", () => {
  const state = lesson("which-name");
  const { screen } = state;
  const stage = { ...(screen.kind === "lesson" ? screen.stage : freshStage(0, "dns")), pinned: ["events"] as const };
  const shown = text({ ...state, screen: { ...screen, stage } as typeof screen }, 120, 40);
  expect(shown).toMatch(/ Events {2}4\/4 {2}\(pinned\) /);
  expect(shown).toMatch(/┌[> ]DNS /);
});

test("a pane that is scrolled sideways says how far", () => {
  const stage = freshStage(last, "sockets");
  const panes = { ...stage.panes, sockets: { ...stage.panes.sockets, left: 16 } };
  expect(text(sandbox(last, { screen: { kind: "sandbox", run, stage: { ...stage, panes } } }), 80, 24)).toMatch(
    / <16 ─┘/,
  );
});

test("the foot tells only what works: no other host where there is none, Enter only where it leads somewhere", () => {
  const url = { ...freshStage(last, "url") };
  const [foot] = text(sandbox(last, { screen: { kind: "sandbox", run, stage: url } }), 200, 60)
    .split("\n")
    .slice(-1);
  expect(foot).not.toContain("t other host");
  expect(foot).not.toContain("[ ] match");
  expect(foot).not.toContain("v compare");
});
