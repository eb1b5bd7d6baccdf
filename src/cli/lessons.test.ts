import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { renderLesson } from "../author/render-lesson.ts";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { lessonOrder, listLessons, openLesson } from "./lessons.ts";

const words = languageWords("en");
const snapshots = fileURLToPath(new URL("../../snapshots/lessons/", import.meta.url));

describe.each(lessonOrder(words))("the lesson %s", (slug) => {
  const played = openLesson(slug, words);
  if (!played.ok) throw new Error(played.error);
  const files = renderLesson(played.value, languages);

  test.each([...files.keys()])("looks as in %s", async (file) => {
    await expect(files.get(file)).toMatchFileSnapshot(`${snapshots}${slug}/${file}`);
  });

  test("has no snapshot that nothing wrote", () => {
    expect(readdirSync(`${snapshots}${slug}`).toSorted()).toEqual([...files.keys()].toSorted());
  });
});

test("there is no snapshot of a lesson that is not there", () => {
  expect(readdirSync(snapshots).toSorted()).toEqual([...lessonOrder(words)].toSorted());
});

test("each lesson says in both languages what it is, and how long it takes", () => {
  for (const lesson of listLessons(words)) {
    expect(lesson.title.en).not.toBe("");
    expect(lesson.title.ko).toMatch(/[가-힣]/);
    expect(lesson.minutes).toBeGreaterThanOrEqual(5);
    expect(lesson.minutes).toBeLessThanOrEqual(15);
    expect(lesson.covers.length).toBeGreaterThan(0);
  }
});
