/** What keys make of a run on the screen while no dialog is open over it. */
import type { Words } from "../i18n/words.ts";
import { only, type Reduced, type Seen } from "./app-event.ts";
import { type AppState, contextOf, type Dialog, nextLessonOf, type RunScreen } from "./app-state.ts";
import { emptyField } from "./field.ts";
import { followed as followedFrom, unfolds } from "./follow.ts";
import { goTo, moveTo } from "./go-to.ts";
import { inSitting } from "./in-sitting.ts";
import { jumpItems } from "./jump.ts";
import type { Action } from "./keymap.ts";
import { onLesson, termsOfLesson, whatIfsOf } from "./lesson-state.ts";
import { endSearch, type Measured, onStage } from "./stage-state.ts";

export function onScreen(state: AppState, screen: RunScreen, action: Action, seen: Seen): Reduced {
  if (screen.stage.search?.typing) return only({ ...state, screen: inSearch(screen, action, seen.measured) });
  const sitting = inSitting(state, screen, action, seen);
  if (sitting) return sitting;
  switch (action.kind) {
    case "jump": {
      const dialog: Dialog = { kind: "jump", cursor: hereInList(state, screen, seen.words), find: null, typing: false };
      return only({ ...state, dialog });
    }
    case "why": {
      // Where the cursor was not moved to a row, what is asked about is what the text tells.
      const { view } = seen.measured;
      const at = (view?.cursorRow === undefined ? undefined : view.because) ?? screen.stage.at;
      return only({ ...state, dialog: { kind: "why", at, cursor: 0, every: false } });
    }
    case "explain": {
      const keys = keysToExplain(screen, seen);
      return keys.length > 0
        ? { state, effects: [{ kind: "load-glossary", keys }] }
        : only({ ...state, dialog: { kind: "message", text: seen.words.ui.explain.none } });
    }
    case "run-to": {
      const { backwards } = action;
      return only({ ...state, dialog: { kind: "filter", field: emptyField, backwards, problem: null } });
    }
    case "compare":
      return only(comparing(state, screen, seen.words));
    case "what-if": {
      const none = screen.kind !== "lesson" || whatIfsOf(screen.lesson).length === 0;
      const dialog: Dialog = none
        ? { kind: "message", text: seen.words.ui.whatIf.none }
        : { kind: "what-ifs", cursor: 0 };
      return only({ ...state, dialog });
    }
    case "next-lesson":
      return intoNextLesson(state) ?? only(state);
    default:
      break;
  }
  if (action.kind === "move" && action.to === "next") {
    const there = intoNextLesson(state);
    if (there) return there;
  }
  if (screen.kind === "lesson") {
    const own = onLesson(screen.lesson, screen.stage, action, seen.measured);
    if (own) return only({ ...state, screen: { ...screen, ...own } });
  } else if (action.kind === "move") {
    return only({ ...state, screen: moveTo(screen, action.to) });
  }
  if (action.kind === "open" && !unfolds(screen.stage, seen.measured)) {
    // Whoever looks for an answer must not be led away by a row that holds none.
    if (contextOf(state) === "picking") {
      return only({ ...state, dialog: { kind: "message", text: seen.words.ui.run.notPickable } });
    }
    const followed = followedFrom(screen.stage, seen.measured);
    if (!followed) return only(state);
    const there = followed.kind === "step" ? goTo(screen, followed.at) : { ...screen, stage: followed.stage };
    return only({ ...state, screen: there });
  }
  if (action.kind === "close" && isLeaving(state, screen, seen.measured))
    return only({ ...state, screen: { kind: "menu" } });
  const stage = onStage(screen.stage, action, seen.measured);
  if (stage) return only({ ...state, screen: { ...screen, stage } });
  if (action.kind === "close" && screen.kind === "sandbox" && screen.beside) {
    const { beside: _, ...alone } = screen;
    return only({ ...state, screen: alone });
  }
  return only(state);
}

/** From the words at the end of a lesson Esc leads to where `q` does, as long as that is the menu. */
const isLeaving = (state: AppState, { kind, stage }: RunScreen, measured: Measured): boolean =>
  kind === "lesson" &&
  state.behind === "menu" &&
  contextOf(state) === "end" &&
  stage.search === null &&
  !stage.zoomed &&
  measured.text.top === 0;

function intoNextLesson(state: AppState): Reduced | undefined {
  const next = nextLessonOf(state);
  return next && { state, effects: [{ kind: "load-lesson", slug: next.slug }] };
}

/** In the text the terms that it links to, one after the other; else what is under the cursor, or, where it is on nothing, those terms. */
function keysToExplain(screen: RunScreen, { measured, words }: Seen): readonly string[] {
  const terms = screen.kind === "lesson" ? termsOfLesson(screen.lesson, words) : [];
  const under = measured.view?.explain ?? [];
  return screen.stage.active === "text" || under.length === 0 ? terms : under;
}

/** While it is typed what to look for: Enter keeps the place, Esc goes back. */
function inSearch(screen: RunScreen, action: Action, measured: Measured): RunScreen {
  const { stage } = screen;
  switch (action.kind) {
    case "choose":
    case "close":
      return { ...screen, stage: endSearch(stage, action.kind === "choose", measured) };
    case "match":
      return { ...screen, stage: onStage(stage, action, measured) ?? stage };
    default:
      return screen;
  }
}

/** The list of runs to compare this one with. */
function comparing(state: AppState, screen: RunScreen, words: Words): AppState {
  const variants = screen.kind === "sandbox" ? (screen.run.opened.variants?.(screen.run.timeline) ?? []) : [];
  const dialog: Dialog =
    variants.length > 0 ? { kind: "variants", variants, cursor: 0 } : { kind: "message", text: words.ui.compare.none };
  return { ...state, dialog };
}

/** Where the list of places begins: at the place that is on the screen. */
function hereInList(state: AppState, screen: RunScreen, words: Words): number {
  if (screen.kind === "lesson") return screen.lesson.session.beat;
  return Math.max(
    0,
    jumpItems(state, words).findLastIndex(({ at }) => at <= screen.stage.at),
  );
}
