import { expect, test } from "vitest";
import { commandSpellings, parseCommand } from "./command.ts";

test.each([
  ["", { kind: "next", rest: "" }],
  ["   ", { kind: "next", rest: "" }],
  ["b", { kind: "back", rest: "" }],
  ["12", { kind: "number", number: 12, rest: "12" }],
  ["p packet", { kind: "pane", rest: "packet" }],
  ["p3", { kind: "pane", rest: "3" }],
  ["g  9 ", { kind: "go", rest: "9" }],
  ["/SYN, ACK", { kind: "find", rest: "SYN, ACK" }],
  ["/ x", { kind: "find", rest: "x" }],
  ["/", { kind: "find", rest: "" }],
  ["R tcp state ESTABLISHED", { kind: "runBack", rest: "tcp state ESTABLISHED" }],
  ["a b", { kind: "answer", rest: "b" }],
  ["?", { kind: "help", rest: "" }],
  [".", { kind: "event", rest: "" }],
  ["naver.com", { kind: "other", rest: "naver.com" }],
  ["http://www.naver.com/", { kind: "other", rest: "http://www.naver.com/" }],
  ["w 2", { kind: "whatIf", rest: "2" }],
  ["k", { kind: "other", rest: "k" }],
  ["SYN+ACK", { kind: "other", rest: "SYN+ACK" }],
])("%j", (line, command) => {
  expect(parseCommand(line)).toEqual(command);
});

test("in Hangul mode the same keys give the same commands", () => {
  expect(parseCommand("ㅠ")).toEqual({ kind: "back", rest: "" });
  expect(parseCommand("ㅔ packet")).toEqual({ kind: "pane", rest: "packet" });
  expect(parseCommand("ㅂ")).toEqual({ kind: "quit", rest: "" });
  expect(parseCommand("패킷")).toEqual({ kind: "other", rest: "패킷" });
});

test("what would move a terminal's cursor is taken out", () => {
  expect(parseCommand("a \x1b[2J\x07x\r")).toEqual({ kind: "answer", rest: "[2J x" });
  expect(parseCommand(`a${" ".repeat(9)}${"x".repeat(10_000)}`).rest.length).toBeLessThan(5000);
});

test("a letter can be kept for the answer", () => {
  expect(parseCommand("P", (text) => text === "P")).toEqual({ kind: "other", rest: "P" });
});

test("no letter means two things", () => {
  const letters = commandSpellings.map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
});
