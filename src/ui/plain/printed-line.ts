/** A row as a line of text: without colours if not asked for, without box lines where only ASCII can be shown. */
import type { Row } from "../../view/row.ts";
import { rowText } from "../../view/text.ts";
import { asciiForm } from "../terminal/glyph.ts";
import { paintRow, themes } from "../theme.ts";

export function printedLine(row: Row, look: { readonly ascii: boolean; readonly colour: boolean }): string {
  const own = look.ascii ? row.map((span) => ({ ...span, text: [...span.text].map(asciiForm).join("") })) : row;
  // Blanks at a line's end would be read out, and copied.
  return look.colour ? paintRow(own, themes.dark) : rowText(own).trimEnd();
}
