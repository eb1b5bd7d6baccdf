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
import { lessonSummary, savedLanguage, spellLine } from "../lesson/progress.ts";
import { bundleToTemp } from "../ui/terminal/testing/bundle.ts";
import { openProgress, progressFile, readProgress, resetProgress } from "./progress-file.ts";

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
  });

  test("goes on after the file was taken away", () => {
    const store = open();
    store.record(url);
    rmSync(join(folder, "data"), { recursive: true });
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(lessonSummary(readProgress(file), "journey").reached).toEqual(["arp"]);
  });
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

  test("whose lines are partly broken stays, with all of its lines", () => {
    begin(`${spellLine({ ...url, t: NOON })}\n\0\xff junk\n{"v":9}\n`);
    const before = readFileSync(file);
    const store = open();
    store.record({ lesson: "journey", beat: "arp", done: false });
    expect(store.problems()).toEqual([]);
    expect(readFileSync(file).subarray(0, before.length).equals(before)).toBe(true);
    expect(lessonSummary(store.progress(), "journey").reached).toEqual(["url", "arp"]);
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
  ])("lose none of 450 events in %s", async (_, before) => {
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
    const reached = ["one", "two", "three"].map((lesson) => lessonSummary(progress, lesson).reached.length);
    expect(reached).toEqual([150, 150, 150]);
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
