import { expect, test } from "vitest";
import { blockLines, fillBlocks, termsIn } from "./beat-text.ts";
import type { Beat } from "./lesson-plan.ts";
import { type Block, parseWords } from "./words-file.ts";

const place = { line: 1, column: 1 };
const beat: Beat = {
  id: "only",
  run: "main",
  show: ["ladder"],
  hosts: {},
  covers: [],
  let: { port: { value: 80 } },
  places: {
    beat: place,
    until: place,
    point: place,
    answer: place,
    let: {},
    offered: {},
    covers: [],
    goal: place,
    solution: place,
    drill: place,
    whatIf: {},
  },
};
const parse = (body: string) => parseWords(`# T\n## only\n${body}\n## summary\n`, "en.md", "en", { beats: [beat] });
const bodyOf = (body: string): readonly Block[] => {
  const parsed = parse(body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.beats.only!.body;
};
const plain = (text: string) => ({ kind: "text", style: "plain", text }) as const;

test("lines of a paragraph are joined by a space, an empty line parts paragraphs", () => {
  expect(bodyOf("one\ntwo\n\nthree")).toEqual([
    { kind: "paragraph", content: [plain("one two")] },
    { kind: "paragraph", content: [plain("three")] },
  ]);
});

test("emphasis, strong, code and values, each alone and together", () => {
  expect(bodyOf("a *b* **c** `d {port}` {port}")).toEqual([
    {
      kind: "paragraph",
      content: [
        plain("a "),
        { kind: "text", style: "emphasis", text: "b" },
        plain(" "),
        { kind: "text", style: "strong", text: "c" },
        plain(" "),
        { kind: "text", style: "code", text: "d " },
        { kind: "value", style: "code", name: "port" },
        plain(" "),
        { kind: "value", style: "plain", name: "port" },
      ],
    },
  ]);
});

test("escaped marks stay, a lone star is a star", () => {
  expect(bodyOf("\\*a\\* 2 * 3 \\{port}")).toEqual([{ kind: "paragraph", content: [plain("*a* 2 * 3 {port}")] }]);
});

test("lists, ordered and not, with lines that go on", () => {
  const blocks = bodyOf("- one\n  more\n- two\n\n1. first\n2. second");
  expect(blocks.map((b) => b.kind === "list" && [b.ordered, b.items.length])).toEqual([
    [false, 2],
    [true, 2],
  ]);
  expect(blockLines(fillBlocks(blocks, {}))).toEqual(["- one more", "- two", "1. first", "2. second"]);
});

test("a table with a head and a code block that keeps its lines", () => {
  const blocks = bodyOf("| a | b |\n|---|--:|\n| 1 | {port} |\n\n```\n# no heading\n  x = {port}\n```");
  expect(blocks.map((b) => b.kind)).toEqual(["table", "code"]);
  expect(blockLines(fillBlocks(blocks, { port: 80 }))).toEqual(["a  b", "1  80", "# no heading", "  x = 80"]);
});

test.each([
  ["in a paragraph", "one\ntwo {x}", 4, 5],
  ["in code", "a `b {x}`", 3, 6],
  ["in strong text", "**b {x}**", 3, 5],
  ["in a list", "- one\n- two {x}", 4, 7],
  ["in a table", "| a | b |\n|---|---|\n| 1 | {x} |", 5, 7],
  ["in a code block", "```\n  {x}\n```", 4, 3],
])("an unknown placeholder %s is found at its place", (_, body, line, column) => {
  expect(parse(body)).toEqual({
    ok: false,
    error: [{ file: "en.md", line, column, kind: "placeholder-unknown", name: "x" }],
  });
});

test("a beat may not use a value of a later beat", () => {
  const first: Beat = { ...beat, id: "before", let: {} };
  const text = "# T\n## before\n{port}\n## only\n{port}\n## summary\n{port}\n";
  expect(parseWords(text, "en.md", "en", { beats: [first, beat] })).toEqual({
    ok: false,
    error: [{ file: "en.md", line: 3, column: 1, kind: "placeholder-early", name: "port", beat: "only" }],
  });
});

test("what stands under the title is for the menu; line ends of any kind are read", () => {
  const parsed = parseWords("# The title\r\nAbout it.\r\n## only\r\nx\r\n## summary\r\n", "en.md", "en", {
    beats: [beat],
  });
  expect(parsed.ok && parsed.value.title).toEqual([plain("The title")]);
  expect(parsed.ok && parsed.value.about).toEqual([{ kind: "paragraph", content: [plain("About it.")] }]);
});

test("a link names a term of the glossary, and its text may hold values", () => {
  expect(bodyOf("the [port {port}](port) and \\[not](this)")).toEqual([
    {
      kind: "paragraph",
      content: [
        plain("the "),
        { kind: "text", style: "plain", text: "port ", term: "port" },
        { kind: "value", style: "plain", name: "port", term: "port" },
        plain(" and [not](this)"),
      ],
    },
  ]);
});

test("terms are told in order, each once, wherever they are linked", () => {
  const text = "see [b](b-b) and [a](a-a)\n\n- [b](b-b)\n- [c](c-c)\n\n| h | [d](d-d) |\n|---|---|\n| [e](e-e) | x |";
  expect(termsIn(fillBlocks(bodyOf(text), {}))).toEqual(["b-b", "a-a", "c-c", "d-d", "e-e"]);
});
