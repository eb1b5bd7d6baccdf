import { expect, test } from "vitest";
import { editField, emptyField, type Field, fieldView } from "./field.ts";
import type { Key, KeyName } from "./terminal/key.ts";

const named = (name: KeyName): Key => ({ kind: "key", name });
const typed = (char: string): Key => ({ kind: "key", name: "char", char });
const at = (text: string, caret: number): Field => ({ text, caret });

test.each<[string, Field, Key, Field]>([
  ["a letter goes in at the caret", at("ac", 1), typed("b"), at("abc", 2)],
  ["a combining letter joins the one before it", at("e", 1), typed("\u0301"), at("é", 1)],
  [
    "a paste goes in up to its line end, without blanks around it",
    at("", 0),
    { kind: "paste", text: " http://a/\nb" },
    at("http://a/", 9),
  ],
  ["a paste in decomposed Hangul is composed", at("", 0), { kind: "paste", text: "\u1112\u1161\u11ab" }, at("한", 1)],
  ["backspace takes the character before", at("a한b", 2), named("backspace"), at("ab", 1)],
  ["backspace at the start does nothing", at("a", 0), named("backspace"), at("a", 0)],
  ["delete takes the character under the caret", at("abc", 1), named("delete"), at("ac", 1)],
  ["left stops at the start", at("a", 0), named("left"), at("a", 0)],
  ["right stops at the end", at("한", 1), named("right"), at("한", 1)],
  ["end goes behind the last character", at("한글", 0), named("end"), at("한글", 2)],
  ["Ctrl-U clears what is before", at("abc", 2), named("ctrl-u"), at("c", 0)],
])("%s", (_, field, key, after) => {
  expect(editField(field, key)).toEqual(after);
});

test("a key of somebody else's leaves the very same field", () => {
  expect(editField(emptyField, named("up"))).toBe(emptyField);
});

test.each([
  [at("abc", 3), 10, { text: "abc", caret: 3 }],
  [at("abcdefgh", 8), 5, { text: "efgh", caret: 4 }],
  [at("abcdefgh", 0), 5, { text: "abcd", caret: 0 }],
  [at("가나다라", 4), 6, { text: "다라", caret: 4 }],
])("%j in %i columns is %j", (field, columns, view) => {
  expect(fieldView(field, columns)).toEqual(view);
});
