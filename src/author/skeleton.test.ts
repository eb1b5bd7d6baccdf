import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import type { LessonFiles } from "../lesson/load.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { checkShownLesson } from "./check.ts";
import { replayLesson } from "./replay.ts";
import { skeleton, slugOf } from "./skeleton.ts";

function filesOf(slug: string): LessonFiles {
  const texts = skeleton(slug);
  const source = (file: string) => {
    const text = texts.get(file);
    assert(text !== undefined, `the skeleton has ${file}`);
    return { file, text };
  };
  return {
    lesson: source("lesson.yaml"),
    texts: { en: source("en.md"), ko: source("ko.md") },
    world: (name) => (name === "world" ? source("world.yaml") : undefined),
    terms: [],
  };
}

describe("a lesson that is just begun", () => {
  test("has no mistakes", () => {
    expect(checkShownLesson(filesOf("mine"))).toEqual([]);
  });

  test("comes out right, and has three beats, one question and one task", () => {
    const lesson = played(loadedLesson(filesOf("mine")));
    expect(replayLesson(lesson)).toEqual([]);
    const beats = lesson.beats.filter(({ kind }) => kind === "beat");
    expect(beats.map(({ id, ask, tryIt }) => [id, ask !== undefined, tryIt !== undefined])).toEqual([
      ["query", false, false],
      ["answer", true, false],
      ["page", false, true],
    ]);
  });
});

test.each([
  ["dns-walk", "dns-walk"],
  ["My lesson 2", "my-lesson-2"],
  ["3 ways", "lesson-3-ways"],
  ["레슨", "my-lesson"],
])("of the name %s the lesson is called %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
