/** To a place of line mode, and all that stands there. */
import type { StepIndex } from "../../base/ids.ts";
import type { PlayedLesson } from "../../lesson/play.ts";
import type { RunScreen, Screen } from "../app-state.ts";
import { freshLesson, isOver, toStep } from "../lesson-state.ts";
import type { NextLesson } from "../next-lesson.ts";
import type { Run } from "../run.ts";
import { atStep, freshStage } from "../stage-state.ts";
import { menuRows } from "./menu-rows.ts";
import { placeRows } from "./place-rows.ts";
import { type PlainState, type Printed, printed, type Surroundings, wordsOf } from "./state.ts";

/** All that stands where the learner is. */
export function here(state: PlainState, around: Surroundings): Printed {
  const words = wordsOf(state);
  const { screen } = state;
  const rows =
    screen.kind === "menu"
      ? menuRows(around.lessons, around.next, around.columns, words, around.due)
      : placeRows(screen, state.panes, around.columns, words, nextLesson(screen, around));
  return printed(state, rows);
}

/** The lesson that Enter begins from the end of another one. */
export function nextLesson(screen: RunScreen, { after }: Surroundings): NextLesson | undefined {
  if (screen.kind !== "lesson" || !isOver(screen.lesson)) return undefined;
  return after(screen.lesson.played.lesson.slug);
}

/** At a beat of a lesson; at its start when there is no such beat. */
export function inLesson(
  state: PlainState,
  played: PlayedLesson,
  beat: string | undefined,
  around: Surroundings,
): Printed {
  return here({ ...state, screen: { kind: "lesson", ...freshLesson(played, beat) }, chain: [] }, around);
}

/** Before the first step of a run. */
export function inRun(state: PlainState, run: Run, around: Surroundings): Printed {
  return here({ ...state, screen: { kind: "sandbox", run, stage: freshStage(-1, "ladder") }, chain: [] }, around);
}

/** The app's state with another run screen, and what stands there. */
export function at(state: PlainState, screen: Screen, around: Surroundings): Printed {
  return here({ ...state, screen }, around);
}

/** To any step of the run. */
export function toPlace(state: PlainState, screen: RunScreen, step: StepIndex, around: Surroundings): Printed {
  const there: RunScreen =
    screen.kind === "lesson"
      ? { kind: "lesson", ...toStep(screen.lesson, screen.stage, step) }
      : { ...screen, stage: atStep(screen.stage, step) };
  return at(state, there, around);
}
