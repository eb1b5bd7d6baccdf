import { expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { actionFor, footBindings, helpBindings, type KeyContext, keymap } from "./keymap.ts";
import type { Key } from "./terminal/key.ts";

const contexts = [...new Set(keymap.flatMap((b) => b.contexts))];
const typed = (char: string): Key => ({ kind: "key", name: "char", char });

test("no key has two meanings in one context", () => {
  for (const context of contexts) {
    const keys = keymap.filter((b) => b.contexts.includes(context)).flatMap((b) => b.keys);
    expect([context, keys.filter((key, i) => keys.indexOf(key) !== i)]).toEqual([context, []]);
  }
});

test("where a line of text is typed, no letter, digit or blank is a command", () => {
  for (const context of ["entry", "value", "typing", "find", "seek", "filter"] as const) {
    const keys = keymap.filter((b) => b.contexts.includes(context)).flatMap((b) => b.keys);
    expect(keys.filter((key) => key.length === 1 || key === "space")).toEqual([]);
  }
});

test("every screen and dialog can be left without a letter, or by q", () => {
  for (const context of contexts) {
    const ways = [actionFor({ kind: "key", name: "escape" }, context), actionFor(typed("q"), context)];
    expect([context, ways.some((a) => a?.kind === "close" || a?.kind === "quit")]).toEqual([context, true]);
  }
});

test.each<[Key, KeyContext, unknown]>([
  [{ kind: "key", name: "right" }, "stage", { kind: "move", to: "next" }],
  [{ kind: "key", name: "space", char: " " }, "stage", { kind: "move", to: "next" }],
  [typed("ㅋ"), "stage", { kind: "zoom" }],
  [typed("ㅣ"), "stage", { kind: "language" }],
  [typed("ㅃ"), "stage", { kind: "quit" }],
  [typed("ㅂ"), "menu", { kind: "quit" }],
  [typed("ㅎ"), "stage", { kind: "jump" }],
  [typed("ㅛ"), "stage", { kind: "why" }],
  [typed("ㅊ"), "stage", { kind: "run-to", backwards: false }],
  [typed("C"), "stage", { kind: "run-to", backwards: true }],
  [{ kind: "key", name: "up" }, "filter", { kind: "turn" }],
  [{ kind: "key", name: "tab" }, "filter", { kind: "complete" }],
  [typed("가"), "stage", undefined],
  [typed("3"), "stage", { kind: "pane", to: 3 }],
  [typed("3"), "choice", { kind: "pick", number: 3 }],
  [typed("q"), "entry", undefined],
  [{ kind: "paste", text: "q" }, "stage", undefined],
])("%j on %s is %j", (key, context, action) => {
  expect(actionFor(key, context)).toEqual(action);
});

test.each(languages)("in %s every key that the foot line or the help page shows has words", (language) => {
  const { key } = languageWords(language).ui;
  for (const { help } of [...contexts.flatMap(helpBindings), ...contexts.flatMap(footBindings)]) {
    expect(key[help!]).toMatch(/\S/);
  }
});
