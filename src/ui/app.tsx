/** The app: keys to the reducer, what it asks for to the loaders, the state to a picture. */
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { unreachable } from "../base/assert.ts";
import type { Result } from "../base/result.ts";
import { languageWords } from "../i18n/language.ts";
import type { Language, Words } from "../i18n/words.ts";
import type { Card } from "../lesson/card.ts";
import type { LearnerMap } from "../lesson/learner-map.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import type { Glossary } from "../lesson/term.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { AppEffect, AppEvent } from "./app-event.ts";
import type { AppState } from "./app-state.ts";
import { isTooSmall } from "./arrange.ts";
import { type First, firstState, type StartScreen } from "./first.ts";
import { growRun } from "./grow.ts";
import { upcoming } from "./in-sitting.ts";
import { type LessonProgress, progressOf } from "./lesson-progress.ts";
import { isAtEnd } from "./lesson-state.ts";
import { Menu } from "./menu.tsx";
import { withDue } from "./menu-items.ts";
import type { NextLesson } from "./next-lesson.ts";
import { pictureOf } from "./picture.ts";
import { reduce } from "./reducer.ts";
import { finishedRun, type Opened, type Run } from "./run.ts";
import { Screen } from "./screen.tsx";
import { begin, next, type Place, type Sittings } from "./sitting.ts";
import type { Timers } from "./terminal/host.ts";
import { useKey, usePasteMarks, useTerminal } from "./terminal/render.tsx";
import { type ThemeName, themes } from "./theme.ts";

/** What the app needs from outside: it has no files, no network and no clock of its own. */
export type Loaders = First["loaders"] & {
  /** A URL as it was typed; the error is one line that says what is wrong and the remedy. */
  readonly openUrl: (typed: string, words: Words) => Result<Opened, string>;
  readonly loadLesson: (slug: string, words: Words) => Result<PlayedLesson, string>;
  /** The beat at which to go on with a lesson; the start where there is none. */
  readonly beatOf?: (slug: string) => string | undefined;
  /** Its terms in all languages; the error is one line. */
  readonly glossary: (words: Words) => Result<Glossary, string>;
  /** The questions that are to be asked again now, the longest overdue first: for that more has to be loaded. */
  readonly due?: () => Promise<readonly Card[]>;
  /** All lessons and what the learner has shown. */
  readonly map: (due: readonly Card[]) => LearnerMap;
  /** The lesson to go on with after this one; none after the last one that is open, and none after one of one's own. */
  readonly after: (slug: string) => NextLesson | undefined;
  /** What reviews and placements need; more has to be loaded for it. */
  readonly sittings?: () => Promise<Sittings>;
  readonly rememberLanguage?: (language: Language) => void;
  /** The learner has come to this beat, or answered its question. */
  readonly recordProgress?: (progress: LessonProgress) => void;
  /** Tells of each new version of the lesson on the screen, until it is ended by what it returns. */
  readonly onReload?: (listener: ReloadListener) => () => void;
};

/** `load` gives the lesson as it is now; the error is a line or two. */
export type ReloadListener = (load: (words: Words) => Result<PlayedLesson, string>) => void;

export type AppProps = {
  readonly screen: StartScreen;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly timers: Timers;
  readonly loaders: Loaders;
};

/** So long after the last key nobody waits for one. */
const QUIET_MILLIS = 300;

/** A run that is being computed: how to end it, and what is to be done with what there is of it then. */
type Running = { readonly stop: () => Timeline; readonly ready: (timeline: Timeline) => AppEvent };

export function App(props: AppProps): ReactNode {
  const { loaders, timers } = props;
  const { size, stop } = useTerminal();
  const [state, setState] = useState(() => firstState(props));
  // Results come between renders, and each must find the state that the one before it led to.
  const latest = useRef(state);
  const running = useRef<Running | undefined>(undefined);
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
    tellFollowing();
  }

  /** The lessons are looked through when the end of one is reached, not before. */
  function tellFollowing(): void {
    const { screen, following } = latest.current;
    if (screen.kind !== "lesson" || !isAtEnd(screen.lesson)) return;
    const { slug } = screen.lesson.played.lesson;
    if (following?.slug === slug) return;
    dispatch({ kind: "following", following: { slug, next: loaders.after(slug) } });
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
        const beat = loaders.beatOf?.(effect.slug);
        return dispatch(
          loaded.ok
            ? { kind: "lesson-ready", lesson: loaded.value, ...(beat !== undefined && { beat }) }
            : { kind: "failed", text: loaded.error },
        );
      }
      case "load-glossary": {
        const loaded = loaders.glossary(now);
        const event: AppEvent = loaded.ok
          ? { kind: "glossary-ready", glossary: loaded.value, keys: effect.keys }
          : { kind: "failed", text: loaded.error };
        return dispatch(event);
      }
      case "load-map":
        return dispatch({ kind: "map-ready", map: loaders.map(latest.current.due ?? []) });
      case "begin-sitting":
        return atSitting((sittings) => begin(effect.what, sittings), "menu");
      case "next-card":
        return atSitting((sittings) => next(effect.course, sittings), "lesson");
      case "run-beside": {
        const { variant } = effect;
        return run(variant.opened, (ready) => ({ kind: "beside-ready", variant, run: ready }), variant.label(now));
      }
      case "cancel-run":
        return cancel();
      default:
        return unreachable(effect);
    }
  }

  /** Nothing comes of it if the learner has gone elsewhere meanwhile. */
  function atSitting(place: (sittings: Sittings) => Place, from: AppState["screen"]["kind"]): void {
    void loaders.sittings?.().then((sittings) => {
      if (latest.current.screen.kind === from) dispatch({ kind: "sitting", place: place(sittings) });
    });
  }

  function run(
    opened: Opened,
    ready: (run: Run) => AppEvent = (done) => ({ kind: "run-ready", run: done }),
    title = opened.title,
  ): void {
    running.current?.stop();
    const report = (steps: number) => dispatch({ kind: "busy", title, steps });
    const stop = growRun({
      start: opened.start,
      timers,
      onLate: report,
      onProgress: report,
      onDone: (timeline, events) => {
        running.current = undefined;
        dispatch(ready(finishedRun(opened, timeline, events)));
      },
    });
    running.current = { stop, ready: (timeline) => ready(finishedRun(opened, timeline)) };
  }

  /** Back to the menu, or, where there is none behind, on with what has been run. */
  function cancel(): void {
    const { current } = running;
    const timeline = current?.stop();
    running.current = undefined;
    if (timeline && current && latest.current.screen.kind === "sandbox") dispatch(current.ready(timeline));
  }

  /** What is wrong with a new version is told, and the last good one stays. */
  function reload(load: Parameters<ReloadListener>[0]): void {
    const loaded = load(languageWords(latest.current.language));
    dispatch(loaded.ok ? { kind: "lesson-reloaded", lesson: loaded.value } : { kind: "failed", text: loaded.error });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the app begins; it keeps the first screen.
  useEffect(() => {
    const progress = progressOf(undefined, latest.current);
    if (progress) loaders.recordProgress?.(progress);
    tellFollowing();
    if (props.screen.kind === "sandbox" && !props.screen.run) run(props.screen.opened);
    const stopReloading = loaders.onReload?.(reload);
    return () => {
      stopReloading?.();
      running.current?.stop();
    };
  }, []);

  // After the picture, and whenever there may be more or less of it: what is due is learnt late, and shown where it belongs.
  const inMenu = state.screen.kind === "menu";
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for whenever the menu is there again.
  useEffect(() => {
    if (inMenu) void loaders.due?.().then((due) => dispatch({ kind: "due", due }));
  }, [inMenu]);

  // While the learner reads, and between keys: the next question takes its time to be made.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every key the wait begins anew.
  useEffect(() => {
    const asked = upcoming(state.screen);
    if (!asked) return undefined;
    return timers.after(QUIET_MILLIS, () => void loaders.sittings?.().then((sittings) => sittings.moment(asked)));
  }, [state]);

  // Also where nothing is typed: what is pasted there must not act as keys.
  usePasteMarks();
  useKey((key) => dispatch({ kind: "key", key }));

  if (state.screen.kind === "menu" && state.dialog === null && !tooSmall) {
    return (
      <Menu
        picture={picture}
        size={size}
        theme={themes[props.theme]}
        words={words}
        lessons={withDue(loaders.lessons(), state.due)}
        next={loaders.next()}
        due={state.due?.length ?? 0}
        // Not at once: the key that chose it is on its way to the handler above, and means nothing to what opens here.
        onSelect={(choice) => timers.soon(() => dispatch({ kind: "chosen", choice }))}
      />
    );
  }
  return <Screen picture={picture} theme={themes[props.theme]} />;
}
