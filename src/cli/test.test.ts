import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { skeleton } from "../author/skeleton.ts";
import { languageWords } from "../i18n/language.ts";
import { testLessons } from "./test.ts";

const words = languageWords("en");
const home = mkdtempSync(join(tmpdir(), "net-tutor-test-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What is said of a lesson, `F` being its folder, and the exit code. */
async function tested(folder: string, more: { readonly update?: true; readonly snapshots?: string } = {}) {
  let said = "";
  const out = {
    write: (chunk: Uint8Array | string) => {
      said += String(chunk);
      return Promise.resolve(true);
    },
    end: () => Promise.resolve(),
    abandon: () => undefined,
  };
  const args = { folders: [folder], update: more.update ?? false, snapshots: more.snapshots };
  const code = await testLessons(args, out, words);
  return { code, out: said.replaceAll(folder, "F") };
}

const mine = join(home, "mine");
beforeAll(async () => {
  mkdirSync(mine);
  for (const [file, text] of skeleton("mine")) writeFileSync(join(mine, file), text);
  await tested(mine, { update: true });
});

let copies = 0;
/** A lesson of its own for a test, with its snapshots. */
function copy(edit: Readonly<Record<string, (text: string) => string>> = {}): string {
  const folder = join(home, `copy-${++copies}`);
  cpSync(mine, folder, { recursive: true });
  for (const [file, change] of Object.entries(edit)) {
    const text = readFileSync(join(folder, file), "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(join(folder, file), change(text));
  }
  return folder;
}

const changed = { "en.md": (text: string) => text.replace("The page is there", "The page has come") };

test("forty lines of a difference are shown, and how many more there are", async () => {
  const { out } = await tested(copy({ "snapshots/transcript.txt": () => "nothing\n" }));
  const lines = out.split("\n");
  expect(lines.filter((line) => line.startsWith("  ")).length).toBe(41);
  expect(lines[41]).toMatch(/^ {2}\(\d+ more lines\)$/);
});

test("a missing file is told, and one that nothing writes any more, which -u removes; others are not touched", async () => {
  const folder = copy();
  renameSync(join(folder, "snapshots/plain.en.txt"), join(folder, "snapshots/plain.de.txt"));
  writeFileSync(join(folder, "snapshots/notes.md"), "mine\n");
  expect(await tested(folder)).toMatchInlineSnapshot(`
    {
      "code": 1,
      "out": "F/snapshots/plain.de.txt belongs to no lesson: delete it, or let -u do it.
    F/snapshots/plain.en.txt is not there: write it with -u.
    2 things are not as they should be.
    ",
    }
  `);
  expect(await tested(folder, { update: true })).toMatchInlineSnapshot(`
    {
      "code": 0,
      "out": "F/snapshots/plain.de.txt removed: nothing writes it any more.
    F/snapshots/plain.en.txt written.
    1 lesson, all as in its snapshots.
    ",
    }
  `);
  expect((await tested(folder)).code).toBe(0);
  expect(existsSync(join(folder, "snapshots/notes.md"))).toBe(true);
});

test("without any snapshots one is told to write them", async () => {
  const folder = copy();
  rmSync(join(folder, "snapshots"), { recursive: true });
  expect(await tested(folder)).toEqual({
    code: 1,
    out: "F/snapshots is not there: write the snapshots with -u, and read them.\n1 thing is not as it should be.\n",
  });
});

test("the snapshots of all lessons can lie in one folder, by the lessons' names", async () => {
  const snapshots = join(home, "kept");
  expect((await tested(mine, { snapshots })).out).toContain("/kept/mine is not there");
  expect((await tested(mine, { snapshots, update: true })).code).toBe(0);
  expect(readdirSync(join(snapshots, "mine"))).toEqual(readdirSync(join(mine, "snapshots")));
  expect((await tested(mine, { snapshots })).code).toBe(0);
});

test("a lesson that does not play is met with what is wrong with it", async () => {
  const folder = copy({ "lesson.yaml": (text) => text.replace("[stop, again]", "[stop, agian]") });
  const { code, out } = await tested(folder);
  expect(code).toBe(1);
  expect(out).toMatch(/^F\/lesson\.yaml:\d+:\d+: The task does not allow "agian"\. Did you mean "again"\?\n1 thing/);
});

test("a solution that does not reach its goal is told", async () => {
  const folder = copy({ "lesson.yaml": (text) => text.replace("[stop, again]", "[again]") });
  expect(await tested(folder)).toEqual({
    code: 1,
    out: 'F/lesson.yaml: The solution of the task in "page" does not reach its goal.\n1 thing is not as it should be.\n',
  });
});

test("nothing is written through a link, and nothing removed elsewhere", async () => {
  const precious = join(home, "precious");
  mkdirSync(precious);
  writeFileSync(join(precious, "letter.txt"), "Dear Sir");
  const folder = copy(changed);
  rmSync(join(folder, "snapshots"), { recursive: true });
  symlinkSync("../precious", join(folder, "snapshots"));
  await expect(tested(folder, { update: true })).rejects.toThrow("leads out of the folder that it lies in");
  const other = copy(changed);
  rmSync(join(other, "snapshots/plain.en.txt"));
  symlinkSync("../../precious/letter.txt", join(other, "snapshots/plain.en.txt"));
  expect((await tested(other, { update: true })).code).toBe(0);
  expect(readdirSync(precious)).toEqual(["letter.txt"]);
  expect(readFileSync(join(precious, "letter.txt"), "utf8")).toBe("Dear Sir");
});
