import fc from "fast-check";
import { createEmptyCard, type Card as FsrsCard, fsrs, Rating } from "ts-fsrs";
import { expect, test } from "vitest";
import { nextBelow, type Rng, seedRng } from "../base/rng.ts";
import { type Grade, gradeOf, grades } from "./grade.ts";
import { dueAt, type Review, scheduled } from "./schedule.ts";

const DAY = 86_400_000;
const start = Date.parse("2026-03-01T18:30:00.000Z");
const on = (day: number, minute = 0): string => new Date(start + day * DAY + minute * 60_000).toISOString();

test("over a month of evenings each due card is due when the library says so", () => {
  const library = fsrs({ enable_fuzz: false, enable_short_term: false });
  const rating = { good: Rating.Good, hard: Rating.Hard, again: Rating.Again } as const;
  const expected = new Map<string, FsrsCard>();
  const log: Review[] = [];
  let rng: Rng = seedRng(1, "month");
  const below = (bound: number): number => {
    const [value, next] = nextBelow(rng, bound);
    rng = next;
    return value;
  };
  let reviewed = 0;
  for (let day = 0; day < 31; day++) {
    const now = on(day);
    const due = dueAt(scheduled(log), now);
    const late = [...expected].filter(([, { due: at }]) => at.getTime() <= Date.parse(now)).map(([id]) => id);
    expect(due.map(({ card }) => card).toSorted()).toEqual(late.toSorted());
    reviewed += due.length;
    const fresh = day < 10 ? [`lesson/beat-${2 * day}`, `lesson/beat-${2 * day + 1}`] : [];
    for (const [i, card] of [...due.map((c) => c.card), ...fresh].entries()) {
      // Somebody who is mostly right.
      const grade: Grade = grades[[0, 0, 0, 0, 1, 2][below(6)]!]!;
      const t = on(day, i);
      log.push({ t, card, grade });
      expected.set(card, library.next(expected.get(card) ?? createEmptyCard(t), t, rating[grade]).card);
    }
    for (const { card, due: at, asked } of scheduled(log).values()) {
      expect(at).toBe(expected.get(card)!.due.toISOString());
      expect(asked).toBe(expected.get(card)!.reps);
    }
  }
  expect(reviewed).toBeGreaterThan(40);
});

test("a first answer is a review: what was known comes later than what was not", () => {
  const dueAfter = (grade: Grade): number =>
    (Date.parse(scheduled([{ t: on(0), card: "a/b", grade }]).get("a/b")!.due) - start) / DAY;
  expect(dueAfter("again")).toBe(1);
  expect(dueAfter("good")).toBeGreaterThan(dueAfter("hard"));
  expect(dueAfter("hard")).toBeGreaterThan(dueAfter("again"));
});

const review = fc.record({
  t: fc.integer({ min: 0, max: 40 }).map((day) => on(day)),
  card: fc.constantFrom("a/b", "a/c", "d/e"),
  grade: fc.constantFrom(...grades),
});
const sorted = (log: readonly Review[]) => [...scheduled(log)].toSorted(([a], [b]) => (a < b ? -1 : 1));

test("neither order nor repetition of what is joined makes a difference", () => {
  fc.assert(
    fc.property(fc.array(review), fc.array(review), (one, other) => {
      const joined = sorted([...one, ...other]);
      expect(sorted([...other, ...one, ...one])).toEqual(joined);
      expect(sorted([...one, ...other].toReversed())).toEqual(joined);
    }),
    { seed: 1 },
  );
});

test("what is longest overdue comes first, and nothing that is not due", () => {
  const cards = scheduled([
    { t: on(3), card: "a/late", grade: "again" },
    { t: on(1), card: "a/later", grade: "again" },
    { t: on(3), card: "a/known", grade: "good" },
  ]);
  expect(dueAt(cards, on(4)).map(({ card }) => card)).toEqual(["a/later", "a/late"]);
  expect(dueAt(cards, on(0))).toEqual([]);
});

test("an answer is good only at once and without help", () => {
  const wrong = [{ given: "x" }];
  expect(gradeOf({ status: "open", wrong, hints: 1 })).toBeUndefined();
  expect(gradeOf({ status: "right", wrong: [], hints: 0 })).toBe("good");
  expect(gradeOf({ status: "right", wrong, hints: 0 })).toBe("hard");
  expect(gradeOf({ status: "right", wrong: [], hints: 1 })).toBe("hard");
  expect(gradeOf({ status: "revealed", wrong: [], hints: 0 })).toBe("again");
});
