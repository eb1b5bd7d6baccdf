/** The map as it is built: as a command without a terminal, from the menu, and with what is due learnt after the first picture. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import { cardsOf } from "../lesson/card.ts";
import { openTui } from "../ui/terminal/testing/tui.ts";
import { shippedLesson } from "./shipped.ts";
import { builtProgram, run } from "./testing/built.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "net-tutor-map-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Long ago the first question of the first lesson was answered, and the lesson gone through. */
function learnt(): void {
  const loaded = shippedLesson("url", languageWords("en"));
  assert(loaded.ok, "the lesson is well");
  const [first] = cardsOf(loaded.value);
  const at = { v: 1, t: "2020-01-01T10:00:00.000Z", lesson: "url" };
  const events = [
    { ...at, beat: first?.beat, done: false, answer: "right" },
    { ...at, beat: "summary", done: true },
  ];
  writeFileSync(join(home, "progress.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

const map = (...args: readonly string[]) => run(["map", ...args], { env: { NET_TUTOR_HOME: home } });

test("without a terminal it is printed, in both languages, and says how each lesson stands", () => {
  const { code, out, err } = map();
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^Map\nNext: Reading a URL\n0 of 55 skills shown\nURL 0\/4, HTTP 0\/10/);
  expect(out).toMatch(/^ 1 {2}Reading a URL \(next, \d+ min\)\n 2 {4}\S.* \(later, /m);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^20 /);
  expect(map("--lang", "ko").out).toMatch(/^학습 지도\n다음 레슨: URL 읽기\n/);
});

test("of one lesson it tells what it teaches, and of none that is not there", () => {
  expect(map("1").out).toMatch(/^1\. Reading a URL\n[\s\S]*\n\[ \] Take a URL apart\n/);
  expect(map("url").out).toBe(map("1").out);
  expect(map("urk")).toMatchObject({ code: 2, err: 'net-tutor: There is no lesson "urk". Did you mean "url"?\n' });
});

test.each([
  [80, 24],
  [60, 16],
])(
  "from the menu at %i x %i its key opens it, Enter opens a lesson, and what is due is marked",
  async (columns, rows) => {
    learnt();
    using tui = openTui({ file: process.execPath, args: [builtProgram], columns, rows, env: { NET_TUTOR_HOME: home } });
    await tui.until(/Reading a URL +due again/);
    expect(tui.screen()).toMatch(/ > Next: /);
    tui.send("m");
    await tui.until(/>Map {2}[1-9]\d? of 55/);
    tui.press("up");
    await tui.until(/> 1 {2}Reading a URL +due again/);
    tui.press("enter");
    await tui.until(/Reading a URL +Beat 1\/\d+/);
  },
);
