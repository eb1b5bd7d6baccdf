/** Numbers that are typed where the run has them, and those that are meant so. */
import { expect, test } from "vitest";
import { checkLesson } from "./check.ts";
import { severityOf } from "./finding.ts";
import { smallFiles } from "./testing/lessons.ts";
import { replaced } from "./testing/rich.ts";

const asIs = (text: string): string => text;

/** [text of the second beat, texts and columns that are found in it]; its `let`s are below. */
const texts: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
  ["It went to 192.0.2.53 from 10.11.12.53.", [["10.11.12.53", 28]]],
  ["Port 50532 of the server.", [["50532", 6]]],
  ["서버의 50,532번 포트입니다.", [["50,532", 5]]],
  [
    "**50532** and `50532`, `from: 50532`, `10.11.12.53:50532`.",
    [
      ["50532", 3],
      ["50532", 16],
      ["50532", 31],
      ["10.11.12.53", 40],
      ["50532", 52],
    ],
  ],
  ["The query of 79 bytes.", [["79", 14]]],
  ["Placeholders {qname} and links [50532](root).", [["50532", 33]]],
  ["Versions 1.50532, IPv50532, HTTP/50532, RFC 50532, 50532-bit, a50532.", []],
  ["Commands: `dig @10.11.12.53 -p 50532 www`.", []],
  ["A bit is 1, a byte has 8, and 4 of them are an address.", []],
  ["What the file itself states: 5353.", []],
  ["Addresses of another world: 10.11.12.99, 50532.1.2.3", []],
];

const lets = `    let:
      own: { last: { row: interfaces, host: nearest }, take: address }
      port: { last: { frame: dns, by: nearest }, take: udp.srcport }
      mine: { value: 5353 }
      seen: { let: mine }
`;

const yaml = (text: string): string =>
  replaced(
    "answer: { last:",
    "answer: { next:",
  )(
    replaced(
      "    until: { fact: dns-referral-received, by: nearest, from: root }\n",
      `    until: { frame: dns, by: nearest, udp.dstport: 53 }\n${lets}`,
    )(text),
  );

test.each(texts)("in %j %j are found", (text, found) => {
  const files = smallFiles(yaml, replaced("The root answers.", `{own} {port} {seen} ${text}`));
  const shift = "{own} {port} {seen} ".length;
  const findings = checkLesson(files).filter(({ kind }) => kind === "bare-number");
  expect(findings.map((f) => [f.kind === "bare-number" && f.text, f.column - shift])).toEqual(found);
});

test("it is said where the number comes from, and what to write", () => {
  const files = smallFiles(yaml, replaced("The root answers.", "{seen} {own} {port}\n50532, then 79."));
  expect(checkLesson(files)).toEqual([
    { file: "en.md", line: 6, column: 1, kind: "bare-number", text: "50532", name: "port", beat: "second" },
    {
      file: "en.md",
      line: 6,
      column: 13,
      kind: "bare-number",
      text: "79",
      expression: "{ last: { frame: udp, by: nearest }, take: bytes }",
    },
  ]);
  expect(checkLesson(files).map(severityOf)).toEqual(["warning", "warning"]);
});

test("labels of actions and the last pages may say what they like", () => {
  const files = smallFiles(
    yaml,
    replaced("All of it.", "All: {own}, {port}, {seen}.\n## simplified\nPort 50532.\n## see\nPort 50532."),
  );
  expect(checkLesson(files)).toEqual([]);
});

test("a let that nothing uses is found, wherever one may use it", () => {
  const lets = (body: string) => replaced("    ask:\n", `    let: ${body}\n    ask:\n`);
  const unused = (edit: (text: string) => string) =>
    checkLesson(smallFiles(edit, asIs)).flatMap((f) => (f.kind === "let-unused" ? [[f.name, f.line]] : []));
  expect(unused(asIs)).toEqual([]);
  expect(unused(lets("{ a: { value: 1 }, b: { let: a } }"))).toEqual([["b", 16]]);
  expect(unused(lets("{ a: { value: 1 }, b: { count: { fact: dns-query-sent, name: { same: a } } } }"))).toEqual([
    ["b", 16],
  ]);
});
