import fc from "fast-check";
import { expect, test } from "vitest";
import type { FilledText } from "../lesson/beat-text.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { blockRows, wrapSpans } from "./block-rows.ts";

const plain = (text: string): FilledText => ({ style: "plain", text });
const code = (text: string): FilledText => ({ style: "code", text });

test("a paragraph is broken at blanks, and each word keeps its style", () => {
  expect(wrapSpans([plain("The "), code("Host"), plain(" field names the server")], 15)).toEqual([
    [
      { text: "The ", tone: "plain" },
      { text: "Host", tone: "name" },
      { text: " field", tone: "plain" },
    ],
    [{ text: "names the", tone: "plain" }],
    [{ text: "server", tone: "plain" }],
  ]);
});

test("words that the glossary explains look alike, however they are set", () => {
  const link = (style: FilledText["style"], text: string): FilledText => ({ style, text, term: "root" });
  expect(wrapSpans([plain("a "), link("plain", "root"), plain(" and "), link("code", "the root")], 14)).toEqual([
    [
      { text: "a ", tone: "plain" },
      { text: "root", tone: "link" },
      { text: " and ", tone: "plain" },
      { text: "the", tone: "link" },
    ],
    [{ text: "root", tone: "link" }],
  ]);
});

test("lists hang behind their marks, tables keep their columns, code stays as it is", () => {
  const rows = blockRows(
    [
      { kind: "list", ordered: true, items: [[plain("리졸버가 서버에게 묻습니다")], [plain("b")]] },
      { kind: "table", head: [[plain("name")], [plain("type")]], rows: [[[code("www")], [plain("A")]]] },
      { kind: "code", lines: [[code("a   b")]] },
    ],
    20,
    true,
  );
  expect(rows.map((row) => rowText(row).trimEnd())).toEqual([
    "1. 리졸버가 서버에게",
    "   묻습니다",
    "2. b",
    "",
    "name  type",
    "www   A",
    "",
    "  a   b",
  ]);
});

test("a table wider than the screen wraps its widest column", () => {
  const rows = blockRows(
    [{ kind: "table", head: [[plain("a")], [plain("b")]], rows: [[[plain("xx")], [plain("one two three four")]]] }],
    14,
  );
  expect(rows.map((row) => rowText(row).trimEnd())).toEqual(["a   b", "xx  one two", "    three four"]);
});

test("whatever the words, no row is too wide and no letter is lost", () => {
  const word = fc.constantFrom("a", "서버", "www.lab.glasscom.com", "-", "é", "  ", "SYN");
  const text = fc.array(fc.record({ style: fc.constantFrom("plain" as const, "code" as const), text: word }));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (content, columns) => {
      const rows = wrapSpans(content, columns);
      for (const row of rows) expect(rowColumns(row)).toBeLessThanOrEqual(columns);
      const letters = (all: string) => all.replace(/\s/g, "");
      expect(letters(rows.map(rowText).join(""))).toBe(letters(content.map((c) => c.text).join("")));
      // A style never moves to another letter.
      const coded = rows.flatMap((row) => row.filter((s) => s.tone === "name")).map((s) => s.text);
      expect(letters(coded.join(""))).toBe(
        letters(
          content
            .filter((c) => c.style === "code")
            .map((c) => c.text)
            .join(""),
        ),
      );
    }),
    { seed: 3 },
  );
});
