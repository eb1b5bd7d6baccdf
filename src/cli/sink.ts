/** Where a command's output goes: a file, complete or not there at all, or stdout, which may be closed early (`| head`). */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
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
export const openSink = (file: string, words: Words): Sink => (file === "-" ? stdoutSink() : fileSink(file, words));

const BUFFER_BYTES = 1 << 16;

function fileSink(file: string, words: Words): Sink {
  const part = `${file}.${process.pid}.part`;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      rmSync(part, { force: true });
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
        fsyncSync(fd);
        closeSync(fd);
        renameSync(part, file);
      });
    },
    abandon() {
      closeSync(fd);
      rmSync(part, { force: true });
    },
  };
}

function stdoutSink(): Sink {
  const { stdout } = process;
  let open = true;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    open = false;
  });
  return {
    write: (chunk) =>
      new Promise((done) => {
        if (!open) return done(false);
        stdout.write(chunk, () => done(open));
      }),
    end: () => Promise.resolve(),
    abandon: () => undefined,
  };
}
