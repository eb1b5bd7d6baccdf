/** The tokenizer with a clock: decides when an escape that stays alone is the Escape key. */
import type { Timers } from "./host.ts";
import type { Key, Reply } from "./key.ts";
import { emptyTokenizer, feed, giveUp, patience, type Tokens } from "./keys.ts";

export interface KeyReader {
  push(chunk: Uint8Array | string): void;
  /** Forgets what is half-read: the input has ended or changed hands. */
  reset(): void;
}

/** Gives every whole key to `onKey` and every answer of the terminal to `onReply`, in the order of arrival. */
export function createKeyReader(options: {
  readonly timers: Timers;
  readonly onKey: (key: Key) => void;
  readonly onReply: (reply: Reply) => void;
}): KeyReader {
  let state = emptyTokenizer;
  let cancel: (() => void) | undefined;

  function take(tokens: Tokens): void {
    state = tokens.state;
    cancel?.();
    const wait = patience(state);
    cancel = wait === undefined ? undefined : options.timers.after(wait, () => take(giveUp(state)));
    for (const reply of tokens.replies) options.onReply(reply);
    for (const key of tokens.keys) options.onKey(key);
  }

  return {
    push: (chunk) => take(feed(state, chunk)),
    reset() {
      cancel?.();
      cancel = undefined;
      state = emptyTokenizer;
    },
  };
}
