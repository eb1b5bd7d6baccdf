import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { columnsOf, rowColumns, rowText } from "../view/text.ts";
import { bar, footRow, headRow, stageWorks } from "./edges.ts";
import { frameRows, positionOf } from "./pane-frame.ts";
import { paintRow, themes } from "./theme.ts";

test.each([
  [0, 14, "[----------]"],
  [1, 14, "[#---------]"],
  [4, 14, "[###-------]"],
  [13, 14, "[#########-]"],
  [14, 14, "[##########]"],
  [0, 0, "[----------]"],
])("%i of %i is %s", (n, of, shown) => {
  expect(bar(n, of)).toBe(shown);
});

describe("the head line", () => {
  test("cuts the title before it leaves parts out, and leaves the last ones out first", () => {
    const title = "http://www.lab.glasscom.com/index.html";
    const head = (columns: number) => rowText(headRow(title, ["event 1/9", "t=0.000 000 s", "en"], columns));
    expect(head(80)).toMatch(/^ http:\/\/www\.lab\.glasscom\.com\/index\.html +event 1\/9 {2}t=0\.000 000 s {2}en $/);
    expect(head(60)).toMatch(/^ http:\/\/www\.lab\.g[^ ]*~ {2}event 1\/9 {2}t=0\.000 000 s {2}en $/);
    expect(head(40)).toMatch(/^ http[^ ]*~ +event 1\/9 $/);
  });
});

test.each(languages)("in %s the foot line of a narrow screen still has what nobody can do without", (language) => {
  const words = languageWords(language);
  const row = footRow("stage", words, 60);
  expect(rowColumns(row)).toBe(60);
  for (const label of [words.ui.key.next, words.ui.key.back, words.ui.key.help]) expect(rowText(row)).toContain(label);
});

test("the foot line leaves out what does nothing here", () => {
  const words = languageWords("en");
  const works = { opens: false, hosts: false, search: false };
  const foot = (...offered: Parameters<typeof stageWorks>[1]) =>
    rowText(footRow("task", words, 120, stageWorks(works, offered)));
  expect(foot()).not.toMatch(/hint|show me|take back/);
  expect(foot("hint", "undo")).toMatch(/ h hint .* u take back /);
  expect(foot("show")).toContain(" s show me ");
});

test("the foot line offers no way beyond the start and the end", () => {
  const words = languageWords("en");
  const works = { opens: false, hosts: false, search: false };
  const foot = (start: boolean, end: boolean) =>
    rowText(footRow("stage", words, 200, stageWorks(works, [], { start, end })));
  expect([foot(true, false), foot(false, true)].map((row) => [/-> next/.test(row), /<- back/.test(row)])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test("a frame holds title, tabs and position, and is closed whatever their length", () => {
  const content = { title: "Ladder", rows: [[{ text: "x".repeat(18) }]], right: [{ text: "1>A" }], position: "1-1/9" };
  expect(frameRows({ columns: 20, rows: 3 }, content, true).map(rowText)).toEqual([
    "┌>Ladder ───── 1>A ┐",
    `│${"x".repeat(18)}│`,
    "└────────── 1-1/9 ─┘",
  ]);
  const long = { ...content, title: "패킷 패킷 패킷 패킷 패킷" };
  expect(frameRows({ columns: 20, rows: 3 }, long, false).map((row) => columnsOf(rowText(row)))).toEqual([20, 20, 20]);
});

test.each([
  [{ first: 11, end: 20, total: 64 }, "12-20/64"],
  [{ first: 0, end: 5, total: 5 }, undefined],
  [{ first: 0, end: 0, total: 0 }, undefined],
])("of %j the position is %s", (seen, position) => {
  expect(positionOf(seen)).toBe(position);
});

describe("themes", () => {
  test.each(["dark", "light", "mono"] as const)(
    "%s: what must not be overlooked differs by more than colour",
    (name) => {
      const theme = themes[name];
      for (const tone of ["changed", "selected", "lost", "again", "good", "bad"] as const) {
        const { colour, ...attributes } = theme[tone];
        expect([tone, Object.keys(attributes)]).not.toEqual([tone, []]);
      }
    },
  );

  test("mono has no colour at all", () => {
    expect(Object.values(themes.mono).filter(({ colour }) => colour !== undefined)).toEqual([]);
  });

  test("a row is one string that ends plain", () => {
    const row = [{ text: "a", tone: "lost" }, { text: "b" }, { text: "c", tone: "name" }] as const;
    expect(paintRow(row, themes.dark)).toBe("\x1b[1;4;31ma\x1b[mb\x1b[36mc\x1b[m");
    expect(paintRow(row, themes.mono)).toBe("\x1b[1;4ma\x1b[mbc");
  });
});
