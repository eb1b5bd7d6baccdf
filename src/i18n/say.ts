/** What every language must be able to say of the facts: one sentence a kind. */
import type { Fact, FactKind, FactOf } from "../stack/fact.ts";

/** One function a fact kind, so that a fact without a sentence does not compile. */
export type Say = { readonly [K in FactKind]: (fact: FactOf<K>) => string };

/** The fact as one sentence. */
export function sayFact(words: { readonly say: Say }, fact: Fact): string {
  // Kind and function belong together by the type of `Say`, which TypeScript cannot follow through an index.
  const say = words.say[fact.kind] as (fact: Fact) => string;
  return say(fact);
}
