import { expect, test } from "vitest";
import { createKeyReader } from "./key-reader.ts";
import { fakeTimers } from "./testing/fake-host.ts";

function reader() {
  const timers = fakeTimers();
  const keys: string[] = [];
  const made = createKeyReader({
    timers,
    onKey: (key) => keys.push(key.kind === "paste" ? key.text : key.name),
    onReply: (reply) => keys.push(reply.kind),
  });
  return { timers, keys, ...made };
}

test("an escape is the Escape key after 40 ms without more", () => {
  const { push, timers, keys } = reader();
  push("\x1b");
  timers.pass(39);
  expect(keys).toEqual([]);
  timers.pass(1);
  expect(keys).toEqual(["escape"]);
});

test("each part of a slow arrow starts the 40 ms again", () => {
  const { push, timers, keys } = reader();
  for (const part of ["\x1b", "[", "C"]) {
    push(part);
    timers.pass(39);
  }
  timers.pass(1000);
  expect(keys).toEqual(["right"]);
});

test("a paste whose end is lost is given up after a second, so that keys count again", () => {
  const { push, timers, keys } = reader();
  push("\x1b[200~text");
  timers.pass(1000);
  push("\x03");
  expect(keys).toEqual(["text", "ctrl-c"]);
});

test("after a reset nothing half-read comes any more", () => {
  const { push, reset, timers, keys } = reader();
  push("\x1b");
  reset();
  timers.pass(1000);
  push("[A");
  expect(keys).toEqual(["char", "char"]);
});
