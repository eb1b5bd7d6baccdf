/** A line that was typed, as a command: one letter and what follows it. One table, from which the help is made too. */
import type { Ui } from "../../i18n/words.ts";
import { jamoToQwerty } from "../terminal/hangul-keys.ts";

export type Command =
  | { readonly kind: "next" | PlainKind; readonly rest: string }
  | { readonly kind: "number"; readonly number: number; readonly rest: string }
  /** None of the letters: an answer, a URL, the name of a pane. */
  | { readonly kind: "other"; readonly rest: string };

export type PlainKind = keyof Ui["plain"]["help"];

/** A letter, and what may stand behind it as the help page shows it. */
export type CommandSpelling = { readonly letter: string; readonly rest?: string; readonly kind: PlainKind };

/** In the order of the help page. */
export const commandSpellings: readonly CommandSpelling[] = [
  { letter: "b", kind: "back" },
  { letter: ".", kind: "event" },
  { letter: ",", kind: "eventBack" },
  { letter: "g", rest: "N", kind: "go" },
  { letter: "h", kind: "hint" },
  { letter: "s", kind: "show" },
  { letter: "a", rest: "TEXT", kind: "answer" },
  { letter: "u", kind: "undo" },
  { letter: "n", kind: "again" },
  { letter: "w", rest: "N", kind: "whatIf" },
  { letter: "e", kind: "leave" },
  { letter: "p", rest: "NAME", kind: "pane" },
  { letter: "t", rest: "HOST", kind: "host" },
  { letter: "/", rest: "TEXT", kind: "find" },
  { letter: "o", rest: "N", kind: "open" },
  { letter: "<", kind: "left" },
  { letter: ">", kind: "right" },
  { letter: "x", rest: "TERM", kind: "explain" },
  { letter: "y", rest: "N", kind: "why" },
  { letter: "j", rest: "N", kind: "link" },
  { letter: "r", rest: "FILTER", kind: "runTo" },
  { letter: "R", rest: "FILTER", kind: "runBack" },
  { letter: "v", rest: "N", kind: "compare" },
  { letter: "m", rest: "N", kind: "map" },
  { letter: "P", kind: "panes" },
  { letter: "L", kind: "language" },
  { letter: "?", kind: "help" },
  { letter: "q", kind: "quit" },
];

const byLetter: ReadonlyMap<string, PlainKind> = new Map(commandSpellings.map(({ letter, kind }) => [letter, kind]));

/** Longer than any URL that can be opened, so that its parser is the one who says that it is too long. */
const MAX_CHARACTERS = 4096;

/** `literally`: one letter is an answer here, and only what stands behind a letter and a blank is a command. */
export function parseCommand(line: string, literally: (text: string) => boolean = () => false): Command {
  const text = line
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, MAX_CHARACTERS);
  if (text === "") return { kind: "next", rest: "" };
  if (literally(text)) return { kind: "other", rest: text };
  if (/^\d{1,9}$/.test(text)) return { kind: "number", number: Number(text), rest: text };
  const m = /^(\/)\s*(.*)$|^(.)(?:\s+(.*)|(\d+))?$/u.exec(text);
  const typed = m?.[1] ?? m?.[3] ?? "";
  // In Hangul mode the same keys give jamo.
  const kind = byLetter.get(typed) ?? byLetter.get(jamoToQwerty(typed) ?? "");
  return kind === undefined ? { kind: "other", rest: text } : { kind, rest: m?.[2] ?? m?.[4] ?? m?.[5] ?? "" };
}
