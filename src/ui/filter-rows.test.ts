import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { type FilterProblem, parseFilter } from "../lesson/filter.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { filterExamples, filterRows } from "./filter-rows.ts";

const devices = ["client", "root", "web"];
const problemOf = (text: string): FilterProblem | undefined => {
  const read = parseFilter(text, devices);
  return read.ok ? undefined : read.error;
};
const drawn = (text: string, columns: number, words = en): readonly string[] =>
  filterRows(text, problemOf(text), columns, words).map((row) => rowText(row).trimEnd());

test("every example is a filter, and each has its meaning", () => {
  for (const { text, means } of filterExamples) {
    expect([text, problemOf(text)]).toEqual([text, undefined]);
    expect(drawn("", 100).find((row) => row.includes(text))).toContain(en.ui.filter.example[means]);
  }
});

test("examples while nothing is wrong", () => {
  expect(drawn("", 70).slice(0, 4)).toEqual([
    "For example:",
    "  dns query root                  a DNS query to root",
    "  dns answer                      a DNS answer",
    "  tcp state ESTABLISHED           a TCP connection that is established",
  ]);
  expect(drawn("dns query root", 70)).toEqual(drawn("", 70));
});

test.each([
  [
    "dsn query",
    '"dsn" means nothing here. Did you mean "dns"?',
    '"dsn"은 여기서 알 수 없는 말입니다. "dns"를 쓰려고 했습니까?',
  ],
  [
    "window much",
    'window cannot be "much": write a number or a range of numbers.',
    'window의 값으로 "much"는 쓸 수 없습니다. 수나 수의 범위를 써야 합니다.',
  ],
  [
    "tcp stat ESTABLISHED",
    '"stat" means nothing here. Did you mean "state"?',
    '"stat"은 여기서 알 수 없는 말입니다. "state"를 쓰려고 했습니까?',
  ],
  ["window", "What should window be? Its value is missing.", "window의 값이 없습니다. 뒤에 값을 써야 합니다."],
  ["sockets", "Whose sockets? Name a device.", "어느 기기의 sockets 표인지 기기 이름을 써야 합니다."],
  ['"', "A quotation mark is not closed.", "따옴표를 닫지 않았습니다."],
  ["len 1 len 2", "len is given twice.", "len이 두 번 있습니다."],
])("%s", (text, english, korean) => {
  expect(drawn(text, 200)).toEqual([english, "", ...drawn("", 200)]);
  expect(drawn(text, 200, ko)).toEqual([korean, "", ...drawn("", 200, ko)]);
});

test("an ambiguous filter shows what it may mean, not all where they are many", () => {
  expect(drawn("page", 60)).toEqual(['"page" may mean several things:', "  page loaded", "  page failed"]);
  expect(drawn("ttl 1..", 60, ko).at(-1)).toMatch(/^그 밖에 \d+개$|^ {2}/);
});

test("no row is wider than it may be", () => {
  for (const words of [en, ko]) {
    for (let columns = 20; columns <= 200; columns += 7) {
      for (const text of ["", "page", "ttl 1..", "dns query to somebody-who-is-not-there", "window much", "client"]) {
        for (const row of filterRows(text, problemOf(text), columns, words)) {
          expect(rowColumns(row)).toBeLessThanOrEqual(columns);
        }
      }
    }
  }
});
