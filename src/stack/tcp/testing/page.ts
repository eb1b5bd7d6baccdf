/** The talk that most tests share: A asks with 100 bytes, B answers with a page. For tests. */
import { ms } from "../../../base/units.ts";
import { generated } from "../../stream.ts";
import { lineOf, type PipeOptions, type PipeRun, type Program, runPipe, type Sent } from "./pipe.ts";

export const asks = (close: Program["close"] = { when: "ended" }): Program => ({
  writes: [{ data: generated(1, 100) }],
  close,
});

/** B answers with `bytes` and closes right after its last write. */
export const answers = (bytes: number, close: Program["close"] = { when: "written", afterRead: 100 }): Program => ({
  writes: [{ data: generated(2, bytes), afterRead: 100 }],
  close,
});

export const getPage = (bytes: number, options: PipeOptions): PipeRun =>
  runPipe({ a: asks(), b: answers(bytes), delay: ms(20), ...options });

/** Loses each first transmission for which `test` holds. */
export const losesFirst =
  (test: (s: Omit<Sent, "lost">) => boolean) =>
  (s: Omit<Sent, "lost">): boolean =>
    !s.segment.retransmission && test(s);

/** Lines without time and window: what every profile with the same rules must have in common. */
export const shortLines = (sent: readonly Sent[]): string[] => sent.map((s) => lineOf(s).replace(/ win=\d+/, ""));

/** Data segments of one side, first transmissions only. */
export const dataOf = (run: PipeRun, from: "a" | "b"): readonly Sent[] =>
  run.sent.filter((s) => s.from === from && s.segment.data.length > 0 && !s.segment.retransmission);

/** Seconds at which this side's segments went out. */
export const secondsOf = (sent: readonly Sent[]): number[] => sent.map((s) => Math.round(s.at / 1000) / 1000);
