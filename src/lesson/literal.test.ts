import { expect, test } from "vitest";
import { valueAt } from "./literal.ts";

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
