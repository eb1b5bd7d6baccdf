/** Where a lesson's snapshots are kept: files of one folder, read and written without going out of it by any link. */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Words } from "../i18n/words.ts";
import { causeOf, Failure } from "./failure.ts";
import { liesIn } from "./lesson-folder.ts";

/** More than any lesson makes; the rest of a longer file is a difference anyway. */
const MAX_SNAPSHOT_BYTES = 32_000_000;

/** By file name; undefined when there is no such folder. Files of other kinds are nobody's business. */
export function readSnapshots(folder: string, words: Words): ReadonlyMap<string, string> | undefined {
  return carefully(folder, words.ui.error.cannotRead, () => {
    if (!isFolder(folder, words)) return undefined;
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".txt"))
      .map(({ name }) => name);
    return new Map(names.map((name) => [name, beginningOf(join(folder, name))]));
  });
}

/** Each file is there as a whole or as it was. */
export function writeSnapshot(folder: string, name: string, text: string, words: Words): void {
  const file = join(folder, name);
  carefully(file, words.ui.error.cannotMake, () => {
    if (!isFolder(folder, words)) mkdirSync(folder, { recursive: true });
    const part = `${file}.${process.pid}.part`;
    try {
      // Exclusive: what lies there under this name, a link perhaps, is not written through.
      const fd = openSync(part, "wx");
      try {
        writeFileSync(fd, text);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(part, file);
    } finally {
      rmSync(part, { force: true });
    }
  });
}

export const removeSnapshot = (folder: string, name: string, words: Words): void =>
  carefully(join(folder, name), words.ui.error.cannotMake, () => rmSync(join(folder, name)));

/** Whether it is there; one that is a link to elsewhere is refused. */
function isFolder(folder: string, words: Words): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return false;
  const above = realpathSync(dirname(folder));
  if (liesIn(above, realpathSync(folder))) return true;
  throw new Failure(words.ui.check.leadsOut(folder), 1);
}

function beginningOf(file: string): string {
  const fd = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(Math.min(MAX_SNAPSHOT_BYTES, lstatSync(file).size));
    let at = 0;
    for (let read = 1; read > 0 && at < bytes.length; at += read) {
      read = readSync(fd, bytes, at, bytes.length - at, at);
    }
    return bytes.toString("utf8", 0, at);
  } finally {
    closeSync(fd);
  }
}

function carefully<T>(path: string, said: (path: string, why: string) => string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(said(path, causeOf(error)), 1);
  }
}

/** The folder of a lesson's snapshots: in its own folder, or in one of all lessons' by the lesson's name. */
export const snapshotFolder = (lesson: string, slug: string, all: string | undefined): string =>
  all === undefined ? join(lesson, "snapshots") : join(all, slug);
