import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { columnsOf, fitRow, fitText, plainWidth, rowColumns, rowText, shorten, slice, wrapText } from "./text.ts";

const mixed = fc
  .array(fc.constantFrom("a", "b", " ", "가", "힣", "한글", "│", "é", "e\u0301", "ㄱ", "\t", "1.2", "👍🏽", "한"))
  .map((parts) => parts.join(""));

describe("widths", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["소켓", 4],
    ["│x│", 3],
    ["e\u0301", 1],
    ["a\tb", 3],
    ["a\r\nb", 3],
  ])("%j takes %i columns", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

test("characters that need no closer look are as wide as a closer look says, and none joins its neighbour", () => {
  const plain = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => plainWidth(code) > 0);
  const narrow = plain.filter((code) => plainWidth(code) === 1);
  expect(plain.filter((code) => stringWidth(String.fromCharCode(code)) !== plainWidth(code))).toEqual([]);
  expect(narrow.length).toBeGreaterThan(800);
  expect(plain.length - narrow.length).toBe(0xd7a3 - 0xac00 + 1);
  const all = plain.map((code) => String.fromCharCode(code)).join("");
  const backwards = [...all].toReversed().join("");
  for (const text of [all, backwards]) expect([...new Intl.Segmenter().segment(text)]).toHaveLength(plain.length);
});

describe("fitting", () => {
  test.each([
    ["abc", 5, "abc  "],
    ["abcdef", 5, "abcd~"],
    ["소켓 라이브러리", 6, "소켓 ~"],
    ["소켓 라이브러리", 7, "소켓  ~"],
    ["소켓", 4, "소켓"],
    ["소켓", 3, "소~"],
    ["abc", 0, ""],
  ])("%j in %i columns is %j", (text, columns, expected) => {
    expect(fitText(text, columns)).toBe(expected);
  });

  test("text that fits is not padded by shorten, and a line feed cannot get into a row", () => {
    expect(shorten("ab\ncd", 9)).toBe("ab.cd");
  });

  test("whatever the text, fit gives exactly the columns asked for", () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 0, max: 20 }), (text, columns) => {
        expect(columnsOf(fitText(text, columns))).toBe(columns);
      }),
      { seed: 1 },
    );
  });
});

describe("sideways", () => {
  test("a wide character that is cut in half becomes a blank", () => {
    expect(slice("가나다", 1, 4)).toBe(" 나 ");
  });

  test("what was scrolled away is gone, and what is cut off on the right is shown", () => {
    const row = [{ text: "Netid " }, { text: "상태 ESTABLISHED", tone: "strong" as const }];
    expect(rowText(fitRow(row, 10, 3))).toBe("id 상태 E~");
    expect(rowText(fitRow(row, 12, 11))).toBe("ESTABLISHED ");
    expect(fitRow(row, 12, 6)).toEqual([
      { text: "상태 ESTABL", tone: "strong" },
      { text: "~", tone: "dim" },
    ]);
  });

  test("whatever the spans and the place, the row is exactly as wide as asked", () => {
    fc.assert(
      fc.property(
        fc.array(mixed, { maxLength: 5 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 30 }),
        (texts, left, columns) => {
          expect(
            rowColumns(
              fitRow(
                texts.map((text) => ({ text })),
                columns,
                left,
              ),
            ),
          ).toBe(columns);
        },
      ),
      { seed: 2 },
    );
  });
});

describe("wrapping", () => {
  test.each([
    ["one two three", 7, ["one two", "three"]],
    ["보내면 서버는 답합니다", 13, ["보내면 서버는", "답합니다"]],
    ["가나다라마바사", 6, ["가나다", "라마바", "사"]],
    ["가나다라마바사", 5, ["가나", "다라", "마바", "사"]],
    ["주소 203.0.113.11입니다", 12, ["주소 203.0.1", "13.11입니다"]],
    ["a  b", 10, ["a b"]],
    ["one\n\ntwo", 10, ["one", "", "two"]],
    ["", 10, [""]],
  ])("%j in %i columns", (text, columns, lines) => {
    expect(wrapText(text, columns)).toEqual(lines);
  });

  test("no line is too wide, none begins or ends with a blank, and nothing is lost", () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 2, max: 24 }), (text, columns) => {
        const lines = wrapText(text, columns);
        for (const line of lines) {
          expect(columnsOf(line)).toBeLessThanOrEqual(columns);
          expect(line).toBe(line.replace(/^ +| +$/g, ""));
        }
        const solid = (s: string): string => s.replace(/[ \t.]/g, "");
        expect(solid(lines.join(""))).toBe(solid(text));
      }),
      { seed: 3 },
    );
  });
});
