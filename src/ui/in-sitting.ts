/** What keys make of a review or a placement: on to the next question, or out of it. */
import { unreachable } from "../base/assert.ts";
import { currentQuestion } from "../lesson/session.ts";
import { type AppEffect, only, type Reduced, type Seen } from "./app-event.ts";
import type { AppState, Dialog, RunScreen } from "./app-state.ts";
import type { Action } from "./keymap.ts";
import { freshSitting, isClosed } from "./lesson-state.ts";
import { type Asked, after, type Course, current, type Place, type Report } from "./sitting.ts";
import { moved, onStage } from "./stage-state.ts";

/** A report is said over the menu: no question is behind it. */
export function atPlace(state: AppState, place: Place): AppState {
  if (place.kind === "card") return { ...state, screen: { kind: "lesson", ...freshSitting(place) }, dialog: null };
  return { ...state, screen: { kind: "menu" }, dialog: { kind: "report", report: place.report, top: 0 } };
}

/** What has been asked and answered when the question on the screen is; undefined before, and where it is none of these. */
export function answeredCourse(screen: AppState["screen"]): Course | undefined {
  if (screen.kind !== "lesson" || !screen.lesson.sitting || !isClosed(screen.lesson)) return undefined;
  const { played, session, sitting } = screen.lesson;
  const question = currentQuestion(played, session);
  return question && after(sitting.course, question.state);
}

/** What is going to be asked next, as far as that is known. */
export function upcoming(screen: AppState["screen"]): Asked | undefined {
  if (screen.kind !== "lesson" || !screen.lesson.sitting) return undefined;
  const { course } = screen.lesson.sitting;
  const answered = answeredCourse(screen);
  if (answered) return current(answered);
  return course.kind === "review" ? course.cards[1] : undefined;
}

/** Undefined where an action means what it means in every lesson. */
export function inSitting(state: AppState, screen: RunScreen, action: Action, seen: Seen): Reduced | undefined {
  if (screen.kind !== "lesson" || !screen.lesson.sitting) return undefined;
  const closed = isClosed(screen.lesson);
  switch (action.kind) {
    case "move": {
      // An open question is not to be answered by what happens next.
      if (action.to === "step-on" || action.to === "step-back") return closed ? undefined : only(state);
      const course = action.to === "next" ? answeredCourse(screen) : undefined;
      return course ? { state, effects: [{ kind: "next-card", course }] } : only(state);
    }
    case "jump":
      return only(state);
    case "run-to":
      return closed ? undefined : only(state);
    case "close": {
      const { lesson, stage } = screen;
      const inWords = closed && stage.active === "text" && stage.search === null;
      if (!inWords && (lesson.keys === "panes" || onStage(stage, action, seen.measured))) return undefined;
      return leaveSitting(state, lesson.sitting?.course.kind);
    }
    default:
      return undefined;
  }
}

/** What a review has asked is kept, of a placement nothing is. */
export function leaveSitting(state: AppState, kind: Course["kind"] | undefined): Reduced {
  if (kind === "placement") return only(atPlace(state, { kind: "report", report: { kind: "placement-left" } }));
  return toMenu({ ...state, screen: { kind: "menu" } });
}

const toMenu = (state: AppState): Reduced =>
  state.behind === "shell" ? { state, effects: [{ kind: "quit" }] } : only({ ...state, dialog: null });

type Onward = Extract<AppEffect, { readonly kind: "begin-sitting" | "load-lesson" }>;

export function inReport(
  state: AppState,
  dialog: Extract<Dialog, { readonly kind: "report" }>,
  action: Action,
  seen: Seen,
): Reduced {
  const { text } = seen.measured;
  switch (action.kind) {
    case "cursor": {
      const rows = Math.max(1, text.total - text.visible + 1);
      return only({ ...state, dialog: { ...dialog, top: moved(text.top, action.by, text.visible, rows) } });
    }
    case "choose": {
      const effect = onward(dialog.report);
      return effect ? { state, effects: [effect] } : toMenu(state);
    }
    case "close":
      return toMenu(state);
    default:
      return only(state);
  }
}

/** What Enter begins after a report. */
export function onward(report: Report): Onward | undefined {
  switch (report.kind) {
    case "reviewed":
      return report.due.cards.length > 0 ? { kind: "begin-sitting", what: "review" } : undefined;
    case "placed":
      return report.begin && { kind: "load-lesson", slug: report.begin.slug };
    case "nothing-due":
    case "placement-left":
      return undefined;
    default:
      return unreachable(report);
  }
}
