/** A term of the glossary, and where it is found. */
import type { StagePane } from "./lesson-names.ts";
import type { LessonLanguage } from "./words-file.ts";

export type TermWords = {
  /** As it is written in this language. */
  readonly term: string;
  /** One paragraph of plain text. */
  readonly text: string;
};

export type Term = {
  readonly id: string;
  /** Panes in which it can be met. */
  readonly seen: readonly StagePane[];
  /** Number and section: `9293 3.6.1`. */
  readonly rfc?: string;
  /** Paths of header fields that it explains, without indexes; `layer:tcp` for a whole layer. */
  readonly fields: readonly string[];
  /** Other names for it, under which panes ask. */
  readonly also: readonly string[];
  /** Ids of terms to read next. */
  readonly see: readonly string[];
  readonly words: Readonly<Record<LessonLanguage, TermWords>>;
};

export type Glossary = { readonly terms: Readonly<Record<string, Term>> };

/** The first of `keys` that has an entry. */
export const explainKey = (glossary: Glossary, keys: readonly string[]): string | undefined =>
  keys.find((key) => termOf(glossary, key) !== undefined);

const byOther = new WeakMap<Glossary, ReadonlyMap<string, Term>>();

/** The entry for a term's id, a field's path with or without indexes, or `layer:tcp`. */
export function termOf(glossary: Glossary, key: string): Term | undefined {
  if (Object.hasOwn(glossary.terms, key)) return glossary.terms[key];
  let others = byOther.get(glossary);
  if (!others) {
    others = new Map(
      Object.values(glossary.terms).flatMap((found) => [...found.fields, ...found.also].map((key) => [key, found])),
    );
    byOther.set(glossary, others);
  }
  return others.get(key.replace(/\.\d+(?=\.|$)/g, ""));
}
