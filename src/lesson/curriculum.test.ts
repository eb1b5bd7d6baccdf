import { expect, test } from "vitest";
import { curriculumPoints } from "./curriculum.ts";
import { parseIndex } from "./load.ts";
import { builtInFiles, lessonSource, loadedLesson } from "./testing/lessons.ts";

const index = lessonSource("index.yaml");
const order = parseIndex(index.text, index.file);
const lessons = (order.ok ? order.value : []).map((slug) => loadedLesson(builtInFiles(slug)));

test("every point once, group by group", () => {
  expect(new Set(curriculumPoints).size).toBe(55);
  expect([curriculumPoints[0], curriculumPoints.at(-1)]).toEqual(["U1", "T7"]);
});

test("every point is made by a lesson", () => {
  // That a beat shows what it claims is looked at by `check`, which has to be clean for each of them.
  const covered = new Set(lessons.flatMap(({ beats }) => beats.flatMap(({ covers }) => covers)));
  expect(curriculumPoints.filter((point) => !covered.has(point))).toEqual([]);
});

test("every point is asked about: of the beats that make it, one has a question, a task or a drill", () => {
  const asked = new Set(
    lessons.flatMap(({ beats }) =>
      beats.flatMap(({ ask, tryIt, drill, covers }) => (ask || tryIt || drill ? covers : [])),
    ),
  );
  expect(curriculumPoints.filter((point) => !asked.has(point))).toEqual([]);
});
