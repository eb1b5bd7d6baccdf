/** The app: keys to the reducer, what it asks for to the loaders, the state to a picture. */
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { unreachable } from "../base/assert.ts";
import type { Result } from "../base/result.ts";
import { languageWords } from "../i18n/language.ts";
import type { Language, Words } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import type { Timeline } from "../sim/timeline.ts";
import { paneNames } from "../view/pane.ts";
import type { AppState } from "./app-state.ts";
import { isTooSmall } from "./arrange.ts";
import { growRun } from "./grow.ts";
import { type LessonProgress, progressOf } from "./lesson-progress.ts";
import { freshLesson } from "./lesson-state.ts";
import { type LessonEntry, Menu } from "./menu.tsx";
import { pictureOf } from "./picture.ts";
import { type AppEffect, type AppEvent, reduce } from "./reducer.ts";
import { finishedRun, type Opened } from "./run.ts";
import { Screen } from "./screen.tsx";
import { freshStage } from "./stage-state.ts";
import type { Timers } from "./terminal/host.ts";
import { useKey, useTerminal } from "./terminal/render.tsx";
import { type ThemeName, themes } from "./theme.ts";

/** What the app needs from outside: it has no files, no network and no clock of its own. */
export type Loaders = {
  /** A URL as it was typed; the error is one line that says what is wrong and the remedy. */
  readonly openUrl: (typed: string, words: Words) => Result<Opened, string>;
  readonly loadLesson: (slug: string, words: Words) => Result<PlayedLesson, string>;
  /** The lessons in their order, with the learner's progress as it is now. */
  readonly lessons: () => readonly LessonEntry[];
  /** The lesson to go on with, if one was begun. */
  readonly resume: () => string | undefined;
  readonly rememberLanguage?: (language: Language) => void;
  /** The learner has come to this beat, or answered its question. */
  readonly recordProgress?: (progress: LessonProgress) => void;
};

/** The first screen. */
export type StartScreen =
  | { readonly kind: "menu" }
  | { readonly kind: "sandbox"; readonly opened: Opened }
  | { readonly kind: "lesson"; readonly lesson: PlayedLesson; readonly beat?: string };

export type AppProps = {
  readonly screen: StartScreen;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly timers: Timers;
  readonly loaders: Loaders;
};

export function App(props: AppProps): ReactNode {
  const { loaders, timers } = props;
  const { size, stop } = useTerminal();
  const [state, setState] = useState(() => firstState(props));
  // Results come between renders, and each must find the state that the one before it led to.
  const latest = useRef(state);
  const running = useRef<(() => Timeline) | undefined>(undefined);
  const words = languageWords(state.language);
  const picture = useMemo(() => pictureOf(state, size), [state, size]);
  const tooSmall = isTooSmall(size);

  function dispatch(event: AppEvent): void {
    const now = languageWords(latest.current.language);
    const { state: next, effects } = reduce(latest.current, event, {
      words: now,
      measured: picture.measured,
      tooSmall,
    });
    const before = latest.current;
    latest.current = next;
    setState(next);
    const progress = progressOf(before, next);
    if (progress) loaders.recordProgress?.(progress);
    for (const effect of effects) perform(effect);
  }

  function perform(effect: AppEffect): void {
    const now = languageWords(latest.current.language);
    switch (effect.kind) {
      case "quit":
        return stop({ kind: "quit" });
      case "remember-language":
        return loaders.rememberLanguage?.(effect.language);
      case "open-url": {
        const opened = loaders.openUrl(effect.typed, now);
        return opened.ok ? run(opened.value) : dispatch({ kind: "url-refused", problem: opened.error });
      }
      case "load-lesson": {
        const loaded = loaders.loadLesson(effect.slug, now);
        return dispatch(
          loaded.ok ? { kind: "lesson-ready", lesson: loaded.value } : { kind: "failed", text: loaded.error },
        );
      }
      case "cancel-run":
        return cancel();
      default:
        return unreachable(effect);
    }
  }

  function run(opened: Opened): void {
    running.current?.();
    const report = (steps: number) => dispatch({ kind: "busy", title: opened.title, steps });
    running.current = growRun({
      start: opened.start,
      timers,
      onLate: report,
      onProgress: report,
      onDone: (timeline) => {
        running.current = undefined;
        dispatch({ kind: "run-ready", run: finishedRun(opened, timeline) });
      },
    });
  }

  /** Back to the menu, or, where there is none behind, on with what has been run. */
  function cancel(): void {
    const timeline = running.current?.();
    running.current = undefined;
    const { screen } = latest.current;
    if (timeline && screen.kind === "sandbox") {
      dispatch({ kind: "run-ready", run: finishedRun(screen.run.opened, timeline) });
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the app begins; it keeps the first screen.
  useEffect(() => {
    const progress = progressOf(undefined, latest.current);
    if (progress) loaders.recordProgress?.(progress);
    if (props.screen.kind === "sandbox") run(props.screen.opened);
    return () => void running.current?.();
  }, []);

  useKey((key) => dispatch({ kind: "key", key }));

  if (state.screen.kind === "menu" && state.dialog === null && !tooSmall) {
    return (
      <Menu
        picture={picture}
        size={size}
        theme={themes[props.theme]}
        words={words}
        lessons={loaders.lessons()}
        resume={loaders.resume()}
        // Not at once: the key that chose it is on its way to the handler above, and means nothing to what opens here.
        onSelect={(choice) => timers.soon(() => dispatch({ kind: "chosen", choice }))}
      />
    );
  }
  return <Screen picture={picture} size={size} theme={themes[props.theme]} />;
}

function firstState({ screen, language }: AppProps): AppState {
  switch (screen.kind) {
    case "menu":
      return { language, screen, dialog: null, behind: "menu" };
    case "sandbox": {
      // What is shown until the run is there: the world before its first step.
      const run = finishedRun(screen.opened, { start: screen.opened.start, steps: [], end: "open" });
      const stage = freshStage(-1, paneNames[0]);
      return { language, screen: { kind: "sandbox", run, stage }, dialog: null, behind: "shell" };
    }
    case "lesson":
      return {
        language,
        screen: { kind: "lesson", ...freshLesson(screen.lesson, screen.beat) },
        dialog: null,
        behind: "shell",
      };
    default:
      return unreachable(screen);
  }
}
