/** The page about the lesson format, followed by a teacher: its commands are there, and its lessons pass them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exampleLessons, filesOf, formatPage } from "../author/testing/format-page.ts";
import { run } from "./testing/built.ts";

const folder = mkdtempSync(join(tmpdir(), "net-tutor-format-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const lesson of exampleLessons) {
  mkdirSync(join(folder, lesson));
  for (const [name, text] of filesOf(lesson)) writeFileSync(join(folder, lesson, name), text);
}

/** Commands of the page, each with the options that it is shown with. */
const commands = new Map<string, Set<string>>();
for (const [, line = ""] of formatPage.matchAll(/^net-tutor ([^#>\n]+(?:#.*)?)/gm)) {
  const [command = ""] = line.split(" ");
  const options = [...line.matchAll(/(?<= )--?[a-z]+/g)].map(([option]) => option);
  commands.set(command, new Set([...(commands.get(command) ?? []), ...options]));
}

test("the page shows the commands of a teacher", () => {
  expect([...commands.keys()]).toEqual(["new", "run", "check", "test", "trace", "schema"]);
});

test.each([...commands])("net-tutor %s is there, with the options that the page shows", (command, options) => {
  const { code, out } = run([command, "--help"]);
  expect(code).toBe(0);
  expect(out).toContain(`net-tutor ${command} `);
  for (const option of options) expect(out).toMatch(new RegExp(`(?<![\\w-])${option}(?![\\w-])`));
});

test("all lessons of the page pass check", () => {
  expect(run(["check", folder])).toMatchObject({ code: 0, err: "" });
});

test("the first lesson passes test with the snapshots that it wrote, and not without", () => {
  const hello = join(folder, "hello");
  expect(run(["test", hello])).toMatchObject({ code: 1 });
  expect(run(["test", hello, "-u"])).toMatchObject({ code: 0, err: "" });
  expect(run(["test", hello])).toMatchObject({ code: 0, err: "" });
});

test("the run of a lesson can be read without a screen", () => {
  const { code, out } = run(["trace", join(folder, "hello")]);
  expect(code).toBe(0);
  expect(out).toContain("www.lab.cyber.co.kr");
});
