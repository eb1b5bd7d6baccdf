import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answersOf, lessonSummary, savedLanguage, secondsIn, spellLine } from "../lesson/progress.ts";
import { bundleToTemp } from "../ui/terminal/testing/bundle.ts";
import {
  exportedLines,
  importLines,
  openProgress,
  progressFile,
  readProgress,
  resetProgress,
} from "./progress-file.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "net-tutor-progress-"));
  file = join(folder, "data", "progress.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOON = "2026-11-22T12:00:00.000Z";
const open = (now = NOON) => openProgress(file, () => now);
const url = { lesson: "journey", beat: "url", done: false };
const begin = (text: string | Uint8Array): void => {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
};
const lines = (): readonly string[] => readFileSync(file, "latin1").split("\n");

describe("where it is", () => {
  test.each([
    ["the folder of one's own", { NET_TUTOR_HOME: "/n", XDG_DATA_HOME: "/x", HOME: "/h" }, "/n/progress.jsonl"],
    ["the user's data folder", { XDG_DATA_HOME: "/x", HOME: "/h" }, "/x/net-tutor/progress.jsonl"],
    ["the usual one", { HOME: "/h" }, "/h/.local/share/net-tutor/progress.jsonl"],
    ["not a relative one", { XDG_DATA_HOME: "x", HOME: "/h" }, "/h/.local/share/net-tutor/progress.jsonl"],
    [
      "not an empty one",
      { NET_TUTOR_HOME: "", XDG_DATA_HOME: "", HOME: "/h" },
      "/h/.local/share/net-tutor/progress.jsonl",
    ],
  ])("%s", (_, env, expected) => {
    expect(progressFile(env)).toBe(expected);
  });
});

describe("recording", () => {
  test("begins nothing before there is something to keep, then a file that nobody else can read", () => {
    const store = open();
    expect(existsSync(join(folder, "data"))).toBe(false);
    store.record(url);
    expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toBe(`${spellLine({ ...url, t: NOON })}\n`);
    expect(store.problems()).toEqual([]);
  });

  test("is there the next time, for both who had it open", () => {
    const [one, other] = [open(), open()];
    one.record(url);
    other.record({ lesson: "journey", beat: "arp", done: false, answer: "right" });
    one.record({ language: "ko" });
    const again = open().progress();
    expect(lessonSummary(again, "journey").reached.toSorted()).toEqual(["arp", "url"]);
    expect(savedLanguage(again)).toBe("ko");
  });

  test("where one was last stays the last, though the clock was set back", () => {
    open("2030-01-01T00:00:00.000Z").record(url);
    open(NOON).record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(readProgress(file), "journey")).toMatchObject({ beat: "arp", t: "2030-01-01T00:00:00.001Z" });
  });

  test.each(["9999-12-31T23:59:59.999Z", "2026-02-31T00:00:00.000Z"])("a last time of %s does no harm", (t) => {
    begin(`${spellLine({ ...url, t })}\n`);
    const store = open("2026-01-01T00:00:00.000Z");
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(readProgress(file), "journey").reached.toSorted()).toEqual(["arp", "url"]);
  });

  test("goes on after a process that was killed in the middle of a write", () => {
    open().record(url);
    appendFileSync(file, spellLine({ ...url, beat: "arp", t: NOON }).slice(0, 30));
    const store = open();
    store.record({ lesson: "journey", beat: "query", done: false });
    expect(lessonSummary(readProgress(file), "journey").reached).toEqual(["url", "query"]);
    expect(lines()).toHaveLength(4);
    expect(open().problems()).toMatchObject([{ kind: "lines-set-aside", lines: 1 }]);
    expect(lines()).toHaveLength(3);
  });

  test("goes on after the file was taken away", () => {
    const store = open();
    store.record(url);
    rmSync(join(folder, "data"), { recursive: true });
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(readProgress(file), "journey").reached).toEqual(["arp"]);
  });
});

describe("time spent", () => {
  /** A store whose clock gives these seconds, one a question. */
  function openAt(...seconds: readonly number[]) {
    const left = [...seconds];
    return openProgress(file, () => new Date(Date.parse(NOON) + (left.shift() ?? 0) * 1000).toISOString());
  }

  test("is what passed between the events of a lesson, of long pauses five minutes", () => {
    const store = openAt(0, 10, 25, 1000, 1001, 1002);
    store.record(url);
    store.record({ ...url, beat: "arp" });
    store.record({ ...url, beat: "query" });
    store.record({ lesson: "dns-walk", beat: "root", done: false });
    store.record({ lesson: "dns-walk", beat: "com", done: false });
    expect(secondsIn(readProgress(file), "journey")).toBe(315);
    expect(secondsIn(store.progress(), "dns-walk")).toBe(1);
  });

  test("of two windows is added up", () => {
    for (const start of [0, 100]) {
      const store = openAt(start, start, start + 30);
      store.record(url);
      store.record({ ...url, beat: "arp" });
    }
    expect(secondsIn(readProgress(file), "journey")).toBe(60);
  });
});

describe("on another machine", () => {
  const other = (): string => join(folder, "other", "progress.jsonl");
  const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

  test("what was exported and imported is known, twice as once, and nothing is lost there", () => {
    const here = open();
    here.record({ ...url, answer: "wrong", mistake: "short" });
    here.record({ ...url, answer: "right", aided: true });
    here.record({ lesson: "journey", review: "url", seed: 7, answer: "right" });
    here.record({ placed: ["url"], points: ["U1"] });
    appendFileSync(file, '{"v":9,"future":true}\n');
    const there = openProgress(other(), () => "2026-11-23T08:00:00.000Z");
    there.record({ lesson: "close", beat: "fin", done: true });
    const text = exportedLines(file);
    expect(importLines(other(), bytesOf(text))).toEqual({ added: 5, read: 5, broken: [] });
    expect(importLines(other(), bytesOf(text))).toEqual({ added: 0, read: 5, broken: [] });
    importLines(file, bytesOf(exportedLines(other())));
    expect(exportedLines(file)).toBe(exportedLines(other()));
    expect(readProgress(file)).toEqual(readProgress(other()));
    expect(readProgress(file).size).toBe(5);
  });

  test("lines that cannot be read are told by number and left out", () => {
    const good = spellLine({ ...url, t: NOON });
    expect(importLines(file, bytesOf(`${good}\nhalf {\n\n${good}\n\xff`))).toEqual({
      added: 1,
      read: 2,
      broken: [2, 5],
    });
    expect(lines()).toEqual([good, ""]);
  });
});

test("killed after any byte of a write, only that answer is lost", () => {
  const [first, second] = [1, 2].map((n) => spellLine({ ...url, t: NOON, beat: `b${n}`, answer: "right" }));
  for (let cut = 0; cut <= second!.length; cut++) {
    begin(`${first}\n${second!.slice(0, cut)}`);
    open().record({ ...url, beat: "b3", answer: "right" });
    const kept = answersOf(readProgress(file)).map(({ beat }) => beat);
    expect(kept).toEqual(cut === second!.length ? ["b1", "b2", "b3"] : ["b1", "b3"]);
  }
});

describe("what cannot be kept is known to the end, and is said once", () => {
  test("where the folder cannot be made", () => {
    writeFileSync(join(folder, "data"), "");
    const store = open();
    store.record(url);
    store.record({ language: "ko" });
    expect(store.problems()).toEqual([{ kind: "not-kept", file, why: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) }]);
    expect(savedLanguage(store.progress())).toBe("ko");
  });

  test("where a folder stands in the file's place", () => {
    mkdirSync(file, { recursive: true });
    const store = open();
    store.record(url);
    expect(store.problems()).toEqual([{ kind: "not-kept", file, why: "EISDIR" }]);
    expect(lessonSummary(store.progress(), "journey").status).toBe("started");
  });

  test("and is written as soon as there is room again", () => {
    mkdirSync(join(folder, "data"));
    const blocked = join(folder, "data", "progress.jsonl");
    mkdirSync(blocked);
    const store = open();
    store.record(url);
    rmSync(blocked, { recursive: true });
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(readProgress(file), "journey").reached).toEqual(["url", "arp"]);
    expect(store.problems()).toHaveLength(1);
  });
});

describe("a damaged file", () => {
  test("of which nothing is text is put aside, and named", () => {
    const junk = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256);
    begin(junk);
    const store = open();
    const kept = `${file}.bad-2026-11-22T12-00-00-000Z`;
    expect(store.problems()).toEqual([{ kind: "set-aside", file, kept }]);
    expect(new Uint8Array(readFileSync(kept))).toEqual(junk);
    store.record(url);
    expect(lessonSummary(readProgress(file), "journey").status).toBe("started");
    begin(junk);
    expect(open().problems()).toEqual([{ kind: "set-aside", file, kept: `${kept}-2` }]);
  });

  test("whose lines are partly broken stays without those, which are put aside and named", () => {
    begin(Buffer.from(`${spellLine({ ...url, t: NOON })}\n\0\xff junk\n{"v":9}\n{"v":1,"t":\n`, "latin1"));
    const store = open();
    const kept = `${file}.bad-2026-11-22T12-00-00-000Z`;
    expect(store.problems()).toEqual([{ kind: "lines-set-aside", file, kept, lines: 2 }]);
    expect(readFileSync(kept, "latin1")).toBe('\0\xff junk\n{"v":1,"t":\n');
    expect(lines()).toEqual(['{"v":9}', spellLine({ ...url, t: NOON }), ""]);
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(store.progress(), "journey").reached).toEqual(["url", "arp"]);
    expect(open().problems()).toEqual([]);
  });

  test("whose last line is not whole is left as it is: somebody may be writing it", () => {
    const text = `${spellLine({ ...url, t: NOON })}\n{"v":1,"t"`;
    begin(text);
    expect(open().problems()).toEqual([]);
    expect(readFileSync(file, "latin1")).toBe(text);
  });

  test("of any bytes never stops anybody, and loses no line that was good", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(null)), { maxLength: 8 }),
        (parts) => {
          const good = Buffer.from(`\n${spellLine({ ...url, t: NOON })}\n`);
          begin(Buffer.concat(parts.map((part) => part ?? good)));
          const store = open();
          store.record({ lesson: "journey", beat: "arp", done: false });
          const reached = lessonSummary(readProgress(file), "journey").reached;
          expect(reached.toSorted()).toEqual(parts.includes(null) ? ["arp", "url"] : ["arp"]);
          expect(store.problems().filter(({ kind }) => kind === "not-kept")).toEqual([]);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });
});

const long = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) => `${spellLine({ ...url, t: `2026-11-21T10:00:${String(i % 60).padStart(2, "0")}.000Z` })}\n`,
  ).join("");

describe("a file that has grown long", () => {
  const STRANGE = '{"v":1,"t":"2026-11-22T10:00:00.000Z","card":"t\xc3\xbcr"}';

  test("is written anew with what still counts and with every line that was not understood", () => {
    begin(Buffer.from(`${long(4000)}${STRANGE}\nhalf`, "latin1"));
    const store = open();
    expect(lines()).toEqual([STRANGE, spellLine({ ...url, t: "2026-11-21T10:00:59.000Z" }), "half"]);
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lines()).toHaveLength(5);
    expect(lessonSummary(readProgress(file), "journey").reached).toEqual(["url", "arp"]);
    expect(readdirSync(join(folder, "data"))).toEqual(["progress.jsonl"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("is left alone while another does it; a lock left behind is taken away for the next time", () => {
    const text = long(4000);
    begin(text);
    writeFileSync(`${file}.lock`, "");
    open();
    expect(readFileSync(file, "utf8")).toBe(text);
    utimesSync(`${file}.lock`, 1, 1);
    open();
    expect(readFileSync(file, "utf8")).toBe(text);
    open();
    expect(lines()).toHaveLength(2);
  });
});

describe("three processes at once", () => {
  test.each([
    ["a new file", 0],
    ["a file that each of them compacts", 4000],
  ])("lose none of 450 answers in %s", async (_, before) => {
    using writer = await bundleToTemp(fileURLToPath(new URL("./testing/progress-writer.ts", import.meta.url)));
    begin(long(before));
    const children = ["one", "two", "three"].map((lesson) =>
      spawn(process.execPath, [writer.file, file, lesson, "150"], { stdio: ["pipe", "pipe", "inherit"] }),
    );
    // The first writes while the others are still opening: a compaction must not lose what comes meanwhile.
    children[0]!.stdin.write("go\n");
    const codes = children.map((child) => new Promise((done) => child.on("close", done)));
    for (const child of children.slice(1)) child.stdout.once("data", () => child.stdin.write("go\n"));
    expect(await Promise.all(codes)).toEqual([0, 0, 0]);
    const progress = readProgress(file);
    const answers = answersOf(progress);
    const kept = ["one", "two", "three"].map((lesson) => answers.filter((answer) => answer.lesson === lesson).length);
    expect(kept).toEqual([150, 150, 150]);
    expect(readdirSync(join(folder, "data"))).toEqual(["progress.jsonl"]);
  });
});

test("a reset keeps the old file, and never writes over one that was kept before", () => {
  expect(resetProgress(file, () => NOON)).toBeUndefined();
  for (const kept of [
    `${file}.bak`,
    `${file}.bak-2026-11-22T12-00-00-000Z`,
    `${file}.bak-2026-11-22T12-00-00-000Z-2`,
  ]) {
    open().record(url);
    expect(resetProgress(file, () => NOON)).toBe(kept);
    expect(readProgress(file).size).toBe(0);
    expect(existsSync(kept)).toBe(true);
  }
});
