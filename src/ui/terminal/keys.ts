/** The key tokenizer: bytes of a terminal in, whole keys out (ECMA-48 section 5.4 and xterm's control sequences). */
import { unreachable } from "../../base/assert.ts";
import { type Key, key, plainKey, type Reply, readSequence } from "./key.ts";

/** What has arrived but is not a whole key yet. */
export interface TokenizerState {
  /** The first bytes of a character in UTF-8. */
  readonly bytes: readonly number[];
  /** The beginning of a sequence, or a lone high surrogate. */
  readonly text: string;
  /** Inside a bracketed paste: what came so far. */
  readonly paste: string | undefined;
  /** Inside something too long to keep: its rest is thrown away up to its end. */
  readonly skip: "nothing" | "csi" | "string";
  /** The key before was a carriage return: a line feed right after it is the same key. */
  readonly afterReturn: boolean;
}

export interface Tokens {
  readonly state: TokenizerState;
  readonly keys: readonly Key[];
  readonly replies: readonly Reply[];
}

export const emptyTokenizer: TokenizerState = {
  bytes: [],
  text: "",
  paste: undefined,
  skip: "nothing",
  afterReturn: false,
};

const MAX_PASTE = 65_536;
/** No key and no reply that we read is longer. */
const MAX_SEQUENCE = 128;
const PASTE_END = "\x1b[201~";

/** Takes what arrived. Cutting the input anywhere gives the same keys. */
export function feed(state: TokenizerState, chunk: Uint8Array | string): Tokens {
  const decoded = typeof chunk === "string" ? { text: chunk, bytes: [] } : decode(state.bytes, chunk);
  return scan({ ...state, bytes: decoded.bytes }, state.text + decoded.text);
}

/**
 * How long an unfinished sequence may wait for its rest, in milliseconds, before `giveUp`; undefined when nothing
 * waits. An escape alone is a key soon; a paste or a long reply over a slow line is not cut short.
 */
export function patience(state: TokenizerState): number | undefined {
  if (state.paste !== undefined || state.skip !== "nothing") return 1000;
  if (state.text === "") return undefined;
  return isString(state.text) && state.text.length > 2 ? 1000 : 40;
}

/** Nothing more came: a lone escape is the Escape key, a paste ends here, anything else half-done is dropped. */
export function giveUp(state: TokenizerState): Tokens {
  const keys: Key[] = [];
  if (state.paste !== undefined) keys.push({ kind: "paste", text: cleanPaste(state.paste) });
  else if (/^\x1b+$/.test(state.text)) {
    for (const _ of state.text) keys.push(key("escape"));
  }
  return { state: { ...emptyTokenizer, bytes: state.bytes }, keys, replies: [] };
}

function decode(held: readonly number[], chunk: Uint8Array): { text: string; bytes: readonly number[] } {
  const all = new Uint8Array(held.length + chunk.length);
  all.set(held);
  all.set(chunk, held.length);
  const whole = all.length - unfinishedTail(all);
  return {
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(all.subarray(0, whole)),
    bytes: [...all.subarray(whole)],
  };
}

/** How many bytes at the end begin a character that is not complete. */
function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc2 && byte <= 0xf4) return back < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? back : 0;
    if (byte < 0x80 || byte >= 0xc0) return 0;
  }
  return 0;
}

function scan(state: TokenizerState, input: string): Tokens {
  const keys: Key[] = [];
  const replies: Reply[] = [];
  let { paste, skip, afterReturn } = state;
  let i = 0;
  const rest = (from: number): Tokens => ({
    state: { bytes: state.bytes, text: input.slice(from), paste, skip, afterReturn },
    keys,
    replies,
  });

  while (i < input.length) {
    if (paste !== undefined) {
      const end = input.indexOf(PASTE_END, i);
      const until = end === -1 ? input.length - partialEnd(input, i) : end;
      paste = (paste + input.slice(i, until)).slice(0, MAX_PASTE);
      i = until;
      if (end === -1) return rest(i);
      keys.push({ kind: "paste", text: cleanPaste(paste) });
      paste = undefined;
      i += PASTE_END.length;
      continue;
    }
    if (skip !== "nothing") {
      const end = skip === "csi" ? csiEnd(input, i) : stringEnd(input, i);
      if (end.kind === "open") return rest(end.at);
      skip = "nothing";
      i = end.at;
      continue;
    }
    const unit = input.charCodeAt(i);
    if (unit !== 0x1b) {
      const wasReturn = afterReturn;
      afterReturn = unit === 0x0d;
      if (unit >= 0xd800 && unit <= 0xdbff && i + 1 === input.length) return rest(i);
      const char = String.fromCodePoint(input.codePointAt(i)!);
      i += char.length;
      const pressed = wasReturn && unit === 0x0a ? undefined : plainKey(char);
      if (pressed) keys.push(pressed);
      continue;
    }
    afterReturn = false;
    const found = sequenceAt(input, i);
    if (found.kind === "open") {
      if (input.length - i <= MAX_SEQUENCE) return rest(i);
      skip = isString(input.slice(i, i + 2)) ? "string" : "csi";
      i += MAX_SEQUENCE;
      continue;
    }
    i = found.at;
    if (found.kind === "dropped") continue;
    const meaning = found.kind === "escape" ? key("escape") : readSequence(found.body);
    if (meaning === undefined) continue;
    switch (meaning.kind) {
      case "key":
      case "paste":
        keys.push(meaning);
        break;
      case "cursor-position":
      case "device-attributes":
      case "background-colour":
        replies.push(meaning);
        break;
      case "paste-begins":
        paste = "";
        break;
      default:
        unreachable(meaning);
    }
  }
  return rest(i);
}

/** The longest end of the input that could become the end of a paste. */
function partialEnd(input: string, from: number): number {
  for (let length = Math.min(PASTE_END.length - 1, input.length - from); length > 0; length--) {
    if (input.endsWith(PASTE_END.slice(0, length))) return length;
  }
  return 0;
}

function cleanPaste(text: string): string {
  const lines = text.slice(0, MAX_PASTE).replace(/\r\n?/g, "\n").replace(/\t/g, " ");
  return lines
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~])?/g, "")
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]/g, "")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .normalize("NFC");
}

type Found =
  /** More is needed. */
  | { readonly kind: "open" }
  | { readonly kind: "escape"; readonly at: number }
  /** Broken off by another control character, or nothing to read: whatever stands at `at` counts again. */
  | { readonly kind: "dropped"; readonly at: number }
  /** `body` begins with `[`, `O` or `]`. */
  | { readonly kind: "sequence"; readonly body: string; readonly at: number };

/** Reads the sequence whose escape stands at `start`. */
function sequenceAt(input: string, start: number): Found {
  const next = input[start + 1];
  if (next === undefined) return { kind: "open" };
  if (next === "\x1b") {
    // Two escapes before a sequence are Alt with that key (rxvt); otherwise the first was the Escape key.
    const third = input[start + 2];
    if (third === undefined) return { kind: "open" };
    return third === "[" || third === "O" ? { kind: "dropped", at: start + 1 } : { kind: "escape", at: start + 1 };
  }
  if (next === "[") return controlSequence(input, start + 1);
  if (next === "O") return singleShift(input, start + 1);
  if (isString(`\x1b${next}`)) {
    const end = stringEnd(input, start + 2);
    if (end.kind === "open") return { kind: "open" };
    const body = input.slice(start + 1, end.at);
    // Of the strings only OSC answers anything; too long a one would have been dropped if it had come in pieces.
    const whole = next === "]" && /(?:\x07|\x1b\\)$/.test(body) && body.length <= MAX_SEQUENCE;
    return whole ? { kind: "sequence", body, at: end.at } : { kind: "dropped", at: end.at };
  }
  // Escape and a letter in one packet: over a slow line that is two keys far more often than it is Alt.
  return { kind: "escape", at: start + 1 };
}

/** `[`, then parameters up to a final byte. The Linux console sends `[[A`; the oldest mouse protocol `[M` and three. */
function controlSequence(input: string, at: number): Found {
  const first = input[at + 1];
  if (first === "[" || first === "M") {
    const end = at + (first === "[" ? 3 : 5);
    return end > input.length ? { kind: "open" } : { kind: "dropped", at: end };
  }
  // rxvt ends keys with Shift in a dollar sign, which elsewhere stands before a final byte.
  if (/[1-8]/.test(first ?? "") && input[at + 2] === "$") {
    return { kind: "sequence", body: input.slice(at, at + 3), at: at + 3 };
  }
  const end = csiEnd(input, at + 1);
  if (end.kind !== "ended") return end.kind === "open" ? { kind: "open" } : { kind: "dropped", at: end.at };
  // Too long to have been kept if it had come in pieces; the pieces must not decide.
  if (end.at - at > MAX_SEQUENCE) return { kind: "dropped", at: end.at };
  return { kind: "sequence", body: input.slice(at, end.at), at: end.at };
}

const MAX_SS3_PARAMETERS = 8;

/** `O` and a letter; some terminals put modifiers between. */
function singleShift(input: string, at: number): Found {
  let end = at + 1;
  while (end - at <= MAX_SS3_PARAMETERS && /[0-9;]/.test(input[end] ?? "")) end++;
  const final = input.charCodeAt(end);
  if (Number.isNaN(final)) return { kind: "open" };
  if (final < 0x20 || final > 0x7e) return { kind: "dropped", at: end };
  return { kind: "sequence", body: input.slice(at, end + 1), at: end + 1 };
}

/** OSC, DCS, SOS, PM and APC carry text up to a string terminator. */
function isString(text: string): boolean {
  return /^\x1b[\]PX^_]/.test(text);
}

/** Where it ends; when it is open, from where the search goes on. */
type End = { readonly kind: "open" | "ended" | "broken"; readonly at: number };

function csiEnd(input: string, from: number): End {
  for (let i = from; i < input.length; i++) {
    const unit = input.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return { kind: "broken", at: i };
    if (unit >= 0x40) return { kind: "ended", at: i + 1 };
  }
  return { kind: "open", at: input.length };
}

/** A string ends with BEL or ESC \; any other escape breaks it off and begins something new. */
function stringEnd(input: string, from: number): End {
  for (let i = from; i < input.length; i++) {
    if (input[i] === "\x07") return { kind: "ended", at: i + 1 };
    if (input[i] === "\x18" || input[i] === "\x1a") return { kind: "ended", at: i + 1 };
    if (input[i] !== "\x1b") continue;
    if (i + 1 === input.length) return { kind: "open", at: i };
    return { kind: "ended", at: input[i + 1] === "\\" ? i + 2 : i };
  }
  return { kind: "open", at: input.length };
}
