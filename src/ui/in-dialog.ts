/** What keys make of an open dialog. */
import { unreachable } from "../base/assert.ts";
import { causesOf } from "../view/why.ts";
import { only, type Reduced, type Seen } from "./app-event.ts";
import { type AppState, type Dialog, timelineOf } from "./app-state.ts";
import { emptyField } from "./field.ts";
import { goTo } from "./go-to.ts";
import { inReport } from "./in-sitting.ts";
import { jumpItems, jumpShown } from "./jump.ts";
import type { Action } from "./keymap.ts";
import { toBeat, toWhatIf, whatIfsOf } from "./lesson-state.ts";
import { inMap } from "./map-dialog.ts";
import { completed, runTo } from "./run-to.ts";
import { type Measured, moved } from "./stage-state.ts";

export function inDialog(state: AppState, dialog: Dialog, action: Action, seen: Seen): Reduced {
  const closed: AppState = { ...state, dialog: null };
  switch (dialog.kind) {
    case "help": {
      if (action.kind === "close") return only(closed);
      if (action.kind !== "cursor") return only(state);
      return only({ ...state, dialog: { ...dialog, top: scrolledTo(action, seen.measured) } });
    }
    case "message":
      return only(action.kind === "close" ? closed : state);
    case "report":
      return inReport(state, dialog, action, seen);
    case "busy":
      return action.kind === "close" ? { state: closed, effects: [{ kind: "cancel-run" }] } : only(state);
    case "url":
      if (action.kind === "close") return only(closed);
      if (action.kind !== "choose") return only(state);
      return { state, effects: [{ kind: "open-url", typed: dialog.field.text }] };
    case "jump":
      return inJump(state, dialog, action, seen);
    case "why":
      return only(inWhy(state, dialog, action, seen));
    case "explain":
      return only(inExplain(state, dialog, action, seen));
    case "filter":
      return only(inFilter(state, dialog, action));
    case "variants":
      return inVariants(state, dialog, action, seen);
    case "map":
      return inMap(state, dialog, action, seen);
    case "what-ifs":
      return only(inWhatIfs(state, dialog, action, seen));
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
      return only({ ...state, dialog: null, screen: goTo(screen, item.at) });
    }
    default:
      return only(state);
  }
}

function inWhy(state: AppState, dialog: Extract<Dialog, { kind: "why" }>, action: Action, seen: Seen): AppState {
  const { screen } = state;
  if (screen.kind === "menu" || action.kind === "close") return { ...state, dialog: null };
  const causes = causesOf(timelineOf(screen), dialog.at, { every: dialog.every });
  switch (action.kind) {
    case "cursor": {
      // A link takes a few rows, so that a page is only about as many links.
      const page = Math.max(2, Math.floor(seen.measured.page / 2));
      return { ...state, dialog: { ...dialog, cursor: moved(dialog.cursor, action.by, page, causes.length) } };
    }
    case "whole": {
      const every = !dialog.every;
      const here = causes[dialog.cursor]?.at;
      const others = causesOf(timelineOf(screen), dialog.at, { every });
      // What is under the cursor stays there, or what led to it.
      const cursor = Math.max(
        0,
        others.findIndex(({ at }) => here !== undefined && at <= here),
      );
      return { ...state, dialog: { ...dialog, every, cursor } };
    }
    case "choose": {
      const cause = causes[dialog.cursor];
      return cause ? { ...state, dialog: null, screen: goTo(screen, cause.at) } : state;
    }
    default:
      return state;
  }
}

function inWhatIfs(
  state: AppState,
  dialog: Extract<Dialog, { kind: "what-ifs" }>,
  action: Action,
  seen: Seen,
): AppState {
  const { screen } = state;
  const closed: AppState = { ...state, dialog: null };
  if (screen.kind !== "lesson" || action.kind === "close") return closed;
  const offered = whatIfsOf(screen.lesson);
  switch (action.kind) {
    case "cursor": {
      const cursor = moved(dialog.cursor, action.by, seen.measured.page, offered.length);
      return { ...state, dialog: { ...dialog, cursor } };
    }
    case "choose": {
      const id = offered[dialog.cursor];
      if (id === undefined) return closed;
      return { ...closed, screen: { kind: "lesson", ...toWhatIf(screen.lesson, screen.stage, id) } };
    }
    default:
      return state;
  }
}

function inExplain(
  state: AppState,
  dialog: Extract<Dialog, { kind: "explain" }>,
  action: Action,
  seen: Seen,
): AppState {
  switch (action.kind) {
    case "close":
      return { ...state, dialog: null };
    case "cursor":
      return { ...state, dialog: { ...dialog, top: scrolledTo(action, seen.measured) } };
    case "turn":
      return { ...state, dialog: { ...dialog, nth: (dialog.nth + 1) % dialog.keys.length, top: 0 } };
    default:
      return state;
  }
}

function inFilter(state: AppState, dialog: Extract<Dialog, { kind: "filter" }>, action: Action): AppState {
  const { screen } = state;
  if (screen.kind === "menu" || action.kind === "close") return { ...state, dialog: null };
  const { timeline, at } = { timeline: timelineOf(screen), at: screen.stage.at };
  switch (action.kind) {
    case "turn":
      return { ...state, dialog: { ...dialog, backwards: !dialog.backwards, problem: null } };
    case "complete":
      return { ...state, dialog: { ...dialog, field: completed(dialog.field, timeline), problem: null } };
    case "choose": {
      // An empty line asks for what was run to last.
      const text = dialog.field.text.trim() === "" ? (state.filter ?? "") : dialog.field.text;
      const found = runTo(text, timeline, at, dialog.backwards);
      const field = { text, caret: [...text].length };
      if (found.kind !== "step") {
        const problem = found.kind === "problem" ? found.problem : "not-found";
        return { ...state, dialog: { ...dialog, field, problem } };
      }
      return { ...state, dialog: null, filter: text, screen: goTo(screen, found.at) };
    }
    default:
      return state;
  }
}

function inVariants(
  state: AppState,
  dialog: Extract<Dialog, { kind: "variants" }>,
  action: Action,
  seen: Seen,
): Reduced {
  switch (action.kind) {
    case "close":
      return only({ ...state, dialog: null });
    case "cursor": {
      const cursor = moved(dialog.cursor, action.by, seen.measured.page, dialog.variants.length);
      return only({ ...state, dialog: { ...dialog, cursor } });
    }
    case "choose": {
      const variant = dialog.variants[dialog.cursor];
      if (!variant) return only(state);
      return { state: { ...state, dialog: null }, effects: [{ kind: "run-beside", variant }] };
    }
    default:
      return only(state);
  }
}

function scrolledTo({ by }: Extract<Action, { kind: "cursor" }>, { text }: Measured): number {
  return moved(text.top, by, text.visible, Math.max(1, text.total - text.visible + 1));
}
