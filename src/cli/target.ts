/** What a command is asked for that may be a lesson, a folder or a URL. */
import { join } from "node:path";
import type { Words } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { linesOf } from "./assets.ts";
import { Failure } from "./failure.ts";
import { holdsLesson, openFolder } from "./lesson-folder.ts";
import { lessonsFolder } from "./package-folder.ts";
import { shippedOrder } from "./shipped.ts";

/** The folder of the lesson that a target names, or undefined for a URL. What looks like a path is none. */
export function targetFolder(target: string, words: Words): string | undefined {
  if (shippedOrder(words).includes(target)) return join(lessonsFolder(), target);
  if (holdsLesson(target)) return target;
  if (/^\.{0,2}[/\\]|^\.{1,2}$/.test(target)) throw new Failure(words.ui.error.notALesson(target), 2);
  return undefined;
}

/** The lesson of a folder; its findings are the failure. */
export function playedFolder(folder: string, words: Words): PlayedLesson {
  const played = openFolder(folder);
  if (!played.ok) throw new Failure(linesOf(played.error, words), 1);
  return played.value;
}
