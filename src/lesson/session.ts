/** Where a learner is in a lesson: a beat, a step inside it, a fork; and how questions, drills and tasks stand. Pure; the screen is elsewhere. */
import { assert, unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { lengthOf, stepAt, type Timeline } from "../sim/timeline.ts";
import { judge, type PlayedAsk } from "./answer.ts";
import { drillRound } from "./drill.ts";
import { actInFork, type Fork, solvedTask, startTask, startWhatIf } from "./fork.ts";
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

/** How a drill stands. Its question is among the questions, that of the present round. */
export type DrillState = {
  /** What its values are drawn with; another when it is begun again. */
  readonly seed: number;
  /** From 0. */
  readonly round: number;
  /** Rounds that were answered rightly. */
  readonly right: number;
};

/** Whether a task's goal was reached, or its solution was looked at. What was done once stays done. */
export type TaskState = "open" | "done" | "shown";

export type LessonSession = {
  /** Index of the beat; the last one is the summary. */
  readonly beat: number;
  /** The step that the screen shows, in `currentTimeline`. */
  readonly cursor: StepIndex;
  /** By beat id; what is not there was never tried. */
  readonly questions: Readonly<Record<string, QuestionState>>;
  readonly drills: Readonly<Record<string, DrillState>>;
  readonly tasks: Readonly<Record<string, TaskState>>;
  /** Hints of tasks that are shown, by beat id. */
  readonly taskHints: Readonly<Record<string, number>>;
  /** The fork that the learner is in, and the step of the lesson that he comes back to. */
  readonly fork?: Fork;
  readonly left?: StepIndex;
  /** Where the run beside stands when one has stepped through the events of both; holds while all else is as it was. */
  readonly beside?: BesidePlace;
};

export type BesidePlace = {
  readonly beat: number;
  readonly cursor: StepIndex;
  readonly run: Timeline;
  readonly at: StepIndex;
};

export type LessonAction =
  | { readonly kind: "next" | "back" | "first" | "last" }
  | { readonly kind: "jump"; readonly beat: number | string }
  /** One event on or back, inside the beat. */
  | { readonly kind: "event-forward" | "event-back" }
  /** `given` as `judge` takes it. */
  | { readonly kind: "answer"; readonly given: string }
  /** `dont-know` is an answer too: the right one is shown with its reason, as when it is asked for. */
  | { readonly kind: "hint" | "reveal" | "dont-know" }
  /** Of a drill: the next question, when this one is answered; from the beginning, with other values. */
  | { readonly kind: "next-round" | "drill-again" }
  | { readonly kind: "start-what-if"; readonly id: string }
  | { readonly kind: "start-task" }
  /** One of the task's actions; begins the task where it has not begun. */
  | { readonly kind: "do"; readonly action: string }
  /** Takes the last action back. */
  | { readonly kind: "undo" }
  | { readonly kind: "show-solution" }
  | { readonly kind: "leave-fork" };

const untried: QuestionState = { status: "open", wrong: [], hints: 0 };

/** A session at a beat, by index or id; at the first one when there is no such beat. */
export function startSession(played: PlayedLesson, beat: number | string = 0): LessonSession {
  const fresh: LessonSession = { beat: 0, cursor: -1, questions: {}, drills: {}, tasks: {}, taskHints: {} };
  return moved(played, fresh, beatIndex(played, beat) ?? 0);
}

/** The beat as the learner has it: of a drill, with the values and the question of the present round. */
export function currentBeat(played: PlayedLesson, session: LessonSession): PlayedBeat {
  const beat = writtenBeat(played, session);
  if (!beat.drill) return beat;
  const { seed, round } = drillState(played, session, beat);
  const made = drillRound(beat.drill, seed, round);
  // With other values than the lesson was checked with a round may come to nothing: then it asks what the first one asks.
  const { values, ask } = roundOf(made.ok ? made : drillRound(beat.drill, played.lesson.seed, 0));
  return { ...beat, values, ask };
}

function roundOf(made: ReturnType<typeof drillRound>) {
  assert(made.ok, "a lesson that plays has a first round");
  return made.value;
}

function writtenBeat(played: PlayedLesson, session: LessonSession): PlayedBeat {
  // A played lesson has the summary at least.
  return (played.beats[session.beat] ?? played.beats.at(-1))!;
}

const drillState = (played: PlayedLesson, { drills }: LessonSession, { id }: PlayedBeat): DrillState =>
  drills[id] ?? { seed: played.lesson.seed, round: 0, right: 0 };

/** The run that the screen shows: the fork's, else that of the beat. */
export const currentTimeline = (played: PlayedLesson, session: LessonSession): Timeline =>
  session.fork?.timeline ?? played.runs[writtenBeat(played, session).run]!;

/** How the beat's drill stands: `over` when its last round is answered. Undefined where there is none. */
export function currentDrill(
  played: PlayedLesson,
  session: LessonSession,
): (DrillState & { readonly times: number; readonly over: boolean }) | undefined {
  const beat = writtenBeat(played, session);
  if (!beat.drill) return undefined;
  const state = drillState(played, session, beat);
  const { times } = beat.drill;
  return { ...state, times, over: state.round === times - 1 && !isAsking(played, session) };
}

/** How the beat's task stands, and its hints that are shown. Undefined where there is none. */
export function currentTask(
  played: PlayedLesson,
  session: LessonSession,
): { readonly state: TaskState; readonly hints: number } | undefined {
  const { id, tryIt } = writtenBeat(played, session);
  return tryIt && { state: session.tasks[id] ?? "open", hints: session.taskHints[id] ?? 0 };
}

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

/** Actions that mean nothing where the learner is leave the session as it is. In a fork, `next` and `back` go from event to event. */
export function lessonReducer(played: PlayedLesson, session: LessonSession, action: LessonAction): LessonSession {
  switch (action.kind) {
    case "next":
      return session.fork ? onEvent(played, session, 1) : moved(played, session, session.beat + 1);
    case "back":
      return session.fork ? onEvent(played, session, -1) : moved(played, session, session.beat - 1);
    case "first":
      return session.fork ? { ...session, cursor: session.fork.from } : moved(played, session, 0);
    case "last":
      return session.fork
        ? { ...session, cursor: lastEvent(session.fork) }
        : moved(played, session, played.beats.length - 1);
    case "jump": {
      const beat = beatIndex(played, action.beat);
      return beat === undefined ? session : moved(played, session, beat);
    }
    case "event-forward":
      return onEvent(played, session, 1);
    case "event-back":
      return onEvent(played, session, -1);
    case "answer":
      return answered(played, session, action.given);
    case "hint":
      return hinted(played, session);
    case "reveal":
    case "dont-know":
      return asked(played, session, (state) => ({ ...state, status: "revealed" }));
    case "next-round":
      return nextRound(played, session);
    case "drill-again": {
      const beat = writtenBeat(played, session);
      if (!beat.drill) return session;
      const { seed } = drillState(played, session, beat);
      return atRound(session, beat.id, { seed: (seed + 1) >>> 0, round: 0, right: 0 });
    }
    case "start-what-if": {
      const beat = writtenBeat(played, session);
      if (session.fork || !Object.hasOwn(beat.whatIf ?? {}, action.id)) return session;
      return inFork(session, startWhatIf(played, beat, action.id));
    }
    case "start-task": {
      const beat = writtenBeat(played, session);
      return beat.tryIt && !session.fork ? inFork(session, startTask(played, beat)) : session;
    }
    case "do": {
      const beat = writtenBeat(played, session);
      if (!Object.hasOwn(beat.tryIt?.allow ?? {}, action.action) || session.fork?.kind === "what-if") return session;
      const fork = actInFork(session.fork ?? startTask(played, beat), beat, action.action);
      return counted(inFork(session, fork), fork.goal === "reached" ? "done" : "open");
    }
    case "undo":
      return session.fork?.before ? inFork(session, session.fork.before) : session;
    case "show-solution": {
      const beat = writtenBeat(played, session);
      return beat.tryIt ? counted(inFork(session, solvedTask(played, beat)), "shown") : session;
    }
    case "leave-fork":
      return outOfFork(session);
    default:
      return unreachable(action);
  }
}

function answered(played: PlayedLesson, session: LessonSession, given: string): LessonSession {
  const after = asked(played, session, (state, ask) => {
    const verdict = judge(ask, given);
    if (verdict.right) return { ...state, status: "right" };
    return { ...state, wrong: [...state.wrong, { given, ...(verdict.key !== undefined && { key: verdict.key }) }] };
  });
  const beat = writtenBeat(played, session);
  if (!beat.drill || after === session || after.questions[beat.id]?.status !== "right") return after;
  const state = drillState(played, session, beat);
  return { ...after, drills: { ...after.drills, [beat.id]: { ...state, right: state.right + 1 } } };
}

function hinted(played: PlayedLesson, session: LessonSession): LessonSession {
  const { id, tryIt } = writtenBeat(played, session);
  const most = Math.max(0, ...Object.values(played.lesson.texts).map((text) => text.beats[id]?.hints.length ?? 0));
  if (tryIt) {
    const hints = session.taskHints[id] ?? 0;
    return hints < most ? { ...session, taskHints: { ...session.taskHints, [id]: hints + 1 } } : session;
  }
  return asked(played, session, (state) => ({ ...state, hints: Math.min(most, state.hints + 1) }));
}

/** When the question is closed and there is another round. */
function nextRound(played: PlayedLesson, session: LessonSession): LessonSession {
  const beat = writtenBeat(played, session);
  if (!beat.drill || isAsking(played, session)) return session;
  const state = drillState(played, session, beat);
  if (state.round + 1 >= beat.drill.times) return session;
  return atRound(session, beat.id, { ...state, round: state.round + 1 });
}

const atRound = (session: LessonSession, id: string, state: DrillState): LessonSession => ({
  ...session,
  drills: { ...session.drills, [id]: state },
  questions: { ...session.questions, [id]: untried },
});

/** Shows where the last action begins: what follows from it comes event by event. */
function inFork(session: LessonSession, fork: Fork): LessonSession {
  const cursor = Math.min(
    fork.since + (fork.kind === "task" && fork.actions.length === 0 ? 0 : 1),
    lengthOf(fork.timeline) - 1,
  );
  return { ...session, fork, cursor, left: session.left ?? session.cursor };
}

function outOfFork(session: LessonSession): LessonSession {
  const { fork, left, ...rest } = session;
  return fork && left !== undefined ? { ...rest, cursor: left } : session;
}

/** A task that was done stays done, and one whose solution was shown stays shown until it is done without looking. */
function counted(session: LessonSession, state: TaskState): LessonSession {
  const id = session.fork?.beat;
  if (id === undefined || state === "open" || session.tasks[id] === "done") return session;
  return { ...session, tasks: { ...session.tasks, [id]: state } };
}

function beatIndex(played: PlayedLesson, beat: number | string): number | undefined {
  const index = typeof beat === "number" ? beat : played.beats.findIndex(({ id }) => id === beat);
  return index >= 0 && index < played.beats.length ? index : undefined;
}

/** To a beat and the step where it begins, out of any fork; at either end it stays. */
function moved(played: PlayedLesson, session: LessonSession, beat: number): LessonSession {
  const { fork: _, left: __, beside: ___, ...rest } = session;
  const there = Math.min(Math.max(beat, 0), played.beats.length - 1);
  return { ...rest, beat: there, cursor: played.beats[there]?.step ?? -1 };
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

/** Where a fork ends for those who go from event to event. */
function lastEvent({ timeline, from }: Fork): StepIndex {
  for (let at = lengthOf(timeline) - 1; at > from; at--) if (isEvent(stepAt(timeline, at)!)) return at;
  return from;
}

/** One event on or back, between where the beat or the fork begins and where it ends. */
function onEvent(played: PlayedLesson, session: LessonSession, by: 1 | -1): LessonSession {
  const timeline = currentTimeline(played, session);
  const { from, end } = session.fork
    ? { from: session.fork.from, end: lengthOf(session.fork.timeline) }
    : { from: writtenBeat(played, session).step, end: endOfBeat(played, session.beat) };
  const { cursor } = session;
  if (by < 0) {
    // Where it begins is always a stop.
    for (let at = cursor - 1; at > from; at--) if (isEvent(stepAt(timeline, at)!)) return { ...session, cursor: at };
    return cursor === from ? session : { ...session, cursor: from };
  }
  for (let at = cursor + 1; at < end; at++) if (isEvent(stepAt(timeline, at)!)) return { ...session, cursor: at };
  return session;
}

/** The steps of a beat end before the next beat that stands later in the same run; those of the last one with the run. */
function endOfBeat({ beats, runs }: PlayedLesson, beat: number): StepIndex {
  const { step: here = -1, run = "" } = beats[beat] ?? {};
  const next = beats.slice(beat + 1).find((b) => b.run === run && b.step > here);
  return next?.step ?? lengthOf(runs[run]!);
}
