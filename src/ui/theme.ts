/** From what a text means to how it looks: attributes of ECMA-48 and its 16 colours, for dark and light grounds and for none. */
import type { Row, Tone } from "../view/row.ts";

/** Names of the 16 colours; the terminal decides what they look like. */
export type ColourName = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

export type ToneStyle = {
  readonly colour?: ColourName;
  readonly bold?: true;
  readonly dim?: true;
  readonly underline?: true;
  readonly inverse?: true;
};

export type Theme = Readonly<Record<Tone, ToneStyle>>;
export type ThemeName = "dark" | "light" | "mono";

/** What stays when there is no colour: enough to tell apart what must be told apart. */
const mono: Theme = {
  plain: {},
  dim: { dim: true },
  strong: { bold: true },
  title: { bold: true },
  changed: { bold: true },
  selected: { inverse: true },
  marked: { bold: true, underline: true },
  lost: { bold: true, underline: true },
  again: { underline: true },
  good: { bold: true },
  bad: { bold: true, underline: true },
  key: { bold: true },
  link: { underline: true },
  name: {},
  address: {},
  number: {},
};

const dark: Theme = {
  ...mono,
  title: { bold: true, colour: "cyan" },
  changed: { bold: true, colour: "yellow" },
  lost: { bold: true, underline: true, colour: "red" },
  again: { underline: true, colour: "yellow" },
  good: { bold: true, colour: "green" },
  bad: { bold: true, underline: true, colour: "red" },
  key: { bold: true, colour: "green" },
  name: { colour: "cyan" },
  address: { colour: "green" },
  number: { colour: "magenta" },
};

/** Yellow, cyan and green letters are too pale on a white ground. */
const light: Theme = {
  ...dark,
  title: { bold: true, colour: "blue" },
  changed: { bold: true, colour: "magenta" },
  again: { underline: true, colour: "magenta" },
  good: { bold: true, colour: "blue" },
  key: { bold: true, colour: "blue" },
  name: { colour: "blue" },
  address: { colour: "blue" },
};

export const themes: Readonly<Record<ThemeName, Theme>> = { dark, light, mono };

const colourCodes: Readonly<Record<ColourName, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** The parameters of `CSI … m` that switch a style on; empty for plain. */
export function sgrParameters(style: ToneStyle): string {
  const codes: number[] = [];
  if (style.bold) codes.push(1);
  if (style.dim) codes.push(2);
  if (style.underline) codes.push(4);
  if (style.inverse) codes.push(7);
  if (style.colour) codes.push(colourCodes[style.colour]);
  return codes.join(";");
}

/** A row as text with SGR: one string, so that Ink has one node a row to lay out. */
export function paintRow(row: Row, theme: Theme): string {
  let out = "";
  for (const { text, tone } of row) {
    const codes = tone === undefined ? "" : sgrParameters(theme[tone]);
    out += codes === "" ? text : `\x1b[${codes}m${text}\x1b[m`;
  }
  return out;
}
