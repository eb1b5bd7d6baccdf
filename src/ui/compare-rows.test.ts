import { expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { tallyRows } from "./compare-rows.ts";
import { lastStep } from "./run.ts";
import { httpRun } from "./testing/http-versions.ts";

const one = httpRun("1.0");
const kept = httpRun("1.1");
const sides = (at: number) => [
  { label: "HTTP/1.0", timeline: one.timeline, at },
  { label: "HTTP/1.1", timeline: kept.timeline, at },
];

test("before the runs begin nothing has been needed of what will be needed in the end", () => {
  const [heads, first, second] = tallyRows(sides(-1), 120, languageWords("en")).map((row) => rowText(row).trimEnd());
  expect(heads).toMatch(/^ +messages +bytes +time +connections +DNS messages +frames$/);
  expect(first).toMatch(/^ +HTTP\/1\.0 +0\/62 +0\/17,684 +0\.000 000\/60\.236 761 +0\/2 +0\/8 +0\/280$/);
  expect(second).toMatch(/^ +HTTP\/1\.1 +0\/55 +0\/17,274 +0\.000 000\/60\.227 721 +0\/1 +0\/8 +0\/245$/);
});

test.each(languages)(
  "in %s they are three rows of the asked width, with the last columns left out where there is no room",
  (language) => {
    const words = languageWords(language);
    for (let columns = 20; columns <= 200; columns += 3) {
      const rows = tallyRows(sides(lastStep(kept.timeline)), columns, words);
      expect(rows.map(rowColumns)).toEqual([columns, columns, columns]);
      if (columns >= 58) expect(rowText(rows[0]!)).toContain(words.ui.compare.time);
    }
  },
);
