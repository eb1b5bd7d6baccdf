/** Graphemes: where one ends (UAX 29), how many columns it takes (UAX 11), and what stands for it in ASCII. */
import stringWidth from "string-width";

const MAX_WIDTHS = 4096;
/** Longer clusters than this are not writing but an attack; they are cut. */
const MAX_CLUSTER = 64;

let widths = new Map<string, number>();
let segmenter: Intl.Segmenter | undefined;

/**
 * Whether this UTF-16 unit is a whole grapheme wherever its neighbours are such units as well, of a width on which
 * terminals agree: letters, punctuation, box lines, kana, ideographs, Hangul syllables and compatibility jamo.
 */
export function standsAlone(unit: number): boolean {
  if (unit < 0x7f) return unit >= 0x20;
  if (unit < 0x300) return unit >= 0xa1 && unit !== 0xad;
  if (unit < 0x2010) return false;
  if (unit < 0x3000) {
    return (
      unit <= 0x2027 ||
      (unit >= 0x2030 && unit <= 0x205e) ||
      (unit >= 0x2190 && unit <= 0x21ff) ||
      (unit >= 0x2500 && unit <= 0x25ff)
    );
  }
  return (
    (unit >= 0x3001 && unit <= 0x3029) ||
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa) ||
    (unit >= 0x3131 && unit <= 0x318e) ||
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7a3)
  );
}

/** Whether terminals agree about this grapheme's width, so that the cursor is known after it. */
export function widthIsCertain(grapheme: string): boolean {
  return grapheme.length === 1 && standsAlone(grapheme.charCodeAt(0));
}

/** The grapheme that begins at this index; never empty inside the text. */
export function graphemeAt(text: string, index: number): string {
  const next = text.charCodeAt(index + 1);
  const bounded = Number.isNaN(next) || next < 0x20 || standsAlone(next);
  if (bounded && standsAlone(text.charCodeAt(index))) return text[index]!;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  const cluster = segmenter.segment(text.slice(index, index + MAX_CLUSTER)).containing(0);
  return cluster?.segment ?? text[index]!;
}

/** Columns: 0, 1 or 2; more only for clusters that no terminal draws as one (repeated leading jamo). */
export function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1) {
    const unit = grapheme.charCodeAt(0);
    if (unit < 0x7f) return unit < 0x20 ? 0 : 1;
    if (unit >= 0xac00 && unit <= 0xd7a3) return 2;
    if (unit >= 0x2500 && unit <= 0x257f) return 1;
  }
  let width = widths.get(grapheme);
  if (width === undefined) {
    width = stringWidth(grapheme);
    if (widths.size >= MAX_WIDTHS) widths = new Map();
    widths.set(grapheme, width);
  }
  return width;
}

const asciiRanges: readonly (readonly [ascii: string, glyphs: string])[] = [
  ["-", "─━═╌╍┄┅┈┉╴╶╸╺╼╾‐‑‒–—―−"],
  ["|", "│┃║╎╏┆┇┊┋╵╷╹╻╽╿▏▕"],
  ["+", "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋"],
  ["+", "╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯╰"],
  [">", "→⇒▸▶►▹▷›»❯⟶"],
  ["<", "←⇐◂◀◄◃◁‹«❮⟵"],
  ["^", "↑⇑▴▲△▵"],
  ["v", "↓⇓▾▼▽▿"],
  ["~", "…"],
  ["#", "█▓▰■▪▮▉▊▋▌▍▎▀▄▐"],
  [".", "░▒▱□▫▯·"],
  ["*", "•●◆★◉"],
  ["o", "○◇◦◌"],
  ["x", "✗✘×╳✕"],
  ["/", "╱"],
  ["\\", "╲"],
  ["'", "‘’′"],
  ['"', "“”″"],
  ["=", "≡"],
];

const asciiForms: ReadonlyMap<string, string> = new Map(
  asciiRanges.flatMap(([ascii, glyphs]) => [...glyphs].map((glyph) => [glyph, ascii] as const)),
);

/** The ASCII character that stands for a border, an arrow or a mark; the grapheme itself when there is none. */
export function asciiForm(grapheme: string): string {
  return asciiForms.get(grapheme) ?? grapheme;
}
