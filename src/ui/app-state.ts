/** All that the app knows: which screen, which dialog over it, which language. Plain data; what changes it is in `reducer.ts`. */
import type { StepIndex } from "../base/ids.ts";
import type { Language } from "../i18n/words.ts";
import type { Card } from "../lesson/card.ts";
import type { FilterProblem } from "../lesson/filter.ts";
import type { LearnerMap } from "../lesson/learner-map.ts";
import type { Glossary } from "../lesson/term.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { Beside } from "./compare.ts";
import type { Field } from "./field.ts";
import type { KeyContext } from "./keymap.ts";
import { isOver, type LessonState, questionContext, timelineOfLesson } from "./lesson-state.ts";
import type { NextLesson } from "./next-lesson.ts";
import type { Run, Variant } from "./run.ts";
import type { Report } from "./sitting.ts";
import type { StageState } from "./stage-state.ts";

export type Screen =
  | { readonly kind: "menu" }
  | {
      readonly kind: "sandbox";
      readonly run: Run;
      readonly stage: StageState;
      /** A second run, compared with the first. */
      readonly beside?: Beside;
    }
  | { readonly kind: "lesson"; readonly lesson: LessonState; readonly stage: StageState };

export type RunScreen = Exclude<Screen, { readonly kind: "menu" }>;

export type Dialog =
  | { readonly kind: "help"; readonly top: number }
  /** Events of the sandbox, beats of a lesson. `find` is there while the list is narrowed by typing. */
  | { readonly kind: "jump"; readonly cursor: number; readonly find: Field | null; readonly typing: boolean }
  /** `problem` is about the text as it was when Enter was pressed, and goes with the next change. */
  | { readonly kind: "url"; readonly field: Field; readonly problem: string | null }
  /** Why step `at` happened; `cursor` counts the causes. `every`: all of them, not only those that tell the story. */
  | { readonly kind: "why"; readonly at: StepIndex; readonly cursor: number; readonly every: boolean }
  /** `keys` are those that the glossary or the field table explains; `nth` is the one that is shown. */
  | {
      readonly kind: "explain";
      readonly glossary: Glossary;
      readonly keys: readonly string[];
      readonly nth: number;
      readonly top: number;
    }
  | {
      readonly kind: "filter";
      readonly field: Field;
      readonly backwards: boolean;
      /** What is wrong with the filter, or that nothing fits it; goes with the next change. */
      readonly problem: FilterProblem | "not-found" | null;
    }
  /** The changes that the beat offers. */
  | { readonly kind: "what-ifs"; readonly cursor: number }
  /** All lessons, one of which is chosen; `part`: of what there is to say of it, where that is more than fits. */
  | { readonly kind: "map"; readonly map: LearnerMap; readonly cursor: number; readonly part: number }
  /** Runs to compare with. */
  | { readonly kind: "variants"; readonly variants: readonly Variant[]; readonly cursor: number }
  | { readonly kind: "message"; readonly text: string }
  /** What came of a review or a placement. */
  | { readonly kind: "report"; readonly report: Report; readonly top: number }
  /** A run is being computed and takes its time. */
  | { readonly kind: "busy"; readonly title: string; readonly steps: number };

export type AppState = {
  readonly language: Language;
  readonly screen: Screen;
  readonly dialog: Dialog | null;
  /** What `q` leads back to from a run. */
  readonly behind: "menu" | "shell";
  /** What was run to last; Enter on an empty line runs there again. */
  readonly filter?: string;
  /** What comes after a lesson, once its end was reached. */
  readonly following?: Following;
  /** The questions to be asked again, once that is known: after the first picture. */
  readonly due?: readonly Card[];
};

/** The lesson `slug` has this one after it; none after the last one, and none after a lesson of one's own. */
export type Following = { readonly slug: string; readonly next: NextLesson | undefined };

/** The lesson that one key begins: at the end of a lesson that has one after it. */
export function nextLessonOf({ screen, following }: AppState): NextLesson | undefined {
  if (screen.kind !== "lesson" || !isOver(screen.lesson)) return undefined;
  return following?.slug === screen.lesson.played.lesson.slug ? following.next : undefined;
}

/** Where keys go now. */
export function contextOf(state: AppState): KeyContext {
  const { dialog, screen } = state;
  switch (dialog?.kind) {
    case "help":
    case "message":
    case "report":
    case "busy":
    case "why":
    case "explain":
    case "filter":
    case "variants":
    case "what-ifs":
    case "map":
      return dialog.kind;
    case "jump":
      return dialog.typing ? "find" : "list";
    case "url":
      return "entry";
    case undefined:
      break;
  }
  if (screen.kind === "menu") return "menu";
  if (screen.stage.search?.typing) return "seek";
  if (screen.kind === "sandbox") return "stage";
  const context = questionContext(screen.lesson, screen.stage);
  if (screen.lesson.sitting) return inSitting(screen, context);
  // In the panes Enter opens what is under the cursor, at the end too.
  const ends = context === "stage" && screen.stage.active === "text" && nextLessonOf(state) !== undefined;
  return ends ? "end" : context;
}

/** Once its question is answered, Enter in the words goes on to the next one; in the panes it opens what is under the cursor. */
const inSitting = ({ stage }: RunScreen, context: KeyContext): KeyContext =>
  context === "stage" && stage.active === "text" ? "answered" : context;

/** The run that is on the screen. */
export const timelineOf = (screen: RunScreen): Timeline =>
  screen.kind === "sandbox" ? screen.run.timeline : timelineOfLesson(screen.lesson);
