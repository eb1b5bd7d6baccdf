/** Frames as text: a line of hex a frame, without check sequence. Lines come in pieces; what is none is named and left out. */
import { ETHERNET_HEADER_BYTES } from "../wire/ethernet.ts";

export type FrameLine =
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  | { readonly kind: "not-hex"; readonly line: number }
  | { readonly kind: "odd-digits"; readonly line: number; readonly digits: number }
  | { readonly kind: "too-short"; readonly line: number; readonly bytes: number }
  | { readonly kind: "too-long"; readonly line: number };

/** The part of a line that has come so far. A line that is too long already is not kept. */
export type LineReader = { readonly line: number; readonly part: string; readonly tooLong: boolean };

export const noLines: LineReader = { line: 1, part: "", tooLong: false };

/** No line needs more than a few blanks and a carriage return around its digits. */
const SPARE_CHARACTERS = 8;

/** Takes the next piece of text; `longest` is in bytes of frame. Empty lines are passed over. */
export function readFrames(
  reader: LineReader,
  piece: string,
  longest: number,
): { readonly reader: LineReader; readonly lines: readonly FrameLine[] } {
  const limit = longest * 2 + SPARE_CHARACTERS;
  const lines: FrameLine[] = [];
  let { line, part, tooLong } = reader;
  for (let from = 0; ; ) {
    const end = piece.indexOf("\n", from);
    const rest = piece.slice(from, end < 0 ? undefined : end);
    tooLong ||= part.length + rest.length > limit;
    part = tooLong ? "" : part + rest;
    if (end < 0) return { reader: { line, part, tooLong }, lines };
    const read = tooLong ? ({ kind: "too-long", line } as const) : readLine(part.trim(), line, longest);
    if (read) lines.push(read);
    line += 1;
    part = "";
    tooLong = false;
    from = end + 1;
  }
}

function readLine(digits: string, line: number, longest: number): FrameLine | undefined {
  if (digits === "") return undefined;
  if (!/^[0-9a-f]+$/i.test(digits)) return { kind: "not-hex", line };
  if (digits.length % 2 !== 0) return { kind: "odd-digits", line, digits: digits.length };
  const bytes = digits.length / 2;
  if (bytes < ETHERNET_HEADER_BYTES) return { kind: "too-short", line, bytes };
  if (bytes > longest) return { kind: "too-long", line };
  return { kind: "frame", bytes: new Uint8Array(Buffer.from(digits, "hex")) };
}

export const frameLine = (bytes: Uint8Array): string =>
  `${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}\n`;
