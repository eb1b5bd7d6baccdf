/** Commands of line mode that only a lesson has: answers, hints, tasks, rounds of a drill, what-ifs. */
import { assert } from "../../base/assert.ts";
import { rightAnswer } from "../../lesson/answer.ts";
import { beatText } from "../../lesson/beat-text.ts";
import { currentBeat, currentDrill, currentQuestion, currentTask } from "../../lesson/session.ts";
import type { RunScreen } from "../app-state.ts";
import { hanging } from "../block-rows.ts";
import type { Action } from "../keymap.ts";
import { whatIfLabels } from "../lesson-labels.ts";
import { lineNumbers } from "../lesson-lines.ts";
import { type LessonOnStage, type LessonState, onLesson, questionLines, toWhatIf, whatIfsOf } from "../lesson-state.ts";
import { paragraphs } from "../sandbox.ts";
import { askedRows, hintRows, taskRows, verdictRows } from "./asked-rows.ts";
import { paneOf } from "./pane-commands.ts";
import { measuredBy, paneView } from "./pane-rows.ts";
import { at } from "./place.ts";
import { type PlainState, type Printed, printed, type Surroundings, saying, wordsOf } from "./state.ts";

type LessonScreen = Extract<RunScreen, { kind: "lesson" }>;

export function openQuestion({ played, session }: LessonState): ReturnType<typeof currentQuestion> {
  const question = currentQuestion(played, session);
  return question?.state.status === "open" ? question : undefined;
}

/** One capital letter may be a flag, and a path begins as the command does that looks for something. */
export function isAnswer(lesson: LessonState, text: string): boolean {
  const ask = openQuestion(lesson)?.ask;
  if (ask?.kind !== "value") return false;
  if (ask.value === "flags") return /^[A-Z]$/.test(text);
  return /^\/\S/.test(text) && rightAnswer(ask).startsWith("/");
}

/** A hint or the answer. */
export function tried(state: PlainState, screen: RunScreen, kind: "hint" | "show", around: Surroundings): Printed {
  const { plain } = wordsOf(state).ui;
  if (screen.kind !== "lesson") return saying(state, plain.nothingAsked, around);
  const { played, session } = screen.lesson;
  if (currentTask(played, session)) return triedAtTask(state, screen, kind, around);
  if (!openQuestion(screen.lesson)) return saying(state, plain.nothingAsked, around);
  return tryAt(state, screen, screen.lesson, { kind }, around) ?? saying(state, plain.noHint, around);
}

/** A hint to the task, or its solution. */
function triedAtTask(state: PlainState, screen: LessonScreen, kind: "hint" | "show", around: Surroundings): Printed {
  const words = wordsOf(state);
  const there = inQuestion(state, screen, screen.lesson, { kind }, around);
  if (!there) return saying(state, words.ui.plain.noHint, around);
  if (kind === "show") return acted(state, there, around);
  const { played, session } = there.lesson;
  const text = beatText(played.lesson, currentBeat(played, session), words.language);
  const rows = hintRows(text, currentTask(played, session)?.hints ?? 0, around.columns, words);
  return printed({ ...state, screen: { kind: "lesson", ...there } }, rows);
}

/** What an action means while the question or the task has the keys, whatever is zoomed. */
function inQuestion(
  state: PlainState,
  screen: LessonScreen,
  lesson: LessonState,
  action: Action,
  around: Surroundings,
): LessonOnStage | undefined {
  const measured = measuredBy(paneView(screen, paneOf(screen), around.columns, wordsOf(state)));
  return onLesson({ ...lesson, keys: "question" }, { ...screen.stage, zoomed: false }, action, measured);
}

/** After something was done in a task: what has come of it, and how the task stands. */
function acted(state: PlainState, there: LessonOnStage, around: Surroundings): Printed {
  const place = at(state, { kind: "lesson", ...there }, around);
  return { ...place, rows: [...place.rows, ...taskRows(there.lesson, around.columns, wordsOf(state))] };
}

export function undone(state: PlainState, screen: RunScreen, around: Surroundings): Printed {
  const { plain } = wordsOf(state).ui;
  const task = screen.kind === "lesson" && currentTask(screen.lesson.played, screen.lesson.session);
  if (screen.kind !== "lesson" || !task) return saying(state, plain.notTask, around);
  const there = inQuestion(state, screen, screen.lesson, { kind: "undo" }, around);
  return there ? acted(state, there, around) : saying(state, plain.nothingToUndo, around);
}

/** The next round of a drill, when this one is answered; undefined where there is none. */
export function nextRound(state: PlainState, screen: RunScreen, around: Surroundings): Printed | undefined {
  const line = screen.kind === "lesson" ? questionLines(screen.lesson)[0] : undefined;
  return screen.kind === "lesson" && line?.kind === "next-round" ? round(state, screen, around) : undefined;
}

/** From the beginning, with other values. */
export function drillAgain(state: PlainState, screen: RunScreen, around: Surroundings): Printed {
  const { plain } = wordsOf(state).ui;
  if (screen.kind !== "lesson") return saying(state, plain.nothingAsked, around);
  const { played, session } = screen.lesson;
  if (!currentDrill(played, session)?.over) return saying(state, plain.nothingAsked, around);
  return round(state, screen, around);
}

function round(state: PlainState, screen: LessonScreen, around: Surroundings): Printed {
  const lesson = { ...screen.lesson, cursor: 0 };
  const there = inQuestion(state, screen, lesson, { kind: "choose" }, around);
  assert(there, "a closed round has one line to choose");
  return printed(
    { ...state, screen: { kind: "lesson", ...there } },
    askedRows(there.lesson, around.columns, wordsOf(state)),
  );
}

/** The changes that are offered; with a number, one is made. */
export function whatIf(state: PlainState, screen: RunScreen, wanted: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const { plain, whatIf: labels } = words.ui;
  const ids = screen.kind === "lesson" ? whatIfsOf(screen.lesson) : [];
  if (screen.kind !== "lesson" || ids.length === 0) return saying(state, labels.none, around);
  if (wanted !== "") {
    const id = ids[Number(wanted) - 1];
    if (id === undefined) return saying(state, plain.noWhatIf(wanted), around);
    return at(state, { kind: "lesson", ...toWhatIf(screen.lesson, screen.stage, id) }, around);
  }
  const list = whatIfLabels(screen.lesson, words).flatMap((label, i) =>
    hanging(`${i + 1}  `, [{ style: "plain", text: label }], around.columns),
  );
  return printed(state, [
    ...paragraphs([`${labels.title}:`], around.columns),
    ...list,
    ...paragraphs([plain.whatIfHint], around.columns, "dim"),
  ]);
}

/** The line as an answer; undefined where it cannot be one. */
export function answered(
  state: PlainState,
  screen: RunScreen,
  text: string,
  around: Surroundings,
): Printed | undefined {
  if (screen.kind !== "lesson" || text === "") return undefined;
  const lines = questionLines(screen.lesson);
  const cursor = lines.findIndex(({ kind }) => kind === "field");
  if (cursor >= 0) {
    const lesson = { ...screen.lesson, cursor, field: { text, caret: [...text].length } };
    return tryAt(state, screen, lesson, { kind: "choose" }, around);
  }
  const numbers = lineNumbers(lines);
  const isNumber = /^\d+$/.test(text);
  const named = lines.findIndex(
    (line) =>
      (line.kind === "choice" && line.key.toLowerCase() === text.toLowerCase()) ||
      (line.kind === "do" && line.action === text),
  );
  const number = isNumber ? Number(text) : (numbers[named] ?? 0);
  if (number > 0 && numbers.includes(number)) {
    return tryAt(state, screen, screen.lesson, { kind: "pick", number }, around);
  }
  const asks = numbers.some((n) => n > 0);
  return isNumber && asks ? saying(state, wordsOf(state).ui.plain.noChoice(text), around) : undefined;
}

function tryAt(
  state: PlainState,
  screen: LessonScreen,
  lesson: LessonState,
  action: Action,
  around: Surroundings,
): Printed | undefined {
  const before = openQuestion(screen.lesson)?.state;
  const words = wordsOf(state);
  const there = inQuestion(state, screen, lesson, action, around);
  if (there?.lesson.session.fork) return acted(state, there, around);
  if (!there || !before) return undefined;
  return printed(
    { ...state, screen: { kind: "lesson", ...there } },
    verdictRows(there.lesson, before, around.columns, words),
  );
}
