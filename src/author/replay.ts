/** A lesson gone through as learners do it: on and back, every answer, every task, what-if and drill. Says what does not come out right. */
import type { Language } from "../i18n/words.ts";
import { type PlayedAsk, rightAnswer } from "../lesson/answer.ts";
import { beatText, blockLines } from "../lesson/beat-text.ts";
import { type PlayedBeat, type PlayedLesson, RUN_STEPS } from "../lesson/play.ts";
import {
  currentBeat,
  currentDrill,
  currentQuestion,
  type LessonAction,
  type LessonSession,
  lessonReducer,
  startSession,
} from "../lesson/session.ts";
import { lessonLanguages } from "../lesson/words-file.ts";
import type { AppState } from "../ui/app-state.ts";
import { freshLesson } from "../ui/lesson-state.ts";
import { pictureOf } from "../ui/picture.ts";
import { atStep } from "../ui/stage-state.ts";
import type { Size } from "../view/row.ts";
import { rowText } from "../view/text.ts";
import { unifiedDiff } from "./diff.ts";

export type ReplayProblem = { readonly beat: string } & (
  | { readonly kind: "other-screen"; readonly after: "back" | "what-if" | "task"; readonly diff: readonly string[] }
  /** The right answer is not taken for right. */
  | { readonly kind: "right-refused"; readonly given: string }
  /** A known mistake is not met with its own words. */
  | { readonly kind: "wrong-unknown"; readonly key: string; readonly given: string }
  /** The words are there, but not on the screen. */
  | { readonly kind: "reply-unseen"; readonly key: string; readonly language: Language }
  | { readonly kind: "solution-fails" }
  | { readonly kind: "drill-fails"; readonly round: number }
);

const SMALL: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 120, rows: 40 };
/** A drill is gone through with the lesson's own seed and those that come after it. */
const DRILL_SEEDS = 3;

/** In the order of the beats. */
export function replayLesson(played: PlayedLesson): readonly ReplayProblem[] {
  const ids = played.beats.map(({ id }) => id);
  const problems = [
    ...backAgain(played),
    ...played.beats.flatMap((beat) => [
      ...questionProblems(played, beat),
      ...drillProblems(played, beat),
      ...taskProblems(played, beat),
      ...whatIfProblems(played, beat),
    ]),
  ];
  return problems.toSorted((a, b) => ids.indexOf(a.beat) - ids.indexOf(b.beat));
}

const languagesOf = ({ lesson }: PlayedLesson): readonly Language[] =>
  lessonLanguages.filter((language) => lesson.texts[language]);

/** What stands on the screen, with the panes as the beat puts them on stage. */
function screenOf(
  played: PlayedLesson,
  session: LessonSession,
  size = LARGE,
  language: Language = languagesOf(played)[0]!,
): string {
  const fresh = freshLesson(played, session.beat);
  const screen: AppState["screen"] = {
    kind: "lesson",
    lesson: { ...fresh.lesson, session },
    stage: atStep(fresh.stage, session.cursor),
  };
  const { rows } = pictureOf({ language, screen, dialog: null, behind: "menu" }, size);
  return rows.map((row) => `${rowText(row).trimEnd()}\n`).join("");
}

/** All the way on and all the way back, event by event: each beat looks the same both times. */
function backAgain(played: PlayedLesson): readonly ReplayProblem[] {
  const on = new Map<string, string>();
  let session = startSession(played);
  for (const { id } of played.beats) {
    on.set(id, screenOf(played, session));
    session = lessonReducer(played, toEnd(played, session), { kind: "next" });
  }
  const problems: ReplayProblem[] = [];
  for (const { id: beat } of played.beats.toReversed()) {
    const diff = unifiedDiff(on.get(beat)!, screenOf(played, session));
    if (diff.length > 0) problems.push({ kind: "other-screen", beat, after: "back", diff });
    session = lessonReducer(played, session, { kind: "back" });
  }
  return problems;
}

/** Event by event as far as it goes. */
function toEnd(played: PlayedLesson, session: LessonSession): LessonSession {
  let here = session;
  for (let n = 0; n < RUN_STEPS; n++) {
    const next = lessonReducer(played, here, { kind: "event-forward" });
    if (next.cursor === here.cursor) break;
    here = next;
  }
  return here;
}

function questionProblems(played: PlayedLesson, beat: PlayedBeat): readonly ReplayProblem[] {
  return beat.ask ? askProblems(played, startSession(played, beat.id), beat.id, true) : [];
}

/** The question where the session stands, answered in every way that the lesson knows of. */
function askProblems(
  played: PlayedLesson,
  session: LessonSession,
  beat: string,
  replies: boolean,
): readonly ReplayProblem[] {
  const { ask } = currentBeat(played, session);
  if (!ask) return [];
  const problems: ReplayProblem[] = [];
  const given = rightAnswer(ask);
  if (currentQuestion(played, answered(played, session, given))?.state.status !== "right") {
    problems.push({ kind: "right-refused", beat, given });
  }
  for (const [key, wrong] of mistakesOf(ask)) {
    const after = answered(played, session, wrong);
    const state = currentQuestion(played, after)?.state;
    if (state?.status !== "open" || state.wrong.at(-1)?.key !== key) {
      problems.push({ kind: "wrong-unknown", beat, key, given: wrong });
      continue;
    }
    if (!replies) continue;
    for (const language of languagesOf(played)) {
      const { wrongs } = beatText(played.lesson, currentBeat(played, after), language);
      const reply = squeezed(blockLines(wrongs[key] ?? []).join(" ")).slice(0, REPLY_LETTERS);
      if (reply === "" || squeezed(screenOf(played, after, SMALL, language)).includes(reply)) continue;
      problems.push({ kind: "reply-unseen", beat, key, language });
    }
  }
  return problems;
}

/** Enough to know a reply by its beginning, wherever its lines are broken. */
const REPLY_LETTERS = 20;
const squeezed = (text: string): string => text.replaceAll(/\s+/g, "");

const answered = (played: PlayedLesson, session: LessonSession, given: string): LessonSession =>
  lessonReducer(played, session, { kind: "answer", given });

/** Wrong answers that have words of their own, as they are given. */
const mistakesOf = (ask: PlayedAsk): readonly (readonly [key: string, given: string])[] =>
  ask.kind === "choice"
    ? ask.keys.filter((key) => !ask.right.includes(key)).map((key) => [key, key])
    : Object.entries(ask.wrong).map(([key, value]) => [key, String(value)]);

function drillProblems(played: PlayedLesson, { id: beat, drill }: PlayedBeat): readonly ReplayProblem[] {
  if (!drill) return [];
  const problems: ReplayProblem[] = [];
  let session = startSession(played, beat);
  for (let seed = 0; seed < DRILL_SEEDS; seed++) {
    for (let round = 0; round < drill.times; round++) {
      const { ask } = currentBeat(played, session);
      problems.push(...askProblems(played, session, beat, seed === 0 && round === 0));
      session = ask ? answered(played, session, rightAnswer(ask)) : session;
      const state = currentDrill(played, session);
      const last = round === drill.times - 1;
      if (state?.round !== round || state.right !== round + 1 || state.over !== last) {
        return [...problems, { kind: "drill-fails", beat, round: round + 1 }];
      }
      screenOf(played, session);
      session = lessonReducer(played, session, { kind: last ? "drill-again" : "next-round" });
    }
  }
  return problems;
}

function taskProblems(played: PlayedLesson, { id: beat, tryIt }: PlayedBeat): readonly ReplayProblem[] {
  if (!tryIt) return [];
  const before = startSession(played, beat);
  const actions: readonly LessonAction[] = [
    { kind: "start-task" },
    ...tryIt.solution.map((action): LessonAction => ({ kind: "do", action })),
  ];
  let session = before;
  for (const action of actions) {
    session = lessonReducer(played, session, action);
    screenOf(played, session);
    screenOf(played, toEnd(played, session));
  }
  const solved = session.fork?.goal === "reached" && session.tasks[beat] === "done";
  const problems: ReplayProblem[] = solved ? [] : [{ kind: "solution-fails", beat }];
  const diff = unifiedDiff(screenOf(played, before), screenOf(played, outOfTask(played, session)));
  return diff.length === 0 ? problems : [...problems, { kind: "other-screen", beat, after: "task", diff }];
}

/** Back in the lesson; that the task is done, the screen may tell, so that is left out. */
const outOfTask = (played: PlayedLesson, session: LessonSession): LessonSession => ({
  ...lessonReducer(played, session, { kind: "leave-fork" }),
  tasks: {},
});

function whatIfProblems(played: PlayedLesson, { id: beat, whatIf }: PlayedBeat): readonly ReplayProblem[] {
  const before = startSession(played, beat);
  const there = screenOf(played, before);
  return Object.keys(whatIf ?? {}).flatMap((id): readonly ReplayProblem[] => {
    const began = lessonReducer(played, before, { kind: "start-what-if", id });
    const end = toEnd(played, began);
    screenOf(played, began);
    screenOf(played, end);
    const diff = unifiedDiff(there, screenOf(played, lessonReducer(played, end, { kind: "leave-fork" })));
    return diff.length === 0 ? [] : [{ kind: "other-screen", beat, after: "what-if", diff }];
  });
}
