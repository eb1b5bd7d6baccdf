/** Where a command's output goes: a file, complete or not there at all, or stdout, which may be closed early (`| head`). */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import process from "node:process";
import type { Words } from "../i18n/words.ts";
import { causeOf, Failure } from "./failure.ts";

export type Sink = {
  /** False when nobody reads any more. */
  readonly write: (chunk: Uint8Array | string) => Promise<boolean>;
  readonly end: () => Promise<void>;
  /** Throws away what was written so far. */
  readonly abandon: () => void;
};

/** `-` is stdout. */
export const openSink = (file: string, words: Words): Sink =>
  file === "-" ? stdoutSink(words) : fileSink(file, words);

const BUFFER_BYTES = 1 << 16;

/** A new or regular file is replaced as a whole at the end; a device or a pipe is only written to. */
function replaced(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return file;
  return found.isFile() ? realpathSync(file) : undefined;
}

function fileSink(file: string, words: Words): Sink {
  const goal = replaced(file);
  const part = goal === undefined ? file : `${goal}.${process.pid}.part`;
  const drop = (): void => {
    if (goal !== undefined) rmSync(part, { force: true });
  };
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      drop();
      throw new Failure(words.ui.error.cannotWrite(file, causeOf(error)), 1);
    }
  };
  const fd = attempt(() => openSync(part, "w"));
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const flush = (): void =>
    attempt(() => {
      const all = Buffer.concat(held);
      held = [];
      heldBytes = 0;
      for (let at = 0; at < all.length; ) at += writeSync(fd, all, at);
    });
  return {
    async write(chunk) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      held.push(bytes);
      heldBytes += bytes.length;
      if (heldBytes >= BUFFER_BYTES) flush();
      return true;
    },
    async end() {
      flush();
      attempt(() => {
        if (goal !== undefined) fsyncSync(fd);
        closeSync(fd);
        if (goal !== undefined) renameSync(part, goal);
      });
    },
    abandon() {
      closeSync(fd);
      drop();
    },
  };
}

function stdoutSink(words: Words): Sink {
  const { stdout } = process;
  let open = true;
  let problem: Failure | undefined;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== "EPIPE") problem ??= new Failure(words.ui.error.cannotWrite("stdout", causeOf(error)), 1);
  });
  return {
    write: (chunk) =>
      new Promise((done, fail) => {
        if (problem) return fail(problem);
        if (!open) return done(false);
        stdout.write(chunk, (error) => {
          // The error event comes after this call: its turn first, so that it is known here.
          if (error) setImmediate(() => (problem ? fail(problem) : done(false)));
          else done(open);
        });
      }),
    end: () => Promise.resolve(),
    abandon: () => undefined,
  };
}
