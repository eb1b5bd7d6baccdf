import { expect, test } from "vitest";
import { loadedLesson, played, smallFiles } from "../lesson/testing/lessons.ts";
import { richFiles } from "../lesson/testing/rich.ts";
import { lessonValues } from "./lesson-values.ts";

test("each beat has its values and its answer", () => {
  expect(lessonValues(played(loadedLesson(smallFiles())))).toEqual([
    "first",
    "  qname  www.lab.cyber.co.kr",
    "second",
    "  ask  kr",
  ]);
});

test("a drill has what its first round draws, with the mistakes", () => {
  const lines = lessonValues(played(loadedLesson(richFiles())));
  const drill = lines.slice(lines.indexOf("subnet") + 1);
  expect(drill.map((line) => line.trim().replace(/ {2,}.*/, ""))).toEqual([
    "host",
    "prefix",
    "mask",
    "ask",
    "wrong broadcast",
  ]);
  expect(drill.join()).not.toContain("undefined");
});
