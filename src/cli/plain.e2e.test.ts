/** Line mode as it is built, over pipes and in a terminal, with what it keeps of the learner's way. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rightAnswer } from "../lesson/answer.ts";
import { playedJourney } from "../lesson/testing/lessons.ts";
import { openTui } from "../ui/terminal/testing/tui.ts";
import { builtProgram, type Ran, run } from "./testing/built.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "net-tutor-plain-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (env: NodeJS.ProcessEnv = {}) => ({ NET_TUTOR_HOME: home, ...env });
const file = (): string => join(home, "progress.jsonl");
const plain = (args: readonly string[], input: string, env: NodeJS.ProcessEnv = {}): Ran =>
  run([...args, "--plain"], { input, env: at(env) });

/** Each question answered wrong, with a hint, then right; then to the next beat. */
function wayThrough(): { readonly input: string; readonly questions: number } {
  let questions = 0;
  const lines = playedJourney().beats.flatMap(({ ask }) => {
    if (!ask) return [""];
    questions++;
    const answer = rightAnswer(ask);
    const wrong =
      ask.kind === "choice"
        ? ask.keys.find((key) => !ask.right.includes(key))
        : ask.kind === "value"
          ? "0x7777"
          : "client";
    // `a` says that it is an answer, even where it looks like a command.
    return [`a ${wrong}`, "h", `a ${answer}`, ""];
  });
  return { input: `${lines.join("\n")}\n`, questions };
}

describe.each([
  ["en", "That is right.", "That is not it.", "The lesson is over."],
  ["ko", "맞습니다.", "아닙니다.", "레슨이 끝났습니다."],
])("the whole lesson over pipes in %s", (lang, right, wrong, over) => {
  test("every beat is there, wrong answers get their reasons, and the end of the input ends it well", () => {
    const { input, questions } = wayThrough();
    const { code, out, err } = plain(["learn", "journey", "--lang", lang], input);
    expect(err).toBe("");
    expect(code).toBe(0);
    const said = out.split("\n");
    const count = (text: string): number => said.filter((line) => line === text || line.endsWith(`: ${text}`)).length;
    expect(count(right)).toBe(questions);
    expect(count(wrong)).toBe(questions);
    for (let n = 1; n <= 19; n++) expect(out).toContain(`${lang === "ko" ? "장면" : "Beat"} ${n}/19`);
    expect(out).toContain(over);
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(JSON.parse(run(["progress", "--json"], { env: at() }).out)).toMatchObject({
      version: 1,
      lessons: expect.arrayContaining([expect.objectContaining({ slug: "journey", standing: "done" })]),
    });
  });
});

describe("how it ends and begins", () => {
  test("an empty input ends with the menu, and without a last line feed the last line still counts", () => {
    expect(plain([], "")).toMatchObject({ code: 0, err: "" });
    expect(plain([], "q").code).toBe(0);
    expect(plain(["learn", "journey"], "g 3").out).toContain("Beat 3/19");
  });

  test("a reader who goes away ends it without a complaint", async () => {
    const child = spawn(process.execPath, [builtProgram, "learn", "journey", "--plain"], {
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", ...at() },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.stdin.on("error", () => undefined);
    const code = new Promise((done) => child.on("close", done));
    child.stdout.once("data", () => {
      child.stdout.destroy();
      child.stdin.write("\n\n\n\n");
    });
    expect(await code).toBe(0);
    expect(err).toBe("");
  });

  test.each([
    ["a dumb terminal", { TERM: "dumb" }],
    ["a wish for it", { NET_TUTOR_PLAIN: "1" }],
    ["a screen reader", { INK_SCREEN_READER: "true" }],
  ])("%s is enough to choose it", (_, env) => {
    const { code, out } = run(["learn", "journey"], { env: at(env), input: "\n" });
    expect(code).toBe(0);
    expect(out).toContain("Beat 2/19");
    // Who listens hears the panes when they ask for them.
    expect(out.includes("-- Ladder")).toBe(!("INK_SCREEN_READER" in env));
  });

  test("panes come with every beat unless that is not wanted", () => {
    expect(plain(["learn", "journey"], "").out).toContain("-- Ladder --");
    const { out } = plain(["learn", "journey", "--no-panes"], "p subnet\n");
    expect(out).not.toContain("-- Ladder --");
    expect(out).toContain("Panes here: Ladder, Subnet.");
    expect(out).toContain("-- Subnet ");
  });

  test("without a terminal and without --plain the error names the way out", () => {
    const { code, err } = run(["learn", "journey"], { env: at() });
    expect(code).toBe(2);
    expect(err).toContain("--plain");
  });

  test("a URL is opened line by line; one that is none is an error", () => {
    const { code, out } = plain(["open", "naver.com"], "\n\nr http 200\nq\n");
    expect(code).toBe(0);
    expect(out.replaceAll("\n", " ")).toContain("No scheme was typed");
    expect(out).toContain("200");
    expect(plain(["open", "htp:/x"], "").code).toBe(2);
    expect(plain([], "htp:/x\nq\n").out).toContain('The scheme "htp" is not known');
  });

  test("only ASCII where only that can be shown, and colours where they are asked for", () => {
    const ascii = plain(["open", "naver.com", "--lang", "en"], "r syn\n", { LANG: "C" });
    expect(ascii.out).not.toMatch(/[^\n\x20-\x7e]/);
    expect(plain(["learn", "journey", "--color"], "").out).toContain("\x1b[1;36m");
    expect(plain(["learn", "journey"], "", { FORCE_COLOR: "3" }).out).not.toContain("\x1b");
  });

  test("in a terminal there is a prompt, and nothing moves", async () => {
    using tui = openTui({
      file: process.execPath,
      args: [builtProgram, "learn", "journey", "--plain"],
      columns: 100,
      rows: 30,
      env: at(),
    });
    await tui.until("Enter next, b back, ? help, q quit:");
    tui.send("\r");
    await tui.until("Number of your answer:");
    tui.send("2\r");
    await tui.until("That is right.");
    tui.send("\x04");
    expect((await tui.exited).code).toBe(0);
    expect(tui.output()).not.toContain("\x1b");
  });
});

describe("progress", () => {
  test("a lesson goes on where it was left, in the menu and by name; --beat goes before", () => {
    expect(plain(["learn", "journey"], "\n\n").out).toContain("Beat 3/19");
    expect(plain(["learn", "journey"], "").out).toMatch(/^\nBeat 3\/19/);
    const menu = plain([], "\n").out;
    expect(menu).toContain("Continue: The journey of a URL");
    expect(menu).toContain("Beat 3/19");
    expect(plain(["learn", "journey", "--beat", "url"], "").out).toMatch(/^\nBeat 1\/19/);
  });

  test("the full screen goes on from there, too, and so does line mode after it", async () => {
    plain(["learn", "journey"], "\n\n");
    {
      using tui = openTui({ file: process.execPath, args: [builtProgram], env: at() });
      await tui.until("Continue: The journey of a URL");
      tui.press("enter");
      await tui.until("Beat 3/19");
      tui.press("home");
      await tui.until("Beat 1/19");
      tui.press("right");
      await tui.until("Beat 2/19");
      tui.press("ctrl-c");
      expect((await tui.exited).code).toBe(0);
    }
    expect(plain(["learn", "journey"], "").out).toMatch(/^\nBeat 2\/19/);
  });

  test("the language that was chosen is kept; an option goes before it, it goes before the environment", () => {
    plain([], "L\nq\n");
    expect(plain([], "").out).toContain("URL 하나의 여행");
    expect(plain([], "", { LANG: "en_US.UTF-8" }).out).toContain("URL 하나의 여행");
    expect(plain(["--lang", "en"], "").out).toContain("The journey of a URL");
    expect(plain([], "", { LANG: "C" }).out).toContain("The journey of a URL");
  });

  test("is reported, exported, and forgotten only when that is meant", () => {
    expect(run(["progress"], { env: at() }).out).toBe("No lesson has been begun yet.\n");
    plain(["learn", "journey"], "\n");
    expect(run(["progress"], { env: at() }).out).toMatch(
      /^0 of \d+ lessons done\n0 of 55 skills shown: URL 0\/4, .*\n0 questions are due again\n[\s\S]*\d+ {2}The journey of a URL {2}begun, 2 of 19 beats {2}at resolver\n/,
    );
    const refused = run(["progress", "--reset"], { env: at() });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("--yes");
    const text = readFileSync(file(), "utf8");
    const reset = run(["progress", "--reset", "--yes"], { env: at() });
    expect(reset).toMatchObject({
      code: 0,
      out: `All progress was forgotten. The old file is kept as ${file()}.bak.\n`,
    });
    expect(readFileSync(`${file()}.bak`, "utf8")).toBe(text);
    expect(run(["progress"], { env: at() }).out).toBe("No lesson has been begun yet.\n");
    expect(run(["progress", "--reset", "--json"], { env: at() }).code).toBe(2);
  });

  test("goes to another machine and back; twice changes nothing, what is no progress is refused", () => {
    plain(["learn", "journey"], "\n");
    const [there, carried] = [join(home, "there"), join(home, "carried.jsonl")];
    const elsewhere = { env: { ...at(), NET_TUTOR_HOME: there } };
    expect(run(["progress", "--export", carried], { env: at() }).code).toBe(0);
    expect(run(["progress", "--import", carried], elsewhere).out).toMatch(/^(\d+) lines read, \1 of them new\.\n$/);
    expect(run(["progress", "--import", carried], elsewhere).out).toMatch(/^\d+ lines read, none of them new\.\n$/);
    expect(run(["progress"], elsewhere).out).toBe(run(["progress"], { env: at() }).out);
    expect(run(["progress", "--export", "-"], elsewhere).out).toBe(readFileSync(carried, "utf8"));
    expect(
      run(["progress", "--import", "-"], { ...elsewhere, input: `half a line\n${readFileSync(carried, "utf8")}` }).err,
    ).toBe("net-tutor: -:1 could not be read and was left out.\n");
    const refused = run(["progress", "--import", builtProgram], elsewhere);
    expect(refused).toMatchObject({
      code: 1,
      err: `net-tutor: ${builtProgram} holds no progress. Give a file that --export wrote.\n`,
    });
    expect(run(["progress", "--import", join(home, "nowhere")], elsewhere).code).toBe(1);
  });

  test("asks in a terminal before it forgets", async () => {
    plain(["learn", "journey"], "\n");
    for (const [answer, said] of [
      ["n", "Nothing was changed."],
      ["y", "All progress was forgotten."],
    ] as const) {
      using tui = openTui({
        file: process.execPath,
        args: [builtProgram, "progress", "--reset"],
        columns: 200,
        env: at(),
      });
      await tui.until("Forget all progress? (y/n)");
      tui.send(`${answer}\r`);
      await tui.until(said);
      expect((await tui.exited).code).toBe(0);
    }
  });

  test("a folder that cannot be written is said once, and the lesson goes on", () => {
    mkdirSync(file());
    const { code, out, err } = plain(["learn", "journey"], "\n\n\n");
    expect(code).toBe(0);
    expect(out).toContain("Beat 4/19");
    expect(err).toBe(
      `net-tutor: Progress is known only until the end: ${file()} cannot be written (EISDIR). NET_TUTOR_HOME names another folder.\n`,
    );
  });

  test("the full screen says it when the terminal is given back", async () => {
    mkdirSync(file());
    using tui = openTui({ file: process.execPath, args: [builtProgram, "learn", "journey"], env: at() });
    await tui.until("Beat 1/19");
    tui.press("q");
    expect((await tui.exited).code).toBe(0);
    expect(tui.screen().replaceAll("\n", " ")).toContain("Progress is known only until the end");
  });

  test("a file of junk is put aside and named", () => {
    writeFileSync(
      file(),
      Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 256),
    );
    const { code, err } = plain(["learn", "journey"], "\n");
    expect(code).toBe(0);
    expect(err).toMatch(/could not be read; it was kept as \S+\.bad-\S+, and a new one begun\.\n$/);
    expect(run(["progress"], { env: at() }).out).toContain("2 of 19 beats");
  });

  test("a process that is killed between two lines has kept what came before", async () => {
    const child = spawn(process.execPath, [builtProgram, "learn", "journey", "--plain"], {
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", ...at() },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let out = "";
    const there = new Promise<void>((done) => {
      child.stdout.on("data", (chunk) => {
        out += chunk;
        if (out.includes("Beat 4/19")) done();
      });
    });
    child.stdin.write("\n\n\n");
    await there;
    child.kill("SIGKILL");
    await new Promise((done) => child.on("close", done));
    expect(plain(["learn", "journey"], "").out).toMatch(/^\nBeat 4\/19/);
  });
});
