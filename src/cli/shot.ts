/** `net-tutor shot`: one screen of a lesson or of any URL, as an SVG picture or as text. */

import type { Words } from "../i18n/words.ts";
import { runTimeline } from "../sim/timeline.ts";
import type { AppState } from "../ui/app-state.ts";
import { freshLesson } from "../ui/lesson-state.ts";
import { pictureOf } from "../ui/picture.ts";
import { finishedRun } from "../ui/run.ts";
import { leadingPane } from "../ui/sandbox-panes.ts";
import { freshStage } from "../ui/stage-state.ts";
import { svgOf } from "../ui/svg.ts";
import type { Size } from "../view/row.ts";
import { rowText } from "../view/text.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { fixedByLesson, type RunArgs, visitOptions, visitTyped, worldOf } from "./run-options.ts";
import { openSink } from "./sink.ts";
import { playedFolder, targetFolder } from "./target.ts";

export type ShotArgs = RunArgs & {
  readonly at: string | undefined;
  readonly size: string;
  readonly output: string;
};

export async function shot({ words }: Common, target: string, args: ShotArgs): Promise<number> {
  const size = sizeOf(args.size, words);
  const folder = targetFolder(target, words);
  const state = folder === undefined ? await sandboxState(target, args, words) : lessonState(folder, args, words);
  const { rows } = pictureOf(state, size);
  const out = openSink(args.output, words);
  await out.write(
    args.output.endsWith(".svg")
      ? svgOf(rows, size, `net-tutor: ${target}`)
      : `${rows.map((row) => rowText(row).trimEnd()).join("\n")}\n`,
  );
  await out.end();
  return 0;
}

function sizeOf(asked: string, words: Words): Size {
  const m = /^(\d{1,3})x(\d{1,3})$/.exec(asked);
  if (!m) throw new Failure(words.ui.error.badOption("size", asked, "80x24"), 2);
  return { columns: Number(m[1]), rows: Number(m[2]) };
}

function lessonState(folder: string, args: ShotArgs, words: Words): AppState {
  fixedByLesson(args, words);
  const { at } = args;
  const played = playedFolder(folder, words);
  const beats = played.beats.map((b) => b.id);
  if (at !== undefined && !beats.includes(at)) throw new Failure(words.ui.error.unknownBeat(at, beats), 2);
  const { lesson, stage } = freshLesson(played, at);
  return { language: words.language, screen: { kind: "lesson", lesson, stage }, dialog: null, behind: "menu" };
}

async function sandboxState(target: string, args: ShotArgs, words: Words): Promise<AppState> {
  const visited = visitTyped(target, await worldOf(args, words), visitOptions(args, words), words);
  if (!visited.ok) throw new Failure(visited.error, 2);
  const { url, world, note } = visited.value;
  const opened = { title: url.text, start: world, profile: args.profile, ...(note && { note }) };
  const timeline = runTimeline(world);
  const last = timeline.steps.length - 1;
  const at = args.at ?? String(last);
  if (!/^\d+$/.test(at) || Number(at) > last) throw new Failure(words.ui.error.badOption("at", at, `0-${last}`), 2);
  const run = finishedRun(opened, timeline);
  const stage = freshStage(Number(at), leadingPane(timeline, Number(at)));
  return { language: words.language, screen: { kind: "sandbox", run, stage }, dialog: null, behind: "shell" };
}
