/** A cell's look as a value, and SGR (ECMA-48 section 8.3.117, plus xterm's 38;2 and 38;5) in both directions. */
import { unreachable } from "../../base/assert.ts";

/** How many colours a terminal can show. `none` keeps bold, dim, underline and inverse: they carry meaning too. */
export type ColourLevel = "none" | "16" | "256" | "truecolor";

/** 0 is the terminal's default; 1 to 256 are palette entries plus one; `RGB` and above carry 24 bits of red, green, blue. */
export type Colour = number;

export interface Style {
  readonly fg: Colour;
  readonly bg: Colour;
  /** Bits of `attribute`. */
  readonly attributes: number;
}

export const attribute = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, strike: 32 } as const;

const RGB = 0x1000000;
const MAX_STYLES = 4096;

export const plainStyle: Style = { fg: 0, bg: 0, attributes: 0 };

let known = new Map<string, Style>();

/** The one object for these values, so that equal styles are usually identical. The table is bounded. */
export function styleOf(fg: Colour, bg: Colour, attributes: number): Style {
  if (fg === 0 && bg === 0 && attributes === 0) return plainStyle;
  const key = `${fg},${bg},${attributes}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= MAX_STYLES) known = new Map();
  const style: Style = { fg, bg, attributes };
  known.set(key, style);
  return style;
}

export function sameStyle(a: Style, b: Style): boolean {
  return a === b || (a.fg === b.fg && a.bg === b.bg && a.attributes === b.attributes);
}

/** What of a style is visible on a blank: a space shows its background and its lines, not its letter colour. */
export function blankStyle(style: Style): Style {
  const attributes = style.attributes & (attribute.underline | attribute.inverse | attribute.strike);
  return styleOf(attributes === 0 ? 0 : style.fg, style.bg, attributes);
}

const switches: Readonly<Record<number, { readonly on: number } | { readonly off: number }>> = {
  1: { on: attribute.bold },
  2: { on: attribute.dim },
  3: { on: attribute.italic },
  4: { on: attribute.underline },
  7: { on: attribute.inverse },
  9: { on: attribute.strike },
  21: { on: attribute.underline },
  22: { off: attribute.bold | attribute.dim },
  23: { off: attribute.italic },
  24: { off: attribute.underline },
  27: { off: attribute.inverse },
  29: { off: attribute.strike },
};

/** The style after `CSI parameters m`. Unknown parameters change nothing. */
export function applySgr(style: Style, parameters: string): Style {
  let { fg, bg, attributes } = style;
  const fields = parameters.split(";");
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const code = Number.parseInt(field === "" ? "0" : field, 10);
    const toggle = switches[code];
    if (code === 0) {
      fg = 0;
      bg = 0;
      attributes = 0;
    } else if (field === "4:0") attributes &= ~attribute.underline;
    else if (toggle) attributes = "on" in toggle ? attributes | toggle.on : attributes & ~toggle.off;
    else if (code >= 30 && code <= 37) fg = code - 30 + 1;
    else if (code >= 90 && code <= 97) fg = code - 90 + 9;
    else if (code === 39) fg = 0;
    else if (code >= 40 && code <= 47) bg = code - 40 + 1;
    else if (code >= 100 && code <= 107) bg = code - 100 + 9;
    else if (code === 49) bg = 0;
    else if (code === 38 || code === 48) {
      const colons = field.includes(":");
      const rest = colons ? field.split(":").slice(1) : fields.slice(i + 1, i + 5);
      const read = extendedColour(rest, colons);
      if (read === undefined) return styleOf(fg, bg, attributes);
      if (code === 38) fg = read.colour;
      else bg = read.colour;
      if (!colons) i += read.used;
    }
  }
  return styleOf(fg, bg, attributes);
}

/** `5;n` or `2;r;g;b`; with colons a colour space id may stand before the red: `2::r:g:b`. */
function extendedColour(fields: readonly string[], colons: boolean): { colour: Colour; used: number } | undefined {
  const byte = (text: string | undefined) => {
    const value = Number.parseInt(text === undefined || text === "" ? "0" : text, 10);
    return value >= 0 && value <= 255 ? value : undefined;
  };
  if (fields[0] === "5") {
    const index = byte(fields[1]);
    return index === undefined ? undefined : { colour: index + 1, used: 2 };
  }
  if (fields[0] !== "2") return undefined;
  const from = colons && fields.length >= 5 ? 2 : 1;
  const [r, g, b] = [byte(fields[from]), byte(fields[from + 1]), byte(fields[from + 2])];
  if (r === undefined || g === undefined || b === undefined) return undefined;
  return { colour: rgb(r, g, b), used: 4 };
}

/** A 24-bit colour from three values of 0 to 255. */
export function rgb(r: number, g: number, b: number): Colour {
  return RGB | (r << 16) | (g << 8) | b;
}

/** The nearest style that a terminal of this level can show. */
export function reduceStyle(style: Style, level: ColourLevel): Style {
  switch (level) {
    case "truecolor":
      return style;
    case "256":
      return styleOf(to256(style.fg), to256(style.bg), style.attributes);
    case "16":
      return styleOf(to16(style.fg), to16(style.bg), style.attributes);
    case "none":
      return styleOf(0, 0, style.attributes & ~(attribute.italic | attribute.strike));
    default:
      return unreachable(level);
  }
}

const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** xterm's default first 16 palette entries. */
const BASIC: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

function components(colour: Colour): readonly [number, number, number] {
  if (colour >= RGB) return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  const index = colour - 1;
  if (index < 16) return BASIC[index]!;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  return [CUBE[Math.floor(cube / 36)]!, CUBE[Math.floor(cube / 6) % 6]!, CUBE[cube % 6]!];
}

function distance(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return 2 * (a[0] - b[0]) ** 2 + 4 * (a[1] - b[1]) ** 2 + 3 * (a[2] - b[2]) ** 2;
}

function to256(colour: Colour): Colour {
  if (colour < RGB) return colour;
  const wanted = components(colour);
  const step = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40));
  const cube = 16 + step(wanted[0]) * 36 + step(wanted[1]) * 6 + step(wanted[2]) + 1;
  const mean = (wanted[0] + wanted[1] + wanted[2]) / 3;
  const grey = 232 + Math.max(0, Math.min(23, Math.round((mean - 8) / 10))) + 1;
  return distance(wanted, components(grey)) < distance(wanted, components(cube)) ? grey : cube;
}

function to16(colour: Colour): Colour {
  if (colour <= 16) return colour;
  const wanted = components(colour);
  let best = 0;
  for (let i = 1; i < BASIC.length; i++) {
    if (distance(wanted, BASIC[i]!) < distance(wanted, BASIC[best]!)) best = i;
  }
  return best + 1;
}

const changes = new WeakMap<Style, WeakMap<Style, string>>();

/** The shortest SGR sequence that leads from one style to another; empty when they are the same. */
export function sgrChange(from: Style, to: Style): string {
  if (sameStyle(from, to)) return "";
  let known = changes.get(from);
  if (!known) {
    known = new WeakMap();
    changes.set(from, known);
  }
  let text = known.get(to);
  if (text === undefined) {
    text = composeChange(from, to);
    known.set(to, text);
  }
  return text;
}

const attributeCodes: readonly (readonly [bit: number, on: number, off: number])[] = [
  [attribute.bold, 1, 22],
  [attribute.dim, 2, 22],
  [attribute.italic, 3, 23],
  [attribute.underline, 4, 24],
  [attribute.inverse, 7, 27],
  [attribute.strike, 9, 29],
];

function composeChange(from: Style, to: Style): string {
  if (sameStyle(to, plainStyle)) return "\x1b[m";
  const fresh = ["0", ...attributeOns(to.attributes), ...colourCodes(plainStyle, to)].join(";");
  const gone = from.attributes & ~to.attributes;
  const offs = new Set(attributeCodes.filter(([bit]) => gone & bit).map(([, , off]) => String(off)));
  // 22 switches bold and dim off together, so the one that stays is set again.
  const cleared = offs.has("22") ? attribute.bold | attribute.dim : 0;
  const ons = attributeOns(to.attributes & ~(from.attributes & ~cleared));
  const step = [...offs, ...ons, ...colourCodes(from, to)].join(";");
  return `\x1b[${fresh.length < step.length ? fresh : step}m`;
}

function attributeOns(attributes: number): string[] {
  return attributeCodes.filter(([bit]) => attributes & bit).map(([, on]) => String(on));
}

function colourCodes(from: Style, to: Style): string[] {
  const codes: string[] = [];
  if (from.fg !== to.fg) codes.push(colourCode(to.fg, 30));
  if (from.bg !== to.bg) codes.push(colourCode(to.bg, 40));
  return codes;
}

function colourCode(colour: Colour, base: 30 | 40): string {
  if (colour === 0) return String(base + 9);
  if (colour >= RGB) return [base + 8, 2, ...components(colour)].join(";");
  const index = colour - 1;
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 60 + index - 8);
  return `${base + 8};5;${index}`;
}
