/** A line in which something is typed: a prompt, and the part of the field that is in sight. */
import type { Row } from "../view/row.ts";
import { rowColumns } from "../view/text.ts";
import { type Field, fieldView } from "./field.ts";
import { span } from "./line.ts";

/** A prompt and a field behind it, and the caret's column. */
export function entryRow(prompt: string, field: Field, columns: number): { readonly row: Row; readonly caret: number } {
  const lead: Row = [span(` ${prompt} `, "key")];
  const start = rowColumns(lead);
  const view = fieldView(field, Math.max(2, columns - start));
  return { row: [...lead, span(view.text)], caret: start + view.caret };
}
