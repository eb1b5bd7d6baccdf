import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ancestry,
  canonicalName,
  endsWithDot,
  isSendable,
  isWithin,
  joinLabels,
  labelBytes,
  labelsOf,
  labelText,
  parentOf,
  reverseName,
  sameName,
} from "./domain-name.ts";

test.each([
  [".", []],
  ["", []],
  ["kr", ["kr"]],
  ["www.lab.cyber.co.kr", ["www", "lab", "cyber", "co", "kr"]],
  ["www.cyber.co.kr.", ["www", "cyber", "co", "kr"]],
  ["a\\.b.c", ["a\\.b", "c"]],
  ["a\\\\.b", ["a\\\\", "b"]],
  ["a\\046b.c", ["a\\046b", "c"]],
])("the labels of %j", (name, labels) => {
  expect(labelsOf(name)).toEqual(labels);
});

test("any bytes survive as a label's text and as part of a name", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 3 }), (labels) => {
      const name = joinLabels(labels.map(labelText));
      expect(labelsOf(name).map((label) => Uint8Array.from(labelBytes(label)))).toEqual(labels);
      expect(isSendable(name)).toBe(true);
    }),
    { seed: 1 },
  );
});

test("names are the same whatever their letter case and with or without the last dot", () => {
  expect(sameName("WWW.Cyber.co.KR.", "www.cyber.co.kr")).toBe(true);
  expect(sameName("www.cyber.co.kr", "www.cyber.co")).toBe(false);
  expect([canonicalName("."), canonicalName("")]).toEqual([".", "."]);
  expect(sameName("a\\.", "a")).toBe(false);
});

test.each([
  ["kr.", true],
  ["kr", false],
  ["a\\.", false],
  ["a\\\\.", true],
  [".", true],
])("whether %j ends with a dot of its own: %s", (name, expected) => {
  expect(endsWithDot(name)).toBe(expected);
});

test.each([
  ["www.cyber.co.kr", "cyber.co.kr", true],
  ["CYBER.co.kr", "cyber.co.kr", true],
  ["badcyber.co.kr", "cyber.co.kr", false],
  ["co.kr", "cyber.co.kr", false],
  ["anything", ".", true],
  // One label "x.cyber" under co.kr, which only looks like being below cyber.co.kr.
  ["x\\.cyber.co.kr", "cyber.co.kr", false],
  ["x\\\\.cyber.co.kr", "cyber.co.kr", true],
])("whether %s is in %s: %s", (name, zone, expected) => {
  expect(isWithin(name, zone)).toBe(expected);
});

test("the way up from a name ends at the root", () => {
  expect(ancestry("WWW.Cyber.co.kr")).toEqual(["www.cyber.co.kr", "cyber.co.kr", "co.kr", "kr", "."]);
  expect([parentOf("co.kr"), parentOf("kr"), parentOf(".")]).toEqual(["kr", ".", undefined]);
});

test("an address backwards", () => {
  expect(reverseName("192.0.2.226")).toBe("226.2.0.192.in-addr.arpa");
});

const label63 = "x".repeat(63);
test.each([
  [`${label63}.kr`, true],
  [`x${label63}.kr`, false],
  [[label63, label63, label63, "x".repeat(61)].join("."), true],
  [[label63, label63, label63, "x".repeat(62)].join("."), false],
  ["a..b", false],
  [".a", false],
  ["한국.kr", false],
  ["é.kr", false],
  [".", true],
])("whether %s can be sent: %s", (name, expected) => {
  expect(isSendable(name)).toBe(expected);
});
