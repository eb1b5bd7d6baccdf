/** Looking for a text in rows: the same for panes and for the narration. */

/** Places of the lines that hold the text, however it is written; none for an empty text. */
export function matchesIn(lines: readonly string[], text: string): readonly number[] {
  const wanted = folded(text.trim());
  if (wanted === "") return [];
  return lines.flatMap((line, i) => (folded(line).includes(wanted) ? [i] : []));
}

/** The first match after a row, and after the last one the first again. */
export const matchAfter = (matches: readonly number[], row: number): number | undefined =>
  matches.find((match) => match > row) ?? matches[0];

const folded = (text: string): string => text.normalize("NFC").toLowerCase();
