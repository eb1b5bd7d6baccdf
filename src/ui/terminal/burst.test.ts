import { expect, test } from "vitest";
import { pastedText } from "./burst.ts";
import type { Key } from "./key.ts";
import { createKeyReader } from "./key-reader.ts";
import { fakeTimers } from "./testing/fake-host.ts";

function reader() {
  const timers = fakeTimers();
  const keys: (string | Key)[] = [];
  const made = createKeyReader({
    timers,
    onKey: (key) => keys.push(key.kind === "paste" ? key : (key.char ?? key.name)),
    onReply: (reply) => keys.push(reply.kind),
  });
  return { timers, keys, ...made };
}

const pasted = (text: string, entered = false): Key => ({ kind: "paste", text, unmarked: { entered } });

test.each<[string, ReturnType<typeof pastedText>]>([
  ["naver.com", { text: "naver.com", entered: false }],
  ["naver.com\r", { text: "naver.com", entered: true }],
  ["quit now\r\nand more", { text: "quit now\nand more", entered: false }],
  ["주소를 찾습니다", { text: "주소를 찾습니다", entered: false }],
  // A key that is held down, keys that a slow line held up, and keys that are no letters.
  ["nnnnnnnnnnnn", undefined],
  ["........,,,,", undefined],
  ["zxz3?", undefined],
  ["nnn\x1b[C\x1b[Dabcdef", undefined],
  ["abcdefg\x7f", undefined],
])("%j", (chunk, text) => {
  expect(pastedText(chunk, false)).toEqual(text);
});

test("a paste in several pieces is no key, and what is typed after it is", () => {
  const { push, timers, keys } = reader();
  push("http://www.naver.com/");
  push("zq");
  timers.pass(50);
  push("zq");
  expect(keys).toEqual([pasted("http://www.naver.com/"), pasted("zq"), "z", "q"]);
});

test("in bytes as in text, and not while a sequence is half-read", () => {
  const { push, keys } = reader();
  push(new TextEncoder().encode("네이버로 갑니다\r"));
  push("\x1b");
  push("[Cabcdef");
  expect(keys).toEqual([pasted("네이버로 갑니다", true), "right", ..."abcdef"]);
});
