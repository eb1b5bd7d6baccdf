/** What happens to the app, what it asks of the world in turn, and what a step of its reducer sees and gives. */

import type { Language, Words } from "../i18n/words.ts";
import type { Card } from "../lesson/card.ts";
import type { LearnerMap } from "../lesson/learner-map.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import type { Glossary } from "../lesson/term.ts";
import type { AppState, Following } from "./app-state.ts";
import type { Run, Variant } from "./run.ts";
import type { Begun, Course, Place } from "./sitting.ts";
import type { Measured } from "./stage-state.ts";
import type { Key } from "./terminal/key.ts";

/** What the menu offers. */
export type MenuChoice =
  | { readonly kind: "lesson"; readonly slug: string }
  | { readonly kind: "map" }
  | { readonly kind: "url" }
  | { readonly kind: Begun }
  | { readonly kind: "language" }
  | { readonly kind: "quit" };

export type AppEvent =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "chosen"; readonly choice: MenuChoice }
  | { readonly kind: "url-refused"; readonly problem: string }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "busy"; readonly title: string; readonly steps: number }
  | { readonly kind: "run-ready"; readonly run: Run }
  /** The run to compare with. */
  | { readonly kind: "beside-ready"; readonly variant: Variant; readonly run: Run }
  | { readonly kind: "glossary-ready"; readonly glossary: Glossary; readonly keys: readonly string[] }
  | { readonly kind: "lesson-ready"; readonly lesson: PlayedLesson; readonly beat?: string }
  /** What comes after the lesson whose end is on the screen. */
  | { readonly kind: "following"; readonly following: Following }
  /** A review or a placement has come to its next question, or to its end. */
  | { readonly kind: "sitting"; readonly place: Place }
  /** The questions that are to be asked again. */
  | { readonly kind: "due"; readonly due: readonly Card[] }
  | { readonly kind: "map-ready"; readonly map: LearnerMap }
  /** A new version of the lesson that is on the screen. */
  | { readonly kind: "lesson-reloaded"; readonly lesson: PlayedLesson };

export type AppEffect =
  | { readonly kind: "open-url"; readonly typed: string }
  | { readonly kind: "load-lesson"; readonly slug: string }
  | { readonly kind: "begin-sitting"; readonly what: Begun }
  | { readonly kind: "next-card"; readonly course: Course }
  | { readonly kind: "run-beside"; readonly variant: Variant }
  | { readonly kind: "load-glossary"; readonly keys: readonly string[] }
  | { readonly kind: "load-map" }
  | { readonly kind: "cancel-run" }
  | { readonly kind: "remember-language"; readonly language: Language }
  | { readonly kind: "quit" };

/** What the last picture showed; keys mean what they mean there. */
export type Seen = { readonly words: Words; readonly measured: Measured; readonly tooSmall: boolean };

export type Reduced = { readonly state: AppState; readonly effects: readonly AppEffect[] };

/** Nothing is asked of the world. */
export const only = (state: AppState): Reduced => ({ state, effects: [] });
