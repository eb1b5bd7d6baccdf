/** Which of the keys under the cursor the glossary or the field table explains, and what belongs to them. */
import type { Words } from "../i18n/words.ts";
import { type Glossary, termOf } from "../lesson/term.ts";
import { explainRows } from "./explain-rows.ts";

/** Wide enough for every word: only whether there is something matters. */
const COLUMNS = 80;

/** The keys that have something to show, the same term once; then the terms that theirs refer to. */
export function keysExplained(glossary: Glossary, keys: readonly string[], words: Words): readonly string[] {
  const own = keys.filter((key) => explainRows(key, glossary, words, COLUMNS) !== undefined);
  const further = own.flatMap((key) => termOf(glossary, key)?.see ?? []);
  const seen = new Set<string>();
  return [...own, ...further].filter((key) => {
    const id = termOf(glossary, key)?.id ?? key;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
