import { expect, test } from "vitest";
import { type Expr, type ExprPlace, evaluate } from "./expression.ts";
import { endOf, START } from "./pattern.ts";
import { playedJourney } from "./testing/lessons.ts";

const { timeline } = playedJourney();
const place: ExprPlace = {
  timeline,
  at: endOf(timeline.steps.length - 1),
  names: { address: "10.11.12.13", prefix: 24 },
  beats: { start: START, end: endOf(timeline.steps.length - 1) },
};
const value = (v: string | number): Expr => ({ value: v });

test.each<readonly [string, Expr, string | number | boolean]>([
  ["a value", { value: true }, true],
  ["a name", { let: "prefix" }, 24],
  ["network", { call: "network", args: [value("192.0.2.226"), value(27)] }, "192.0.2.224"],
  ["broadcast", { call: "broadcast", args: [{ let: "address" }, { let: "prefix" }] }, "10.11.12.255"],
  ["mask", { call: "mask", args: [value(20)] }, "255.255.240.0"],
  ["and", { call: "and", args: [value("192.0.2.226"), value("255.255.255.240")] }, "192.0.2.224"],
  ["first host", { call: "first-host", args: [value("10.11.12.13"), value(24)] }, "10.11.12.1"],
  ["last host", { call: "last-host", args: [value("10.11.12.13"), value(24)] }, "10.11.12.254"],
  ["hosts", { call: "hosts", args: [value(30)] }, 2],
  ["hosts of a point-to-point prefix", { call: "hosts", args: [value(32)] }, 0],
  ["binary", { call: "binary", args: [value("10.11.12.13")] }, "00001010 00001011 00001100 00001101"],
  ["multiply", { call: "multiply", args: [value(3), value(4)] }, 12],
  ["equal", { call: "equal", args: [value("A"), value("A")] }, true],
  ["not equal", { call: "equal", args: [value(1), value("1")] }, false],
  ["add", { call: "add", args: [value(1), { call: "subtract", args: [value(5), value(2)] }] }, 4],
  ["pieces with a rest", { call: "pieces", args: [value(3151), value(1460)] }, 3],
  ["pieces without a rest", { call: "pieces", args: [value(2920), value(1460)] }, 2],
  ["grouped", { call: "grouped", args: [value(1_234_567)] }, "1,234,567"],
  ["ms", { call: "ms", args: [value(136_315)] }, 136.32],
  ["seconds", { call: "seconds", args: [value(60_000_000)] }, 60],
  ["parent", { call: "parent", args: [value("www.cyber.co.kr")] }, "cyber.co.kr"],
  ["the parent of a top-level domain", { call: "parent", args: [value("kr")] }, "."],
  ["address", { call: "address", args: [value("10.11.12.13:80")] }, "10.11.12.13"],
  ["port", { call: "port", args: [value("10.11.12.13:80")] }, 80],
  ["last", { last: { fact: "page-loaded" }, take: "status" }, 200],
  ["count", { count: { fact: "dns-query-sent" } }, 5],
  ["count since a beat", { count: { fact: "dns-query-sent" }, since: "end" }, 0],
])("%s", (_, expr, result) => {
  expect(evaluate(expr, place)).toEqual({ ok: true, value: result });
});

test("next looks forward from where the expression stands", () => {
  const expr: Expr = { next: { fact: "dns-query-sent" }, take: "to" };
  expect(evaluate(expr, { ...place, at: START })).toEqual({ ok: true, value: "nearest" });
});

test.each<readonly [string, Expr, object]>([
  ["nothing fits", { next: { fact: "dns-timeout" }, take: "to" }, { kind: "no-hit", pattern: { fact: "dns-timeout" } }],
  ["the path leads nowhere", { last: { fact: "page-loaded" }, take: "nobody" }, { kind: "no-path", path: "nobody" }],
  ["an unknown name", { let: "nobody" }, { kind: "no-name", name: "nobody" }],
  ["an unknown beat", { count: { fact: "url-opened" }, since: "never" }, { kind: "no-beat", beat: "never" }],
  [
    "text for a number",
    { call: "add", args: [value("1"), value(2)] },
    { kind: "wrong-argument", call: "add", index: 0 },
  ],
  ["a prefix of 33", { call: "mask", args: [value(33)] }, { kind: "wrong-argument", call: "mask", index: 0 }],
  [
    "too few arguments",
    { call: "network", args: [value("10.0.0.1")] },
    { kind: "wrong-argument", call: "network", index: 1 },
  ],
  [
    "too many arguments",
    { call: "hosts", args: [value(8), value(8)] },
    { kind: "wrong-argument", call: "hosts", index: 1 },
  ],
  [
    "pieces of nothing",
    { call: "pieces", args: [value(8), value(0)] },
    { kind: "wrong-argument", call: "pieces", index: 1 },
  ],
  ["a problem inside a call", { call: "mask", args: [{ let: "nobody" }] }, { kind: "no-name", name: "nobody" }],
])("%s: the failure is data", (_, expr, problem) => {
  expect(evaluate(expr, place)).toEqual({ ok: false, error: problem });
});
