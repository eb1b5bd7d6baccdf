/** The help page: the key table in words. */
import type { Words } from "../i18n/words.ts";
import type { Row } from "../view/row.ts";
import { wrapText } from "../view/text.ts";
import { capsOf, helpBindings } from "./keymap.ts";
import { fitText, span } from "./line.ts";

const CAP_COLUMNS = 16;

/** Any number of rows, not wider than `columns`. */
export function helpRows(words: Words, columns: number): readonly Row[] {
  const { ui } = words;
  // Not every key that the foot line shows has a line of its own; its label says enough then.
  const lines: Readonly<Partial<Record<string, string>>> = ui.keyHelp;
  const rows = helpBindings().flatMap((binding): readonly Row[] =>
    wrapText(lines[binding.help] ?? ui.key[binding.help], columns - CAP_COLUMNS).map((line, i) => [
      ...fitText(i === 0 ? ` ${capsOf(binding)}` : "", CAP_COLUMNS, "key"),
      span(line),
    ]),
  );
  const marks = ui.help.marks.flatMap(([mark, meaning]): readonly Row[] =>
    wrapText(meaning, columns - CAP_COLUMNS).map((line, i) => [
      ...fitText(i === 0 ? ` ${mark}` : "", CAP_COLUMNS, "key"),
      span(line),
    ]),
  );
  const notes = [ui.help.hangul, ui.help.close].flatMap((note) => wrapText(note, columns - 1));
  return [
    ...rows,
    [span(" ")],
    [span(` ${ui.help.marksTitle}`, "title")],
    ...marks,
    [span(" ")],
    ...notes.map((note): Row => [span(` ${note}`, "dim")]),
  ];
}
