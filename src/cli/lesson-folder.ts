/** A lesson's folder as it lies on the disk: its texts read with care, since anybody may have written them. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { err, ok, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { Finding, FindingBody } from "../lesson/finding.ts";
import { type LessonFiles, loadLesson, MAX_FILE_BYTES, type SourceFile } from "../lesson/load.ts";
import { type PlayedLesson, playLesson } from "../lesson/play.ts";
import { lessonLanguages } from "../lesson/words-file.ts";
import { causeOf, Failure } from "./failure.ts";
import { builtInWorld } from "./package-folder.ts";

const LESSON_FILE = "lesson.yaml";

export type LessonFolder = {
  readonly files: LessonFiles;
  /** What could not be read so far: a world is read when it is asked for. */
  readonly unread: () => readonly Finding[];
};

/** The texts of a lesson's folder; what cannot be read is empty or not there. `terms`: the ids of the glossary. */
export function lessonFolder(folder: string, terms?: readonly string[]): LessonFolder {
  const findings: Finding[] = [];
  const read = new Map<string, SourceFile | undefined>();
  const source = (name: string): SourceFile | undefined => {
    if (!read.has(name)) {
      const file = join(folder, name);
      const text = readIn(folder, file);
      if (text && !text.ok) findings.push({ file, line: 1, column: 1, ...text.error });
      read.set(name, text?.ok ? { file, text: text.value } : undefined);
    }
    return read.get(name);
  };
  const lesson = source(LESSON_FILE) ?? { file: join(folder, LESSON_FILE), text: "" };
  const texts = Object.fromEntries(
    lessonLanguages.flatMap((language) => {
      const text = source(`${language}.md`);
      return text ? [[language, text]] : [];
    }),
  );
  const world = (name: string): SourceFile | undefined => {
    if (!/^[\w-]+$/.test(name)) return undefined;
    const own = source(`${name}.yaml`);
    const file = builtInWorld(name);
    return own ?? (existsSync(file) ? { file, text: readFileSync(file, "utf8") } : undefined);
  };
  return { files: { lesson, texts, world, ...(terms && { terms }) }, unread: () => findings };
}

/** The lesson of a folder, played, or what is wrong with it. */
export function openFolder(folder: string): Result<PlayedLesson, readonly Finding[]> {
  const { files, unread } = lessonFolder(folder);
  const loaded = loadLesson(files);
  // What comes of a file that could not be read is said by that.
  if (unread().length > 0) return err(unread());
  return loaded.ok ? playLesson(loaded.value) : loaded;
}

/** Undefined where there is no such file. */
function readIn(folder: string, file: string): Result<string, FindingBody> | undefined {
  try {
    if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
    const real = realpathSync(file);
    if (!liesIn(realpathSync(folder), real)) return err({ kind: "leads-out" });
    // A pipe is not waited for.
    const fd = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(fd);
      if (!found.isFile()) return err({ kind: "no-regular-file" });
      if (found.size > MAX_FILE_BYTES) return err({ kind: "too-large", bytes: found.size, limit: MAX_FILE_BYTES });
      return textOf(readFileSync(fd));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return err({ kind: "unreadable", why: causeOf(error) });
  }
}

/** Both are real paths. */
export function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !isAbsolute(way) && way.split(sep)[0] !== "..";
}

function textOf(bytes: Uint8Array): Result<string, FindingBody> {
  if (bytes.includes(0)) return err({ kind: "no-text" });
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return err({ kind: "no-text" });
  }
}

export const holdsLesson = (folder: string): boolean => existsSync(join(folder, LESSON_FILE));

export type FoundLessons = {
  readonly folders: readonly string[];
  /** Lessons that are not followed to where they lead. */
  readonly findings: readonly Finding[];
};

/** The lessons that are asked for, each once: folders of a lesson, and folders in which some lie. */
export function findLessonFolders(asked: readonly string[], words: Words): FoundLessons {
  const folders = new Set<string>();
  const findings: Finding[] = [];
  for (const folder of asked) {
    if (holdsLesson(folder)) {
      folders.add(folder);
      continue;
    }
    const found = lessonsIn(folder, words);
    if (found.folders.length + found.findings.length === 0) {
      throw new Failure(words.ui.error.notALesson(folder), 2);
    }
    for (const one of found.folders) folders.add(one);
    findings.push(...found.findings);
  }
  return { folders: [...folders], findings };
}

function lessonsIn(folder: string, words: Words): FoundLessons {
  try {
    const real = realpathSync(folder);
    const inside = readdirSync(folder)
      .toSorted()
      .map((name) => join(folder, name))
      .filter(holdsLesson);
    const leadsOut = (one: string): boolean => !liesIn(real, realpathSync(one));
    return {
      folders: inside.filter((one) => !leadsOut(one)),
      findings: inside.filter(leadsOut).map((file) => ({ file, line: 1, column: 1, kind: "leads-out" })),
    };
  } catch (error) {
    throw new Failure(words.ui.error.cannotRead(folder, causeOf(error)), 2);
  }
}
