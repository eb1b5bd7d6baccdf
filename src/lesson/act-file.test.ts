import { expect, test } from "vitest";
import { actSchema, timedAct } from "./act-file.ts";

const act = (file: object, http?: "1.0" | "1.1") =>
  timedAct(actSchema.parse({ at: "5ms", host: "client", ...file }), http);

test.each([
  ["opening a URL", { open: "http://a/" }, { kind: "open-url", url: "http://a/" }],
  [
    "a form in one window",
    { open: "http://a/", form: { q: "1" }, method: "GET", window: "left" },
    { kind: "open-url", url: "http://a/", form: [["q", "1"]], method: "GET", window: "left" },
  ],
  [
    "a body that waits",
    { open: "http://a/", method: "PUT", body: "x", "expect-continue": true },
    { kind: "open-url", url: "http://a/", method: "PUT", body: "x", expectContinue: true },
  ],
  ["looking up", { "look-up": "cyber.co.kr", type: "MX" }, { kind: "look-up", name: "cyber.co.kr", type: "MX" }],
  ["looking up an address", { "look-up": "cyber.co.kr" }, { kind: "look-up", name: "cyber.co.kr", type: "A" }],
  ["forgetting", { flush: "cache" }, { kind: "flush-cache" }],
  ["pinging", { ping: "10.11.12.1", count: 3 }, { kind: "ping", address: "10.11.12.1", count: 3 }],
])("%s", (_, file, expected) => {
  expect(act(file)).toEqual({ at: 5000, host: "client", act: expected });
});

test("the lesson's HTTP version holds unless the act names one, written as text or number", () => {
  expect(act({ open: "http://a/" }, "1.0").act).toMatchObject({ version: "1.0" });
  expect(act({ open: "http://a/", http: 1.1 }, "1.0").act).toMatchObject({ version: "1.1" });
  expect(act({ open: "http://a/", http: 1 }).act).toMatchObject({ version: "1.0" });
});

test.each([
  { open: "x", ping: "10.0.0.1" },
  { "look-up": "x", type: "nonsense" },
  { ping: "host" },
  { flush: "all" },
  {},
])("%j is no act", (file) => {
  expect(actSchema.safeParse({ at: "0ms", host: "client", ...file }).success).toBe(false);
});
