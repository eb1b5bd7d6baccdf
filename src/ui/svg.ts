/** A screen as an SVG picture: each word at its own place and of its own length, so that columns hold in whatever font the viewer has. */
import type { Row, Size } from "../view/row.ts";
import { graphemeAt, graphemeWidth } from "./terminal/glyph.ts";
import { type ColourName, type Theme, themes } from "./theme.ts";

const CELL = { width: 8, height: 17, baseline: 13, font: 13.5 };
const MARGIN = 10;
const GROUND = "#16181d";
const INK = "#d4d7dd";
const DIM = "#7c828d";
const inks: Readonly<Record<ColourName, string>> = {
  red: "#ef6b73",
  green: "#8ccf7e",
  yellow: "#e5c76b",
  blue: "#67b0e8",
  magenta: "#c47fd5",
  cyan: "#6cbfbf",
};

/** Half lengths of a box line from the middle of its cell: left, right, up, down. */
const strokes: Readonly<Record<string, readonly [number, number, number, number]>> = {
  "─": [1, 1, 0, 0],
  "│": [0, 0, 1, 1],
  "┌": [0, 1, 0, 1],
  "┐": [1, 0, 0, 1],
  "└": [0, 1, 1, 0],
  "┘": [1, 0, 1, 0],
  "├": [0, 1, 1, 1],
  "┤": [1, 0, 1, 1],
  "┬": [1, 1, 0, 1],
  "┴": [1, 1, 1, 0],
  "┼": [1, 1, 1, 1],
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** `title` is read out in the picture's place. */
export function svgOf(rows: readonly Row[], size: Size, title: string, theme: Theme = themes.dark): string {
  const width = size.columns * CELL.width + 2 * MARGIN;
  const height = size.rows * CELL.height + 2 * MARGIN;
  const body = rows.flatMap((row, y) => rowParts(row, y, theme));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${GROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Nanum Gothic Coding', monospace" font-size="${CELL.font}">`,
    ...body,
    "</g></svg>\n",
  ].join("\n");
}

function rowParts(row: Row, y: number, theme: Theme): readonly string[] {
  const parts: string[] = [];
  const top = MARGIN + y * CELL.height;
  let column = 0;
  for (const span of row) {
    const style = theme[span.tone ?? "plain"];
    const colour = style.colour ? inks[style.colour] : style.dim ? DIM : INK;
    const ink = style.inverse ? GROUND : colour;
    const first = column;
    const words: Word[] = [];
    let open: Word | undefined;
    for (let i = 0; i < span.text.length; ) {
      const grapheme = graphemeAt(span.text, i);
      i += grapheme.length;
      const width = graphemeWidth(grapheme);
      const lines = strokes[grapheme];
      if (lines) parts.push(boxLine(lines, MARGIN + column * CELL.width, top, colour));
      if (lines || grapheme === " ") open = undefined;
      else if (open && width === 1) {
        open.text += grapheme;
        open.columns += 1;
      } else {
        const word = { text: grapheme, column, columns: width };
        words.push(word);
        open = width === 1 ? word : undefined;
      }
      column += width;
    }
    if (style.inverse) {
      const box = `x="${MARGIN + first * CELL.width}" y="${top}" width="${(column - first) * CELL.width}"`;
      parts.push(`<rect ${box} height="${CELL.height}" fill="${colour}"/>`);
    }
    const look = [style.bold ? ' font-weight="bold"' : "", style.underline ? ' text-decoration="underline"' : ""].join(
      "",
    );
    for (const word of words) {
      const place = `x="${MARGIN + word.column * CELL.width}" y="${top + CELL.baseline}"`;
      const length =
        word.columns > 1 ? ` textLength="${word.columns * CELL.width}" lengthAdjust="spacingAndGlyphs"` : "";
      parts.push(`<text ${place}${length} fill="${ink}"${look}>${escaped(word.text)}</text>`);
    }
  }
  return parts;
}

type Word = { text: string; readonly column: number; columns: number };

function boxLine(
  [left, right, up, down]: readonly [number, number, number, number],
  x: number,
  top: number,
  colour: string,
): string {
  const cx = x + CELL.width / 2;
  const cy = top + CELL.height / 2;
  const path = [
    left + right > 0 && `M${left ? x : cx} ${cy}H${right ? x + CELL.width : cx}`,
    up + down > 0 && `M${cx} ${up ? top : cy}V${down ? top + CELL.height : cy}`,
  ];
  return `<path d="${path.filter(Boolean).join("")}" stroke="${colour}" fill="none"/>`;
}
