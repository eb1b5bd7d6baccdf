/** The learner's progress for the other commands, and `net-tutor progress`: what is done, on paper or as JSON, or forgotten. */
import process from "node:process";
import { createInterface } from "node:readline/promises";
import type { Words } from "../i18n/words.ts";
import { SUMMARY } from "../lesson/lesson-names.ts";
import { eventsOf, latestLesson, lessonSummary, type Progress, savedLanguage } from "../lesson/progress.ts";
import type { LessonEntry } from "../ui/menu.tsx";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import {
  openProgress,
  type ProgressProblem,
  type ProgressStore,
  progressFile,
  readProgress,
  resetProgress,
} from "./progress-file.ts";
import { type LessonSummary, shippedSummaries } from "./shipped.ts";
import { openSink, type Sink } from "./sink.ts";

const clock = (): string => new Date().toISOString();

export const openLearner = (): ProgressStore => openProgress(progressFile(process.env), clock);

/** The lessons with what the learner has done of them. */
export const lessonEntries = (lessons: readonly LessonSummary[], progress: Progress): readonly LessonEntry[] =>
  lessons.map(({ slug, title, minutes }) => ({
    slug,
    title,
    minutes,
    progress: lessonSummary(progress, slug).status,
  }));

/** The lesson to go on with, if it is still there. */
export function resumed(lessons: readonly LessonSummary[], progress: Progress): string | undefined {
  const latest = latestLesson(progress);
  return lessons.find(({ slug }) => slug === latest)?.slug;
}

export function problemLine(problem: ProgressProblem, words: Words): string {
  const { progress } = words.ui;
  return problem.kind === "not-kept"
    ? progress.notKept(problem.file, problem.why)
    : progress.broken(problem.file, problem.kept);
}

export type ProgressArgs = {
  readonly reset: boolean;
  readonly export: boolean;
  readonly yes: boolean;
};

export async function progress({ words }: Common, args: ProgressArgs): Promise<number> {
  const file = progressFile(process.env);
  const out = openSink("-", words);
  if (args.reset && args.export) throw new Failure(words.ui.progress.resetOrExport, 2);
  if (args.reset) await reset(file, args.yes, out, words);
  else if (args.export) await out.write(`${JSON.stringify(exported(readProgress(file)), null, 2)}\n`);
  else for (const line of reportLines(readProgress(file), words)) await out.write(`${line}\n`);
  await out.end();
  return 0;
}

async function reset(file: string, yes: boolean, out: Sink, words: Words): Promise<void> {
  const { progress } = words.ui;
  if (!yes && !(await confirmed(words))) {
    await out.write(`${progress.unchanged}\n`);
    return;
  }
  try {
    const kept = resetProgress(file, clock);
    await out.write(`${kept === undefined ? progress.none : progress.reset(kept)}\n`);
  } catch (error) {
    throw new Failure(progress.cannotReset(file, causeOf(error)), 1);
  }
}

async function confirmed(words: Words): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Failure(words.ui.progress.needsYes, 2);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${words.ui.progress.sure} `);
    return words.ui.progress.yes.split(" ").includes(answer.trim().toLowerCase());
  } finally {
    asking.close();
  }
}

function reportLines(progress: Progress, words: Words): readonly string[] {
  const lessons = shippedSummaries(words);
  const { menu, progress: labels } = words.ui;
  if (progress.size === 0) return [labels.none];
  const found = lessons.map((lesson) => ({ lesson, summary: lessonSummary(progress, lesson.slug) }));
  const done = found.filter(({ summary }) => summary.status === "done").length;
  return [
    labels.lessons(done, lessons.length),
    ...found.map(({ lesson, summary }, i) => {
      const reached = summary.reached.filter((id) => id !== SUMMARY).length;
      const beats = labels.beats(Math.min(reached, lesson.beats), lesson.beats);
      const status = summary.status === "untouched" ? menu.untouched : `${menu[summary.status]}, ${beats}`;
      const at = summary.beat === undefined ? "" : `  ${labels.at(summary.beat)}`;
      return `${String(i + 1).padStart(2)}  ${lesson.title[words.language]}  ${status}${at}`;
    }),
  ];
}

/** For people who keep it elsewhere: what is known, by lesson, and the events that say so. */
function exported(progress: Progress): object {
  const slugs = new Set(eventsOf(progress).flatMap((event) => ("lesson" in event ? [event.lesson] : [])));
  return {
    version: 1,
    language: savedLanguage(progress) ?? null,
    lessons: Object.fromEntries([...slugs].map((slug) => [slug, lessonSummary(progress, slug)])),
    events: eventsOf(progress),
  };
}
