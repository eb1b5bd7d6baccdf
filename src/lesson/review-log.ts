/** From what is stored of a learner to what is due. Brings the scheduling library along: import it when that is asked for. */
import { type CardId, cardId } from "./card.ts";
import type { Grade } from "./grade.ts";
import { answersOf, type PastAnswer, type Progress } from "./progress.ts";
import { dueAt, type Review, type Scheduled, scheduled } from "./schedule.ts";

/** The questions of a lesson, by the ids of their beats. */
export type CardsOfLesson = { readonly slug: string; readonly cards: readonly string[] };

/** Every question that was answered to its end, in its lesson or again: that is how often each card was asked. */
export function schedule(lessons: readonly CardsOfLesson[], progress: Progress): ReadonlyMap<CardId, Scheduled> {
  const known = new Set(lessons.flatMap(({ slug, cards }) => cards.map((beat) => cardId({ lesson: slug, beat }))));
  return scheduled(
    answersOf(progress)
      .flatMap(reviewOf)
      .filter(({ card }) => known.has(card)),
  );
}

/** What is due at `now` (ISO 8601, UTC), the longest overdue first. */
export const dueCards = (lessons: readonly CardsOfLesson[], progress: Progress, now: string): readonly Scheduled[] =>
  dueAt(schedule(lessons, progress), now);

/** After a wrong answer the question is still open; what ends it says that it was not right at once. */
function reviewOf(answered: PastAnswer): readonly Review[] {
  const grade = gradeOf(answered);
  return grade === undefined ? [] : [{ t: answered.t, card: cardId(answered), grade }];
}

function gradeOf({ answer, aided }: PastAnswer): Grade | undefined {
  if (answer === "wrong") return undefined;
  if (answer === "shown") return "again";
  return aided ? "hard" : "good";
}
