import { expect, test } from "vitest";
import { expr, pattern } from "./pattern-schema.ts";

test.each([
  { fact: "dns-query-sent", by: "nearest", id: { min: 1, max: 3 }, recursive: false },
  { fact: "tcp-segment-sent", flags: { in: ["SYN", "SYN, ACK"] }, to: { same: "web" } },
  { frame: "tcp", from: "client", "tcp.flags.syn": true, data: { min: 1 }, "ip.ttl": 64 },
  { row: "sockets", host: "client", state: "TIME-WAIT", "send-q": 0 },
])("%j is a pattern and stays as it is", (value) => {
  expect(pattern.parse(value)).toEqual(value);
});

test.each([
  {},
  { fact: "dns-query-send" },
  { fact: "dns-query-sent", id: "one" },
  { fact: "dns-query-sent", recursive: 1 },
  { frame: "tcp", "tcp.seq": { above: 1 } },
  { row: "sockets" },
  { row: "sockets", host: "client", fd: true },
  { fact: "dns-query-sent", row: "sockets", host: "client" },
])("%j is no pattern", (value) => {
  expect(pattern.safeParse(value).success).toBe(false);
});

test("expressions hold expressions", () => {
  const nested = {
    call: "add",
    args: [
      { count: { fact: "arp-asked" }, since: "url" },
      { call: "hosts", args: [{ let: "prefix" }] },
    ],
  };
  expect(expr.parse(nested)).toEqual(nested);
  expect(expr.safeParse({ call: "eval", args: [] }).success).toBe(false);
  expect(expr.safeParse({ last: { fact: "arp-asked" } }).success).toBe(false);
});
