/** Frames that come in by stdin, one after the other, and what ends the run: the end of stdin or a signal. */
import process from "node:process";
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import { ETHERNET_HEADER_BYTES } from "../wire/ethernet.ts";
import { causeOf, Failure } from "./failure.ts";
import { type FrameLine, noLines, readFrames } from "./frame-lines.ts";

export type FrameInput = {
  /** The oldest frame that waits. Throws a Failure when stdin broke off with an error. */
  readonly take: () => Uint8Array | undefined;
  /** Nothing waits and nothing will come. */
  readonly isOver: () => boolean;
  readonly isStopped: () => boolean;
  /** Until something came, a signal did, or this time is up; without one, for as long as it takes. */
  readonly wait: (millis: number | undefined) => Promise<void>;
  readonly close: () => void;
};

/** As many frames wait while nobody takes what leaves; more are dropped, as by an adapter whose ring is full. */
const MAX_WAITING = 4096;
/** The longest time that a timer of Node can be set to. */
const MAX_MILLIS = 2 ** 31 - 1;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Bad lines are told on stderr. `onStop` is called once, by the first signal. */
export function frameInput(longest: number, words: Words, onStop: () => void): FrameInput {
  const { stdin, stderr } = process;
  const waiting: Uint8Array[] = [];
  let reader = noLines;
  let ended = false;
  let stopped = false;
  let dropped = 0;
  let broken: unknown;
  let wake = (): void => undefined;

  const take = (piece: string): void => {
    const read = readFrames(reader, piece, longest);
    reader = read.reader;
    for (const line of read.lines) {
      if (line.kind !== "frame") stderr.write(`net-tutor: ${complaint(line, longest, words)}\n`);
      else if (waiting.length < MAX_WAITING) waiting.push(line.bytes);
      else dropped += 1;
    }
    wake();
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    // A last line without its end is a line all the same.
    take("\n");
  };
  const fail = (error: unknown): void => {
    broken = error;
    end();
  };
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    onStop();
    wake();
  };

  stdin.setEncoding("latin1");
  stdin.on("data", take).on("end", end).on("error", fail);
  for (const signal of signals) process.on(signal, stop);

  return {
    take() {
      if (broken !== undefined) throw new Failure(words.ui.error.cannotRead("stdin", causeOf(broken)), 1);
      return waiting.shift();
    },
    isOver: () => ended && waiting.length === 0,
    isStopped: () => stopped,
    wait: (millis) =>
      new Promise((done) => {
        const timer = millis === undefined ? undefined : setTimeout(done, Math.min(Math.max(millis, 0), MAX_MILLIS));
        wake = () => {
          clearTimeout(timer);
          done();
        };
      }),
    close() {
      for (const signal of signals) process.off(signal, stop);
      stdin.off("data", take).off("end", end);
      stdin.destroy();
      if (dropped > 0) stderr.write(`net-tutor: ${words.ui.error.framesDropped(dropped)}\n`);
    },
  };
}

function complaint(line: Exclude<FrameLine, { kind: "frame" }>, longest: number, { ui }: Words): string {
  const { error } = ui;
  switch (line.kind) {
    case "not-hex":
      return error.frameNotHex(line.line);
    case "odd-digits":
      return error.frameOddDigits(line.line, line.digits);
    case "too-short":
      return error.frameTooShort(line.line, line.bytes, ETHERNET_HEADER_BYTES);
    case "too-long":
      return error.frameTooLong(line.line, longest);
    default:
      return unreachable(line);
  }
}
