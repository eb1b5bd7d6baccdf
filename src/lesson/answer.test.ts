import { expect, test } from "vitest";
import { judge, normalAnswer, type PlayedAsk, rightAnswer } from "./answer.ts";

test.each([
  ["number", ["1460", "1,460", " 1 460 ", "0x5b4"], ["1461", "many", ""]],
  ["address", ["10.11.12.13"], ["10.11.12", "10.11.12.013", "x"]],
  ["mac", ["02:00:0a:0b:0c:0d", "02-00-0A-0B-0C-0D", "0200.0a0b.0c0d"], ["02:00"]],
  ["name", ["www.cyber.co.kr", "WWW.cyber.co.kr."], [""]],
  ["flags", ["SYN, ACK", "syn+ack", "ACK SYN", "[S.]", "SA"], ["SYN", "XYZ", ""]],
  ["text", ["Blank line", " blank  LINE "], ["blank"]],
] as const)("%s: several spellings, one value", (kind, same, others) => {
  const normal = normalAnswer(kind, same[0]);
  expect(normal).toBeDefined();
  expect(new Set(same.map((s) => normalAnswer(kind, s)))).toEqual(new Set([normal]));
  for (const other of others) expect(normalAnswer(kind, other)).not.toBe(normal);
});

test("a name is not emptied by its last dot when it is the root", () => {
  expect(normalAnswer("name", ".")).toBe(".");
});

const value: PlayedAsk = { kind: "value", value: "number", answer: 3, wrong: { one: 1, three: 3 } };

test("a right answer is right even where a misconception gives the same", () => {
  expect(judge(value, "3")).toEqual({ right: true });
});

test("a known mistake is named, an unknown one is not, nonsense is wrong", () => {
  expect(judge(value, "1")).toEqual({ right: false, key: "one" });
  expect(judge(value, "7")).toEqual({ right: false });
  expect(judge(value, "?")).toEqual({ right: false });
  expect(rightAnswer(value)).toBe("3");
});

test("a choice is judged by its key, each wrong one is a mistake of its own", () => {
  const choice: PlayedAsk = { kind: "choice", keys: ["kr", "com"], right: ["kr"] };
  expect(judge(choice, "kr")).toEqual({ right: true });
  expect(judge(choice, "com")).toEqual({ right: false, key: "com" });
  expect(judge(choice, "net")).toEqual({ right: false });
  expect(rightAnswer(choice)).toBe("kr");
});

test("a picked host is judged by its name", () => {
  const pick: PlayedAsk = { kind: "pick", pick: "host", answer: "router", wrong: { web: "web-lab-cyber" } };
  expect(judge(pick, "router")).toEqual({ right: true });
  expect(judge(pick, "web-lab-cyber")).toEqual({ right: false, key: "web" });
});
