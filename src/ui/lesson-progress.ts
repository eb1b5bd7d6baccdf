/** What is worth remembering of a lesson: that a beat was reached, and what came of its question or task. */
import { currentBeat } from "../lesson/session.ts";
import type { AppState } from "./app-state.ts";
import { isAtEnd } from "./lesson-state.ts";

export type LessonProgress = {
  readonly slug: string;
  readonly beat: string;
  /** What came of the beat's question, when it was just answered, or of its task. */
  readonly answer?: "right" | "wrong" | "shown";
  /** The summary after the last beat is reached. */
  readonly done: boolean;
};

/** What the change from one state to the next adds to the learner's progress; undefined when nothing. */
export function progressOf(before: AppState | undefined, after: AppState): LessonProgress | undefined {
  if (after.screen.kind !== "lesson" || before?.screen === after.screen) return undefined;
  const { lesson } = after.screen;
  const was = before?.screen.kind === "lesson" ? before.screen.lesson : undefined;
  const beat = currentBeat(lesson.played, lesson.session);
  const here = { slug: lesson.played.lesson.slug, beat: beat.id, done: isAtEnd(lesson) };
  if (was?.played !== lesson.played || was.session.beat !== lesson.session.beat) return here;
  const task = lesson.session.tasks[beat.id];
  if (task !== was.session.tasks[beat.id] && task !== undefined && task !== "open") {
    return { ...here, answer: task === "done" ? "right" : "shown" };
  }
  const now = lesson.session.questions[beat.id];
  const then = was.session.questions[beat.id];
  if (now === then || now === undefined) return undefined;
  if (now.status === "right") return { ...here, answer: "right" };
  if (now.status === "revealed") return { ...here, answer: "shown" };
  return now.wrong.length > (then?.wrong.length ?? 0) ? { ...here, answer: "wrong" } : undefined;
}
