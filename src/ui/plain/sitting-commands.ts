/** A review or a placement, line by line. */
import { languageWords } from "../../i18n/language.ts";
import { currentQuestion } from "../../lesson/session.ts";
import type { RunScreen } from "../app-state.ts";
import { answeredCourse, atPlace, onward } from "../in-sitting.ts";
import { isClosed } from "../lesson-state.ts";
import { reportRows, reportTitle } from "../report-rows.ts";
import { paragraphs } from "../sandbox.ts";
import type { Begun, Place } from "../sitting.ts";
import type { Command } from "./command.ts";
import { here } from "./place.ts";
import { type PlainState, type Printed, printed, type Surroundings, saying, wordsOf } from "./state.ts";

/** A question, or what is said in the end: then Enter goes on where there is more, and else it is over. */
export function inPlace(state: PlainState, place: Place, around: Surroundings): Printed {
  const there: PlainState = { ...state, ...atPlace(state, place), chain: [] };
  if (place.kind === "card") return here(there, around);
  const words = wordsOf(state);
  const rows = [
    [],
    ...paragraphs([reportTitle(place.report, words)], around.columns, "title"),
    ...reportRows(place.report, around.columns, words, "plain"),
  ];
  if (onward(place.report)) return printed(there, rows);
  if (state.behind === "shell") return printed({ ...there, dialog: null }, rows, { kind: "quit" });
  const menu = here({ ...there, dialog: null }, around);
  return { ...menu, rows: [...rows, [], ...menu.rows] };
}

/** While what is said in the end waits for an Enter; undefined where it does not. */
export function afterReport(state: PlainState, command: Command, around: Surroundings): Printed | undefined {
  const { dialog } = state;
  if (dialog?.kind !== "report") return undefined;
  const closed: PlainState = { ...state, dialog: null };
  const effect = command.kind === "next" ? onward(dialog.report) : undefined;
  if (effect) return printed(closed, [], effect);
  if (command.kind === "help" || command.kind === "language" || command.kind === "panes") return undefined;
  return state.behind === "shell" ? printed(closed, [], { kind: "quit" }) : here(closed, around);
}

/** Undefined where a command means what it means in every lesson. */
export function inSitting(
  state: PlainState,
  screen: RunScreen,
  { kind }: Command,
  around: Surroundings,
): Printed | undefined {
  if (screen.kind !== "lesson" || !screen.lesson.sitting) return undefined;
  const { sitting } = wordsOf(state).ui;
  const { played, session } = screen.lesson;
  switch (kind) {
    case "next":
    case "event":
    case "eventBack":
    case "runTo":
    case "runBack": {
      if (!isClosed(screen.lesson)) {
        const typed = currentQuestion(played, session)?.ask.kind === "value";
        return saying(state, typed ? sitting.answerFirstTyped : sitting.answerFirst, around);
      }
      const course = kind === "next" ? answeredCourse(screen) : undefined;
      return course && printed(state, [], { kind: "next-card", course });
    }
    case "back":
    case "go":
      return saying(state, sitting.onePlace, around);
    default:
      return undefined;
  }
}

/** What is typed in the menu to begin one. */
export function sittingCalled(text: string, state: PlainState): Begun | undefined {
  const { typed } = wordsOf(state).ui.sitting;
  return begun.find((what) => text === typed[what] || text === languageWords("en").ui.sitting.typed[what]);
}

const begun: readonly Begun[] = ["review", "placement"];

/** Of a placement nothing is kept, and that is said. */
export const left = (state: PlainState, around: Surroundings): Printed | undefined =>
  state.screen.kind === "lesson" && state.screen.lesson.sitting?.course.kind === "placement"
    ? inPlace(state, { kind: "report", report: { kind: "placement-left" } }, around)
    : undefined;
