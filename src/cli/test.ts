/** `net-tutor test`: lessons replayed as learners go through them, and held against their snapshots. */

import { join } from "node:path";
import { renderLesson } from "../author/render-lesson.ts";
import { type ReplayProblem, replayLesson } from "../author/replay.ts";
import { compareSnapshots, type SnapshotProblem } from "../author/snapshots.ts";
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { lessonLanguages } from "../lesson/words-file.ts";
import { findingLine } from "./assets.ts";
import type { Common } from "./common.ts";
import { findLessonFolders, openFolder } from "./lesson-folder.ts";
import { printable } from "./printable.ts";
import { openSink, type Sink } from "./sink.ts";
import { readSnapshots, removeSnapshot, snapshotFolder, writeSnapshot } from "./snapshot-folder.ts";

export type TestArgs = {
  readonly folders: readonly string[];
  readonly update: boolean;
  /** The folder that holds the snapshots of all lessons, each by its slug; else they lie in the lesson's own folder. */
  readonly snapshots: string | undefined;
};

export async function test({ words }: Common, args: TestArgs): Promise<number> {
  const out = openSink("-", words);
  const code = await testLessons(args, out, words);
  await out.end();
  return code;
}

/** The exit code; what there is to say goes to `out`. */
export async function testLessons(args: TestArgs, out: Sink, words: Words): Promise<number> {
  const found = findLessonFolders(args.folders, words);
  for (const finding of found.findings) await out.write(`${findingLine(finding, words)}\n`);
  let problems = found.findings.length;
  for (const folder of found.folders) problems += await testFolder(folder, args, out, words);
  const { asBefore, problems: count } = words.ui.check;
  await out.write(`${problems === 0 ? asBefore(found.folders.length) : count(problems)}\n`);
  return problems === 0 ? 0 : 1;
}

/** How many things are not as they should be. */
async function testFolder(folder: string, args: TestArgs, out: Sink, words: Words): Promise<number> {
  const played = openFolder(folder);
  if (!played.ok) {
    for (const finding of played.error) await out.write(`${findingLine(finding, words)}\n`);
    return played.error.length;
  }
  const lesson = played.value;
  const file = lesson.lesson.file;
  const replayed = replayLesson(lesson);
  for (const problem of replayed) await write(out, `${file}: ${replayLine(problem, words)}`, diffOf(problem), words);
  const snapshots = snapshotFolder(folder, lesson.lesson.slug, args.snapshots);
  const made = snapshotsOf(lesson);
  const kept = readSnapshots(snapshots, words);
  if (args.update) {
    await update(snapshots, compareSnapshots(made, kept ?? new Map()), made, out, words);
    return replayed.length;
  }
  if (!kept) {
    await write(out, words.ui.check.noSnapshots(snapshots), [], words);
    return replayed.length + 1;
  }
  const differences = compareSnapshots(made, kept);
  for (const problem of differences) {
    await write(out, snapshotLine(problem, join(snapshots, problem.file), words), diffOf(problem), words);
  }
  return replayed.length + differences.length;
}

/** What a lesson looks like, in the languages that it has. */
export const snapshotsOf = (played: PlayedLesson): ReadonlyMap<string, string> =>
  renderLesson(
    played,
    lessonLanguages.filter((language) => played.lesson.texts[language]),
  );

async function update(
  folder: string,
  problems: readonly SnapshotProblem[],
  made: ReadonlyMap<string, string>,
  out: Sink,
  words: Words,
): Promise<void> {
  for (const { kind, file } of problems) {
    if (kind === "unexpected") removeSnapshot(folder, file, words);
    else writeSnapshot(folder, file, made.get(file)!, words);
    const { written, removed } = words.ui.check;
    await write(out, (kind === "unexpected" ? removed : written)(join(folder, file)), [], words);
  }
}

/** So much of a file's difference is read; who wants the rest has the files. */
const MAX_DIFF_LINES = 40;

async function write(out: Sink, line: string, diff: readonly string[], words: Words): Promise<void> {
  const more = diff.length - MAX_DIFF_LINES;
  const lines = [
    line,
    ...diff.slice(0, MAX_DIFF_LINES).map((one) => `  ${one}`),
    ...(more > 0 ? [`  ${words.ui.check.moreLines(more)}`] : []),
  ];
  await out.write(lines.map((one) => `${printable(one)}\n`).join(""));
}

const diffOf = (problem: ReplayProblem | SnapshotProblem): readonly string[] => ("diff" in problem ? problem.diff : []);

function snapshotLine(problem: SnapshotProblem, file: string, words: Words): string {
  const { notThere, differs, unexpected } = words.ui.check;
  switch (problem.kind) {
    case "missing":
      return notThere(file);
    case "differs":
      return differs(file);
    case "unexpected":
      return unexpected(file);
    default:
      return unreachable(problem);
  }
}

function replayLine(problem: ReplayProblem, words: Words): string {
  const { check } = words.ui;
  const { beat } = problem;
  switch (problem.kind) {
    case "other-screen":
      return check.otherScreen[problem.after](beat);
    case "right-refused":
      return check.rightRefused(beat, problem.given);
    case "wrong-unknown":
      return check.wrongUnknown(beat, problem.key, problem.given);
    case "reply-unseen":
      return check.replyUnseen(beat, problem.key, problem.language);
    case "solution-fails":
      return check.solutionFails(beat);
    case "drill-fails":
      return check.drillFails(beat, problem.round);
    default:
      return unreachable(problem);
  }
}
