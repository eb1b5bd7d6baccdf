/** The tokenizer with a clock: decides when an escape that stays alone is the Escape key. */
import { pastedText } from "./burst.ts";
import type { Timers } from "./host.ts";
import type { Key, Reply } from "./key.ts";
import { emptyTokenizer, feed, giveUp, patience, type TokenizerState, type Tokens } from "./keys.ts";

export interface KeyReader {
  push(chunk: Uint8Array | string): void;
  /** Forgets what is half-read: the input has ended or changed hands. */
  reset(): void;
}

/** What comes so soon after the first part of a paste belongs to it. */
const BURST_MILLIS = 50;

const isFresh = ({ bytes, text, paste, skip }: TokenizerState): boolean =>
  bytes.length === 0 && text === "" && paste === undefined && skip === "nothing";

/** Undefined where the bytes are no whole characters. */
function decoded(chunk: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(chunk);
  } catch {
    return undefined;
  }
}

/** Gives every whole key to `onKey` and every answer of the terminal to `onReply`, in the order of arrival. */
export function createKeyReader(options: {
  readonly timers: Timers;
  readonly onKey: (key: Key) => void;
  readonly onReply: (reply: Reply) => void;
}): KeyReader {
  let state = emptyTokenizer;
  let cancel: (() => void) | undefined;
  /** While a paste may still go on; ends it. */
  let burst: (() => void) | undefined;

  /** What came without marks, when nothing is half-read; undefined where it is to be read as keys. */
  function unmarked(chunk: Uint8Array | string): Key | undefined {
    if (!isFresh(state)) return undefined;
    const text = typeof chunk === "string" ? chunk : decoded(chunk);
    const pasted = text === undefined ? undefined : pastedText(text, burst !== undefined);
    burst?.();
    burst = undefined;
    if (!pasted) return undefined;
    const end = options.timers.after(BURST_MILLIS, () => {
      burst = undefined;
    });
    burst = end;
    const entered = pasted.entered && !pasted.text.includes("\n");
    return { kind: "paste", text: pasted.text, unmarked: { entered } };
  }

  function take(tokens: Tokens): void {
    state = tokens.state;
    cancel?.();
    const wait = patience(state);
    cancel = wait === undefined ? undefined : options.timers.after(wait, () => take(giveUp(state)));
    for (const reply of tokens.replies) options.onReply(reply);
    for (const key of tokens.keys) options.onKey(key);
  }

  return {
    push(chunk) {
      const pasted = unmarked(chunk);
      if (pasted) options.onKey(pasted);
      else take(feed(state, chunk));
    },
    reset() {
      cancel?.();
      cancel = undefined;
      burst?.();
      burst = undefined;
      state = emptyTokenizer;
    },
  };
}
