/** Bytes and their text: one byte a character (ISO 8859-1), as HTTP's heads have it, and UTF-8 (RFC 3629). */
import { assert } from "../base/assert.ts";

/** One byte for each character; a character above U+00FF is a bug of the caller, who has to encode it first. */
export function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    assert(code <= 0xff, `no single byte for U+${code.toString(16)}`);
    bytes[i] = code;
  }
  return bytes;
}

/** One character for each byte of `bytes`, U+0000 to U+00FF: nothing is lost and nothing refused. */
export function text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = "";
  // In pieces, because the arguments of a call are limited.
  for (let at = start; at < end; at += 8192) {
    out += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 8192)));
  }
  return out;
}

/** UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD, and a byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The pieces one after the other, in an array of their own. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** `%41` becomes `A`; the bytes are taken as UTF-8, and a `%` without two hexadecimal digits stays (RFC 3986 section 2.1). */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    utf8Text(Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16))),
  );
}

/** Every character that `isPlain` refuses becomes its UTF-8 bytes, each as `%` and two hexadecimal digits. */
export function percentEncode(text: string, isPlain: (character: string) => boolean): string {
  let out = "";
  for (const character of text) {
    if (isPlain(character)) out += character;
    else for (const byte of utf8(character)) out += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
