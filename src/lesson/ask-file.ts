/** Questions as lesson files spell them: a choice, a value to type, or something on the screen to pick. */
import * as z from "zod";
import type { Expr } from "./expression.ts";
import { expr } from "./pattern-schema.ts";

/** What kind of value is asked for; it decides which spellings are right. */
export const answerKinds = ["number", "address", "mac", "name", "flags", "text"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Which things on the screen can be picked. */
export const pickKinds = ["host", "field"] as const;
export type PickKind = (typeof pickKinds)[number];

/**
 * A question. `answer` is computed from the run. The right choice is the one whose value is the answer's;
 * `wrong` names answers that a known misconception gives.
 */
export type Ask =
  | { readonly kind: "choice"; readonly choices: Readonly<Record<string, Expr>>; readonly answer: Expr }
  | {
      readonly kind: "value";
      readonly value: AnswerKind;
      readonly answer: Expr;
      readonly wrong: Readonly<Record<string, Expr>>;
    }
  | {
      readonly kind: "pick";
      readonly pick: PickKind;
      readonly answer: Expr;
      readonly wrong: Readonly<Record<string, Expr>>;
    };

const expecting = (text: string) => ({ error: () => text });
/** Names of lessons, beats, choices and actions. */
export const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, expecting("dns-walk"));
/** Names of values, as placeholders write them. */
export const valueName = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, expecting("rootAddress"));

/** A record of at most so many entries. */
export const atMost = <K extends z.ZodType<string, string>, V extends z.ZodType>(most: number, key: K, value: V) =>
  z.record(key, value).refine((all) => Object.keys(all).length <= most, expecting(`at most ${most}`));

const MAX_OFFERED = 12;
const offered = atMost(MAX_OFFERED, slug, expr);

const choice = z.strictObject({ choice: z.union([z.array(slug).min(2).max(MAX_OFFERED), offered]), answer: expr });
const value = z.strictObject({ value: z.enum(answerKinds), answer: expr, wrong: offered.optional() });
const pick = z.strictObject({ pick: z.enum(pickKinds), answer: expr, wrong: offered.optional() });
export const askSchema = z.union([choice, value, pick]);
export type AskFile = z.output<typeof askSchema>;

export const askKeys: readonly string[] = ["choice", "value", "pick", "answer", "wrong"];

export function askOf(asked: AskFile): Ask {
  if ("choice" in asked) {
    const choices = Array.isArray(asked.choice)
      ? Object.fromEntries(asked.choice.map((key): [string, Expr] => [key, { value: key }]))
      : asked.choice;
    return { kind: "choice", choices, answer: asked.answer };
  }
  const { answer, wrong = {} } = asked;
  if ("pick" in asked) return { kind: "pick", pick: asked.pick, answer, wrong };
  return { kind: "value", value: asked.value, answer, wrong };
}
