import { expect, test } from "vitest";
import { curriculumPoints } from "./curriculum.ts";

test("every point once, group by group", () => {
  expect(new Set(curriculumPoints).size).toBe(55);
  expect([curriculumPoints[0], curriculumPoints.at(-1)]).toEqual(["U1", "T7"]);
});
