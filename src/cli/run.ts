/** `net-tutor run`: a lesson of anybody's own, from its folder. */
import process from "node:process";
import { err, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { Finding } from "../lesson/finding.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import type { Loaders, ReloadListener } from "../ui/app.tsx";
import { findingLine } from "./assets.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { holdsLesson, openFolder } from "./lesson-folder.ts";
import { nodeHost } from "./node-host.ts";
import { printable } from "./printable.ts";
import { showOwnLesson } from "./show.ts";
import { watchFolder } from "./watch.ts";

export type RunLessonArgs = { readonly beat: string | undefined; readonly watch: boolean };

export async function runLesson(common: Common, folder: string, args: RunLessonArgs): Promise<number> {
  const { words } = common;
  const { error, check } = words.ui;
  if (args.watch && common.plain) throw new Failure(error.watchNeedsScreen, 2);
  if (!holdsLesson(folder)) throw new Failure(error.notALesson(folder), 2);
  // From before it is read, so that no change is missed.
  const changes = args.watch ? watchedFrom(folder) : undefined;
  const opened = openFolder(folder);
  if (!opened.ok) {
    changes?.stop();
    for (const finding of opened.error) process.stderr.write(`${findingLine(finding, words)}\n`);
    process.stderr.write(`${check.findings(opened.error.length)}\n`);
    return 1;
  }
  return showOwnLesson(common, opened.value, args.beat, changes?.onReload);
}

/** Changes of the folder from now on; one that nobody listens to yet is told to whoever does first. */
function watchedFrom(folder: string): { readonly onReload: OnReload; readonly stop: () => void } {
  let listener: ReloadListener | undefined;
  let missed = false;
  const tell = (): void => {
    missed = listener === undefined;
    listener?.((words) => reopened(folder, words));
  };
  const stop = watchFolder(folder, nodeHost().timers, tell);
  const onReload: OnReload = (heard) => {
    listener = heard;
    if (missed) tell();
    return stop;
  };
  return { onReload, stop };
}

type OnReload = NonNullable<Loaders["onReload"]>;

/** The lesson as it is now; else the first finding, and how many more there are. */
function reopened(folder: string, words: Words): Result<PlayedLesson, string> {
  const opened = openFolder(folder);
  return opened.ok ? opened : err(findingsText(opened.error, words));
}

function findingsText([first, ...more]: readonly Finding[], words: Words): string {
  const lines = first ? [findingLine(first, words)] : [];
  return [...lines, ...(more.length > 0 ? [printable(words.ui.check.moreFindings(more.length))] : [])].join(" ");
}
