/** Line mode: a line that was typed makes of the state another one and rows to be printed. Pure. */
import { assert, unreachable } from "../../base/assert.ts";
import type { StepIndex } from "../../base/ids.ts";
import type { Language } from "../../i18n/words.ts";
import type { Row } from "../../view/row.ts";
import { shorten } from "../../view/text.ts";
import type { RunScreen, Screen } from "../app-state.ts";
import { jumpItems, jumpShown } from "../jump.ts";
import type { Action } from "../keymap.ts";
import { inOtherLanguage, type LessonState, onLesson, outOfFork, questionLines, toBeat } from "../lesson-state.ts";
import { span } from "../line.ts";
import { mapLessonLines, mapLines } from "../map-rows.ts";
import { eventAfter, eventBefore, withinRun } from "../run.ts";
import { paragraphs } from "../sandbox.ts";
import { type Command, parseCommand } from "./command.ts";
import { helpRows } from "./help-rows.ts";
import { answered, drillAgain, isAnswer, nextRound, openQuestion, tried, undone, whatIf } from "./lesson-commands.ts";
import { find, host, onPane, open, pane, paneCalled, paneOf } from "./pane-commands.ts";
import { measuredBy, paneView } from "./pane-rows.ts";
import { at, here, nextLesson, toPlace } from "./place.ts";
import { compare, explain, run, why } from "./run-commands.ts";
import { afterReport, inSitting, left, sittingCalled } from "./sitting-commands.ts";
import { type PlainState, type Printed, printed, type Surroundings, saying, wordsOf } from "./state.ts";

/** What was asked for cannot be had. */
export const refused = (state: PlainState, problem: string, around: Surroundings): Printed =>
  saying(state, problem, around);

/** What stands before the place where one types. */
export function promptOf(state: PlainState): string {
  const { plain, ask, sitting } = wordsOf(state).ui;
  const { screen } = state;
  if (state.dialog?.kind === "report") return sitting.prompt;
  if (screen.kind === "menu") return plain.menuPrompt;
  if (screen.kind === "sandbox") return plain.prompt;
  if (questionLines(screen.lesson).some(({ kind }) => kind === "do")) return plain.taskPrompt;
  if (screen.lesson.session.fork) return plain.forkPrompt;
  switch (openQuestion(screen.lesson)?.ask.kind) {
    case undefined:
      return plain.prompt;
    case "value":
      return ask.value;
    case "choice":
    case "pick":
      return plain.choicePrompt;
  }
}

/** A line that was typed. */
export function typed(state: PlainState, line: string, around: Surroundings): Printed {
  const { screen } = state;
  const command = parseCommand(line, (text) => screen.kind === "lesson" && isAnswer(screen.lesson, text));
  const words = wordsOf(state);
  const { plain } = words.ui;
  const reported = afterReport(state, command, around);
  if (reported) return reported;
  switch (command.kind) {
    case "help":
      return printed(state, helpRows(around.columns, words));
    case "language":
      return otherLanguage(state, around);
    case "quit":
      return quit(state, around);
    case "panes":
      return saying({ ...state, panes: !state.panes }, state.panes ? plain.panesOff : plain.panesOn, around);
    case "explain":
      return explain(state, command.rest, around);
    case "map":
      return map(state, command.rest, around);
    default:
      return screen.kind === "menu" ? inMenu(state, command, around) : onScreen(state, screen, command, around);
  }
}

/** All lessons, or one of them with what it teaches. */
function map(state: PlainState, wanted: string, around: Surroundings): Printed {
  const { columns } = around;
  const words = wordsOf(state);
  const { hint, noLesson } = words.ui.map;
  const all = around.map();
  if (wanted === "") return printed(state, [...mapLines(all, columns, words), ...paragraphs([hint], columns, "dim")]);
  const lesson = all.lessons.find(({ number, slug }) => String(number) === wanted || slug === wanted);
  return lesson ? printed(state, mapLessonLines(lesson, all, columns, words)) : saying(state, noLesson(wanted), around);
}

function quit(state: PlainState, around: Surroundings): Printed {
  const over = left(state, around);
  if (over) return over;
  if (state.screen.kind === "menu" || state.behind === "shell") return printed(state, [], { kind: "quit" });
  return here({ ...state, screen: { kind: "menu" }, chain: [] }, around);
}

function otherLanguage(state: PlainState, around: Surroundings): Printed {
  const language: Language = state.language === "en" ? "ko" : "en";
  const { screen } = state;
  const told: Screen = screen.kind === "lesson" ? { ...screen, lesson: inOtherLanguage(screen.lesson) } : screen;
  return { ...here({ ...state, language, screen: told }, around), effects: [{ kind: "remember-language", language }] };
}

function inMenu(state: PlainState, command: Command, around: Surroundings): Printed {
  const open = (slug: string | undefined): Printed | undefined =>
    slug === undefined ? undefined : printed(state, [], { kind: "load-lesson", slug });
  switch (command.kind) {
    case "next":
      return open(around.next?.slug) ?? here(state, around);
    case "number":
      return open(around.lessons[command.number - 1]?.slug) ?? unknown(state, command.rest, around);
    case "other": {
      const what = sittingCalled(command.rest, state);
      if (what) return printed(state, [], { kind: "begin-sitting", what });
      const slug = around.lessons.find((lesson) => lesson.slug === command.rest)?.slug;
      return open(slug) ?? printed(state, [], { kind: "open-url", typed: command.rest });
    }
    default:
      return saying(state, wordsOf(state).ui.plain.notHere, around);
  }
}

const unknown = (state: PlainState, text: string, around: Surroundings): Printed =>
  saying(state, wordsOf(state).ui.plain.unknown(text), around);

function onScreen(state: PlainState, screen: RunScreen, command: Command, around: Surroundings): Printed {
  const words = wordsOf(state);
  const sitting = inSitting(state, screen, command, around);
  if (sitting) return sitting;
  switch (command.kind) {
    case "next":
      return nextRound(state, screen, around) ?? moved(state, screen, "next", around);
    case "back":
      return moved(state, screen, "back", around);
    case "event":
      return moved(state, screen, "step-on", around);
    case "eventBack":
      return moved(state, screen, "step-back", around);
    case "go":
      return go(state, screen, command.rest, around);
    case "hint":
    case "show":
      return tried(state, screen, command.kind, around);
    case "undo":
      return undone(state, screen, around);
    case "again":
      return drillAgain(state, screen, around);
    case "whatIf":
      return whatIf(state, screen, command.rest, around);
    case "leave":
      return screen.kind === "lesson" && screen.lesson.session.fork
        ? at(state, { kind: "lesson", ...outOfFork(screen.lesson, screen.stage) }, around)
        : saying(state, words.ui.plain.notFork, around);
    case "answer":
      return answered(state, screen, command.rest, around) ?? saying(state, words.ui.plain.nothingAsked, around);
    case "number": {
      const answer = answered(state, screen, command.rest, around);
      if (answer) return answer;
      return command.number === 0 ? here(state, around) : pane(state, screen, command.rest, around);
    }
    case "other":
      return (
        answered(state, screen, command.rest, around) ??
        (paneCalled(command.rest, words) === undefined
          ? unknown(state, command.rest, around)
          : pane(state, screen, command.rest, around))
      );
    case "pane":
      return pane(state, screen, command.rest, around);
    case "host":
      return host(state, screen, command.rest, around);
    case "find":
      return find(state, screen, command.rest, around);
    case "open":
      return open(state, screen, command.rest, around);
    case "left":
    case "right":
      return onPane(state, screen, { kind: "sideways", by: command.kind }, around);
    case "why":
      return why(state, screen, command.rest, around);
    case "link": {
      const step = state.chain[Number(command.rest) - 1];
      return step === undefined ? saying(state, words.ui.plain.noLink, around) : toPlace(state, screen, step, around);
    }
    case "runTo":
    case "runBack":
      return run(state, screen, command.rest, command.kind === "runBack", around);
    case "compare":
      return compare(state, screen, command.rest, around);
    case "help":
    case "language":
    case "quit":
    case "panes":
    case "explain":
    case "map":
      // Means the same everywhere, and was done before.
      return printed(state, []);
    default:
      return unreachable(command);
  }
}

type Move = Extract<Action, { kind: "move" }>["to"];

function moved(state: PlainState, screen: RunScreen, to: Move, around: Surroundings): Printed {
  const { plain, run: ends } = wordsOf(state).ui;
  const forward = to === "next" || to === "step-on";
  if (screen.kind === "lesson") {
    const measured = measuredBy(paneView(screen, paneOf(screen), around.columns, wordsOf(state)));
    const lesson: LessonState = { ...screen.lesson, keys: "question" };
    const there = onLesson(lesson, screen.stage, { kind: "move", to }, measured);
    assert(there, "a lesson moves");
    const { session } = there.lesson;
    const { beat, cursor, beside } = lesson.session;
    const stays = session.beat === beat && session.cursor === cursor && session.beside?.at === beside?.at;
    if (!stays) return at(state, { kind: "lesson", ...there }, around);
    if (!forward) return saying(state, plain.notThere, around);
    if (session.fork) return saying(state, plain.forkEnd, around);
    const next = to === "next" ? nextLesson(screen, around) : undefined;
    if (next) return printed(state, [], { kind: "load-lesson", slug: next.slug });
    return saying(state, to === "next" ? ends.lessonEnd : plain.beatEnd, around);
  }
  const { timeline } = screen.run;
  const from = screen.stage.at;
  const targets: Partial<Record<Move, StepIndex>> = {
    next: eventAfter(screen.run, from),
    back: eventBefore(screen.run, from),
    "step-on": withinRun(timeline, from + 1),
    "step-back": withinRun(timeline, from - 1),
  };
  const target = targets[to] ?? from;
  return target === from
    ? saying(state, forward ? ends.end : plain.notThere, around)
    : toPlace(state, screen, target, around);
}

/** More places than that are no list to be read. */
const MOST_PLACES = 200;

function go(state: PlainState, screen: RunScreen, wanted: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const { plain, find: finding } = words.ui;
  const items = jumpItems(state, words);
  // Beats are counted from 1, events from the start, which is 0.
  const item = /^\d+$/.test(wanted)
    ? items[Number(wanted) - (screen.kind === "lesson" ? 1 : 0)]
    : items.find(({ id }) => id === wanted);
  if (item) {
    if (screen.kind === "sandbox") return toPlace(state, screen, item.at, around);
    return at(state, { kind: "lesson", ...toBeat(screen.lesson, screen.stage, item.id) }, around);
  }
  if (/^\d+$/.test(wanted)) return saying(state, plain.noPlace(wanted), around);
  const shown = jumpShown(items, wanted);
  if (shown.length === 0) return saying(state, finding.none(wanted), around);
  const rows = shown.slice(0, MOST_PLACES).map(({ label }): Row => [span(shorten(label, around.columns))]);
  const more = shown.length > MOST_PLACES ? [plain.more(shown.length - MOST_PLACES)] : [];
  return printed(state, [...rows, ...paragraphs([...more, plain.listHint], around.columns, "dim")]);
}
