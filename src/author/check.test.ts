import { describe, expect, test } from "vitest";
import { builtInFiles } from "../lesson/testing/lessons.ts";
import { replaced, richFiles } from "../lesson/testing/rich.ts";
import { checkShownLesson } from "./check.ts";

const yaml = (s: string): string => s;

/** A word that is found nowhere else, so many times. */
const words = (n: number): string => Array.from({ length: n }, () => "abcdefghijklmnop").join(" ");

test("the journey fits on the smallest screen", () => {
  expect(checkShownLesson(builtInFiles("journey"))).toEqual([]);
});

test("a lesson of everything has nothing that is too long or too wide", () => {
  expect(checkShownLesson(richFiles())).toEqual([]);
});

describe("on a screen of 80x24", () => {
  test("a text takes eight rows at most, however few words it has", () => {
    const files = richFiles(yaml, replaced("There were {frames} segments.", words(33)));
    expect(checkShownLesson(files)).toMatchInlineSnapshot(`
      [
        {
          "column": 1,
          "file": "en.md",
          "heading": "## loaded",
          "kind": "rows-too-many",
          "line": 8,
          "most": 8,
          "rows": 9,
        },
        {
          "column": 20,
          "file": "lesson.yaml",
          "kind": "let-unused",
          "line": 27,
          "name": "frames",
        },
      ]
    `);
  });

  test("a line of code and a table are as wide as the text at most, wherever they stand", () => {
    const code = `\`\`\`\n${"x".repeat(77)}\n\`\`\``;
    const table = `| a | b |\n| --- | --- |\n| ${"y".repeat(40)} | ${"한".repeat(20)} |`;
    const files = richFiles(yaml, (md) =>
      replaced("It was looked up already.", table)(replaced("`dig +trace`", code)(md)),
    );
    expect(checkShownLesson(files)).toMatchInlineSnapshot(`
      [
        {
          "column": 1,
          "columns": 82,
          "file": "en.md",
          "heading": "## again / ### hint 1",
          "kind": "line-too-wide",
          "line": 16,
          "most": 78,
        },
        {
          "column": 1,
          "columns": 79,
          "file": "en.md",
          "heading": "## see",
          "kind": "line-too-wide",
          "line": 38,
          "most": 78,
        },
      ]
    `);
  });

  test("a question stands there as a whole, with all that can be answered", () => {
    const ask = `${Array.from({ length: 16 }, (_, n) => `- line ${n}`).join("\n")}`;
    const files = richFiles(yaml, replaced("In which network is {host}/{prefix}, mask {mask}?", ask));
    expect(checkShownLesson(files)).toMatchInlineSnapshot(`
      [
        {
          "column": 1,
          "file": "en.md",
          "heading": "## subnet / ### ask",
          "kind": "rows-too-many",
          "line": 26,
          "most": 14,
          "rows": 20,
        },
        {
          "column": 20,
          "file": "lesson.yaml",
          "kind": "let-unused",
          "line": 56,
          "name": "mask",
        },
      ]
    `);
  });
});

test("of a lesson that does not play the widths are not known", () => {
  const files = richFiles(replaced("fact: page-loaded, by: client", "fact: page-loaded, by: root"), (md) =>
    replaced("There were {frames} segments.", words(33))(md),
  );
  expect(checkShownLesson(files).map(({ kind }) => kind)).toEqual(["beat-not-reached"]);
});
