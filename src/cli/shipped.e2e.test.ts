import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import { movedLesson } from "./moved-lesson.ts";
import { lessonsFolder } from "./package-folder.ts";
import { type LessonSummary, shippedFiles, shippedLesson, shippedOrder } from "./shipped.ts";
import { builtProgram, run } from "./testing/built.ts";

const words = languageWords("en");
const folder = join(dirname(builtProgram), "shipped");
const files = shippedFiles();

test("the build writes all that comes with the program, and nothing else", () => {
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted());
});

test.each(Object.entries(files))("%s as built is what parsing gives", (name, value) => {
  const built: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
  expect(built).toStrictEqual(value);
});

test.each(shippedOrder(words))("the lesson %s names its files where it lies, and those of no other machine", (slug) => {
  const lesson = shippedLesson(slug, words);
  assert(lesson.ok, "the lesson can be read");
  expect(movedLesson(lesson.value, join(lessonsFolder(), slug))).toStrictEqual(lesson.value);
  expect(readFileSync(join(folder, `lesson-${slug}.json`), "utf8")).not.toContain(lessonsFolder());
});

test("the built program lists what is written", () => {
  const { code, out } = run(["list", "--json", "--lang", "ko"]);
  expect(code).toBe(0);
  const listed: unknown = files["summaries-ko.json"];
  assert(Array.isArray(listed), "the summaries are a list");
  // By name, what is only for the program itself is not among them.
  const summaries: readonly LessonSummary[] = listed;
  expect(JSON.parse(out)).toEqual(summaries.map(({ points: _, cards: __, ...told }) => told));
});
