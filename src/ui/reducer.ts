/** What keys and results make of the app's state: pure, with what is to be done in the world as a list beside it. */
import { unreachable } from "../base/assert.ts";
import type { Language, Words } from "../i18n/words.ts";
import type { Glossary } from "../lesson/term.ts";
import { type AppEvent, type MenuChoice, only, type Reduced, type Seen } from "./app-event.ts";
import { type AppState, contextOf, type Screen } from "./app-state.ts";
import { alignedTo } from "./compare.ts";
import { keysExplained } from "./explained.ts";
import { editField, emptyField } from "./field.ts";
import { inDialog } from "./in-dialog.ts";
import { atPlace, leaveSitting } from "./in-sitting.ts";
import { actionFor, type KeyContext } from "./keymap.ts";
import { freshLesson, inOtherLanguage, typedInLesson } from "./lesson-state.ts";
import { mapDialog } from "./map-dialog.ts";
import { onScreen } from "./on-screen.ts";
import { reloaded } from "./reloaded.ts";
import type { Run } from "./run.ts";
import { leadingPane } from "./sandbox-panes.ts";
import { freshStage, sought } from "./stage-state.ts";
import type { Key } from "./terminal/key.ts";

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
      return only({ ...state, screen: sandboxOf(event.run), dialog: null });
    case "beside-ready": {
      const { screen } = state;
      if (screen.kind !== "sandbox") return only(state);
      const { mine, label } = event.variant;
      const at = alignedTo(screen.run.timeline, screen.stage.at, event.run.timeline);
      return only({ ...state, screen: { ...screen, beside: { mine, label, run: event.run, at } }, dialog: null });
    }
    case "glossary-ready":
      return only(explained(state, event.glossary, event.keys, seen.words));
    case "lesson-ready":
      return only({ ...state, screen: { kind: "lesson", ...freshLesson(event.lesson, event.beat) }, dialog: null });
    case "following":
      return only({ ...state, following: event.following });
    case "sitting":
      return only(atPlace(state, event.place));
    case "due": {
      const due = { ...state, due: event.due };
      return { state: due, effects: state.dialog?.kind === "map" ? [{ kind: "load-map" }] : [] };
    }
    case "map-ready":
      return only({ ...state, dialog: mapDialog(event.map, state.dialog) });
    case "lesson-reloaded": {
      const { screen } = state;
      return only(
        screen.kind === "lesson" ? { ...state, screen: reloaded(screen, event.lesson), dialog: null } : state,
      );
    }
    default:
      return unreachable(event);
  }
}

/** A run at its beginning. */
export const sandboxOf = (run: Run): Extract<Screen, { kind: "sandbox" }> => ({
  kind: "sandbox",
  run,
  stage: freshStage(-1, leadingPane(run.timeline, -1)),
});

/** What there is to explain under these keys, and what belongs to it. */
function explained(state: AppState, glossary: Glossary, keys: readonly string[], words: Words): AppState {
  const shown = keysExplained(glossary, keys, words);
  if (shown.length === 0) return { ...state, dialog: { kind: "message", text: words.ui.explain.none } };
  return { ...state, dialog: { kind: "explain", glossary, keys: shown, nth: 0, top: 0 } };
}

function chosen(state: AppState, choice: MenuChoice): Reduced {
  switch (choice.kind) {
    case "lesson":
      return { state, effects: [{ kind: "load-lesson", slug: choice.slug }] };
    case "map":
      return { state, effects: [{ kind: "load-map" }] };
    case "review":
    case "placement":
      return { state, effects: [{ kind: "begin-sitting", what: choice.kind }] };
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
  if (!action) {
    const after = typed(state, key, seen);
    const entered = key.kind === "paste" && key.unmarked?.entered === true && after !== state;
    return entered ? pressed(after, { kind: "key", name: "enter" }, seen) : only(after);
  }
  if (action.kind === "language") return otherLanguage(state);
  if (state.dialog) return inDialog(state, state.dialog, action, seen);
  if (action.kind === "help") return only({ ...state, dialog: { kind: "help", top: 0 } });
  if (action.kind === "quit") return quit(state);
  if (action.kind === "map") return { state, effects: [{ kind: "load-map" }] };
  if (state.screen.kind === "menu") return only(state);
  return onScreen(state, state.screen, action, seen);
}

function quit(state: AppState): Reduced {
  const { screen } = state;
  if (screen.kind === "lesson" && screen.lesson.sitting) return leaveSitting(state, screen.lesson.sitting.course.kind);
  const leaves = state.screen.kind === "menu" || state.behind === "shell";
  return leaves ? { state, effects: [{ kind: "quit" }] } : only({ ...state, screen: { kind: "menu" } });
}

function otherLanguage(state: AppState): Reduced {
  const language: Language = state.language === "en" ? "ko" : "en";
  const { screen } = state;
  const told: Screen = screen.kind === "lesson" ? { ...screen, lesson: inOtherLanguage(screen.lesson) } : screen;
  return { state: { ...state, language, screen: told }, effects: [{ kind: "remember-language", language }] };
}

const isAnswering = (context: KeyContext): boolean => context === "value" || context === "typing";

/** A key that is no command here: text, where text is typed. */
function typed(state: AppState, key: Key, { measured }: Seen): AppState {
  const { dialog, screen } = state;
  if (dialog?.kind === "url") {
    const field = editField(dialog.field, key);
    return field === dialog.field ? state : { ...state, dialog: { ...dialog, field, problem: null } };
  }
  if (dialog?.kind === "jump" && dialog.typing) {
    const field = editField(dialog.find ?? emptyField, key);
    return field === dialog.find ? state : { ...state, dialog: { ...dialog, find: field, cursor: 0 } };
  }
  if (dialog?.kind === "filter") {
    const field = editField(dialog.field, key);
    return field === dialog.field ? state : { ...state, dialog: { ...dialog, field, problem: null } };
  }
  if (dialog !== null || screen.kind === "menu") return state;
  const { search } = screen.stage;
  if (search?.typing) {
    const field = editField(search.field, key);
    return field === search.field
      ? state
      : { ...state, screen: { ...screen, stage: sought(screen.stage, field, measured) } };
  }
  if (screen.kind === "lesson" && isAnswering(contextOf(state))) {
    return { ...state, screen: { ...screen, lesson: typedInLesson(screen.lesson, key) } };
  }
  return state;
}
