/** What a beat lets the learner choose: answers to its question, what its task allows, and what helps with either. */
import { unreachable } from "../base/assert.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import {
  currentBeat,
  currentDrill,
  currentQuestion,
  currentTask,
  currentTimeline,
  type LessonSession,
} from "../lesson/session.ts";
import { fieldsToPick } from "./pick-field.ts";

/** A line that can be chosen. */
export type LessonLine =
  | { readonly kind: "choice"; readonly key: string }
  /** Where an answer is typed. */
  | { readonly kind: "field" }
  /** One of a task's actions. */
  | { readonly kind: "do"; readonly action: string }
  | { readonly kind: "dont-know" | "hint" }
  /** Of a task. */
  | { readonly kind: "show" | "undo" | "leave" }
  /** Of a drill. */
  | { readonly kind: "next-round" | "drill-again" };

/** In order; none where there is nothing to choose. */
export function lessonLines(played: PlayedLesson, session: LessonSession): readonly LessonLine[] {
  if (session.fork?.kind === "what-if") return [];
  return currentTask(played, session) ? taskLines(played, session) : questionLines(played, session);
}

/** Lines that have a number are chosen by it. */
export const isNumbered = ({ kind }: LessonLine): boolean => kind === "choice" || kind === "do" || kind === "dont-know";

/** The numbers of the lines: from 1, without a gap; 0 for those that have none. */
export function lineNumbers(lines: readonly LessonLine[]): readonly number[] {
  let n = 0;
  // Where the answer is typed a digit is one.
  const typed = lines.some(({ kind }) => kind === "field");
  return lines.map((line) => (!typed && isNumbered(line) ? ++n : 0));
}

function taskLines(played: PlayedLesson, session: LessonSession): readonly LessonLine[] {
  const { fork } = session;
  const undo: readonly LessonLine[] = fork?.before ? [{ kind: "undo" }] : [];
  if (fork?.goal === "reached") return [{ kind: "leave" }, ...undo];
  const { tryIt } = currentBeat(played, session);
  return [
    ...Object.keys(tryIt?.allow ?? {}).map((action): LessonLine => ({ kind: "do", action })),
    ...undo,
    ...hintLine(played, session, currentTask(played, session)?.hints ?? 0),
    { kind: "show" },
  ];
}

function questionLines(played: PlayedLesson, session: LessonSession): readonly LessonLine[] {
  const question = currentQuestion(played, session);
  if (!question) return [];
  if (question.state.status === "open") {
    return [...answerLines(played, session), { kind: "dont-know" }, ...hintLine(played, session, question.state.hints)];
  }
  const drill = currentDrill(played, session);
  if (!drill) return [];
  return [{ kind: drill.over ? "drill-again" : "next-round" }];
}

function hintLine(played: PlayedLesson, session: LessonSession, shown: number): readonly LessonLine[] {
  const { id } = currentBeat(played, session);
  const hints = Math.max(0, ...Object.values(played.lesson.texts).map((text) => text.beats[id]?.hints.length ?? 0));
  return shown < hints ? [{ kind: "hint" }] : [];
}

function answerLines(played: PlayedLesson, session: LessonSession): readonly LessonLine[] {
  const ask = currentQuestion(played, session)?.ask;
  const { point } = currentBeat(played, session);
  const choice = (key: string): LessonLine => ({ kind: "choice", key });
  switch (ask?.kind) {
    case undefined:
      return [];
    case "choice":
      return ask.keys.map(choice);
    case "value":
      return [{ kind: "field" }];
    case "pick": {
      const timeline = currentTimeline(played, session);
      if (ask.pick === "field") {
        return fieldsToPick(timeline, session.cursor, String(ask.answer), point?.path).map(choice);
      }
      const { devices } = timeline.start;
      return Object.values(devices).flatMap((device) => (device.kind === "host" ? [choice(device.id)] : []));
    }
    default:
      return unreachable(ask);
  }
}
