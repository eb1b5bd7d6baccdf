/** What keys and results make of the app's state: pure, with what is to be done in the world as a list beside it. */
import { unreachable } from "../base/assert.ts";
import type { Language, Words } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { paneNames } from "../view/pane.ts";
import type { AppState, Dialog, Screen } from "./app-state.ts";
import { contextOf } from "./app-state.ts";
import { editField, emptyField } from "./field.ts";
import { jumpItems, jumpShown } from "./jump.ts";
import { type Action, actionFor } from "./keymap.ts";
import { freshLesson, onLesson, toBeat, typedInLesson } from "./lesson-state.ts";
import { eventAfter, eventBefore, lastStep, type Run, withinRun } from "./run.ts";
import { atStep, freshStage, type Measured, moved, onStage } from "./stage-state.ts";
import type { Key } from "./terminal/key.ts";

/** What the menu offers. */
export type MenuChoice =
  | { readonly kind: "lesson"; readonly slug: string }
  | { readonly kind: "url" }
  | { readonly kind: "language" }
  | { readonly kind: "quit" };

export type AppEvent =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "chosen"; readonly choice: MenuChoice }
  | { readonly kind: "url-refused"; readonly problem: string }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "busy"; readonly title: string; readonly steps: number }
  | { readonly kind: "run-ready"; readonly run: Run }
  | { readonly kind: "lesson-ready"; readonly lesson: PlayedLesson; readonly beat?: string };

export type AppEffect =
  | { readonly kind: "open-url"; readonly typed: string }
  | { readonly kind: "load-lesson"; readonly slug: string }
  | { readonly kind: "cancel-run" }
  | { readonly kind: "remember-language"; readonly language: Language }
  | { readonly kind: "quit" };

/** What the last picture showed; keys mean what they mean there. */
export type Seen = { readonly words: Words; readonly measured: Measured; readonly tooSmall: boolean };

export type Reduced = { readonly state: AppState; readonly effects: readonly AppEffect[] };

const only = (state: AppState): Reduced => ({ state, effects: [] });

export function reduce(state: AppState, event: AppEvent, seen: Seen): Reduced {
  switch (event.kind) {
    case "key":
      return pressed(state, event.key, seen);
    case "chosen":
      return chosen(state, event.choice);
    case "url-refused":
      return only(
        state.dialog?.kind === "url"
          ? { ...state, dialog: { ...state.dialog, problem: event.problem } }
          : { ...state, dialog: { kind: "message", text: event.problem } },
      );
    case "failed":
      return only({ ...state, dialog: { kind: "message", text: event.text } });
    case "busy":
      return only({ ...state, dialog: { kind: "busy", title: event.title, steps: event.steps } });
    case "run-ready":
      return only({
        ...state,
        screen: { kind: "sandbox", run: event.run, stage: freshStage(-1, paneNames[0]) },
        dialog: null,
      });
    case "lesson-ready":
      return only({ ...state, screen: { kind: "lesson", ...freshLesson(event.lesson, event.beat) }, dialog: null });
    default:
      return unreachable(event);
  }
}

function chosen(state: AppState, choice: MenuChoice): Reduced {
  switch (choice.kind) {
    case "lesson":
      return { state, effects: [{ kind: "load-lesson", slug: choice.slug }] };
    case "url":
      return only({ ...state, dialog: { kind: "url", field: emptyField, problem: null } });
    case "language":
      return otherLanguage(state);
    case "quit":
      return { state, effects: [{ kind: "quit" }] };
    default:
      return unreachable(choice);
  }
}

function pressed(state: AppState, key: Key, seen: Seen): Reduced {
  if (seen.tooSmall) {
    return actionFor(key, "too-small") ? { state, effects: [{ kind: "quit" }] } : only(state);
  }
  const context = contextOf(state);
  const action = actionFor(key, context);
  if (!action) return only(typed(state, key));
  if (action.kind === "language") return otherLanguage(state);
  if (state.dialog) return inDialog(state, state.dialog, action, seen);
  if (action.kind === "help") return only({ ...state, dialog: { kind: "help", top: 0 } });
  if (action.kind === "quit") return quit(state);
  if (state.screen.kind === "menu") return only(state);
  return onScreen(state, state.screen, action, seen);
}

function quit(state: AppState): Reduced {
  const leaves = state.screen.kind === "menu" || state.behind === "shell";
  return leaves ? { state, effects: [{ kind: "quit" }] } : only({ ...state, screen: { kind: "menu" } });
}

function otherLanguage(state: AppState): Reduced {
  const language: Language = state.language === "en" ? "ko" : "en";
  return { state: { ...state, language }, effects: [{ kind: "remember-language", language }] };
}

function onScreen(state: AppState, screen: Exclude<Screen, { kind: "menu" }>, action: Action, seen: Seen): Reduced {
  if (action.kind === "jump" || action.kind === "find") {
    const typing = action.kind === "find";
    const dialog: Dialog = { kind: "jump", cursor: 0, find: typing ? emptyField : null, typing };
    return only({ ...state, dialog: { ...dialog, cursor: hereInList(state, screen, seen.words) } });
  }
  if (screen.kind === "lesson") {
    const own = onLesson(screen.lesson, screen.stage, action, seen.measured);
    if (own) return only({ ...state, screen: { ...screen, ...own } });
  } else if (action.kind === "move") {
    const stage = atStep(screen.stage, moveTo(screen.run, screen.stage.at, action.to));
    return only({ ...state, screen: { ...screen, stage } });
  }
  const stage = onStage(screen.stage, action, seen.measured);
  return only(stage ? { ...state, screen: { ...screen, stage } } : state);
}

/** Where the list of places begins: at the place that is on the screen. */
function hereInList(state: AppState, screen: Exclude<Screen, { kind: "menu" }>, words: Words): number {
  if (screen.kind === "lesson") return screen.lesson.session.beat;
  return Math.max(
    0,
    jumpItems(state, words).findLastIndex(({ at }) => at <= screen.stage.at),
  );
}

function moveTo(run: Run, at: number, to: Extract<Action, { kind: "move" }>["to"]): number {
  const targets = {
    next: () => eventAfter(run, at),
    back: () => eventBefore(run, at),
    "step-on": () => withinRun(run.timeline, at + 1),
    "step-back": () => withinRun(run.timeline, at - 1),
    first: () => -1,
    last: () => lastStep(run.timeline),
  };
  return targets[to]();
}

function inDialog(state: AppState, dialog: Dialog, action: Action, seen: Seen): Reduced {
  const closed: AppState = { ...state, dialog: null };
  switch (dialog.kind) {
    case "help": {
      if (action.kind === "close") return only(closed);
      if (action.kind !== "cursor") return only(state);
      const { total, visible, top: from } = seen.measured.text;
      const top = moved(from, action.by, visible, Math.max(1, total - visible + 1));
      return only({ ...state, dialog: { ...dialog, top } });
    }
    case "message":
      return only(action.kind === "close" ? closed : state);
    case "busy":
      return action.kind === "close" ? { state: closed, effects: [{ kind: "cancel-run" }] } : only(state);
    case "url":
      if (action.kind === "close") return only(closed);
      if (action.kind !== "choose") return only(state);
      return { state, effects: [{ kind: "open-url", typed: dialog.field.text }] };
    case "jump":
      return inJump(state, dialog, action, seen);
    default:
      return unreachable(dialog);
  }
}

function inJump(state: AppState, dialog: Extract<Dialog, { kind: "jump" }>, action: Action, seen: Seen): Reduced {
  const shown = jumpShown(jumpItems(state, seen.words), dialog.find?.text ?? "");
  switch (action.kind) {
    case "cursor": {
      const cursor = moved(Math.min(dialog.cursor, shown.length - 1), action.by, seen.measured.page, shown.length);
      return only({ ...state, dialog: { ...dialog, cursor } });
    }
    case "find":
      return only({ ...state, dialog: { ...dialog, find: dialog.find ?? emptyField, typing: true } });
    case "close":
      // First back from the text to the list, with all that is in it.
      if (dialog.find !== null && dialog.find.text !== "") {
        return only({ ...state, dialog: { ...dialog, find: null, typing: false, cursor: 0 } });
      }
      return only({ ...state, dialog: null });
    case "choose": {
      const item = shown[Math.min(dialog.cursor, shown.length - 1)];
      const { screen } = state;
      if (!item || screen.kind === "menu") return only(state);
      if (screen.kind === "lesson") {
        const there = toBeat(screen.lesson, screen.stage, item.id);
        return only({ ...state, dialog: null, screen: { kind: "lesson", ...there } });
      }
      return only({ ...state, dialog: null, screen: { ...screen, stage: atStep(screen.stage, item.at) } });
    }
    default:
      return only(state);
  }
}

/** A key that is no command here: text, where text is typed. */
function typed(state: AppState, key: Key): AppState {
  const { dialog, screen } = state;
  if (dialog?.kind === "url") {
    const field = editField(dialog.field, key);
    return field === dialog.field ? state : { ...state, dialog: { ...dialog, field, problem: null } };
  }
  if (dialog?.kind === "jump" && dialog.typing) {
    const field = editField(dialog.find ?? emptyField, key);
    return field === dialog.find ? state : { ...state, dialog: { ...dialog, find: field, cursor: 0 } };
  }
  if (dialog === null && screen.kind === "lesson" && contextOf(state) === "value") {
    return { ...state, screen: { ...screen, lesson: typedInLesson(screen.lesson, key) } };
  }
  return state;
}
