/** What `attach` writes down so that a run can be had again: JSON Lines, the world first, then each frame that came in. */
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import * as z from "zod";
import type { Words } from "../i18n/words.ts";
import { causeOf, Failure } from "./failure.ts";

/** All that the simulated side depends on; `text` is the whole world file, so that the log stands alone. */
const head = z.strictObject({
  port: z.string(),
  seed: z.string(),
  profile: z.string(),
  http: z.string().optional(),
  open: z.string().optional(),
  world: z.strictObject({ file: z.string(), text: z.string() }),
});
export type LogHead = z.output<typeof head>;

const time = z.int().min(0);
const frame = z.strictObject({ at: time, frame: z.string().regex(/^([0-9a-f]{2}){14,}$/) });
/** The run was at this time when it ended; it is missing when the program was killed. */
const last = z.strictObject({ end: time });
const event = z.union([frame, last]);
export type LogEvent = z.output<typeof event>;

/** One line of the file: the first is the head, then frames in their order, the last says when it ended. */
export const logSchema = z.union([head, frame, last]);

export type Log = { readonly write: (event: LogEvent) => void; readonly close: () => void };

/** Each line is in the file when `write` returns: what happened is not lost with the process. */
export function openLog(file: string, first: LogHead, words: Words): Log {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new Failure(words.ui.error.cannotLog(file, causeOf(error)), 1);
    }
  };
  const fd = attempt(() => openSync(file, "w"));
  const line = (value: LogHead | LogEvent): void => {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    });
  };
  line(first);
  return { write: line, close: () => attempt(() => closeSync(fd)) };
}

export const noLog: Log = { write: () => undefined, close: () => undefined };

export type ReadLog = { readonly head: LogHead; readonly events: AsyncIterable<LogEvent> };

/** Throws a Failure that names file and line where it is no log. */
export async function readLog(file: string, words: Words): Promise<ReadLog> {
  const lines = linesOf(file, words);
  let n = 0;
  const next = async <T>(schema: z.ZodType<T>): Promise<T | undefined> => {
    const line = await lines.next();
    if (line.done) return undefined;
    n += 1;
    const parsed = schema.safeParse(jsonOf(line.value));
    if (!parsed.success) throw new Failure(words.ui.error.badLog(file, n), 1);
    return parsed.data;
  };
  const first = await next(head);
  if (first === undefined) throw new Failure(words.ui.error.badLog(file, 1), 1);
  async function* events(): AsyncGenerator<LogEvent> {
    let now = 0;
    for (let e = await next(event); e !== undefined; e = await next(event)) {
      const at = "end" in e ? e.end : e.at;
      if (at < now) throw new Failure(words.ui.error.badLog(file, n), 1);
      now = at;
      yield e;
    }
  }
  return { head: first, events: events() };
}

/** Not by readline: whether it tells of its stream's errors depends on the version of Node. */
async function* linesOf(file: string, words: Words): AsyncGenerator<string, undefined> {
  let part = "";
  try {
    for await (const chunk of createReadStream(file, "utf8")) {
      const lines = (part + chunk).split("\n");
      part = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw new Failure(words.ui.error.cannotRead(file, causeOf(error)), 2);
  }
  if (part !== "") yield part;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
