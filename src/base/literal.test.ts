import { expect, test } from "vitest";
import { passesTest, valueAt } from "./literal.ts";

test("a path leads through records and lists to a plain value", () => {
  const data = { a: [{ b: "x" }, { b: 0 }], c: false };
  expect(valueAt(data, "a.0.b")).toBe("x");
  expect(valueAt(data, "a.1.b")).toBe(0);
  expect(valueAt(data, "c")).toBe(false);
});

test("a path that ends early, goes too far or climbs into what objects inherit leads nowhere", () => {
  expect(valueAt({ a: { b: 1 } }, "a")).toBeUndefined();
  expect(valueAt({ a: 1 }, "a.b")).toBeUndefined();
  expect(valueAt({ a: {} }, "a.constructor.name")).toBeUndefined();
  expect(valueAt(undefined, "a")).toBeUndefined();
});

test.each([
  ["the value itself", 5, 5, true],
  ["another value", 5, 6, false],
  ["the same digits as text", 5, "5", false],
  ["one of several", { in: ["A", "MX"] }, "MX", true],
  ["none of several", { in: ["A", "MX"] }, "NS", false],
  ["the lower end of a range", { min: 1, max: 3 }, 1, true],
  ["the upper end of a range", { min: 1, max: 3 }, 3, true],
  ["below a range", { min: 1 }, 0, false],
  ["above a range", { max: 3 }, 4, false],
  ["text in a range", { min: 1 }, "2", false],
  ["nothing", { min: 0 }, undefined, false],
  ["nothing, where false is asked for", false, undefined, false],
] as const)("a test: %s", (_, one, value, passed) => {
  expect(passesTest(one, value)).toBe(passed);
});
