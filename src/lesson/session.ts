/** Where a learner is in a lesson: a beat, a step inside it, and how the questions stand. Pure; the screen is elsewhere. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { judge, type PlayedAsk } from "./answer.ts";
import type { PlayedBeat, PlayedLesson } from "./play.ts";
import { isEvent } from "./salience.ts";

/** How one question stands. */
export type QuestionState = {
  readonly status: "open" | "right" | "revealed";
  /** What was tried in vain, oldest first. */
  readonly wrong: readonly { readonly given: string; readonly key?: string }[];
  /** How many hints are shown. */
  readonly hints: number;
};

export type LessonSession = {
  /** Index of the beat; the last one is the summary. */
  readonly beat: number;
  /** The step that the screen shows. */
  readonly cursor: StepIndex;
  /** By beat id; what is not there was never tried. */
  readonly questions: Readonly<Record<string, QuestionState>>;
};

export type LessonAction =
  | { readonly kind: "next" | "back" | "first" | "last" }
  | { readonly kind: "jump"; readonly beat: number | string }
  /** One event on or back, inside the beat. */
  | { readonly kind: "event-forward" | "event-back" }
  /** `given` as `judge` takes it. */
  | { readonly kind: "answer"; readonly given: string }
  | { readonly kind: "hint" | "reveal" };

const untried: QuestionState = { status: "open", wrong: [], hints: 0 };

/** A session at a beat, by index or id; at the first one when there is no such beat. */
export function startSession(played: PlayedLesson, beat: number | string = 0): LessonSession {
  return moved(played, { beat: 0, cursor: -1, questions: {} }, beatIndex(played, beat) ?? 0);
}

export const currentBeat = (played: PlayedLesson, session: LessonSession): PlayedBeat => {
  const beat = played.beats[session.beat] ?? played.beats.at(-1);
  // A played lesson has the summary at least.
  return beat!;
};

/** The question of the beat and how it stands; undefined where nothing is asked. */
export function currentQuestion(
  played: PlayedLesson,
  session: LessonSession,
): { readonly ask: PlayedAsk; readonly state: QuestionState } | undefined {
  const { id, ask } = currentBeat(played, session);
  return ask && { ask, state: session.questions[id] ?? untried };
}

/** Whether the learner still owes an answer here. Moving on is allowed all the same. */
export const isAsking = (played: PlayedLesson, session: LessonSession): boolean =>
  currentQuestion(played, session)?.state.status === "open";

export function lessonReducer(played: PlayedLesson, session: LessonSession, action: LessonAction): LessonSession {
  switch (action.kind) {
    case "next":
      return moved(played, session, session.beat + 1);
    case "back":
      return moved(played, session, session.beat - 1);
    case "first":
      return moved(played, session, 0);
    case "last":
      return moved(played, session, played.beats.length - 1);
    case "jump": {
      const beat = beatIndex(played, action.beat);
      return beat === undefined ? session : moved(played, session, beat);
    }
    case "event-forward":
      return { ...session, cursor: eventAfter(played, session) ?? session.cursor };
    case "event-back":
      return { ...session, cursor: eventBefore(played, session) };
    case "answer":
      return asked(played, session, (state, ask) => {
        const verdict = judge(ask, action.given);
        if (verdict.right) return { ...state, status: "right" };
        const miss = { given: action.given, ...(verdict.key !== undefined && { key: verdict.key }) };
        return { ...state, wrong: [...state.wrong, miss] };
      });
    case "hint": {
      const { id } = currentBeat(played, session);
      const most = Math.max(0, ...Object.values(played.lesson.texts).map((text) => text.beats[id]?.hints.length ?? 0));
      return asked(played, session, (state) => ({ ...state, hints: Math.min(most, state.hints + 1) }));
    }
    case "reveal":
      return asked(played, session, (state) => ({ ...state, status: "revealed" }));
    default:
      return unreachable(action);
  }
}

function beatIndex(played: PlayedLesson, beat: number | string): number | undefined {
  const index = typeof beat === "number" ? beat : played.beats.findIndex(({ id }) => id === beat);
  return index >= 0 && index < played.beats.length ? index : undefined;
}

/** To a beat and the step where it begins; at either end it stays. */
function moved(played: PlayedLesson, session: LessonSession, beat: number): LessonSession {
  const there = Math.min(Math.max(beat, 0), played.beats.length - 1);
  return { ...session, beat: there, cursor: played.beats[there]?.step ?? -1 };
}

/** Changes the question of this beat while it is open. */
function asked(
  played: PlayedLesson,
  session: LessonSession,
  change: (state: QuestionState, ask: PlayedAsk) => QuestionState,
): LessonSession {
  const question = currentQuestion(played, session);
  if (question?.state.status !== "open") return session;
  const { id } = currentBeat(played, session);
  return { ...session, questions: { ...session.questions, [id]: change(question.state, question.ask) } };
}

/** The steps of a beat end before the next beat that stands elsewhere; those of the last beat with the run. */
function endOfBeat({ beats, timeline }: PlayedLesson, beat: number): StepIndex {
  const here = beats[beat]?.step ?? -1;
  const next = beats.slice(beat + 1).find(({ step }) => step > here);
  return next?.step ?? timeline.steps.length;
}

function eventAfter(played: PlayedLesson, { beat, cursor }: LessonSession): StepIndex | undefined {
  const end = endOfBeat(played, beat);
  return played.timeline.steps.slice(cursor + 1, end).find(isEvent)?.index;
}

/** Not before the step where the beat begins, which is always a stop. */
function eventBefore(played: PlayedLesson, { beat, cursor }: LessonSession): StepIndex {
  const start = played.beats[beat]?.step ?? -1;
  if (cursor <= start) return start;
  return played.timeline.steps.slice(start + 1, cursor).findLast(isEvent)?.index ?? start;
}
