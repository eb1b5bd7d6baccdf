/** Files that somebody broke, or made to break us: never a crash, never a hang, always findings with a place. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { checkLesson } from "./check.ts";
import type { LessonFiles } from "./load.ts";
import { readYaml } from "./located-yaml.ts";
import { builtInWorld } from "./testing/lessons.ts";
import { richFiles, richLesson, richWords } from "./testing/rich.ts";

const world = builtInWorld("internet")!.text;

/** A text with something of it changed. */
const mutation = (text: string): fc.Arbitrary<string> => {
  const lines = text.split("\n");
  const line = fc.nat(lines.length - 1);
  const put = (at: number, ...more: readonly string[]): string => lines.toSpliced(at, 1, ...more).join("\n");
  const words = [...new Set(text.match(/[\w.-]+/g))];
  const odd = fc.constantFrom(
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "1e99",
    "*a",
    "&a x",
    "__proto__",
    "constructor",
    "\u0000",
    "한글",
    "'",
    "- - -",
    "9".repeat(40),
  );
  return fc.oneof(
    line.map((at) => put(at)),
    fc.tuple(line, line).map(([at, from]) => put(at, lines[at]!, lines[from]!)),
    fc.tuple(line, fc.nat(12)).map(([at, by]) => put(at, " ".repeat(by) + lines[at]!.trimStart())),
    fc
      .tuple(fc.constantFrom(...words), fc.oneof(odd, fc.constantFrom(...words)))
      .map(([a, b]) => text.replace(a, () => b)),
    fc
      .tuple(fc.nat(text.length - 1), fc.string({ maxLength: 3 }))
      .map(([at, more]) => text.slice(0, at) + more + text.slice(at + 1)),
    fc.tuple(fc.nat(text.length - 1), fc.nat(400)).map(([at, many]) => text.slice(0, at) + text.slice(at + many)),
  );
};

/** Every finding stands in a file that was given, at a line that it has, and can be said. */
function expectSane(files: LessonFiles): void {
  const texts = [files.lesson, ...Object.values(files.texts), files.world("internet")].filter((f) => f !== undefined);
  for (const finding of checkLesson(files)) {
    const lines = texts.find(({ file }) => file === finding.file)?.text.split("\n").length ?? 0;
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.line).toBeLessThanOrEqual(lines);
    expect(finding.column).toBeGreaterThanOrEqual(1);
    expect(en.finding(finding)).toMatch(/^\S/);
  }
}

const runs = { seed: 7, numRuns: 75 };
/** Milliseconds: each of them plays a lesson, and other tests run beside it. */
const timeout = 120_000;

test("a lesson with anything changed is right or has findings", { timeout }, () => {
  fc.assert(
    fc.property(mutation(richLesson), (text) => expectSane(richFiles(() => text))),
    runs,
  );
});

test("words with anything changed are right or have findings", { timeout }, () => {
  fc.assert(
    fc.property(mutation(richWords), (text) =>
      expectSane(
        richFiles(
          (s) => s,
          () => text,
        ),
      ),
    ),
    runs,
  );
});

test("a world with anything changed is right or has findings", { timeout }, () => {
  fc.assert(
    fc.property(mutation(world), (text) => expectSane({ ...richFiles(), world: () => ({ file: "world.yaml", text }) })),
    runs,
  );
});

const bomb = Array.from(
  { length: 9 },
  (_, i) =>
    `${"abcdefghi"[i]}: &${"abcdefghi"[i]} [${Array(9)
      .fill(i === 0 ? "x" : `*${"abcdefghi"[i - 1]}`)
      .join(", ")}]`,
).join("\n");

test.each<readonly [string, string]>([
  ["aliases that blow up", bomb],
  ["an alias of nothing", "a: *nothing"],
  ["brackets without end", "[".repeat(100_000)],
  ["brackets that close", `${"[".repeat(3000)}${"]".repeat(3000)}`],
  ["lists in lists on one line", "- ".repeat(20_000)],
  ["blocks in blocks", Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ["more values than anybody writes", "- x\n".repeat(60_000)],
])("%s: one finding, no value", (_, text) => {
  const { value, problems } = readYaml(text);
  expect([value, problems.length > 0]).toEqual([undefined, true]);
  expect(checkLesson(richFiles(() => text))).toEqual([
    expect.objectContaining({ file: "lesson.yaml", kind: expect.stringMatching(/^yaml(-unclosed)?$/) }),
  ]);
});

test("keys that mean something to the language are keys like others", () => {
  const files = richFiles((s) => `${s}__proto__: { polluted: true }\nconstructor: 1\n`);
  expect(checkLesson(files).map(({ kind }) => kind)).toEqual(["unknown-key", "unknown-key"]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each([
  "{".repeat(200_000),
  "[a](".repeat(100_000),
  "*".repeat(300_000),
  "`".repeat(300_000),
  "| ".repeat(200_000),
  `${"# ".repeat(100)}\n`.repeat(900),
])("words of one mark only are read in no time (%#)", (text) => {
  const began = performance.now();
  expectSane(
    richFiles(
      (s) => s,
      () => `# T\n## asked\n${text}`,
    ),
  );
  expect(performance.now() - began).toBeLessThan(5000);
});
