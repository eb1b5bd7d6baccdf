/**
 * The learner's progress on disk: a file that lines are only added to, so that two windows cannot undo each other. One write
 * an event, in append mode. What cannot be written is known until the end of the process all the same.
 */
import { isUtf8 } from "node:buffer";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import process from "node:process";
import {
  compacted,
  eventsOf,
  joinEvents,
  joinLines,
  latestTime,
  lineKind,
  newLines,
  noProgress,
  type Progress,
  type ProgressEvent,
  parseLine,
  spellLine,
  type TimeEvent,
} from "../lesson/progress.ts";
import { causeOf } from "./failure.ts";

/** What the learner has to be told, once. */
export type ProgressProblem =
  | { readonly kind: "not-kept"; readonly file: string; readonly why: string }
  /** The file was no text; a new one was begun. */
  | { readonly kind: "set-aside"; readonly file: string; readonly kept: string }
  /** Lines of the file that could not be read are in another one now. */
  | { readonly kind: "lines-set-aside"; readonly file: string; readonly kept: string; readonly lines: number };

/** How long one was in a lesson is added by the store. */
export type Recorded = Untimed<Exclude<ProgressEvent, TimeEvent>>;
type Untimed<E> = E extends ProgressEvent ? Omit<E, "t"> : never;

export type ProgressStore = {
  /** As it was when the file was opened, with what was recorded since. */
  readonly progress: () => Progress;
  readonly record: (event: Recorded) => void;
  /** At most one of each kind. */
  readonly problems: () => readonly ProgressProblem[];
};

const COMPACT_BYTES = 256 * 1024;
/** Compacting takes milliseconds: a lock that is older belongs to a process that is gone. */
const STALE_LOCK_MILLIS = 10_000;
/** Who does nothing for longer is not learning. */
const LONGEST_PAUSE_MILLIS = 300_000;

/** `progress.jsonl` in `NET_TUTOR_HOME`, else in the user's data folder (XDG Base Directory Specification). */
export function progressFile(env: Readonly<Record<string, string | undefined>>): string {
  const { NET_TUTOR_HOME: own, XDG_DATA_HOME: data } = env;
  // Relative paths there are to be ignored, says the specification.
  const shared = data && isAbsolute(data) ? data : join(env.HOME || homedir(), ".local", "share");
  return join(own || join(shared, "net-tutor"), "progress.jsonl");
}

/** What the file says now, without touching it; nothing where it cannot be read. */
export function readProgress(file: string): Progress {
  try {
    return joinLines(noProgress, linesOf(readRegular(file) ?? noBytes));
  } catch {
    // Who opens the file to write hears what is wrong with it.
    return noProgress;
  }
}

/** Compacts the file where it has grown long, and puts aside what is no line of such a file. `clock` gives the time in UTC as ISO text. */
export function openProgress(file: string, clock: () => string): ProgressStore {
  const problems: ProgressProblem[] = [];
  let pending: readonly string[] = [];
  let progress = noProgress;
  const window = `${Date.parse(clock()).toString(36)}-${process.pid}`;
  const millis = new Map<string, number>();
  let last: { readonly lesson: string; readonly at: number } | undefined;

  /** What came since the last event of the same lesson is time spent in it. */
  function timeOf(event: Recorded, t: string): readonly TimeEvent[] {
    if (!("lesson" in event)) return [];
    const { lesson } = event;
    const at = Date.parse(t);
    const before = millis.get(lesson) ?? 0;
    const now = before + (last?.lesson === lesson ? Math.min(at - last.at, LONGEST_PAUSE_MILLIS) : 0);
    last = { lesson, at };
    millis.set(lesson, now);
    const seconds = Math.floor(now / 1000);
    return seconds === Math.floor(before / 1000) ? [] : [{ t, window, lesson, seconds }];
  }

  function refused(error: unknown): void {
    if (problems.some(({ kind }) => kind === "not-kept")) return;
    problems.push({ kind: "not-kept", file, why: causeOf(error) });
  }

  try {
    let bytes = readRegular(file) ?? noBytes;
    if (!isReadable(bytes)) {
      const kept = freeName(`${file}.bad-${stamp(clock())}`);
      renameSync(file, kept);
      problems.push({ kind: "set-aside", file, kept });
      bytes = noBytes;
    }
    progress = joinLines(noProgress, linesOf(bytes));
    if (hasBrokenLines(bytes) || (bytes.length > COMPACT_BYTES && isMostlyOld(bytes, progress))) {
      const aside = compactIfPossible(file, () => `${file}.bad-${stamp(clock())}`);
      if (aside) problems.push({ kind: "lines-set-aside", file, ...aside });
    }
  } catch (error) {
    refused(error);
  }

  return {
    progress: () => progress,
    record(untimed) {
      const t = timeAfter(latestTime(progress), clock());
      const events: readonly ProgressEvent[] = [{ ...untimed, t }, ...timeOf(untimed, t)];
      progress = joinEvents(progress, events);
      pending = [...pending, ...events.map((event) => `${spellLine(event)}\n`)];
      try {
        mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
        append(file, pending.join(""));
        pending = [];
      } catch (error) {
        refused(error);
      }
    },
    problems: () => problems,
  };
}

/** All that the file knows, as text for another machine; nothing where there is no file. */
export const exportedLines = (file: string): string => asText(compacted(linesOf(readRegular(file) ?? noBytes)));

/** Whether there is a line to import, or nothing at all. */
export function holdsProgress(bytes: Uint8Array): boolean {
  const kinds = linesOf(Buffer.from(bytes)).map(lineKind);
  return kinds.some((kind) => kind === "event" || kind === "foreign") || kinds.every((kind) => kind === "blank");
}

export type Imported = {
  /** How many lines said something new. */
  readonly added: number;
  /** How many lines there were that could be read. */
  readonly read: number;
  /** The numbers of those that could not, from 1. */
  readonly broken: readonly number[];
};

/** Adds what another file knows, so that both are known. The same again changes nothing. Throws what the system says. */
export function importLines(file: string, bytes: Uint8Array): Imported {
  const lines = linesOf(Buffer.from(bytes));
  const kinds = lines.map(lineKind);
  const broken = kinds.flatMap((kind, i) => (kind === "broken" ? [i + 1] : []));
  const added = newLines(linesOf(readRegular(file) ?? noBytes), lines);
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  if (added.length > 0) append(file, asText(added));
  const read = kinds.filter((kind) => kind === "event" || kind === "foreign").length;
  return { added: added.length, read, broken };
}

/** Forgets everything; the old file stays under the name that is given back. Undefined where there was none. */
export function resetProgress(file: string, clock: () => string): string | undefined {
  if (!existsSync(file)) return undefined;
  const kept = existsSync(`${file}.bak`) ? freeName(`${file}.bak-${stamp(clock())}`) : `${file}.bak`;
  renameSync(file, kept);
  return kept;
}

const noBytes = Buffer.alloc(0);

/** Undefined where there is none. Anything but a regular file is refused: a pipe would be waited for without end. */
function readRegular(file: string): Buffer | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isFile()) throw new Error(found.isDirectory() ? "EISDIR" : "EINVAL");
  return readFileSync(file);
}

/** One character a byte: what is understood is ASCII, and what is not is written back as it was. */
const linesOf = (bytes: Buffer): readonly string[] => bytes.toString("latin1").split("\n");

/** A file in which a few lines are broken is still a file of lines. */
const isReadable = (bytes: Buffer): boolean =>
  (isUtf8(bytes) && !bytes.includes(0)) || linesOf(bytes).some((line) => parseLine(line) !== undefined);

/** The last line may still be in the writing. */
const hasBrokenLines = (bytes: Buffer): boolean =>
  linesOf(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)).some((line) => lineKind(line) === "broken");

/** Whether to write it anew would be worth it. */
function isMostlyOld(bytes: Buffer, progress: Progress): boolean {
  const foreign = linesOf(bytes).filter((line) => lineKind(line) === "foreign");
  const length = [...foreign, ...eventsOf(progress).map(spellLine)].reduce((sum, line) => sum + line.length + 1, 0);
  return length < bytes.length / 2;
}

const stamp = (time: string): string => time.replace(/[:.]/g, "-");

function freeName(wanted: string): string {
  let name = wanted;
  for (let n = 2; existsSync(name); n++) name = `${wanted}-${n}`;
  return name;
}

/** Later than all that is known, even where the clock was set back since. */
function timeAfter(last: string | undefined, now: string): string {
  if (last === undefined || now > last) return now;
  const next = new Date(Date.parse(last) + 1);
  // A day that no calendar has, or the last millisecond of the year 9999.
  if (Number.isNaN(next.getTime()) || next.getUTCFullYear() > 9999) return last;
  return next.toISOString();
}

const MOST_ATTEMPTS = 20;

/** In one write, on a line of its own. */
function append(file: string, text: string): void {
  for (let n = 0; n < MOST_ATTEMPTS; n++) {
    const fd = openSync(file, "a+", 0o600);
    try {
      const { size, ino, dev } = fstatSync(fd, { bigint: true });
      // Somebody was killed in the middle of a write: that line is lost, this one need not be.
      const bytes = Buffer.from(`${endsInLine(fd, size) ? "" : "\n"}${text}`, "latin1");
      if (writeSync(fd, bytes) < bytes.length) throw new Error("ENOSPC");
      // Where a compacted file has taken its place meanwhile, nobody may read this one any more.
      const now = statSync(file, { bigint: true, throwIfNoEntry: false });
      if (now?.ino === ino && now.dev === dev) return;
    } finally {
      closeSync(fd);
    }
  }
  throw new Error("EBUSY");
}

function endsInLine(fd: number, size: bigint): boolean {
  const last = Buffer.alloc(1);
  return size === 0n || readSync(fd, last, 0, 1, size - 1n) === 0 || last[0] === 0x0a;
}

type Aside = { readonly kept: string; readonly lines: number };

/**
 * Puts a shorter file that says the same in its place, and its broken lines in another one. Others may append meanwhile: until
 * they see the new file they write to the old one, which is read to its end once more when it has lost its name.
 */
function compact(file: string, bad: () => string): Aside | undefined {
  const lock = `${file}.lock`;
  if (!locked(lock)) return undefined;
  const part = `${file}.${process.pid}.part`;
  let old: number | undefined;
  try {
    old = openSync(file, "r");
    const before = readFileSync(old);
    const whole = before.lastIndexOf(0x0a) + 1;
    const lines = linesOf(before.subarray(0, whole));
    const broken = lines.filter((line) => lineKind(line) === "broken");
    const kept = freeName(bad());
    if (broken.length > 0) writeWhole(kept, asText(broken));
    writeWhole(part, asText(compacted(lines)));
    const [mine, now] = [fstatSync(old, { bigint: true }), statSync(file, { bigint: true, throwIfNoEntry: false })];
    if (now?.ino !== mine.ino || now.dev !== mine.dev) {
      rmSync(kept, { force: true });
      return undefined;
    }
    renameSync(part, file);
    const late = Buffer.concat([before.subarray(whole), readFileSync(old)]);
    if (late.length > 0) append(file, late.toString("latin1"));
    return broken.length > 0 ? { kept, lines: broken.length } : undefined;
  } finally {
    if (old !== undefined) closeSync(old);
    rmSync(part, { force: true });
    rmSync(lock, { force: true });
  }
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** A long file that can be added to does no harm, nor does a line in it that is passed over. */
function compactIfPossible(file: string, bad: () => string): Aside | undefined {
  try {
    return compact(file, bad);
  } catch {
    return undefined;
  }
}

/** Whoever finds a lock leaves the work to its owner; one that was left behind is only taken away for the next time. */
function locked(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch {
    const found = statSync(lock, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > STALE_LOCK_MILLIS) rmSync(lock, { force: true });
    return false;
  }
}

/** On the disk before it gets its name, so that a crash leaves either file whole. */
function writeWhole(file: string, text: string): void {
  const fd = openSync(file, "w", 0o600);
  try {
    const bytes = Buffer.from(text, "latin1");
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
