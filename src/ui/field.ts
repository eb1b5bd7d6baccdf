/** A line of text that somebody types: pure state, no widget. */
import stringWidth from "string-width";
import type { Key } from "./terminal/key.ts";

/** NFC text and the caret before one of its characters (code points), or at its end. */
export type Field = { readonly text: string; readonly caret: number };

export const emptyField: Field = { text: "", caret: 0 };

/** Longer than any URL that can be opened, so that its parser is the one who says that it is too long. */
const MAX_CHARACTERS = 4096;

/** The field after a key; the same field when the key is none of its own. A pasted line end ends the paste. */
export function editField(field: Field, key: Key): Field {
  if (key.kind === "paste")
    return insert(
      field,
      ((key.unmarked ? key.text : key.text.trim()).split("\n")[0] ?? "").replace(/[\x00-\x1f\x7f-\x9f]/g, ""),
    );
  switch (key.name) {
    case "char":
    case "space":
      return insert(field, key.char ?? "");
    case "backspace":
      return field.caret === 0 ? field : remove(field, field.caret - 1);
    case "delete":
      return remove(field, field.caret);
    case "left":
      return moved(field, field.caret - 1);
    case "right":
      return moved(field, field.caret + 1);
    case "home":
    case "ctrl-a":
      return moved(field, 0);
    case "end":
    case "ctrl-e":
      return moved(field, [...field.text].length);
    case "ctrl-u":
      return { text: [...field.text].slice(field.caret).join(""), caret: 0 };
    default:
      return field;
  }
}

/** What of the field is seen in so many columns, with the caret in sight, and the caret's column. */
export function fieldView(field: Field, columns: number): { readonly text: string; readonly caret: number } {
  const characters = [...field.text];
  // The caret may stand behind the last character, so that one column stays free for it.
  const room = columns - 1;
  const widths = characters.map((character) => stringWidth(character));
  let from = field.caret;
  let caret = 0;
  while (from > 0 && caret + widths[from - 1]! <= room) caret += widths[--from]!;
  let to = field.caret;
  let width = caret;
  while (to < characters.length && width + widths[to]! <= room) width += widths[to++]!;
  return { text: characters.slice(from, to).join(""), caret };
}

function insert(field: Field, typed: string): Field {
  const characters = [...field.text];
  const before = [...(characters.slice(0, field.caret).join("") + typed).normalize("NFC")];
  const all = [...before, ...characters.slice(field.caret)].slice(0, MAX_CHARACTERS);
  return { text: all.join(""), caret: Math.min(before.length, all.length) };
}

function remove(field: Field, index: number): Field {
  const characters = [...field.text];
  return { text: characters.filter((_, i) => i !== index).join(""), caret: Math.min(index, field.caret) };
}

function moved(field: Field, caret: number): Field {
  return { ...field, caret: Math.max(0, Math.min(caret, [...field.text].length)) };
}
