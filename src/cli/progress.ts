/** The learner's progress for the other commands, and `net-tutor progress`: told, as JSON, carried to another machine, forgotten. */
import { readFileSync, statSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import type { Card } from "../lesson/card.ts";
import { curriculumPoints } from "../lesson/curriculum.ts";
import { pointsOf } from "../lesson/learner-map.ts";
import { SUMMARY } from "../lesson/lesson-names.ts";
import { answersOf, eventsOf, lessonSummary, type Progress, savedLanguage, secondsIn } from "../lesson/progress.ts";
import type { Scheduled } from "../lesson/schedule.ts";
import { nextStep, shownPoints, standings } from "../lesson/standing.ts";
import { groupsText } from "../ui/map-rows.ts";
import type { LessonEntry, NextEntry } from "../ui/menu-items.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import {
  exportedLines,
  holdsProgress,
  importLines,
  openProgress,
  type ProgressProblem,
  type ProgressStore,
  progressFile,
  readProgress,
  resetProgress,
} from "./progress-file.ts";
import { type LessonSummary, shippedSummaries } from "./shipped.ts";
import { openSink, type Sink } from "./sink.ts";

export const clock = (): string => new Date().toISOString();

export const openLearner = (): ProgressStore => openProgress(progressFile(process.env), clock);

/** The lessons with what the learner has done of them. */
export function lessonEntries(lessons: readonly LessonSummary[], progress: Progress): readonly LessonEntry[] {
  const stands = standings(lessons, progress);
  return lessons.map(({ slug, title, minutes }) => ({ slug, title, minutes, progress: stands.get(slug)! }));
}

/** What the menu offers first: what was begun, or the lesson to begin. */
export function nextEntry(lessons: readonly LessonSummary[], progress: Progress): NextEntry | undefined {
  const next = nextStep(lessons, progress, 0);
  return "slug" in next ? next : undefined;
}

export function problemLine(problem: ProgressProblem, words: Words): string {
  const { progress } = words.ui;
  switch (problem.kind) {
    case "not-kept":
      return progress.notKept(problem.file, problem.why);
    case "set-aside":
      return progress.broken(problem.file, problem.kept);
    case "lines-set-aside":
      return progress.brokenLines(problem.file, problem.kept, problem.lines);
    default:
      return unreachable(problem);
  }
}

export type ProgressArgs = {
  readonly json: boolean;
  readonly reset: boolean;
  readonly yes: boolean;
  /** Files; `-` is stdout, and stdin. */
  readonly export?: string | undefined;
  readonly import?: string | undefined;
};

export async function progress({ words }: Common, args: ProgressArgs): Promise<number> {
  const file = progressFile(process.env);
  const asked = [args.json, args.reset, args.export !== undefined, args.import !== undefined].filter(Boolean);
  if (asked.length > 1) throw new Failure(words.ui.progress.oneAtATime, 2);
  if (args.export !== undefined) {
    await exportTo(args.export, file, words);
    return 0;
  }
  const out = openSink("-", words);
  if (args.reset) await reset(file, args.yes, out, words);
  else if (args.import !== undefined) await importFrom(args.import, file, out, words);
  else if (args.json) await out.write(`${JSON.stringify(await reported(readProgress(file), words), null, 2)}\n`);
  else for (const line of await reportLines(readProgress(file), words)) await out.write(`${line}\n`);
  await out.end();
  return 0;
}

async function exportTo(goal: string, file: string, words: Words): Promise<void> {
  let text = "";
  try {
    text = exportedLines(file);
  } catch (error) {
    throw new Failure(words.ui.error.cannotRead(file, causeOf(error)), 1);
  }
  const out = openSink(goal, words);
  await out.write(Buffer.from(text, "latin1"));
  await out.end();
}

/** Longer files were not written by this program. */
const MOST_IMPORTED_BYTES = 64 * 1024 * 1024;

async function importFrom(from: string, file: string, out: Sink, words: Words): Promise<void> {
  const { progress, error } = words.ui;
  let bytes: Buffer;
  try {
    if (from !== "-" && statSync(from).size > MOST_IMPORTED_BYTES) throw new Error("EFBIG");
    bytes = readFileSync(from === "-" ? 0 : from);
  } catch (thrown) {
    throw new Failure(error.cannotRead(from, causeOf(thrown)), 1);
  }
  if (!holdsProgress(bytes)) throw new Failure(progress.notProgress(from), 1);
  try {
    const { added, read, broken } = importLines(file, bytes);
    await out.write(`${progress.imported(added, read)}\n`);
    if (broken.length > 0) process.stderr.write(`net-tutor: ${progress.linesLeftOut(from, broken)}\n`);
  } catch (thrown) {
    throw new Failure(error.cannotWrite(file, causeOf(thrown)), 1);
  }
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

async function reportLines(progress: Progress, words: Words): Promise<readonly string[]> {
  const lessons = shippedSummaries(words);
  const { menu, progress: labels } = words.ui;
  if (progress.size === 0) return [labels.none];
  const stands = standings(lessons, progress);
  const done = [...stands.values()].filter((standing) => standing === "done").length;
  const points = pointsOf(shownPoints(lessons, progress));
  return [
    labels.lessons(done, lessons.length),
    `${labels.points(points.shown, points.of)}: ${groupsText(points, words)}`,
    labels.due((await scheduledNow(lessons, progress)).length),
    ...lessons.map(({ slug, title, beats: of }, i) => {
      const { beat, reached } = lessonSummary(progress, slug);
      const standing = stands.get(slug)!;
      const beats = labels.beats(Math.min(reached.filter((id) => id !== SUMMARY).length, of), of);
      const status = reached.length === 0 ? menu[standing] : `${menu[standing]}, ${beats}`;
      const seconds = secondsIn(progress, slug);
      const time = seconds < SHORTEST_TOLD ? "" : `  ${menu.minutes(Math.ceil(seconds / 60))}`;
      const at = beat === undefined ? "" : `  ${labels.at(beat)}`;
      return `${String(i + 1).padStart(2)}  ${title[words.language]}  ${status}${time}${at}`;
    }),
  ];
}

const SHORTEST_TOLD = 30;

/** For other programs: how each lesson stands, what was answered, what was shown and what is due. */
async function reported(progress: Progress, words: Words): Promise<object> {
  const lessons = shippedSummaries(words);
  const stands = standings(lessons, progress);
  const shown = shownPoints(lessons, progress);
  const slugs = new Set([...lessons.map(({ slug }) => slug), ...lessonsIn(progress)]);
  return {
    version: 1,
    language: savedLanguage(progress) ?? null,
    lessons: [...slugs].map((slug) => {
      const { status, reached, ...where } = lessonSummary(progress, slug);
      return {
        slug,
        standing: stands.get(slug) ?? status,
        ...where,
        reached,
        seconds: secondsIn(progress, slug),
        answers: answersOf(progress).flatMap(({ lesson, ...answer }) => (lesson === slug ? [answer] : [])),
      };
    }),
    points: curriculumPoints.filter((point) => shown.has(point)),
    due: await scheduledNow(lessons, progress),
  };
}

/** Those of teachers are among them. */
const lessonsIn = (progress: Progress): readonly string[] =>
  eventsOf(progress).flatMap((event) => ("lesson" in event ? [event.lesson] : []));

/** The cards that are due, the longest overdue first. The library that schedules is loaded only for those who ask. */
async function scheduledNow(lessons: readonly LessonSummary[], progress: Progress): Promise<readonly Scheduled[]> {
  const { dueCards } = await import("../lesson/review-log.ts");
  return dueCards(lessons, progress, clock());
}

/** The same by lesson and beat. */
export async function dueNow(lessons: readonly LessonSummary[], progress: Progress): Promise<readonly Card[]> {
  const [due, { cardOf }] = await Promise.all([scheduledNow(lessons, progress), import("../lesson/card.ts")]);
  return due.flatMap(({ card }) => cardOf(card) ?? []);
}
