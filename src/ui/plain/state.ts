/** The state of line mode, and what printing takes and gives. */
import type { StepIndex } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import { languageWords } from "../../i18n/language.ts";
import type { Language, Words } from "../../i18n/words.ts";
import type { LearnerMap } from "../../lesson/learner-map.ts";
import type { Glossary } from "../../lesson/term.ts";
import type { Row } from "../../view/row.ts";
import type { AppState } from "../app-state.ts";
import type { LessonEntry, NextEntry } from "../menu-items.ts";
import type { NextLesson } from "../next-lesson.ts";
import { paragraphs } from "../sandbox.ts";
import type { Begun, Course } from "../sitting.ts";

export type PlainState = AppState & {
  /** Panes are printed with every beat or step; else only when they are asked for. */
  readonly panes: boolean;
  /** The steps of the chain of causes that was printed last. */
  readonly chain: readonly StepIndex[];
};

/** What is known around the state. */
export type Surroundings = {
  /** Of a line. */
  readonly columns: number;
  readonly lessons: readonly LessonEntry[];
  /** The lesson to go on with, or to begin. */
  readonly next: NextEntry | undefined;
  /** The one to go on with after this one. */
  readonly after: (slug: string) => NextLesson | undefined;
  readonly map: () => LearnerMap;
  /** Read when it is first asked for. */
  /** How many questions are due. */
  readonly due?: number;
  readonly glossary: (words: Words) => Result<Glossary, string>;
};

export type PlainEffect =
  | { readonly kind: "open-url"; readonly typed: string }
  | { readonly kind: "load-lesson"; readonly slug: string }
  | { readonly kind: "begin-sitting"; readonly what: Begun }
  | { readonly kind: "next-card"; readonly course: Course }
  | { readonly kind: "remember-language"; readonly language: Language }
  | { readonly kind: "quit" };

export type Printed = {
  readonly state: PlainState;
  readonly rows: readonly Row[];
  readonly effects: readonly PlainEffect[];
};

/** Before anything was opened. */
export const plainMenu = (language: Language, panes: boolean): PlainState => ({
  language,
  screen: { kind: "menu" },
  dialog: null,
  behind: "menu",
  panes,
  chain: [],
});

export const wordsOf = ({ language }: PlainState): Words => languageWords(language);

export const printed = (state: PlainState, rows: readonly Row[], ...effects: readonly PlainEffect[]): Printed => ({
  state,
  rows,
  effects,
});

export const saying = (state: PlainState, text: string, { columns }: Surroundings): Printed =>
  printed(state, paragraphs([text], columns));
