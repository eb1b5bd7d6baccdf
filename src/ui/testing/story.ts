/** A learner at the keys of a lesson: what the screen says after each, and where it all stands. Tests only. */
import { assert } from "../../base/assert.ts";
import { languageWords } from "../../i18n/language.ts";
import type { Language } from "../../i18n/words.ts";
import type { PlayedLesson } from "../../lesson/play.ts";
import { rowText } from "../../view/text.ts";
import type { AppEffect } from "../app-event.ts";
import { type AppState, contextOf, type Screen } from "../app-state.ts";
import type { KeyContext } from "../keymap.ts";
import { freshLesson } from "../lesson-state.ts";
import { pictureOf } from "../picture.ts";
import { reduce } from "../reducer.ts";
import type { Key, KeyName } from "../terminal/key.ts";

export type Story = {
  readonly state: AppState;
  readonly lesson: Extract<Screen, { kind: "lesson" }>;
  readonly context: KeyContext;
  /** Of the last key. */
  readonly effects: readonly AppEffect[];
  /** The screen, its lines without the blanks at their ends. */
  readonly text: string;
  /** Keys by their names, or characters. */
  readonly press: (...keys: readonly string[]) => Story;
  /** One character after the other. */
  readonly type: (text: string) => Story;
};

const named: Readonly<Record<string, KeyName>> = {
  enter: "enter",
  escape: "escape",
  right: "right",
  left: "left",
  up: "up",
  down: "down",
  tab: "tab",
  home: "home",
  end: "end",
};

const SIZE = { columns: 80, rows: 44 };

export const storyOf = (played: PlayedLesson, beat: string, language: Language = "en"): Story =>
  told({ language, screen: { kind: "lesson", ...freshLesson(played, beat) }, dialog: null, behind: "menu" }, []);

function told(state: AppState, effects: readonly AppEffect[]): Story {
  const { screen } = state;
  assert(screen.kind === "lesson", "the story stays in its lesson");
  const picture = pictureOf(state, SIZE);
  const pressed = (key: string): Story => {
    const name = named[key];
    const typed: Key = name ? { kind: "key", name } : { kind: "key", name: "char", char: key };
    const event = { kind: "key", key: typed } as const;
    const seen = { words: languageWords(state.language), measured: picture.measured, tooSmall: false };
    const next = reduce(state, event, seen);
    return told(next.state, next.effects);
  };
  const press = (...keys: readonly string[]): Story => {
    const [first, ...rest] = keys;
    return first === undefined ? told(state, effects) : pressed(first).press(...rest);
  };
  return {
    state,
    lesson: screen,
    context: contextOf(state),
    effects,
    text: picture.rows.map((row) => rowText(row).trimEnd()).join("\n"),
    press,
    type: (text) => press(...text),
  };
}
