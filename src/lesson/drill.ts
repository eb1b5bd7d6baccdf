/** Drills: one kind of question asked several times, each time with values drawn anew. */
import { unreachable } from "../base/assert.ts";
import type { Literal } from "../base/literal.ts";
import { err, ok, type Result } from "../base/result.ts";
import { nextBelow, type Rng, seedRng } from "../base/rng.ts";
import { broadcastOf, formatIpv4, ipv4Bits } from "../wire/address.ts";
import { judge, type PlayedAsk } from "./answer.ts";
import type { Ask } from "./ask-file.ts";
import { type Expr, type ExprPlace, evaluate } from "./expression.ts";

/** What a value is drawn from. */
export type Draw =
  /** A host's address in this subnet: neither its own nor broadcast. */
  | { readonly kind: "address"; readonly network: string; readonly prefix: number }
  /** `min`, `min + step`, ... up to `max`. */
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: "one-of"; readonly values: readonly Literal[] };

export type Drill = {
  readonly times: number;
  readonly draw: Readonly<Record<string, Draw>>;
  readonly let: Readonly<Record<string, Expr>>;
  readonly ask: Ask;
};

/** A drill with the place in the run from which its expressions look. */
export type PlayedDrill = Drill & { readonly id: string; readonly place: ExprPlace };

/** One round: what was drawn and worked out, and the question with its answer. */
export type DrillRound = { readonly values: Readonly<Record<string, Literal>>; readonly ask: PlayedAsk };

/** Why a round cannot be asked: an expression without a value, or choices among which the answer is not, or is twice. */
export type DrillProblem =
  | { readonly kind: "value"; readonly part: "let" | "answer" | "offered"; readonly name: string }
  | { readonly kind: "choices" };

/** As often values are drawn again for one round until they make a question. */
const DRAWS = 50;

/** Round `round` (from 0) of a drill; the same for the same seed, and another for another. */
export function drillRound(drill: PlayedDrill, seed: number, round: number): Result<DrillRound, DrillProblem> {
  let rng = seedRng(seed, `drill ${drill.id} ${round}`);
  let problem: DrillProblem = { kind: "choices" };
  for (let i = 0; i < DRAWS; i++) {
    const [drawn, next] = drawAll(drill.draw, rng);
    rng = next;
    const made = roundOf(drill, drawn);
    if (made.ok) return made;
    problem = made.error;
  }
  return err(problem);
}

function drawAll(draws: Drill["draw"], rng: Rng): readonly [Readonly<Record<string, Literal>>, Rng] {
  const values: Record<string, Literal> = {};
  let state = rng;
  for (const [name, draw] of Object.entries(draws)) {
    const [value, next] = drawOne(draw, state);
    values[name] = value;
    state = next;
  }
  return [values, state];
}

function drawOne(draw: Draw, rng: Rng): readonly [Literal, Rng] {
  switch (draw.kind) {
    case "address": {
      const first = ipv4Bits(draw.network) + 1;
      const [n, next] = nextBelow(rng, ipv4Bits(broadcastOf(draw.network, draw.prefix)) - first);
      return [formatIpv4((first + n) >>> 0), next];
    }
    case "number": {
      const [n, next] = nextBelow(rng, Math.floor((draw.max - draw.min) / draw.step) + 1);
      return [draw.min + n * draw.step, next];
    }
    case "one-of": {
      const [n, next] = nextBelow(rng, draw.values.length);
      return [draw.values[n]!, next];
    }
    default:
      return unreachable(draw);
  }
}

function roundOf(drill: PlayedDrill, drawn: Readonly<Record<string, Literal>>): Result<DrillRound, DrillProblem> {
  let names: Readonly<Record<string, Literal>> = { ...drill.place.names, ...drawn };
  for (const [name, expr] of Object.entries(drill.let)) {
    const value = evaluate(expr, { ...drill.place, names });
    if (!value.ok) return err({ kind: "value", part: "let", name });
    names = { ...names, [name]: value.value };
  }
  const ask = askWith(drill.ask, { ...drill.place, names });
  return ask.ok ? ok({ values: names, ask: ask.value }) : ask;
}

/** A question whose answer and offers have their values. A known mistake that happens to be right this time is left out. */
function askWith(ask: Ask, place: ExprPlace): Result<PlayedAsk, DrillProblem> {
  const answer = evaluate(ask.answer, place);
  if (!answer.ok) return err({ kind: "value", part: "answer", name: "answer" });
  const offered: Record<string, Literal> = {};
  for (const [key, expr] of Object.entries(ask.kind === "choice" ? ask.choices : ask.wrong)) {
    const value = evaluate(expr, place);
    if (!value.ok) return err({ kind: "value", part: "offered", name: key });
    offered[key] = value.value;
  }
  if (ask.kind === "choice") {
    const keys = Object.keys(ask.choices);
    const right = keys.filter((key) => offered[key] === answer.value);
    if (right.length !== 1 || new Set(Object.values(offered)).size < keys.length) return err({ kind: "choices" });
    return ok({ kind: "choice", keys, right });
  }
  const whole = { answer: answer.value, wrong: {} };
  const plain: PlayedAsk =
    ask.kind === "pick" ? { kind: "pick", pick: ask.pick, ...whole } : { kind: "value", value: ask.value, ...whole };
  const wrong = Object.fromEntries(Object.entries(offered).filter(([, value]) => !judge(plain, String(value)).right));
  return ok({ ...plain, wrong });
}
