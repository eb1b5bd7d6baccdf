/** The sandbox journey as the learner steps through it: keys and the pictures that they lead to. */
import { assert } from "../../base/assert.ts";
import { languageWords } from "../../i18n/language.ts";
import { runTimeline } from "../../sim/timeline.ts";
import type { AppState } from "../../ui/app-state.ts";
import { pictureOf } from "../../ui/picture.ts";
import { reduce, sandboxOf } from "../../ui/reducer.ts";
import { finishedRun, type Run } from "../../ui/run.ts";
import type { Row, Size } from "../../view/row.ts";
import { rowText } from "../../view/text.ts";
import { openTyped } from "../opened.ts";
import { usual } from "../run-options.ts";
import { shippedWorld } from "../shipped.ts";

export const JOURNEY = "http://www.lab.cyber.co.kr/dir1/file1.html";

const words = languageWords("en");

export function journeyRun(): Run {
  const opened = openTyped(JOURNEY, shippedWorld(words), usual, words);
  assert(opened.ok, "the journey can be opened");
  return finishedRun(opened.value, runTimeline(opened.value.start));
}

export type Frame = {
  /** The key that led here; the first frame has none. */
  readonly key: "right" | "left" | undefined;
  readonly rows: readonly Row[];
};

/** From before the first event to the last and, if asked, back again. */
export function journeyFrames(run: Run, size: Size, back: boolean): readonly Frame[] {
  let state: AppState = { language: "en", screen: sandboxOf(run), dialog: null, behind: "shell" };
  let picture = pictureOf(state, size);
  const frames: Frame[] = [{ key: undefined, rows: picture.rows }];
  const press = (key: "right" | "left"): void => {
    const seen = { words, measured: picture.measured, tooSmall: false };
    state = reduce(state, { kind: "key", key: { kind: "key", name: key } }, seen).state;
    picture = pictureOf(state, size);
    frames.push({ key, rows: picture.rows });
  };
  for (const _ of run.events) press("right");
  if (back) for (const _ of run.events) press("left");
  return frames;
}

/** Blanks written at a row's end look like those never written. */
export const blankless = (rows: readonly string[]): string => rows.map((row) => row.trimEnd()).join("\n");

/** What a screen with these rows reads like. */
export const shownText = (rows: readonly Row[]): string => blankless(rows.map(rowText));
