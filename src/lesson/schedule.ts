/**
 * When a card is to be asked again: FSRS, by ts-fsrs. A pure fold over what was answered when, so that logs of two machines
 * that were joined say the same as one. Import it when reviews are asked for: it brings the library along.
 */
import { createEmptyCard, type Card as FsrsCard, type Grade as FsrsGrade, fsrs, Rating } from "ts-fsrs";
import type { CardId } from "./card.ts";
import { type Grade, grades } from "./grade.ts";

/** One answer. `t` is the time in UTC as `Date.toISOString` writes it. */
export type Review = { readonly t: string; readonly card: CardId; readonly grade: Grade };

/** How a card stands after its reviews. */
export type Scheduled = {
  readonly card: CardId;
  /** As `t`. */
  readonly due: string;
  /** So many answers so far; the next one is asked with `seedOf(card, asked)`. */
  readonly asked: number;
  /** Days until nine of ten are still remembered. */
  readonly stability: number;
};

/** Days and no minutes: a review is a sitting, and what was wrong in it comes again the next day. No chance in it. */
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false });

const rating: Readonly<Record<Grade, FsrsGrade>> = { good: Rating.Good, hard: Rating.Hard, again: Rating.Again };

/** Every card that was ever answered; their order, and the order and repetition of reviews, make no difference. */
export function scheduled(reviews: Iterable<Review>): ReadonlyMap<CardId, Scheduled> {
  const byCard = new Map<CardId, Map<string, Grade>>();
  for (const { t, card, grade } of reviews) {
    const times = byCard.get(card) ?? new Map<string, Grade>();
    byCard.set(card, times.set(t, worse(grade, times.get(t))));
  }
  return new Map([...byCard].map(([card, times]) => [card, fold(card, times)]));
}

/** Of two answers to one card at the same millisecond one counts, whoever is read first. */
const worse = (a: Grade, b: Grade = a): Grade => (grades.indexOf(a) > grades.indexOf(b) ? a : b);

function fold(card: CardId, times: ReadonlyMap<string, Grade>): Scheduled {
  const answers = [...times].sort(([a], [b]) => (a < b ? -1 : 1));
  let state: FsrsCard = createEmptyCard(answers[0]![0]);
  for (const [t, grade] of answers) state = scheduler.next(state, t, rating[grade]).card;
  return { card, due: state.due.toISOString(), asked: answers.length, stability: state.stability };
}

/** What is due at `now` (as `t`), the longest overdue first. */
export const dueAt = (cards: ReadonlyMap<CardId, Scheduled>, now: string): readonly Scheduled[] =>
  [...cards.values()].filter(({ due }) => due <= now).sort((a, b) => (before(a, b) ? -1 : 1));

const before = (a: Scheduled, b: Scheduled): boolean => (a.due === b.due ? a.card < b.card : a.due < b.due);
