/** The stdin that Ink gets: whole keys, one for each read, each after React has taken in the one before. */
import type { Timers } from "./host.ts";
import type { Key, KeyName } from "./key.ts";

/** What Ink uses of a terminal's ReadStream. Raw mode is the lifecycle's business, not the app's. */
export interface InkStdin {
  readonly isTTY: true;
  setRawMode(raw: boolean): InkStdin;
  setEncoding(encoding: string): InkStdin;
  ref(): InkStdin;
  unref(): InkStdin;
  read(): string | null;
  on(event: string, listener: () => void): InkStdin;
  off(event: string, listener: () => void): InkStdin;
  addListener(event: string, listener: () => void): InkStdin;
  removeListener(event: string, listener: () => void): InkStdin;
}

export interface KeyQueue {
  readonly stdin: InkStdin;
  /** Queues a key; beyond 256 unread ones it is lost. Keys wait until somebody listens. */
  push(key: Key): void;
  /** The key that is being delivered right now, with its name; for the `useKey` hook. */
  current(): Key | undefined;
  /** Drops what waits, and what comes until what is returned is called. */
  ignore(): () => void;
  /** Drops what waits, and everything to come. */
  close(): void;
}

const MAX_TYPE_AHEAD = 256;

/** `onError` gets what a key's handler throws. */
export function createKeyQueue(options: {
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}): KeyQueue {
  const readers = new Set<() => void>();
  let waiting: Key[] = [];
  let current: Key | undefined;
  let unread: string | null = null;
  let scheduled = false;
  let closed = false;
  let ignoring = false;

  function schedule(): void {
    if (scheduled || closed || waiting.length === 0 || readers.size === 0) return;
    scheduled = true;
    options.timers.soon(deliver);
  }

  function deliver(): void {
    scheduled = false;
    if (closed || readers.size === 0) return;
    current = waiting.shift();
    if (!current) return;
    unread = inkForm(current);
    try {
      for (const reader of [...readers]) reader();
    } catch (error) {
      options.onError(error);
    } finally {
      current = undefined;
      unread = null;
      // React renders in microtasks, so a handler sees the state that the key before it led to.
      schedule();
    }
  }

  function add(event: string, listener: () => void): InkStdin {
    if (event === "readable") readers.add(listener);
    schedule();
    return stdin;
  }

  function remove(event: string, listener: () => void): InkStdin {
    if (event === "readable") readers.delete(listener);
    return stdin;
  }

  const itself = () => stdin;
  const stdin: InkStdin = {
    isTTY: true,
    setRawMode: itself,
    setEncoding: itself,
    ref: itself,
    unref: itself,
    read() {
      const text = unread;
      unread = null;
      return text;
    },
    on: add,
    off: remove,
    addListener: add,
    removeListener: remove,
  };

  return {
    stdin,
    push(key) {
      if (closed || ignoring || waiting.length >= MAX_TYPE_AHEAD) return;
      waiting.push(key);
      schedule();
    },
    current: () => current,
    ignore() {
      waiting = [];
      ignoring = true;
      return () => {
        ignoring = false;
      };
    },
    close() {
      closed = true;
      waiting = [];
    },
  };
}

const inkForms: Readonly<Partial<Record<KeyName, string>>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  delete: "\x1b[3~",
  tab: "\t",
  "shift-tab": "\x1b[Z",
  enter: "\r",
  // A bare escape would make Ink wait 20 ms for more, and take the next key for its rest; kitty's form is whole.
  escape: "\x1b[27u",
  backspace: "\x7f",
};

/** The characters that Ink's own parser reads as this key. */
export function inkForm(key: Key): string {
  if (key.kind === "paste") return `\x1b[200~${key.text}\x1b[201~`;
  if (key.char !== undefined) return key.char;
  const form = inkForms[key.name];
  if (form !== undefined) return form;
  return String.fromCharCode(key.name.charCodeAt(key.name.length - 1) - 0x60);
}
