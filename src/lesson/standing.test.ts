import { describe, expect, test } from "vitest";
import { joinEvents, noProgress, type ProgressEvent } from "./progress.ts";
import { askedPoints, type LessonMarks, lessonAfter, nextStep, shownPoints, standings } from "./standing.ts";

const marks: readonly LessonMarks[] = [
  { slug: "url", after: [], points: { parts: ["U1", "U2"], file: ["U1"] }, cards: [] },
  { slug: "dns-walk", after: ["url"], points: { root: ["D8"] }, cards: [] },
  { slug: "close", after: ["dns-walk", "not-here"], points: {}, cards: [] },
];

let second = 0;
const at = () => ({ t: `2026-11-22T10:00:${String(second++).padStart(2, "0")}.000Z` });
const answered = (lesson: string, beat: string, answer: "right" | "wrong"): ProgressEvent => ({
  ...at(),
  lesson,
  beat,
  done: false,
  answer,
});
const done = (lesson: string): ProgressEvent => ({ ...at(), lesson, beat: "summary", done: true });
const known = (...events: readonly ProgressEvent[]) => joinEvents(noProgress, events);

describe("which points a question lets one show", () => {
  const beat = (id: string, covers: readonly string[], asks: boolean) =>
    ({ id, covers, ...(asks && { tryIt: {} }) }) as never;

  test("its own, those of what it is about, and at the start those told before", () => {
    const beats = [
      beat("told", ["A1"], false),
      beat("asked", ["A2"], true),
      beat("then", ["A3", "A2"], false),
      beat("again", [], true),
      beat("end", ["A4"], false),
    ];
    expect(askedPoints({ beats })).toEqual({ asked: ["A1", "A2", "A3"], again: ["A4"] });
  });
});

describe("points that were shown", () => {
  test("are those of right answers", () => {
    expect([...shownPoints(marks, known(answered("url", "parts", "right")))]).toEqual(["U1", "U2"]);
    expect(shownPoints(marks, known(answered("url", "parts", "wrong"))).size).toBe(0);
  });

  test("are so no longer when the same question is answered wrongly later, but for what another one shows", () => {
    const events = [answered("url", "parts", "right"), answered("url", "file", "right")];
    const wrong = { ...at(), lesson: "url", review: "parts", seed: 3, answer: "wrong" } as const;
    expect([...shownPoints(marks, known(...events, wrong))]).toEqual(["U1"]);
  });

  test("are those of a placement too", () => {
    expect([...shownPoints(marks, known({ ...at(), placed: ["url"], points: ["U4"] }))]).toEqual(["U4"]);
  });
});

describe("how the lessons stand", () => {
  const stand = (...events: readonly ProgressEvent[]) => [...standings(marks, known(...events)).values()];

  test("at first only what rests on nothing is ready", () => {
    expect(stand()).toEqual(["ready", "later", "later"]);
  });

  test("what is done or placed opens what rests on it", () => {
    expect(stand(done("url"))).toEqual(["done", "ready", "later"]);
    expect(stand({ ...at(), placed: ["url", "dns-walk"], points: [] })).toEqual(["placed", "placed", "ready"]);
    expect(stand({ ...at(), placed: ["url"], points: [] }, answered("url", "file", "wrong"))).toEqual([
      "started",
      "ready",
      "later",
    ]);
  });
});

describe("the next step", () => {
  test.each([
    ["the first lesson", [], 0, { kind: "begin", slug: "url" }],
    [
      "what was begun, though something is due",
      [answered("dns-walk", "root", "right")],
      3,
      { kind: "continue", slug: "dns-walk" },
    ],
    ["what is due", [done("url")], 3, { kind: "review", due: 3 }],
    ["the next lesson", [done("url")], 0, { kind: "begin", slug: "dns-walk" }],
    ["nothing when all is done", [done("url"), done("dns-walk"), done("close")], 0, { kind: "nothing" }],
  ] as const)("%s", (_, events, due, step) => {
    expect(nextStep(marks, known(...events), due)).toEqual(step);
  });

  test("after a lesson comes the next one that is open, in the order of all", () => {
    expect(lessonAfter(marks, noProgress, "url")).toBe("dns-walk");
    expect(lessonAfter(marks, known(done("dns-walk")), "url")).toBe("close");
    expect(lessonAfter(marks, known(done("dns-walk")), "close")).toBe("url");
    expect(lessonAfter(marks, known(done("dns-walk"), done("url")), "close")).toBeUndefined();
  });
});
