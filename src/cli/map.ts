/** `net-tutor map`: all lessons with what rests on what, or what one of them teaches. */
import process from "node:process";
import { learnerMap } from "../lesson/learner-map.ts";
import { mapLessonLines, mapLines } from "../ui/map-rows.ts";
import { printedLine } from "../ui/plain/printed-line.ts";
import type { Common } from "./common.ts";
import { findLesson } from "./lessons.ts";
import { plainColumns } from "./plain-columns.ts";
import { dueNow } from "./progress.ts";
import { progressFile, readProgress } from "./progress-file.ts";
import { shippedSummaries } from "./shipped.ts";
import { openSink } from "./sink.ts";

export async function map({ words, ascii, colour }: Common, asked: string | undefined): Promise<number> {
  const summaries = shippedSummaries(words);
  const progress = readProgress(progressFile(process.env));
  const all = learnerMap(summaries, progress, await dueNow(summaries, progress));
  const slug = asked === undefined ? undefined : findLesson(asked, words);
  const lesson = all.lessons.find((other) => other.slug === slug);
  const columns = plainColumns();
  const rows = lesson ? mapLessonLines(lesson, all, columns, words) : mapLines(all, columns, words);
  const out = openSink("-", words);
  for (const row of rows) await out.write(`${printedLine(row, { ascii: ascii === true, colour: colour === true })}\n`);
  await out.end();
  return 0;
}
