/** Text measured in terminal columns: fitting, padding, wrapping, scrolling sideways. UAX #11 says which characters are wide. */
import stringWidth from "string-width";
import type { Row, Span } from "./row.ts";

/** Stands where text was cut off. */
export const CUT = "~";

type Piece = { readonly text: string; readonly columns: number };

/**
 * 1 or 2 for characters that stand for themselves wherever they are, and whose width nobody doubts: letters, punctuation,
 * arrows, box lines, Hangul. 0 for those that need a closer look, for which more has to be set up.
 */
export function plainWidth(code: number): 0 | 1 | 2 {
  if (code < 0x7f) return code >= 0x20 ? 1 : 0;
  if (code >= 0xac00) return code <= 0xd7a3 ? 2 : 0;
  if (code < 0x300) return code >= 0xa1 && code !== 0xad ? 1 : 0;
  if (code < 0x2010 || code >= 0x25fd) return 0;
  if (code <= 0x205e) return code <= 0x2027 || code >= 0x2030 ? 1 : 0;
  return (code >= 0x2190 && code <= 0x21ff) || code >= 0x2500 ? 1 : 0;
}

/** How many columns the text takes. Control characters count as the `.` that `pieces` puts in their place. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (let i = 0; i < text.length; i++) {
    const width = plainWidth(text.charCodeAt(i));
    if (width === 0) return pieces(text).reduce((sum, p) => sum + p.columns, 0);
    columns += width;
  }
  return columns;
}

let segmenter: Intl.Segmenter | undefined;

/** What is drawn as one: letters with their marks. Control characters, which would move the cursor, become `.`. */
function pieces(text: string): readonly Piece[] {
  let simple = true;
  for (let i = 0; i < text.length && simple; i++) simple = plainWidth(text.charCodeAt(i)) > 0;
  if (simple) {
    const out: Piece[] = [];
    for (let i = 0; i < text.length; i++) out.push({ text: text[i]!, columns: plainWidth(text.charCodeAt(i)) });
    return out;
  }
  segmenter ??= new Intl.Segmenter();
  const out: Piece[] = [];
  for (const { segment } of segmenter.segment(text.replace(/\r\n/g, "."))) {
    const shown = /^\p{Cc}/u.test(segment) ? "." : segment;
    out.push({ text: shown, columns: stringWidth(shown) });
  }
  return out;
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
};

export const blank = (columns: number): string => " ".repeat(Math.max(0, columns));

/** Columns [left, left + columns) of the text, exactly that wide; half a wide character becomes a blank. */
export function slice(text: string, left: number, columns: number): string {
  if (columns <= 0) return "";
  if (isAscii(text)) return text.slice(Math.max(0, left), Math.max(0, left) + columns).padEnd(columns);
  let out = "";
  let used = 0;
  let at = 0;
  for (const piece of pieces(text)) {
    const start = at;
    at += piece.columns;
    if (at <= left && piece.columns > 0) continue;
    if (start >= left + columns) break;
    if (start < left || at > left + columns) {
      const seen = Math.min(at, left + columns) - Math.max(start, left);
      out += blank(seen);
      used += seen;
    } else if (piece.columns > 0 || used > 0) {
      out += piece.text;
      used += piece.columns;
    }
  }
  return out + blank(columns - used);
}

/** Blanks on the right up to `columns`; longer text stays as it is. */
export const pad = (text: string, columns: number): string => text + blank(columns - columnsOf(text));

/** Blanks on the left up to `columns`; longer text stays as it is. */
export const padLeft = (text: string, columns: number): string => blank(columns - columnsOf(text)) + text;

/** At most `columns` wide: what does not fit ends in `~`. */
export function shorten(text: string, columns: number): string {
  const width = columnsOf(text);
  if (width <= columns) return isAscii(text) ? text : slice(text, 0, width);
  if (columns <= 0) return "";
  return `${slice(text, 0, columns - 1)}${CUT}`;
}

/** Exactly `columns` wide: cut with `~`, or padded. */
export const fitText = (text: string, columns: number): string => pad(shorten(text, columns), columns);

/**
 * Lines of at most `columns`, broken at blanks; a word longer than a line is cut between characters. Line feeds start a
 * new line; no line begins or ends with a blank.
 */
export function wrapText(text: string, columns: number): readonly string[] {
  const room = Math.max(2, columns);
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, room));
}

function wrapParagraph(paragraph: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const end = (): void => {
    lines.push(line);
    line = "";
    used = 0;
  };
  for (const word of paragraph.split(/ +/).filter((w) => w !== "")) {
    const width = columnsOf(word);
    if (used > 0 && used + 1 + width <= room) {
      line += ` ${word}`;
      used += 1 + width;
      continue;
    }
    if (width <= room) {
      if (used > 0) end();
      line = word;
      used = width;
      continue;
    }
    // A long word fills up the line that was begun, if a useful part of it fits.
    if (used > 0 && used + 3 <= room) {
      line += " ";
      used += 1;
    } else if (used > 0) end();
    for (const piece of pieces(word)) {
      if (used + piece.columns > room) end();
      line += piece.text;
      used += piece.columns;
    }
  }
  lines.push(line);
  return lines;
}

export const rowColumns = (row: Row): number => row.reduce((sum, span) => sum + columnsOf(span.text), 0);

/** The text of a row without its tones. */
export const rowText = (row: Row): string => row.map((span) => span.text).join("");

/** Columns [left, left + columns) of the spans, exactly that wide; what is cut off on the right is shown by a `~`. */
export function fitRow(spans: readonly Span[], columns: number, left = 0): Row {
  const out: Span[] = [];
  const total = rowColumns(spans);
  const cut = total > left + columns;
  const room = cut ? columns - 1 : columns;
  let at = 0;
  let used = 0;
  for (const span of spans) {
    const width = columnsOf(span.text);
    const from = Math.max(left, at);
    const to = Math.min(left + room, at + width);
    if (from < to) {
      out.push({ ...span, text: slice(span.text, from - at, to - from) });
      used += to - from;
    }
    at += width;
  }
  if (used < room) out.push({ text: blank(room - used) });
  if (cut && columns > 0) out.push({ text: CUT, tone: "dim" });
  return out;
}

/** The same row with one tone for all of it. */
export const toned = (row: Row, tone: NonNullable<Span["tone"]>): Row => row.map((span) => ({ text: span.text, tone }));
