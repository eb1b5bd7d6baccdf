import { expect, test } from "vitest";
import { readYaml } from "./located-yaml.ts";

const yaml = readYaml("a: 1\nlist:\n  - { b: x }\n  - { b: y, c: z }\n");

test("a value's place, a key's place, and the nearest place of what is not there", () => {
  expect(yaml.value).toEqual({ a: 1, list: [{ b: "x" }, { b: "y", c: "z" }] });
  expect(yaml.placeOf(["list", 1, "c"])).toEqual({ line: 4, column: 16 });
  expect(yaml.placeOf(["list", 1, "c"], true)).toEqual({ line: 4, column: 13 });
  expect(yaml.placeOf(["list", 1, "missing"])).toEqual({ line: 4, column: 5 });
});

test("what is no YAML has a place and no value", () => {
  const broken = readYaml("a: x\nb: y: z\n");
  expect(broken.value).toBeUndefined();
  expect(broken.problems[0]?.line).toBe(2);
});

test.each([
  ["a: { b: 1\nc: 2\n", 1, 4, "{"],
  ["a: [1, [2], 3\nc: 2\n", 1, 4, "["],
  ["a: { b: '}' # }\nc: 2\n", 1, 4, "{"],
  ["a:\n  - { b: { c: 1 }\n  - { b: 2 }\n", 2, 5, "{"],
])("a bracket that is never closed is the problem at its own place: %j", (text, line, column, opened) => {
  expect(readYaml(text).problems[0]).toMatchObject({ line, column, opened });
});

test("a key twice is a problem", () => {
  expect(readYaml("a: 1\na: 2\n").problems).toEqual([expect.objectContaining({ line: 2, column: 1 })]);
});
