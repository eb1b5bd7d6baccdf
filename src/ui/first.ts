/** What is on the screen at first. It is drawn without React and Ink, which take longer to load than all the rest. */
import { unreachable } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import type { Language } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import type { Size } from "../view/row.ts";
import type { AppState } from "./app-state.ts";
import { isTooSmall } from "./arrange.ts";
import { growRun } from "./grow.ts";
import { atPlace } from "./in-sitting.ts";
import { freshLesson } from "./lesson-state.ts";
import { type LessonEntry, menuRows, type NextEntry } from "./menu-items.ts";
import { pictureOf } from "./picture.ts";
import { sandboxOf } from "./reducer.ts";
import { finishedRun, type Opened, type Run } from "./run.ts";
import type { Place } from "./sitting.ts";
import type { Timers } from "./terminal/host.ts";
import type { Terminal } from "./terminal/lifecycle.ts";
import type { CursorSpot } from "./terminal/painter.ts";
import { paintRow, type ThemeName, themes } from "./theme.ts";

/** The first screen. */
export type StartScreen =
  | { readonly kind: "menu" }
  /** `run` is there once it has been computed. */
  | { readonly kind: "sandbox"; readonly opened: Opened; readonly run?: Run }
  | { readonly kind: "lesson"; readonly lesson: PlayedLesson; readonly beat?: string }
  | { readonly kind: "sitting"; readonly place: Place };

export type First = {
  readonly screen: StartScreen;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly timers: Timers;
  readonly loaders: {
    /** The lessons in their order, with the learner's progress as it is now. */
    readonly lessons: () => readonly LessonEntry[];
    /** The lesson to go on with, or to begin; none when all are done. */
    readonly next: () => NextEntry | undefined;
  };
};

export function firstState({ screen, language }: Pick<First, "screen" | "language">): AppState {
  switch (screen.kind) {
    case "menu":
      return { language, screen, dialog: null, behind: "menu" };
    case "sandbox": {
      // What is shown until the run is there: the world before its first step.
      const run = screen.run ?? finishedRun(screen.opened, { start: screen.opened.start, steps: [], end: "open" });
      return { language, screen: sandboxOf(run), dialog: null, behind: "shell" };
    }
    case "lesson":
      return {
        language,
        screen: { kind: "lesson", ...freshLesson(screen.lesson, screen.beat) },
        dialog: null,
        behind: "shell",
      };
    case "sitting":
      return atPlace({ language, screen: { kind: "menu" }, dialog: null, behind: "shell" }, screen.place);
    default:
      return unreachable(screen);
  }
}

/** The rows, each a text with SGR, and where a text field has its caret. */
export function firstPicture(
  first: First,
  size: Size,
): { readonly rows: readonly string[]; readonly caret?: CursorSpot } {
  const state = firstState(first);
  const theme = themes[first.theme];
  const picture = pictureOf(state, size);
  if (state.screen.kind === "menu" && state.dialog === null && !isTooSmall(size)) {
    const { loaders, language } = first;
    return { rows: menuRows(picture, size, theme, languageWords(language), loaders.lessons(), loaders.next()) };
  }
  return {
    rows: picture.rows.map((row) => paintRow(row, theme)),
    ...(picture.caret && { caret: picture.caret }),
  };
}

/** The first picture is on the screen. */
export type Shown = {
  /** With its run, if that is there. */
  readonly screen: StartScreen;
  /** For who draws from now on. */
  readonly takeAway: () => void;
};

/**
 * Draws the first picture, and once more when the run of a sandbox is there, if that is soon; then calls `ready`, once.
 * What is typed from the first picture on waits for who listens then.
 */
export function showFirst(terminal: Terminal, first: First, ready: (shown: Shown) => void): void {
  const { timers } = first;
  const { painter } = terminal;
  let { screen } = first;
  // What was typed before there was a picture was meant for something else.
  const listen = terminal.keys.ignore();

  function draw(): void {
    const { rows, caret } = firstPicture({ ...first, screen }, painter.size());
    painter.setPicture(rows);
    painter.setCursor(caret);
  }

  function takeAway(): void {
    painter.stdout.off("resize", draw);
    painter.setPicture(undefined);
    painter.setCursor(undefined);
  }

  function begin(): void {
    listen();
    painter.stdout.on("resize", draw);
    draw();
    // The painter has its turn first.
    timers.soon(() => (screen.kind === "sandbox" ? run(screen.opened) : ready({ screen, takeAway })));
  }

  function run(opened: Opened): void {
    const stop = growRun({
      start: opened.start,
      timers,
      // The app begins anew, and says how far it is.
      onLate() {
        stop();
        ready({ screen, takeAway });
      },
      onProgress: () => undefined,
      onDone(timeline, events) {
        screen = { kind: "sandbox", opened, run: finishedRun(opened, timeline, events) };
        draw();
        timers.soon(() => ready({ screen, takeAway }));
      },
    });
  }

  // The first turn may come before what has arrived meanwhile is read, the second one does not.
  timers.soon(() => timers.soon(begin));
}
