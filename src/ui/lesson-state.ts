/** A lesson on the screen: where its session is, and what the learner does with its questions, tasks and what-ifs. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import type { PickKind } from "../lesson/ask-file.ts";
import { beatText, blockLines, insteadOf, termsIn, titleIn } from "../lesson/beat-text.ts";
import { hostPanes } from "../lesson/lesson-names.ts";
import type { PlayedBeat, PlayedLesson } from "../lesson/play.ts";
import {
  currentBeat,
  currentQuestion,
  currentTask,
  currentTimeline,
  type LessonAction,
  type LessonSession,
  lessonReducer,
  startSession,
} from "../lesson/session.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { PaneName } from "../view/pane.ts";
import { pointPacket } from "../view/stage.ts";
import { thing } from "../view/thing.ts";
import { editField, emptyField, type Field } from "./field.ts";
import type { Action, KeyContext } from "./keymap.ts";
import { type LessonLine, lessonLines, lineNumbers } from "./lesson-lines.ts";
import { endBeside, steppedBeside } from "./lesson-pairs.ts";
import { knownEvents } from "./run.ts";
import { lessonOf, type Place, type Sitting, sittingAt } from "./sitting.ts";
import {
  afresh,
  atStep,
  changePane,
  freshStage,
  type Measured,
  moved,
  onStage,
  type StageState,
  scrollText,
  toPart,
} from "./stage-state.ts";
import type { Key } from "./terminal/key.ts";

export type LessonState = {
  readonly played: PlayedLesson;
  readonly session: LessonSession;
  /** The line under the cursor, of those that can be chosen. */
  readonly cursor: number;
  /** What is typed as an answer. */
  readonly field: Field;
  readonly keys: QuestionKeys;
  /** The beat where the learner came in: there it is said once what holds for the whole lesson. */
  readonly entered: number;
  /** The question is one of a review or a placement, and nothing else of the lesson is there. */
  readonly sitting?: Sitting;
};

/** Where keys go while there is something to choose: to it; to the panes, where one looks or picks; or it was left for later. */
export type QuestionKeys = "question" | "panes" | "later";

/** Lesson and stage at a beat, by index or id; at the first one when there is no such beat. */
export function freshLesson(played: PlayedLesson, beat?: number | string): LessonOnStage {
  const session = startSession(played, beat);
  const lesson = {
    played,
    session,
    cursor: 0,
    field: emptyField,
    keys: keysAt(played, session),
    entered: session.beat,
  } as const;
  const fresh = freshStage(session.cursor, currentBeat(played, session).show[0] ?? "ladder");
  const stage: StageState = isOver(lesson) ? { ...fresh, active: "text" } : fresh;
  return { lesson, stage: pointed(played, session, hosted(stage, currentBeat(played, session))) };
}

/** A question of a review or a placement, on the stage as its lesson sets it. */
export function freshSitting(place: Extract<Place, { readonly kind: "card" }>): LessonOnStage {
  const { lesson, stage } = freshLesson(lessonOf(place.moment, place.course), 0);
  return { lesson: { ...lesson, sitting: sittingAt(place) }, stage };
}

/** Whether nothing is left to be answered. */
export const isClosed = ({ played, session }: Pick<LessonState, "played" | "session">): boolean =>
  currentQuestion(played, session)?.state.status !== "open";

/** With the packet that the beat speaks of selected, and the packet pane's cursor on its field. */
function pointed(played: PlayedLesson, session: LessonSession, stage: StageState): StageState {
  const { point, packet } = currentBeat(played, session);
  const things = packet === undefined ? [] : [thing.packet(packet), thing.step(session.cursor)];
  const there: StageState = things.length === 0 ? stage : { ...stage, selection: { things, from: "text" } };
  if (!point) return there;
  const timeline = timelineOfLesson({ played, session });
  const pane = pointPacket(timeline, session.cursor, point.path, there.panes.packet, packet);
  return pane ? { ...there, panes: { ...there.panes, packet: pane } } : there;
}

/** With the machines in the panes that the beat names, and no longer those that the beat before has named. */
function hosted(stage: StageState, { hosts }: PlayedBeat, before?: PlayedBeat): StageState {
  const panes = { ...stage.panes };
  for (const name of hostPanes) {
    const host = hosts[name] ?? (panes[name].host === before?.hosts[name] ? null : panes[name].host);
    panes[name] = { ...panes[name], host };
  }
  return { ...stage, panes };
}

/** What is still to be done has the keys; what was done gives them back when it is asked to. */
const keysAt = (played: PlayedLesson, session: LessonSession): QuestionKeys =>
  currentTask(played, session)?.state === "done" ? "later" : "question";

/** Where keys go in a lesson without a dialog. */
export function questionContext(lesson: LessonState, stage: StageState): KeyContext {
  if (lesson.keys === "panes" && isPicking(lesson)) return "picking";
  // A question that a zoomed pane hides cannot be answered.
  const hidden = stage.zoomed && stage.active !== "text";
  if (lesson.keys !== "question" || hidden) return "stage";
  const lines = questionLines(lesson);
  if (lines.length === 0) return "stage";
  if (lines.some(({ kind }) => kind === "field")) return lesson.field.text === "" ? "value" : "typing";
  return currentTask(lesson.played, lesson.session) ? "task" : "choice";
}

/** Whether the open question asks for something that stands in the panes. */
const isPicking = ({ played, session }: LessonState): boolean => {
  const question = currentQuestion(played, session);
  return question?.state.status === "open" && question.ask.kind === "pick";
};

/** Whether the keys go to what the text asks. */
export const isAsked = (context: KeyContext): boolean =>
  context === "choice" || context === "task" || context === "value" || context === "typing";

/** What can be chosen here, in order. */
export const questionLines = ({ played, session }: LessonState): readonly LessonLine[] => lessonLines(played, session);

/** What an action means in a lesson; undefined when it is the stage's business. */
export function onLesson(
  lesson: LessonState,
  stage: StageState,
  action: Action,
  measured: Measured,
): LessonOnStage | undefined {
  if (action.kind === "move") {
    const both = movedBeside(lesson, action.to);
    if (both) return arrived(lesson, stage, both);
    if (action.to === "first" || action.to === "last" || action.to === "next" || action.to === "back") {
      return to(lesson, stage, { kind: action.to });
    }
    return to(lesson, stage, { kind: action.to === "step-on" ? "event-forward" : "event-back" });
  }
  if (action.kind === "pane" && action.to === 0)
    return { lesson: { ...lesson, keys: "question" }, stage: toPart(stage, "text", measured) };
  if (lesson.keys === "panes") return inPanes(lesson, stage, action, measured);
  const { fork } = lesson.session;
  if (questionContext(lesson, stage) === "stage") {
    // One level up, as everywhere: out of what is open on the stage first, then out of the fork.
    const leaves = action.kind === "close" && fork && !onStage(stage, action, measured);
    return leaves ? outOfFork(lesson, stage) : undefined;
  }
  const lines = questionLines(lesson);
  switch (action.kind) {
    case "cursor":
      if (action.by === "up" || action.by === "down") {
        const cursor = moved(lesson.cursor, action.by, 1, lines.length);
        return { lesson: { ...lesson, cursor }, stage: { ...stage, textTop: null } };
      }
      // What stands above the choices must be readable while they are there.
      return { lesson, stage: scrollText(stage, action.by, measured) };
    case "choose": {
      const line = lines[lesson.cursor];
      return line && on(lesson, stage, line);
    }
    case "pick": {
      const cursor = lineNumbers(lines).indexOf(action.number);
      const line = lines[cursor];
      return line && on({ ...lesson, cursor }, stage, line);
    }
    case "hint":
    case "undo":
      return onKind(lesson, stage, [action.kind]);
    case "show":
      return onKind(lesson, stage, ["show", "dont-know"]);
    case "pane": {
      // Other questions keep the keys: only what is to be picked, or done, is looked for in the panes.
      const { played, session } = lesson;
      const looks = currentTask(played, session) || currentQuestion(played, session)?.ask.kind === "pick";
      const moved = looks && toLook(lesson, stage, action, measured);
      return moved ? { lesson: { ...lesson, keys: "panes" }, stage: moved } : undefined;
    }
    case "close":
      return fork ? outOfFork(lesson, stage) : { lesson: { ...lesson, keys: "later" }, stage };
    default:
      return undefined;
  }
}

/** Two runs go on together: inside a beat event by event, in a fork with every key. */
function movedBeside({ played, session }: LessonState, to: MoveTo): LessonSession | undefined {
  if (to === "last") return session.fork && endBeside(played, session);
  if (to === "step-on" || (to === "next" && session.fork)) return steppedBeside(played, session, 1);
  if (to === "step-back" || (to === "back" && session.fork)) return steppedBeside(played, session, -1);
  return undefined;
}

type MoveTo = Extract<Action, { readonly kind: "move" }>["to"];

/** Where something can be picked, and where to go if none of them is shown. */
const places: Readonly<Record<PickKind, { readonly panes: readonly PaneName[]; readonly else: PaneName }>> = {
  host: { panes: ["ladder", "net"], else: "net" },
  field: { panes: ["packet"], else: "packet" },
};

/** To where something can be picked. */
function toLook({ played, session }: LessonState, stage: StageState, action: Action, measured: Measured) {
  const ask = currentQuestion(played, session)?.ask;
  if (ask?.kind !== "pick" || action.kind !== "pane" || action.to !== "next") return onStage(stage, action, measured);
  const place = places[ask.pick];
  if (place.panes.some((name) => name === stage.active)) return stage;
  const { show } = currentBeat(played, session);
  return toPart(stage, show.find((name) => place.panes.includes(name)) ?? place.else, measured);
}

function onKind(
  lesson: LessonState,
  stage: StageState,
  kinds: readonly LessonLine["kind"][],
): LessonOnStage | undefined {
  const line = questionLines(lesson).find(({ kind }) => kinds.includes(kind));
  return line && on(lesson, stage, line);
}

/** In the panes Enter answers with what the cursor was moved to, and Esc leads back to the question at last. */
function inPanes(
  lesson: LessonState,
  stage: StageState,
  action: Action,
  measured: Measured,
): LessonOnStage | undefined {
  if (action.kind === "close" && !onStage(stage, action, measured)) {
    return { lesson: { ...lesson, keys: "question" }, stage };
  }
  // What is under the cursor is answered with only when it was seen there.
  if (action.kind === "open" && isPicking(lesson) && measured.view && measured.view.cursorRow === undefined) {
    const { cursor } = measured.view;
    return { lesson, stage: changePane(stage, () => ({ ...measured.view?.settled, cursor })) };
  }
  const key = action.kind === "open" ? pickedIn(lesson, measured) : undefined;
  return key === undefined ? undefined : to(lesson, stage, { kind: "answer", given: key });
}

/** Which of the lines to choose from the cursor is on: a field of the packet, or the one host that a row is about. */
function pickedIn(lesson: LessonState, { view }: Measured): string | undefined {
  if (view?.cursorRow === undefined) return undefined;
  const offered = questionLines(lesson).flatMap((line) => (line.kind === "choice" ? [line.key] : []));
  const things = view.things ?? [];
  const field = things
    .flatMap((thing) => /^field:\d+:(.*)$/.exec(thing)?.[1] ?? [])
    .find((path) => offered.includes(path));
  if (field !== undefined) return field;
  const hosts = things.flatMap((thing) => /^device:(.*)$/.exec(thing)?.[1] ?? []).filter((id) => offered.includes(id));
  return hosts.length === 1 ? hosts[0] : undefined;
}

function on(lesson: LessonState, stage: StageState, line: LessonLine): LessonOnStage {
  switch (line.kind) {
    case "choice":
      return to(lesson, stage, { kind: "answer", given: line.key });
    case "field":
      if (lesson.field.text.trim() === "") return { lesson, stage };
      return to({ ...lesson, field: emptyField }, stage, { kind: "answer", given: lesson.field.text });
    case "do":
      return ended(to(lesson, stage, { kind: "do", action: line.action }));
    case "undo":
      return ended(to(lesson, stage, { kind: "undo" }));
    case "show":
      return ended(to(lesson, stage, { kind: "show-solution" }));
    case "leave":
      return outOfFork(lesson, stage);
    case "dont-know":
    case "hint":
    case "next-round":
    case "drill-again":
      return to(lesson, stage, { kind: line.kind });
    default:
      return unreachable(line);
  }
}

/** The changes that the beat offers, by their ids; none in a fork. */
export const whatIfsOf = ({ played, session }: LessonState): readonly string[] =>
  session.fork ? [] : Object.keys(currentBeat(played, session).whatIf ?? {});

/** Into an offered what-if, with the ladder in front: there one sees where it leaves the lesson's run. */
export const toWhatIf = (lesson: LessonState, stage: StageState, id: string): LessonOnStage =>
  to(lesson, { ...stage, active: "ladder", zoomed: false }, { kind: "start-what-if", id });

/** Out of a task or a what-if, to where the learner was. */
export const outOfFork = (lesson: LessonState, stage: StageState): LessonOnStage =>
  to(lesson, stage, { kind: "leave-fork" });

/** After an action in a task the stage shows what has come of it: where the goal was reached, else the end of the fork. */
function ended({ lesson, stage }: LessonOnStage): LessonOnStage {
  const { fork } = lesson.session;
  if (!fork) return { lesson, stage };
  return fork.moment === undefined
    ? to(lesson, stage, { kind: "last" })
    : arrived(lesson, stage, { ...lesson.session, cursor: fork.moment });
}

/** Whether the stage stands where the task's goal was reached, and more came after that. */
export const isAtMoment = ({ played, session }: LessonState): boolean =>
  session.fork?.moment === session.cursor && !isForkOver({ played, session });

/** Whether there is no further event in a fork. */
export function isForkOver({ played, session }: Pick<LessonState, "played" | "session">): boolean {
  const on = steppedBeside(played, session, 1) ?? lessonReducer(played, session, { kind: "event-forward" });
  return on === session;
}

function to(lesson: LessonState, stage: StageState, action: LessonAction): LessonOnStage {
  const session = lessonReducer(lesson.played, lesson.session, action);
  if (!lesson.sitting) return arrived(lesson, stage, session);
  const { played, sitting } = lesson;
  // A placement takes one answer: what was not right is shown.
  const once = sitting.course.kind === "placement" && action.kind === "answer";
  const there = arrived(lesson, stage, once ? lessonReducer(played, session, { kind: "reveal" }) : session);
  if (isClosed(lesson) || !isClosed(there.lesson)) return there;
  // The words are what there is to read now, and Enter goes on there.
  const pane = there.stage.active === "text" ? there.stage.lastPane : there.stage.active;
  return {
    lesson: { ...there.lesson, keys: "question" },
    stage: { ...there.stage, active: "text", lastPane: pane, zoomed: false },
  };
}

export type LessonOnStage = { readonly lesson: LessonState; readonly stage: StageState };

/** Another beat begins with its panes as its author saw them. */
function unfoldedAsMeant(stage: StageState): StageState {
  const panes = Object.entries(stage.panes).map(([name, pane]) => [name, { ...pane, toggled: [] }]);
  return { ...stage, panes: Object.fromEntries(panes) as StageState["panes"] };
}

/** After the session has moved: the stage shows its step, and another beat's panes. */
function arrived(lesson: LessonState, stage: StageState, session: LessonSession): LessonOnStage {
  const { played } = lesson;
  const sameRun = timelineOfLesson({ played, session }) === timelineOfLesson(lesson);
  const there = sameRun ? atStep(stage, session.cursor) : afresh(stage, session.cursor);
  const next = { ...lesson, session };
  const sameBeat = session.beat === lesson.session.beat;
  if (sameBeat && (session.fork !== undefined || lesson.session.fork === undefined)) {
    const other = session.fork?.goal !== lesson.session.fork?.goal;
    const cursor = other ? 0 : Math.min(lesson.cursor, Math.max(0, questionLines(next).length - 1));
    return { lesson: { ...next, cursor }, stage: { ...there, textTop: null } };
  }
  const { show } = currentBeat(played, session);
  const shownBefore = stage.active === "text" ? stage.lastPane : stage.active;
  const before = currentBeat(lesson.played, lesson.session).show;
  const sameShow = show.length === before.length && show.every((name, i) => name === before[i]);
  // What the beat wants to be looked at comes to the front, unless it wants nothing else than the one before.
  const stays =
    stage.active !== "text" &&
    (stage.pinned.includes(stage.active) ||
      // Out of a fork, which brought a pane to the front, the beat has its own again.
      (!sameBeat && sameShow && show.some((name) => name === stage.active)));
  const over = isOver({ ...next, keys: "question" });
  // At the end the words are what there is to read: they are scrolled, and the panes are a Tab away.
  const pane = stays ? stage.active : (show[0] ?? shownBefore);
  const active = over ? ({ active: "text", lastPane: pane } as const) : { active: pane };
  return {
    lesson: { ...next, cursor: 0, field: emptyField, keys: keysAt(played, session) },
    stage: pointed(
      played,
      session,
      hosted(
        { ...unfoldedAsMeant(there), ...active, textTop: null },
        currentBeat(played, session),
        currentBeat(lesson.played, lesson.session),
      ),
    ),
  };
}

/** To any step of the run that is on the screen, and to the beat that it lies in. */
export function toStep(lesson: LessonState, stage: StageState, at: StepIndex): LessonOnStage {
  const { played, session } = lesson;
  if (session.fork) return arrived(lesson, stage, { ...session, cursor: at });
  const { step: here, run } = currentBeat(played, session);
  const inRun = (beat: PlayedBeat): boolean => beat.run === run;
  const later = played.beats.slice(session.beat + 1).filter(inRun);
  const next = later.find(({ step }) => step > here)?.step ?? Number.POSITIVE_INFINITY;
  if (here <= at && at < next) return arrived(lesson, stage, { ...session, cursor: at });
  const beat = played.beats.findLastIndex((other) => other.kind === "beat" && inRun(other) && other.step <= at);
  const first = played.beats.findIndex(inRun);
  const moved = lessonReducer(played, session, { kind: "jump", beat: beat < 0 ? first : beat });
  return arrived(lesson, stage, { ...moved, cursor: at });
}

/** The run that the lesson shows now. */
export const timelineOfLesson = ({ played, session }: Pick<LessonState, "played" | "session">): Timeline =>
  currentTimeline(played, session);

/** The steps of that run at which one stops. */
export const eventsOfLesson = (lesson: Pick<LessonState, "played" | "session">): readonly StepIndex[] =>
  knownEvents(timelineOfLesson(lesson));

/** To a beat that was chosen from the list. */
export const toBeat = (lesson: LessonState, stage: StageState, beat: string): LessonOnStage =>
  to(lesson, stage, { kind: "jump", beat });

/** A key that is typed into the answer's field. */
export function typedInLesson(lesson: LessonState, key: Key): LessonState {
  const field = editField(lesson.field, key);
  return field === lesson.field ? lesson : { ...lesson, field, cursor: 0 };
}

/** Every beat with the step it stands at and a line that tells it from the others: how its text begins. */
export function beatTitles(
  played: PlayedLesson,
  words: Words,
): readonly { readonly id: string; readonly at: StepIndex; readonly title: string }[] {
  return played.beats.map((beat) => {
    const [line = beat.id] = blockLines(beatText(played.lesson, beat, words.language).body);
    return { id: beat.id, at: beat.step, title: line };
  });
}

export const lessonTitle = (lesson: LessonState, words: Words): string => titleIn(lesson.played.lesson, words.language);

/** Whether the last beat, the summary, is reached. */
export const isAtEnd = ({ played, session }: LessonState): boolean => session.beat === played.beats.length - 1;

/** Whether the words at the lesson's end are on the screen, and nothing of them is a question. */
export const isOver = (lesson: LessonState): boolean =>
  isAtEnd(lesson) && lesson.session.fork === undefined && questionLines(lesson).length === 0;

/** The glossary's terms that the words on the screen link to, in the order in which they stand there. */
export function termsOfLesson(lesson: LessonState, words: Words): readonly string[] {
  const { played, session } = lesson;
  const text = beatText(played.lesson, currentBeat(played, session), words.language);
  const { status, hints = 0, wrong = [] } = currentQuestion(played, session)?.state ?? {};
  const task = currentTask(played, session);
  return termsIn([
    ...(session.fork ? [] : text.body),
    ...text.tryIt,
    ...text.ask,
    ...Object.values(text.choices).flat(),
    ...text.hints.slice(0, Math.max(hints, task?.hints ?? 0)).flat(),
    ...(status === "open" ? (text.wrongs[wrong.at(-1)?.key ?? ""] ?? []) : text.right),
    ...(session.fork?.goal === "reached" ? text.done : []),
    ...(session.fork?.goal === "missed" ? text.missed : []),
    ...text.simplified,
    ...text.see,
  ]);
}

/** In another language, too, it is said where the learner is if the lesson does not speak it. */
export const inOtherLanguage = (lesson: LessonState): LessonState => ({ ...lesson, entered: lesson.session.beat });

/** What to know once: that the lesson is told in another language than the screen's. */
export function languageNote(lesson: LessonState, words: Words): readonly string[] {
  const told = insteadOf(lesson.played.lesson, words.language);
  return told !== undefined && lesson.session.beat === lesson.entered ? [words.ui.summary.toldIn[told]] : [];
}
