/** The help page of line mode, made from the table of commands. */
import type { Words } from "../../i18n/words.ts";
import type { Row } from "../../view/row.ts";
import { columnsOf, pad } from "../../view/text.ts";
import { hanging } from "../block-rows.ts";
import { paragraphs } from "../sandbox.ts";
import { commandSpellings } from "./command.ts";

export function helpRows(columns: number, words: Words): readonly Row[] {
  const { plain, help } = words.ui;
  const lines: readonly (readonly [spelling: string, text: string])[] = [
    ["Enter", plain.helpEnter],
    ["N", plain.helpNumber],
    ...commandSpellings.map(({ letter, rest, kind }): readonly [string, string] => [
      rest === undefined ? letter : `${letter} ${rest}`,
      plain.help[kind],
    ]),
  ];
  const width = Math.max(...lines.map(([spelling]) => columnsOf(spelling))) + 2;
  return [
    [],
    ...paragraphs([help.title], columns, "title"),
    ...lines.flatMap(([spelling, text]) => hanging(pad(spelling, width), [{ style: "plain", text }], columns)),
    ...paragraphs([help.hangul], columns, "dim"),
  ];
}
