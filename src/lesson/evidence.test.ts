import { expect, test } from "vitest";
import { curriculumPoints } from "./curriculum.ts";
import { evidence } from "./evidence.ts";

test("every point of the curriculum says what shows it, and nothing else does", () => {
  expect(Object.keys(evidence)).toEqual(curriculumPoints);
  for (const { facts, panes } of Object.values(evidence)) expect(facts.length + panes.length).toBeGreaterThan(0);
});
