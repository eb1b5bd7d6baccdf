/** Small helpers for rows of spans: a text as a row, two rows at both edges. */
import type { Row, Span, Tone } from "../view/row.ts";
import { fitRow, rowColumns } from "../view/text.ts";

/** A span without a tone when it has none to give. */
export const span = (text: string, tone?: Tone): Span => (tone === undefined ? { text } : { text, tone });

/** One row of text, exactly so many columns. */
export const fitText = (text: string, columns: number, tone?: Tone): Row => fitRow([span(text, tone)], columns);

/** `left` from the left edge, `right` at the right edge, which goes first when there is no room for both. */
export function spread(left: Row, right: Row, columns: number): Row {
  const room = columns - rowColumns(right);
  return room < 0 ? fitRow(left, columns) : [...fitRow(left, room), ...right];
}
