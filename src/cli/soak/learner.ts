/** The app without a terminal: keys go in, pictures come out, and what the app asks of the world is done at once. */
import { unreachable } from "../../base/assert.ts";
import { languageWords } from "../../i18n/language.ts";
import { learnerMap } from "../../lesson/learner-map.ts";
import { noProgress } from "../../lesson/progress.ts";
import { runTimeline } from "../../sim/timeline.ts";
import type { AppEffect, AppEvent } from "../../ui/app-event.ts";
import type { AppState } from "../../ui/app-state.ts";
import { isTooSmall } from "../../ui/arrange.ts";
import { pictureOf } from "../../ui/picture.ts";
import { reduce } from "../../ui/reducer.ts";
import { finishedRun, type Opened, type Run } from "../../ui/run.ts";
import type { Picture } from "../../ui/stage-rows.ts";
import type { Key } from "../../ui/terminal/key.ts";
import type { Size } from "../../view/row.ts";
import { loadGlossary } from "../glossary.ts";
import { openLesson } from "../lessons.ts";
import { openTyped } from "../opened.ts";
import { usual } from "../run-options.ts";
import { shippedSummaries, shippedWorld } from "../shipped.ts";

export type Learner = { readonly state: AppState; readonly picture: Picture; readonly size: Size };

export const sits = (state: AppState, size: Size): Learner => ({ state, picture: pictureOf(state, size), size });

/** Undefined where the key ended the app or led to the menu, which is Ink's. */
export function presses(learner: Learner, key: Key): Learner | undefined {
  const state = after(learner, { kind: "key", key });
  return state && state.screen.kind !== "menu" ? sits(state, learner.size) : undefined;
}

function after({ state, picture, size }: Learner, event: AppEvent): AppState | undefined {
  const words = languageWords(state.language);
  const seen = { words, measured: picture.measured, tooSmall: isTooSmall(size) };
  const reduced = reduce(state, event, seen);
  let now: AppState | undefined = reduced.state;
  for (const effect of reduced.effects) {
    if (effect.kind === "quit" || now === undefined) return undefined;
    const result = resultOf(effect, now);
    if (result) now = after({ state: now, picture, size }, result);
  }
  return now;
}

function resultOf(effect: Exclude<AppEffect, { kind: "quit" }>, { language }: AppState): AppEvent | undefined {
  const words = languageWords(language);
  switch (effect.kind) {
    case "remember-language":
    case "cancel-run":
    case "begin-sitting":
    case "next-card":
      return undefined;
    case "open-url": {
      const opened = openTyped(effect.typed, shippedWorld(words), usual, words);
      return opened.ok
        ? { kind: "run-ready", run: runOf(opened.value) }
        : { kind: "url-refused", problem: opened.error };
    }
    case "load-lesson": {
      const loaded = openLesson(effect.slug, words);
      return loaded.ok ? { kind: "lesson-ready", lesson: loaded.value } : { kind: "failed", text: loaded.error };
    }
    case "load-glossary":
      return { kind: "glossary-ready", glossary: loadGlossary(words), keys: effect.keys };
    case "load-map":
      return { kind: "map-ready", map: learnerMap(shippedSummaries(words), noProgress, []) };
    case "run-beside":
      return { kind: "beside-ready", variant: effect.variant, run: runOf(effect.variant.opened) };
    default:
      return unreachable(effect);
  }
}

const runs = new WeakMap<Opened["start"], Run>();

/** Each world is run once. */
export function runOf(opened: Opened): Run {
  const known = runs.get(opened.start) ?? finishedRun(opened, runTimeline(opened.start));
  runs.set(opened.start, known);
  return known;
}
