/** What is shown first, in full screen or line by line: menu, lesson or sandbox, with the learner's progress. */
import { unreachable } from "../base/assert.ts";
import { err, ok } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import { learnerMap } from "../lesson/learner-map.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { lessonSummary } from "../lesson/progress.ts";
import { lessonAfter } from "../lesson/standing.ts";
import type { WorldSpec } from "../sim/spec.ts";
import type { Loaders } from "../ui/app.tsx";
import type { StartScreen } from "../ui/first.ts";
import { type Begun, begin, type Sittings } from "../ui/sitting.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { findLesson, openLesson } from "./lessons.ts";
import { openTyped } from "./opened.ts";
import { clock, dueNow, lessonEntries, nextEntry, openLearner, problemLine } from "./progress.ts";
import type { ProgressStore } from "./progress-file.ts";
import { type RunArgs, usual, worldOf } from "./run-options.ts";
import { type LessonSummary, shippedGlossary, shippedOrder, shippedSummaries, shippedWorld } from "./shipped.ts";
import type { UsualCommand } from "./usual-command.ts";

/** As it is usually asked for. */
export function show(common: Common, command: UsualCommand): Promise<number> {
  switch (command.kind) {
    case "menu":
      return showMenu(common);
    case "learn":
      return showLesson(common, command.lesson, undefined);
    case "open":
      return showUrl(common, command.url, usual);
    default:
      return unreachable(command);
  }
}

export const showMenu = (common: Common): Promise<number> => showUsual(common, { kind: "menu" }, openLearner());

/** At `beat`, else where the learner was last. */
export function showLesson(common: Common, asked: string, beat: string | undefined): Promise<number> {
  const { words } = common;
  const slug = findLesson(asked, words);
  const opened = openLesson(slug, words);
  if (!opened.ok) throw new Failure(opened.error, 1);
  const beats = opened.value.beats.map((b) => b.id);
  if (beat !== undefined && !beats.includes(beat)) throw new Failure(words.ui.error.unknownBeat(beat, beats), 2);
  const learner = openLearner();
  const entered = beat ?? lessonSummary(learner.progress(), slug).beat;
  const screen: StartScreen = {
    kind: "lesson",
    lesson: opened.value,
    ...(entered !== undefined && { beat: entered }),
  };
  return showUsual(common, screen, learner);
}

/**
 * A lesson from anybody's folder. Its progress is kept unless a lesson of ours has its name, or it is being written:
 * `onReload` tells of each new version of it.
 */
export function showOwnLesson(
  common: Common,
  lesson: PlayedLesson,
  beat: string | undefined,
  onReload?: Loaders["onReload"],
): Promise<number> {
  const { words } = common;
  const beats = lesson.beats.map(({ id }) => id);
  if (beat !== undefined && !beats.includes(beat)) throw new Failure(words.ui.error.unknownBeat(beat, beats), 2);
  const { slug } = lesson.lesson;
  const learner = openLearner();
  const forgets = onReload !== undefined || shippedOrder(words).includes(slug);
  const entered = beat ?? (forgets ? undefined : lessonSummary(learner.progress(), slug).beat);
  const screen: StartScreen = { kind: "lesson", lesson, ...(entered !== undefined && { beat: entered }) };
  const { recordProgress, ...loaders } = loadersFor(usual, words, learner);
  return showWith(common, screen, learner, {
    ...loaders,
    ...(!forgets && recordProgress && { recordProgress }),
    ...(onReload && { onReload }),
  });
}

/** A review or a placement, from its first question on. */
export async function showSitting(common: Common, what: Begun): Promise<number> {
  const learner = openLearner();
  const loaders = loadersFor(usual, common.words, learner);
  const place = begin(what, await loaders.sittings());
  return showWith(common, { kind: "sitting", place }, learner, loaders);
}

export async function showUrl(common: Common, typed: string, args: RunArgs): Promise<number> {
  const { words } = common;
  const spec = await worldOf(args, words);
  const opened = openTyped(typed, spec, args, words);
  if (!opened.ok) throw new Failure(opened.error, 2);
  const learner = openLearner();
  return showWith(common, { kind: "sandbox", opened: opened.value }, learner, loadersFor(args, words, learner, spec));
}

const showUsual = (common: Common, screen: StartScreen, learner: ProgressStore): Promise<number> =>
  showWith(common, screen, learner, loadersFor(usual, common.words, learner));

async function showWith(
  common: Common,
  screen: StartScreen,
  learner: ProgressStore,
  loaders: Loaders,
): Promise<number> {
  const { words } = common;
  const notes = (): readonly string[] => learner.problems().map((problem) => problemLine(problem, words));
  return common.plain
    ? (await import("./plain.ts")).showPlain(common, screen, loaders, notes)
    : (await import("./screen.ts")).showScreen(common, screen, loaders, notes);
}

/** URLs are opened in `spec`, or in the world that comes with the program. */
function loadersFor(
  run: RunArgs,
  words: Words,
  learner: ProgressStore,
  spec?: WorldSpec,
): Loaders & Required<Pick<Loaders, "sittings">> {
  let sat: Sittings | undefined;
  let listed: readonly LessonSummary[] | undefined;
  // Only the menu asks for them, again and again.
  const lessons = (): readonly LessonSummary[] => {
    listed ??= shippedSummaries(words);
    return listed;
  };
  return {
    openUrl: (typed, words) => openTyped(typed, spec ?? shippedWorld(words), run, words),
    glossary(words) {
      try {
        return ok(shippedGlossary(words));
      } catch (error) {
        // A file that does not come with the program as it should is told in the dialog: the run goes on.
        if (error instanceof Failure) return err(error.message);
        throw error;
      }
    },
    loadLesson: (slug, words) => openLesson(slug, words),
    lessons: () => lessonEntries(lessons(), learner.progress()),
    next: () => nextEntry(lessons(), learner.progress()),
    after(slug) {
      const known = lessons().some((lesson) => lesson.slug === slug);
      const after = known ? lessonAfter(lessons(), learner.progress(), slug) : undefined;
      return lessons().find((lesson) => lesson.slug === after);
    },
    map: (due) => learnerMap(lessons(), learner.progress(), due),
    due: () => dueNow(lessons(), learner.progress()),
    beatOf: (slug) => lessonSummary(learner.progress(), slug).beat,
    async sittings() {
      const { sittingsFor } = await import("./sittings.ts");
      sat ??= sittingsFor(lessons(), learner, words, clock);
      return sat;
    },
    rememberLanguage: (language) => learner.record({ language }),
    recordProgress: ({ slug, ...event }) => learner.record({ lesson: slug, ...event }),
  };
}
