import { expect, test } from "vitest";
import { joinEvents, noProgress, type ProgressEvent } from "./progress.ts";
import { dueCards, schedule } from "./review-log.ts";

const lessons = [{ slug: "url", cards: ["parts", "file"] }];
const t = (day: number, minute = 0): string =>
  `2026-11-${String(day).padStart(2, "0")}T10:${String(minute).padStart(2, "0")}:00.000Z`;
const inLesson = (at: string, beat: string, more: object): ProgressEvent =>
  ({ t: at, lesson: "url", beat, done: false, ...more }) as ProgressEvent;
const again = (at: string, review: string, more: object): ProgressEvent =>
  ({ t: at, lesson: "url", review, seed: 1, ...more }) as ProgressEvent;
const known = (...events: readonly ProgressEvent[]) => joinEvents(noProgress, events);

test("the answer that ends a question counts, in its lesson and when it is asked again", () => {
  const progress = known(
    inLesson(t(1), "parts", { answer: "wrong", mistake: "host" }),
    inLesson(t(1, 1), "parts", { answer: "right", aided: true }),
    again(t(8), "parts", { answer: "right" }),
    inLesson(t(1), "file", { answer: "wrong" }),
    inLesson(t(1), "task", { answer: "right" }),
    inLesson(t(1), "parts", {}),
  );
  const cards = schedule(lessons, progress);
  expect([...cards.keys()]).toEqual(["url/parts"]);
  expect(cards.get("url/parts")).toMatchObject({ asked: 2 });
});

test("who did not know is asked again sooner than who needed help, and that one sooner than who knew", () => {
  const dueAfter = (more: object): string =>
    schedule(lessons, known(inLesson(t(1), "parts", more))).get("url/parts")!.due;
  const [unknown, aided, right] = [{ answer: "shown" }, { answer: "right", aided: true }, { answer: "right" }].map(
    dueAfter,
  );
  expect(unknown! <= aided! && aided! < right!).toBe(true);
});

test("what is due is due from that moment on", () => {
  const progress = known(inLesson(t(1), "parts", { answer: "right" }));
  const { due } = schedule(lessons, progress).get("url/parts")!;
  const before = new Date(Date.parse(due) - 1).toISOString();
  expect(dueCards(lessons, progress, before)).toEqual([]);
  expect(dueCards(lessons, progress, due)).toMatchObject([{ card: "url/parts", due }]);
});
