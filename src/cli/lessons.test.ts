import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { replayLesson } from "../author/replay.ts";
import { languageWords } from "../i18n/language.ts";
import { findingLine } from "./assets.ts";
import { findingsIn } from "./check.ts";
import { loadGlossary } from "./glossary.ts";
import { lessonsFolder } from "./package-folder.ts";
import { shippedOrder, shippedSummaries } from "./shipped.ts";
import { playedFolder } from "./target.ts";
import { snapshotsOf } from "./test.ts";

const words = languageWords("en");
const snapshots = fileURLToPath(new URL("../../snapshots/", import.meta.url));
const terms = Object.keys(loadGlossary(words).terms);

describe.each(shippedOrder(words))("the lesson %s", (slug) => {
  const folder = join(lessonsFolder(), slug);
  const played = playedFolder(folder, words);
  const files = snapshotsOf(played);

  test.each([...files.keys()])("looks as in %s", async (file) => {
    await expect(files.get(file)).toMatchFileSnapshot(`${snapshots}${slug}/${file}`);
  });

  test("has no snapshot that nothing wrote", () => {
    expect(readdirSync(`${snapshots}${slug}`).toSorted()).toEqual([...files.keys()].toSorted());
  });

  test("has no mistakes", () => {
    expect(findingsIn(folder, terms).map((finding) => findingLine(finding, words))).toEqual([]);
  });

  test("comes out right on and back, with all that can be answered and done in it", () => {
    expect(replayLesson(played)).toEqual([]);
  });
});

test("there is no snapshot of a lesson that is not there", () => {
  // Those of the screens stand beside them.
  expect(readdirSync(snapshots).toSorted()).toEqual([...shippedOrder(words), "ui"].toSorted());
});

test("each lesson says in both languages what it is, and how long it takes", () => {
  for (const lesson of shippedSummaries(words)) {
    expect(lesson.title.en).not.toBe("");
    expect(lesson.title.ko).toMatch(/[가-힣]/);
    expect(lesson.minutes).toBeGreaterThanOrEqual(5);
    expect(lesson.minutes).toBeLessThanOrEqual(12);
    expect(lesson.beats).toBeGreaterThanOrEqual(8);
    expect(lesson.beats).toBeLessThanOrEqual(20);
    expect(lesson.questions).toBeGreaterThan(0);
    expect(lesson.covers.length).toBeGreaterThan(0);
  }
});

test.each(shippedOrder(words))(
  "%s asks at least at every third beat, and ends in a task, a summary and what lies beyond",
  (slug) => {
    const { lesson } = playedFolder(join(lessonsFolder(), slug), words);
    const asks = lesson.beats.map(({ ask, tryIt, drill }) => (ask || tryIt || drill ? "?" : "-")).join("");
    expect(asks).not.toContain("---");
    expect(lesson.beats.at(-1)!.tryIt).toBeDefined();
    for (const text of Object.values(lesson.texts)) {
      expect([text.summary, text.simplified, text.see].map((page) => page.length > 0)).toEqual([true, true, true]);
    }
  },
);
