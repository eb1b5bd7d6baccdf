/** A lesson's words as rows: paragraphs, lists, tables and code, wrapped to a width with their styles kept. */
import { unreachable } from "../base/assert.ts";
import type { FilledBlock, FilledText } from "../lesson/beat-text.ts";
import type { TextStyle } from "../lesson/words-file.ts";
import type { Row, Span, Tone } from "../view/row.ts";
import { columnsOf, fitRow, wrapText } from "../view/text.ts";
import { span } from "./line.ts";

const tones: Readonly<Record<TextStyle, Tone>> = { plain: "plain", emphasis: "key", strong: "strong", code: "name" };

/** That a word is explained says more than how it is set. */
const toneOf = ({ style, term }: Pick<FilledText, "style" | "term">): Tone =>
  term === undefined ? tones[style] : "link";

/** Rows of at most `columns`, a blank one between two blocks where `loose`. */
export function blockRows(blocks: readonly FilledBlock[], columns: number, loose = false): readonly Row[] {
  return blocks.flatMap((block, i): readonly Row[] => {
    const gap: readonly Row[] = loose && i > 0 ? [[]] : [];
    return [...gap, ...rowsOf(block, columns)];
  });
}

function rowsOf(block: FilledBlock, columns: number): readonly Row[] {
  switch (block.kind) {
    case "paragraph":
      return wrapSpans(block.content, columns);
    case "list":
      return block.items.flatMap((item, i) => hanging(block.ordered ? `${i + 1}. ` : "- ", item, columns));
    case "table":
      return tableRows([block.head, ...block.rows], columns);
    case "code":
      return block.lines.map((line) => cutTo([span("  "), ...spansOf(line)], columns));
    default:
      return unreachable(block);
  }
}

/** A mark, and the text set in behind it. */
export function hanging(mark: string, content: readonly FilledText[], columns: number): readonly Row[] {
  const width = columnsOf(mark);
  return wrapSpans(content, columns - width).map((row, i) => [span(i === 0 ? mark : " ".repeat(width)), ...row]);
}

/** Broken at blanks, like `wrapText`, with every word in its style. */
export function wrapSpans(content: readonly FilledText[], columns: number): readonly Row[] {
  // The lines are found in the plain text; then the styles are laid over them, letter by letter.
  const whole = content.map(({ text }) => text).join("");
  const toned: readonly Tone[] = content.flatMap((piece) => [...piece.text].map(() => toneOf(piece)));
  const letters = [...whole];
  let at = 0;
  return wrapText(whole, columns).map((line): Row => {
    const out: { text: string; tone: Tone }[] = [];
    for (const letter of line) {
      // What wrapping left out are blanks and line ends only.
      while (letter !== " " && at < letters.length && letters[at] !== letter && /\s/.test(letters[at]!)) at++;
      const tone = toned[at] ?? "plain";
      at++;
      const last = out.at(-1);
      if (last?.tone === tone) last.text += letter;
      else out.push({ text: letter, tone });
      // Blanks in a row become one.
      while (letter === " " && letters[at] === " ") at++;
    }
    while (/^\s$/.test(letters[at] ?? "")) at++;
    return out;
  });
}

/** Columns as wide as their widest cell, the widest one narrowed until all fit. */
function tableRows(rows: readonly (readonly (readonly FilledText[])[])[], columns: number): readonly Row[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(1, ...rows.map((row) => columnsOf((row[i] ?? []).map(({ text }) => text).join("")))),
  );
  const room = columns - 2 * (count - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room && Math.max(...widths) > 1) {
    widths[widths.indexOf(Math.max(...widths))]! -= 1;
  }
  return rows.flatMap((row, y) => {
    const cells = widths.map((width, i) => wrapSpans(row[i] ?? [], width));
    const height = Math.max(1, ...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cutTo(
        cells.flatMap((cell, i): Row => {
          const fitted = fitRow(cell[line] ?? [], widths[i]!);
          const toned = y === 0 ? fitted.map(({ text }) => span(text, "title")) : fitted;
          return i === 0 ? toned : [span("  "), ...toned];
        }),
        columns,
      ),
    );
  });
}

const spansOf = (content: readonly FilledText[]): readonly Span[] =>
  content.map((piece) => span(piece.text, toneOf(piece)));

const cutTo = (row: Row, columns: number): Row =>
  row.reduce((sum, { text }) => sum + columnsOf(text), 0) > columns ? fitRow(row, columns) : row;
