import { expect, test } from "vitest";
import { createKeyQueue, inkForm } from "./ink-stdin.ts";
import type { Key } from "./key.ts";
import { fakeTimers } from "./testing/fake-host.ts";

function queue() {
  const timers = fakeTimers();
  const errors: unknown[] = [];
  const made = createKeyQueue({ timers, onError: (error) => errors.push(error) });
  const turns: string[][] = [];
  const listener = () => {
    const turn: string[] = [];
    for (let text = made.stdin.read(); text !== null; text = made.stdin.read()) turn.push(text);
    turns.push(turn);
  };
  return { ...made, timers, errors, turns, listener };
}

const letter = (char: string): Key => ({ kind: "key", name: "char", char });

test("each key has a turn of its own", () => {
  const { push, stdin, timers, turns, listener } = queue();
  stdin.addListener("readable", listener);
  push(letter("a"));
  push({ kind: "key", name: "enter" });
  expect(turns).toEqual([]);
  timers.settle();
  expect(turns).toEqual([["a"], ["\r"]]);
});

test("keys typed before anybody listens wait, 256 of them", () => {
  const { push, stdin, timers, turns, listener } = queue();
  for (let n = 0; n < 300; n++) push(letter(String(n % 10)));
  timers.settle();
  stdin.on("readable", listener);
  timers.settle();
  expect(turns).toHaveLength(256);
});

test("what a handler throws goes to onError, and the next key still comes", () => {
  const { push, stdin, timers, errors, turns, listener } = queue();
  const broken = () => {
    stdin.removeListener("readable", broken);
    throw new Error("broken");
  };
  stdin.on("readable", broken);
  push(letter("a"));
  push(letter("b"));
  timers.settle();
  stdin.on("readable", listener);
  timers.settle();
  expect(errors).toEqual([new Error("broken")]);
  expect(turns).toEqual([["b"]]);
});

test("the current key is known during its turn only; nothing comes after closing", () => {
  const { push, current, close, stdin, timers } = queue();
  const seen: (Key | undefined)[] = [];
  stdin.on("readable", () => seen.push(current()));
  push(letter("a"));
  timers.settle();
  expect([seen, current()]).toEqual([[letter("a")], undefined]);
  push(letter("b"));
  close();
  push(letter("c"));
  timers.settle();
  expect(seen).toHaveLength(1);
});

test("while keys are ignored what waits is dropped, and what comes, until it is ended", () => {
  const { push, ignore, stdin, timers, turns, listener } = queue();
  push(letter("a"));
  const listen = ignore();
  stdin.on("readable", listener);
  push(letter("b"));
  timers.settle();
  listen();
  push(letter("c"));
  timers.settle();
  expect(turns).toEqual([["c"]]);
});

test.each([
  [{ kind: "key", name: "up" }, "\x1b[A"],
  [{ kind: "key", name: "escape" }, "\x1b[27u"],
  [{ kind: "key", name: "ctrl-z" }, "\x1a"],
  [{ kind: "key", name: "space", char: " " }, " "],
  [{ kind: "paste", text: "x\ny" }, "\x1b[200~x\ny\x1b[201~"],
] as const)("Ink reads %j as %j", (key, text) => {
  expect(inkForm(key)).toBe(text);
});
