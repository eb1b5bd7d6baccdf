/** Reviews and placements as they are built: in a terminal, over pipes, and what is kept of them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTui, type Tui } from "../ui/terminal/testing/tui.ts";
import { expectClosed } from "../ui/testing/frames.ts";
import { builtProgram, type Ran, run } from "./testing/built.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "net-tutor-sittings-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (): string => join(home, "progress.jsonl");
const kept = (): readonly object[] =>
  readFileSync(file(), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);

/** Answered so long ago that all of them are due, whenever the test runs. */
function longAgo(...beats: readonly string[]): void {
  mkdirSync(home, { recursive: true });
  const lines = beats.map((beat, i) =>
    JSON.stringify({
      v: 1,
      t: `2020-01-0${i + 1}T10:00:00.000Z`,
      lesson: "journey",
      beat,
      done: false,
      answer: "right",
    }),
  );
  writeFileSync(file(), `${lines.join("\n")}\n`);
}

const small = { columns: 80, rows: 24 };
const open = (...args: readonly string[]): Tui =>
  openTui({ file: process.execPath, args: [builtProgram, ...args], ...small, env: { NET_TUTOR_HOME: home } });
const plain = (args: readonly string[], input: string): Ran =>
  run([...args, "--plain", "--no-panes"], { input, env: { NET_TUTOR_HOME: home } });
const whole = (tui: Tui): void => expectClosed(tui.rows(), small.columns, tui.screen());

/** Where something is typed letters are text: there it is the line below. */
function dontKnow(tui: Tui): void {
  if (tui.screen().includes("Your answer:")) tui.press("down", "enter");
  else tui.press("s");
}

describe("in a terminal", () => {
  test("the menu tells what is due; a review asks it, keeps the answers and comes to its end", async () => {
    longAgo("query", "syn");
    using tui = open();
    await tui.until("Review: 2 due");
    tui.press("down", "enter");
    await tui.until("Review 1/2");
    whole(tui);
    dontKnow(tui);
    await tui.until("Enter or -> goes on.");
    whole(tui);
    tui.press("enter");
    await tui.until("Review 2/2");
    dontKnow(tui);
    await tui.until("Enter or -> goes on.");
    tui.press("right");
    await tui.until("2 not known.");
    expect(tui.screen()).toContain("The next question is due in");
    whole(tui);
    tui.press("enter");
    await tui.until((t) => t.screen().includes("Open a URL of your own") && !t.screen().includes("Review:"));
    tui.press("q");
    expect((await tui.exited).code).toBe(0);
    expect(kept().slice(2)).toMatchObject([
      { lesson: "journey", review: "query", answer: "shown" },
      { lesson: "journey", review: "syn", answer: "shown" },
    ]);
  });

  test("a placement by its command: left early nothing is kept, gone through it is", async () => {
    using left = open("place");
    await left.until("Placement 1/10");
    left.press("escape");
    await left.until("You left the placement early");
    left.press("enter");
    expect((await left.exited).code).toBe(0);
    expect(() => kept()).toThrow("ENOENT");

    using tui = open("place");
    for (let n = 1; n <= 5; n++) {
      await tui.until(`Placement ${n}/10`);
      dontKnow(tui);
      await tui.until("Enter or -> goes on.");
      whole(tui);
      tui.press("enter");
    }
    await tui.until("Begin with: Reading a URL");
    tui.press("enter");
    await tui.until(/Beat 1\/\d/);
    tui.press("q");
    expect((await tui.exited).code).toBe(0);
    expect(kept()[0]).toMatchObject({ placed: [], points: [] });
  });
});

describe("line by line", () => {
  test("a review asks what is due, and asks no more when that was answered", () => {
    longAgo("syn");
    const { code, out, err } = plain(["review"], "s\n\n");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("Review 1/1, The journey of a URL");
    expect(out).toContain("0 right at once, 0 after a wrong answer or a hint, 1 not known.");
    expect(kept().at(-1)).toMatchObject({ lesson: "journey", review: "syn", answer: "shown" });
    expect(plain(["review"], "").out).toMatch(/Nothing is due\.\nThe next question is due in \d/);
  });

  test("a placement in Korean: who does not know begins at the beginning, and the latest one counts", () => {
    writeFileSync(file(), '{"v":1,"t":"2020-01-01T10:00:00.000Z","placed":["url"],"points":["U2"]}\n');
    const { code, out } = plain(["place", "--lang", "ko"], "s\n\n".repeat(5));
    expect(code).toBe(0);
    expect(out).toContain("배치 평가 1/10");
    expect(out).toContain("시작할 레슨: URL 읽기");
    expect(JSON.parse(run(["progress", "--json"], { env: { NET_TUTOR_HOME: home } }).out)).toMatchObject({
      points: [],
    });
  });

  test.each(["review", "place"])(
    "%s without a terminal names the way out, and has help in both languages",
    (command) => {
      expect(run([command])).toMatchObject({ code: 2, err: expect.stringContaining("--plain") });
      for (const lang of ["en", "ko"]) {
        expect(run([command, "--help", "--lang", lang]).out).toContain(`net-tutor ${command} --plain`);
      }
    },
  );
});
