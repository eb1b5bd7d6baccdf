/** A lesson on the screen: where its session is, and what the learner does with the question that it asks. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import { beatText, blockLines, titleIn } from "../lesson/beat-text.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import {
  currentBeat,
  currentQuestion,
  isAsking,
  type LessonAction,
  type LessonSession,
  lessonReducer,
  startSession,
} from "../lesson/session.ts";
import { pointPacket } from "../view/stage.ts";
import { editField, emptyField, type Field } from "./field.ts";
import type { Action, KeyContext } from "./keymap.ts";
import { fieldsToPick } from "./pick-field.ts";
import { eventsOf } from "./run.ts";
import { atStep, freshStage, type Measured, moved, type StageState, scrollText } from "./stage-state.ts";
import type { Key } from "./terminal/key.ts";

export type LessonState = {
  readonly played: PlayedLesson;
  readonly events: readonly StepIndex[];
  readonly session: LessonSession;
  /** The line of the question under the cursor. */
  readonly cursor: number;
  /** What is typed as an answer. */
  readonly field: Field;
  /** The question was left for later: keys go to the stage. */
  readonly left: boolean;
};

/** A line of the question that can be chosen. */
export type QuestionLine =
  | { readonly kind: "choice"; readonly key: string }
  | { readonly kind: "field" }
  | { readonly kind: "hint" }
  | { readonly kind: "show" };

/** Lesson and stage at a beat, by index or id; at the first one when there is no such beat. */
export function freshLesson(
  played: PlayedLesson,
  beat?: number | string,
): { readonly lesson: LessonState; readonly stage: StageState } {
  const session = startSession(played, beat);
  const lesson = { played, events: eventsOf(played.timeline), session, cursor: 0, field: emptyField, left: false };
  const stage = freshStage(session.cursor, currentBeat(played, session).show[0] ?? "ladder");
  return { lesson, stage: pointed(played, session, stage) };
}

/** With the packet pane's cursor on the field that the beat speaks of. */
function pointed(played: PlayedLesson, session: LessonSession, stage: StageState): StageState {
  const { point } = currentBeat(played, session);
  if (!point) return stage;
  const packet = pointPacket(played.timeline, session.cursor, point.path, stage.panes.packet);
  return packet ? { ...stage, panes: { ...stage.panes, packet } } : stage;
}

/** Where keys go in a lesson without a dialog. */
export function questionContext({ played, session, left }: LessonState, stage: StageState): KeyContext {
  // A question that a zoomed pane hides cannot be answered.
  const hidden = stage.zoomed && stage.active !== "text";
  if (left || hidden || !isAsking(played, session)) return "stage";
  return currentQuestion(played, session)?.ask.kind === "value" ? "value" : "choice";
}

/** The lines of the open question in order; none where nothing is asked any more. */
export function questionLines({ played, session }: LessonState): readonly QuestionLine[] {
  const question = currentQuestion(played, session);
  if (question?.state.status !== "open") return [];
  const { ask, state } = question;
  const { id } = currentBeat(played, session);
  const hints = Math.max(0, ...Object.values(played.lesson.texts).map((text) => text.beats[id]?.hints.length ?? 0));
  return [
    ...answerLines(ask, played, session),
    ...(state.hints < hints ? [{ kind: "hint" } as const] : []),
    { kind: "show" },
  ];
}

function answerLines(
  ask: NonNullable<ReturnType<typeof currentQuestion>>["ask"],
  played: PlayedLesson,
  session: LessonSession,
): readonly QuestionLine[] {
  const choice = (key: string): QuestionLine => ({ kind: "choice", key });
  switch (ask.kind) {
    case "choice":
      return ask.keys.map(choice);
    case "value":
      return [{ kind: "field" }];
    case "pick": {
      if (ask.pick === "field") return fieldsToPick(played.timeline, session.cursor, String(ask.answer)).map(choice);
      const { devices } = played.timeline.start;
      return Object.values(devices).flatMap((device) => (device.kind === "host" ? [choice(device.id)] : []));
    }
    default:
      return unreachable(ask);
  }
}

/** What an action means in a lesson; undefined when it is the stage's business. */
export function onLesson(
  lesson: LessonState,
  stage: StageState,
  action: Action,
  measured: Measured,
): { readonly lesson: LessonState; readonly stage: StageState } | undefined {
  if (action.kind === "move") {
    if (action.to === "first" || action.to === "last" || action.to === "next" || action.to === "back") {
      return to(lesson, stage, { kind: action.to });
    }
    return to(lesson, stage, { kind: action.to === "step-on" ? "event-forward" : "event-back" });
  }
  if (action.kind === "pane" && action.to === 0)
    return { lesson: { ...lesson, left: false }, stage: { ...stage, active: "text" } };
  if (questionContext(lesson, stage) === "stage") return undefined;
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
      const line = lines[action.number - 1];
      return line?.kind === "choice" ? on({ ...lesson, cursor: action.number - 1 }, stage, line) : undefined;
    }
    case "hint":
    case "show": {
      const line = lines.find(({ kind }) => kind === action.kind);
      return line && on(lesson, stage, line);
    }
    case "close":
      return { lesson: { ...lesson, left: true }, stage };
    default:
      return undefined;
  }
}

function on(
  lesson: LessonState,
  stage: StageState,
  line: QuestionLine,
): { readonly lesson: LessonState; readonly stage: StageState } | undefined {
  switch (line.kind) {
    case "choice":
      return to(lesson, stage, { kind: "answer", given: line.key });
    case "field":
      if (lesson.field.text.trim() === "") return { lesson, stage };
      return to({ ...lesson, field: emptyField }, stage, { kind: "answer", given: lesson.field.text });
    case "hint":
      return to(lesson, stage, { kind: "hint" });
    case "show":
      return to(lesson, stage, { kind: "reveal" });
    default:
      return unreachable(line);
  }
}

/** After the session has moved: the stage shows its step, and another beat's panes. */
function to(
  lesson: LessonState,
  stage: StageState,
  action: LessonAction,
): { readonly lesson: LessonState; readonly stage: StageState } {
  const { played } = lesson;
  const session = lessonReducer(played, lesson.session, action);
  const there = atStep(stage, session.cursor);
  if (session.beat === lesson.session.beat) {
    const next = { ...lesson, session };
    const cursor = Math.min(lesson.cursor, Math.max(0, questionLines(next).length - 1));
    return { lesson: { ...next, cursor }, stage: { ...there, textTop: null } };
  }
  const { show } = currentBeat(played, session);
  const active = stage.active !== "text" && show.includes(stage.active) ? stage.active : (show[0] ?? stage.active);
  return {
    lesson: { ...lesson, session, cursor: 0, field: emptyField, left: false },
    stage: pointed(played, session, { ...there, active, textTop: null }),
  };
}

/** To a beat that was chosen from the list. */
export const toBeat = (
  lesson: LessonState,
  stage: StageState,
  beat: string,
): { readonly lesson: LessonState; readonly stage: StageState } => to(lesson, stage, { kind: "jump", beat });

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
