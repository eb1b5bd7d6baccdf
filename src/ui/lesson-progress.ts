/** What is worth remembering of a lesson: that a beat was reached, and what came of its question or task. */
import type { Answered } from "../lesson/progress.ts";
import { currentBeat } from "../lesson/session.ts";
import type { AppState } from "./app-state.ts";
import { isAtEnd, type LessonState } from "./lesson-state.ts";

export type LessonProgress = BeatProgress | ReviewProgress;

/** A question of a lesson was asked again, of the moment that `seed` makes. */
type ReviewProgress = { readonly slug: string; readonly review: string; readonly seed: number } & Answered;

type BeatProgress = {
  readonly slug: string;
  readonly beat: string;
  /** The summary after the last beat is reached. */
  readonly done: boolean;
  /** What came of the beat's question, when it was just answered, or of its task. */
} & (Answered | { readonly answer?: never });

/** What the change from one state to the next adds to the learner's progress; undefined when nothing. */
export function progressOf(before: AppState | undefined, after: AppState): LessonProgress | undefined {
  if (after.screen.kind !== "lesson" || before?.screen === after.screen) return undefined;
  const { lesson } = after.screen;
  const was = before?.screen.kind === "lesson" ? before.screen.lesson : undefined;
  const beat = currentBeat(lesson.played, lesson.session);
  if (lesson.sitting) {
    const { course, seed } = lesson.sitting;
    // What a placement finds is kept at its end, as a whole.
    if (course.kind === "placement" || !was || was.sitting !== lesson.sitting) return undefined;
    const answer = answerSince(was, lesson, beat.id);
    return answer && { slug: lesson.played.lesson.slug, review: beat.id, seed, ...answer };
  }
  const here = { slug: lesson.played.lesson.slug, beat: beat.id, done: isAtEnd(lesson) };
  if (was?.played !== lesson.played || was.session.beat !== lesson.session.beat) return here;
  const task = lesson.session.tasks[beat.id];
  if (task !== was.session.tasks[beat.id] && task !== undefined && task !== "open") {
    return { ...here, answer: task === "done" ? "right" : "shown" };
  }
  const answer = answerSince(was, lesson, beat.id);
  return answer && { ...here, ...answer };
}

/** What came of the beat's question between the two. */
function answerSince(was: LessonState, { session }: LessonState, beat: string): Answered | undefined {
  const now = session.questions[beat];
  const then = was.session.questions[beat];
  if (now === then || now === undefined) return undefined;
  if (now.status === "revealed") return { answer: "shown" };
  if (now.status === "right") {
    const aided = now.hints > 0 || now.wrong.length > 0;
    return { answer: "right", ...(aided && { aided }) };
  }
  if (now.wrong.length <= (then?.wrong.length ?? 0)) return undefined;
  const mistake = now.wrong.at(-1)?.key;
  return { answer: "wrong", ...(mistake !== undefined && { mistake }) };
}
