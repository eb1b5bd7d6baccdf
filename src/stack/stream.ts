/**
 * Bytes of any length without holding them: a list of chunks, each either real bytes or a slice of a generator.
 * A 100 MB body is one chunk; slicing makes new lists and copies nothing.
 */
import { assert } from "../base/assert.ts";

/** Byte `i` of a generated chunk hangs on `seed` and `offset + i` alone. */
export type Generated = { readonly seed: number; readonly offset: number; readonly length: number };
export type Chunk = Uint8Array | Generated;
export type Stream = { readonly length: number; readonly chunks: readonly Chunk[] };

export const EMPTY: Stream = { length: 0, chunks: [] };

export const streamOf = (bytes: Uint8Array): Stream =>
  bytes.length === 0 ? EMPTY : { length: bytes.length, chunks: [bytes] };

/** `length` bytes that only depend on `seed` and their place: printable ASCII in lines of 64, so that a hex dump can be read. */
export const generated = (seed: number, length: number): Stream =>
  length === 0 ? EMPTY : { length, chunks: [{ seed, offset: 0, length }] };

const ALPHABET = Uint8Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", (c) =>
  c.charCodeAt(0),
);
const LINE_FEED = 0x0a;
const SPREAD = 0x9e3779b1 | 0;

export /** Writes a generated chunk: at place i letter (i + seed) * SPREAD, its top six bits, and a line feed at every 64th. */
function generate(chunk: Generated, into: Uint8Array, at: number): void {
  const end = at + chunk.length;
  let product = Math.imul(chunk.offset + chunk.seed, SPREAD);
  for (let i = at; i < end; i++) {
    into[i] = ALPHABET[product >>> 26]!;
    product = (product + SPREAD) | 0;
  }
  for (let i = at + 63 - (chunk.offset % 64); i < end; i += 64) into[i] = LINE_FEED;
}

export function join(a: Stream, b: Stream): Stream {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return { length: a.length + b.length, chunks: [...a.chunks, ...b.chunks] };
}

/** Bytes [start, end) of the stream. */
export function slice(s: Stream, start: number, end = s.length): Stream {
  assert(start >= 0 && start <= end && end <= s.length, `slice ${start}..${end} of ${s.length}`);
  if (start === end) return EMPTY;
  if (start === 0 && end === s.length) return s;
  const chunks: Chunk[] = [];
  let at = 0;
  for (const chunk of s.chunks) {
    if (at >= end) break;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, chunk.length);
    if (from < to) chunks.push(part(chunk, from, to));
    at += chunk.length;
  }
  return { length: end - start, chunks };
}

function part(chunk: Chunk, from: number, to: number): Chunk {
  if (from === 0 && to === chunk.length) return chunk;
  if (chunk instanceof Uint8Array) return chunk.subarray(from, to);
  return { seed: chunk.seed, offset: chunk.offset + from, length: to - from };
}

/** The bytes themselves; meant for a segment or a message, not for a body of megabytes. */
export function bytesOf(s: Stream): Uint8Array {
  if (s.chunks.length === 1 && s.chunks[0] instanceof Uint8Array) return s.chunks[0];
  const out = new Uint8Array(s.length);
  let at = 0;
  for (const chunk of s.chunks) {
    if (chunk instanceof Uint8Array) out.set(chunk, at);
    else generate(chunk, out, at);
    at += chunk.length;
  }
  return out;
}
