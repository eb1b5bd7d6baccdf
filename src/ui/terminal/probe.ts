/** Asks the terminal itself what the environment only hints at: is it UTF-8, how wide are its border lines, is it dark? */
import type { Capabilities, Ground } from "./capabilities.ts";
import type { Timers } from "./host.ts";
import type { Reply } from "./key.ts";

export type ProbeResult =
  | { readonly kind: "answered"; readonly utf8: boolean; readonly ambiguousWide: boolean; readonly ground?: Ground }
  /** No or not enough answers in time; the environment's word stands. */
  | { readonly kind: "silent" };

/**
 * Each sample is written at the left edge and followed by a question for the cursor's column (CPR). DA1 comes last: every
 * terminal answers it, so that its answer says that no more are to come.
 */
export const probeQuestion = "\r한\x1b[6n\r─\x1b[6n\r\x1b[K\x1b[c";

/** OSC 11: what colour is the ground? Some terminals print what they do not know, so that not all are asked. */
export const groundQuestion = "\x1b]11;?\x1b\\";

const PATIENCE_MILLIS = 300;

/** Reads the answers to `probeQuestion`, in their order. */
export function readProbe(replies: readonly Reply[]): ProbeResult {
  const columns = replies.flatMap((reply) => (reply.kind === "cursor-position" ? [reply.column] : []));
  const [hangul, line] = columns;
  if (hangul === undefined || line === undefined || columns.length !== 2) return { kind: "silent" };
  // Three bytes taken for three letters, or for control codes, do not end in column 3.
  const utf8 = hangul === 3;
  const ground = replies.flatMap((reply) => (reply.kind === "background-colour" ? [groundOf(reply)] : []))[0];
  return { kind: "answered", utf8, ambiguousWide: utf8 && line === 3, ...(ground && { ground }) };
}

/** How many columns the Hangul sample took; undefined where the terminal did not say. */
export function hangulColumns(replies: readonly Reply[]): number | undefined {
  const [first] = replies.flatMap((reply) => (reply.kind === "cursor-position" ? [reply.column] : []));
  return first === undefined ? undefined : first - 1;
}

/** By relative luminance, ITU-R BT.709. */
const groundOf = ({ red, green, blue }: Extract<Reply, { kind: "background-colour" }>): Ground =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? "light" : "dark";

/** Puts the question and gives the answer to `done`, once, after 300 ms at most. The result takes the replies. */
export function startProbe(options: {
  readonly write: (text: string) => void;
  readonly timers: Timers;
  readonly done: (result: ProbeResult) => void;
  /** Ask for the colour of the ground, too. */
  readonly ground?: boolean;
}): (reply: Reply) => void {
  const replies: Reply[] = [];
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    cancel();
    options.done(readProbe(replies));
  };
  // Where something else has kept the process busy so long, the answers have come and are read before what is to run soon.
  const cancel = options.timers.after(PATIENCE_MILLIS, () => options.timers.soon(finish));
  options.write((options.ground ? groundQuestion : "") + probeQuestion);
  return (reply) => {
    replies.push(reply);
    if (reply.kind === "device-attributes") finish();
  };
}

/** The terminal's own word outranks the environment's; a flag outranks both. */
export function applyProbe(capabilities: Capabilities, result: ProbeResult): Capabilities {
  if (result.kind === "silent") return capabilities;
  const { reasons } = capabilities;
  const ground = reasons.ground === "flag" ? undefined : result.ground;
  const base: Capabilities = {
    ...capabilities,
    utf8: result.utf8,
    ...(ground && { ground }),
    reasons: { ...reasons, utf8: "asked", ...(ground && { ground: "asked" as const }) },
  };
  if (reasons.ascii === "flag" || reasons.ascii === "old-terminal") return base;
  const [ascii, reason] = !result.utf8
    ? ([true, "not-utf8"] as const)
    : result.ambiguousWide
      ? ([true, "wide-borders"] as const)
      : ([false, "not-needed"] as const);
  return { ...base, ascii, reasons: { ...base.reasons, ascii: reason } };
}
