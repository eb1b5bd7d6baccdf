/** All that the app knows: which screen, which dialog over it, which language. Plain data; what changes it is in `reducer.ts`. */
import type { Language } from "../i18n/words.ts";
import type { Field } from "./field.ts";
import type { KeyContext } from "./keymap.ts";
import type { LessonState } from "./lesson-state.ts";
import { questionContext } from "./lesson-state.ts";
import type { Run } from "./run.ts";
import type { StageState } from "./stage-state.ts";

export type Screen =
  | { readonly kind: "menu" }
  | { readonly kind: "sandbox"; readonly run: Run; readonly stage: StageState }
  | { readonly kind: "lesson"; readonly lesson: LessonState; readonly stage: StageState };

export type Dialog =
  | { readonly kind: "help"; readonly top: number }
  /** Events of the sandbox, beats of a lesson. `find` is there while the list is narrowed by typing. */
  | { readonly kind: "jump"; readonly cursor: number; readonly find: Field | null; readonly typing: boolean }
  /** `problem` is about the text as it was when Enter was pressed, and goes with the next change. */
  | { readonly kind: "url"; readonly field: Field; readonly problem: string | null }
  | { readonly kind: "message"; readonly text: string }
  /** A run is being computed and takes its time. */
  | { readonly kind: "busy"; readonly title: string; readonly steps: number };

export type AppState = {
  readonly language: Language;
  readonly screen: Screen;
  readonly dialog: Dialog | null;
  /** What `q` leads back to from a run. */
  readonly behind: "menu" | "shell";
};

/** Where keys go now. */
export function contextOf(state: AppState): KeyContext {
  const { dialog, screen } = state;
  switch (dialog?.kind) {
    case "help":
    case "message":
    case "busy":
      return dialog.kind;
    case "jump":
      return dialog.typing ? "find" : "list";
    case "url":
      return "entry";
    case undefined:
      break;
  }
  if (screen.kind === "menu") return "menu";
  return screen.kind === "lesson" ? questionContext(screen.lesson, screen.stage) : "stage";
}
