import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { skeleton } from "../author/skeleton.ts";
import { languageWords } from "../i18n/language.ts";
import { findingLine } from "./assets.ts";
import { findingsIn, folderMeant } from "./check.ts";
import { findLessonFolders } from "./lesson-folder.ts";

const words = languageWords("en");
const home = mkdtempSync(join(tmpdir(), "net-tutor-check-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let lessons = 0;
/** The folder of a new lesson without mistakes, with some of its files edited. */
function folderOf(edit: Readonly<Record<string, (text: string) => string>> = {}): string {
  const folder = join(home, `lesson-${++lessons}`);
  mkdirSync(folder);
  for (const [file, text] of skeleton("mine")) writeFileSync(join(folder, file), edit[file]?.(text) ?? text);
  return folder;
}

/** What is said against it, a line each; `F` is the folder. */
const said = (folder: string): readonly string[] =>
  findingsIn(folder, []).map((finding) => findingLine(finding, words).replaceAll(folder, "F"));

const LEADS_OUT = "This link leads out of the lesson's folder: put the file itself in its place.";

test("a lesson as it begins has nothing that can be said against it", () => {
  expect(said(folderOf())).toEqual([]);
});

test("a file of a lesson stands for its folder", () => {
  const folder = folderOf();
  expect(["lesson.yaml", "en.md"].map((file) => folderMeant(join(folder, file)))).toEqual([folder, folder]);
  expect([folderMeant(folder), folderMeant("none.md")]).toEqual([folder, "none.md"]);
});

test("the lessons of a folder are found, each once", () => {
  const course = join(home, "lessons");
  mkdirSync(join(course, "notes"), { recursive: true });
  renameSync(folderOf(), join(course, "b"));
  renameSync(folderOf(), join(course, "a"));
  const [a, b] = [join(course, "a"), join(course, "b")];
  expect(findLessonFolders([b, course, a, b], words)).toEqual({ folders: [b, a], findings: [] });
});

describe("a lesson that is meant to do harm", () => {
  test("does not lead out of its folder by links", () => {
    const folder = folderOf();
    writeFileSync(join(home, "secret.md"), "# a secret\n");
    for (const [file, target] of [
      ["lesson.yaml", "/etc/passwd"],
      ["en.md", "../secret.md"],
      ["ko.md", "nowhere"],
    ] as const) {
      rmSync(join(folder, file));
      symlinkSync(target, join(folder, file));
    }
    expect(said(folder)).toEqual([
      `F/lesson.yaml:1:1: ${LEADS_OUT}`,
      `F/en.md:1:1: ${LEADS_OUT}`,
      "F/ko.md:1:1: The file cannot be read (ENOENT): check its permissions.",
    ]);
  });

  test("is not found by a link that leads out of a folder of lessons", () => {
    const course = join(home, "course");
    mkdirSync(course);
    symlinkSync(folderOf(), join(course, "elsewhere"));
    expect(findLessonFolders([course], words)).toEqual({
      folders: [],
      findings: [{ file: join(course, "elsewhere"), line: 1, column: 1, kind: "leads-out" }],
    });
  });

  test.each(["../../etc/passwd", "/etc/passwd", "..", "a/b", "world\\0"])("has no world called %s", (name) => {
    const folder = folderOf({ "lesson.yaml": (text) => text.replace("world: world ", `world: "${name}" `) });
    expect(said(folder)).toEqual([
      expect.stringMatching(/^F\/lesson\.yaml:4:8: "world" has a value that is not allowed/),
    ]);
  });

  test("has no world that is a link to elsewhere", () => {
    const folder = folderOf();
    rmSync(join(folder, "world.yaml"));
    symlinkSync("../secret.md", join(folder, "world.yaml"));
    expect(said(folder)).toEqual([`F/world.yaml:1:1: ${LEADS_OUT}`]);
  });

  test("is not read where it is too large, no text, no file", () => {
    const folder = folderOf();
    truncateSync(join(folder, "lesson.yaml"), 10_000_000_000);
    writeFileSync(join(folder, "ko.md"), "# 제목\n", "utf16le");
    rmSync(join(folder, "en.md"));
    mkdirSync(join(folder, "en.md"));
    expect(said(folder)).toEqual([
      "F/lesson.yaml:1:1: The file is too large: 10,000,000,000 of at most 1,000,000 bytes. Take something out.",
      "F/en.md:1:1: This is no regular file: put a text file in its place.",
      "F/ko.md:1:1: This is no text in UTF-8: save it as such.",
    ]);
  });

  test.skipIf(process.platform === "win32")("is not waited for where a file is a pipe", () => {
    const folder = folderOf();
    rmSync(join(folder, "en.md"));
    execFileSync("mkfifo", [join(folder, "en.md")]);
    expect(said(folder)).toEqual(["F/en.md:1:1: This is no regular file: put a text file in its place."]);
  });

  test("brings no NUL bytes, and no control characters to the terminal", () => {
    const nul = folderOf({ "en.md": (text) => `${text}\0` });
    expect(said(nul)).toEqual(["F/en.md:1:1: This is no text in UTF-8: save it as such."]);
    const title = folderOf({ "en.md": (text) => `${text}\n## \u001b]0;owned\u0007\u009b2J\n` });
    const lines = said(title);
    expect(lines.join()).toContain("## .]0;owned..2J");
    expect(lines.join()).not.toMatch(/\p{Cc}/u);
  });

  test("ends where it is one long line, or a bomb of aliases", () => {
    expect(said(folderOf({ "en.md": (text) => `${text}${"x".repeat(900_000)}\n` }))).toEqual([]);
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}, *a${n}]`);
    const bomb = folderOf({ "lesson.yaml": () => `a0: &a0 [x]\n${levels.join("\n")}\n` });
    expect(said(bomb)).toEqual([expect.stringContaining("F/lesson.yaml:1:1: This is not YAML")]);
  });
});

test("a byte order mark is no mistake, and neither are the line ends of Windows", () => {
  const folder = folderOf({
    "en.md": (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`,
    "lesson.yaml": (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`,
  });
  expect(readFileSync(join(folder, "en.md"))[0]).toBe(0xef);
  expect(said(folder)).toEqual([]);
});
