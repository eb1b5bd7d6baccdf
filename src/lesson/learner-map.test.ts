import { describe, expect, test } from "vitest";
import { curriculumPoints } from "./curriculum.ts";
import { groupLetters, learnerMap, lessonMark, type MappedLesson, pointsOf } from "./learner-map.ts";
import { joinEvents, noProgress, type ProgressEvent } from "./progress.ts";

const lesson = (slug: string, after: readonly string[], points: readonly string[] = []): MappedLesson => ({
  slug,
  title: { en: slug, ko: slug },
  minutes: 5,
  after,
  points: { asked: points },
  cards: ["asked"],
});

const lessons = [
  lesson("url", [], ["U2", "U1"]),
  lesson("http", ["url"], ["H10", "H2"]),
  lesson("address", ["url", "not-here"]),
  lesson("walk", ["http", "address"]),
  lesson("journey", []),
];

const right = (slug: string, done: boolean): ProgressEvent => ({
  t: "2026-11-22T10:00:00.000Z",
  lesson: slug,
  beat: "asked",
  done,
  answer: "right",
});

describe("the tree", () => {
  test("a lesson stands below the last of those on which it rests, beside its other ones", () => {
    const { lessons: tree } = learnerMap(lessons, noProgress, []);
    expect(tree.map(({ number, slug, branches }) => [number, slug, branches])).toEqual([
      [1, "url", []],
      [2, "http", [true]],
      [3, "address", [false]],
      [4, "walk", [false, false]],
      [5, "journey", []],
    ]);
    expect(tree[2]!.after).toEqual(["url"]);
  });

  test("every lesson is there once, even when two rest on each other or one on itself", () => {
    const knot = [lesson("a", ["b"]), lesson("b", ["a", "b"]), lesson("c", ["c"])];
    expect(learnerMap(knot, noProgress, []).lessons.map(({ slug }) => slug)).toEqual(["a", "b", "c"]);
  });
});

describe("a lesson on the map", () => {
  const progress = joinEvents(noProgress, [
    right("url", true),
    right("http", false),
    { t: "2026-11-22T10:00:01.000Z", window: "w", lesson: "url", seconds: 90 },
  ]);

  test("has its points in the order of the curriculum, and those that were shown are marked", () => {
    const { lessons: tree } = learnerMap(lessons, joinEvents(noProgress, [right("http", false)]), []);
    expect(tree[0]!.points).toEqual([
      { point: "U1", shown: false },
      { point: "U2", shown: false },
    ]);
    expect(tree[1]!.points).toEqual([
      { point: "H2", shown: true },
      { point: "H10", shown: true },
    ]);
  });

  test("is due again only when it is not being gone through", () => {
    const due = [
      { lesson: "url", beat: "asked" },
      { lesson: "http", beat: "asked" },
    ];
    const map = learnerMap(lessons, progress, due);
    expect(map.lessons.map(({ slug, mark, due, seconds }) => [slug, mark, due, seconds])).toEqual([
      ["url", "due", 1, 90],
      ["http", "started", 1, 0],
      ["address", "ready", 0, 0],
      ["walk", "later", 0, 0],
      ["journey", "ready", 0, 0],
    ]);
    expect(map.next).toEqual({ kind: "continue", slug: "http" });
    expect(["done", "placed", "ready", "later"].map((mark) => lessonMark(mark as "done", true))).toEqual([
      "due",
      "due",
      "ready",
      "later",
    ]);
  });
});

test("the groups hold every point of the curriculum once", () => {
  const { groups, shown, of } = pointsOf(new Set(["U1", "T7", "D14", "X1"]));
  expect(groups.map(({ letter }) => letter)).toEqual([...groupLetters]);
  expect(groups.reduce((sum, group) => sum + group.of, 0)).toBe(curriculumPoints.length);
  expect(groups.map((group) => group.shown)).toEqual([1, 0, 0, 1, 0, 1]);
  expect([shown, of]).toEqual([3, 55]);
});
