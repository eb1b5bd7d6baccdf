/** Expressions over a run, as data: what a text's numbers and a question's answer are computed from. */

import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Literal } from "../base/literal.ts";
import { err, ok, type Result } from "../base/result.ts";
import { lengthOf, type Timeline } from "../sim/timeline.ts";
import { broadcastOf, formatIpv4, ipv4Bits, maskBits, networkOf, parseIpv4 } from "../wire/address.ts";
import {
  countHits,
  findLast,
  findNext,
  type Names,
  type Pattern,
  type Position,
  runIn,
  START,
  take,
} from "./pattern.ts";

/** The functions that an expression may call, and what they take. */
export const callShapes = {
  /** The subnet's own address: host bits all 0. */
  network: ["address", "prefix"],
  /** Host bits all 1. */
  broadcast: ["address", "prefix"],
  /** A prefix length as a mask. */
  mask: ["prefix"],
  /** Two addresses, bit by bit. */
  and: ["address", "address"],
  /** The first and the last address that a host may have. */
  "first-host": ["address", "prefix"],
  "last-host": ["address", "prefix"],
  /** How many hosts the subnet has room for. */
  hosts: ["prefix"],
  /** The 32 bits in groups of eight. */
  binary: ["address"],
  add: ["number", "number"],
  subtract: ["number", "number"],
  multiply: ["number", "number"],
  /** Whether both are the same value. */
  equal: ["any", "any"],
  /** How often the second goes into the first, rounded up: pieces of at most so many bytes. */
  pieces: ["number", "number"],
  /** `6419` as `6,419`. */
  grouped: ["number"],
  /** Microseconds in milliseconds, to two places: `24.31`. */
  ms: ["number"],
  /** Microseconds in seconds, to three places. */
  seconds: ["number"],
  /** The name without its first label: `cyber.co.kr` of `www.cyber.co.kr`. */
  parent: ["text"],
  /** `10.11.12.13:80` before or after its last colon. */
  address: ["text"],
  port: ["text"],
} as const satisfies Readonly<Record<string, readonly Argument[]>>;

type Argument = "address" | "prefix" | "number" | "text" | "any";
export type CallName = keyof typeof callShapes;

/** `next` looks forward, `last` back from where the expression stands; `let` is a value that an earlier `let` gave. */
export type Expr =
  | { readonly value: Literal }
  | { readonly let: string }
  | { readonly next: Pattern; readonly take: string }
  | { readonly last: Pattern; readonly take: string }
  | { readonly count: Pattern; readonly since?: string | undefined }
  | { readonly call: CallName; readonly args: readonly Expr[] };

/** Why an expression has no value. */
export type ExprProblem =
  | { readonly kind: "no-hit"; readonly pattern: Pattern }
  | { readonly kind: "no-path"; readonly path: string }
  | { readonly kind: "no-name"; readonly name: string }
  | { readonly kind: "no-beat"; readonly beat: string }
  | { readonly kind: "wrong-argument"; readonly call: CallName; readonly index: number };

/** Where an expression stands and what it may refer to. */
export type ExprPlace = {
  readonly timeline: Timeline;
  /** `next` looks after it, `last` up to the end of its step. */
  readonly at: Position;
  readonly names: Names;
  /** The beats so far. */
  readonly beats: Readonly<Record<string, Position>>;
  /** The runs that a pattern can name, this one too. */
  readonly runs?: Readonly<Record<string, RunPlace>>;
};

/** Where a run stands. One that was not on stage yet (`at` is undefined) is looked at as a whole. */
export type RunPlace = {
  readonly timeline: Timeline;
  readonly at: Position | undefined;
  readonly beats: Readonly<Record<string, Position>>;
};

/** The run that a pattern is about, as it looks from this place. */
function placeFor(
  pattern: Pattern,
  place: ExprPlace,
): Pick<ExprPlace, "timeline" | "beats"> & { readonly after: Position; readonly upTo: StepIndex } {
  const name = runIn(pattern);
  const run = name === undefined ? undefined : place.runs?.[name];
  if (!run) return { timeline: place.timeline, beats: place.beats, after: place.at, upTo: place.at.step };
  const { timeline, at, beats } = run;
  return { timeline, beats, after: at ?? START, upTo: at?.step ?? lengthOf(timeline) - 1 };
}

export function evaluate(expr: Expr, place: ExprPlace): Result<Literal, ExprProblem> {
  const { names } = place;
  if ("value" in expr) return ok(expr.value);
  if ("let" in expr) {
    const value = names[expr.let];
    return value === undefined ? err({ kind: "no-name", name: expr.let }) : ok(value);
  }
  if ("count" in expr) {
    const { timeline, beats, upTo } = placeFor(expr.count, place);
    const since = expr.since === undefined ? START : beats[expr.since];
    if (since === undefined) return err({ kind: "no-beat", beat: expr.since! });
    return ok(countHits(expr.count, timeline, since, upTo, names));
  }
  if ("call" in expr) {
    const values: Literal[] = [];
    for (const arg of expr.args) {
      const result = evaluate(arg, place);
      if (!result.ok) return result;
      values.push(result.value);
    }
    return callOf(expr.call, values);
  }
  const pattern = "next" in expr ? expr.next : expr.last;
  const { timeline, after, upTo } = placeFor(pattern, place);
  const hit = "next" in expr ? findNext(pattern, timeline, after, names) : findLast(pattern, timeline, upTo, names);
  if (!hit) return err({ kind: "no-hit", pattern });
  const value = take(hit, expr.take, timeline);
  return value === undefined ? err({ kind: "no-path", path: expr.take }) : ok(value);
}

function fits(value: Literal | undefined, argument: Argument): boolean {
  switch (argument) {
    case "address":
      return typeof value === "string" && parseIpv4(value) !== undefined;
    case "prefix":
      return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 32;
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "any":
      return value !== undefined;
    default:
      return unreachable(argument);
  }
}

function callOf(call: CallName, args: readonly Literal[]): Result<Literal, ExprProblem> {
  const shape: readonly Argument[] = callShapes[call];
  for (let index = 0; index < Math.max(shape.length, args.length); index++) {
    const argument = shape[index];
    if (argument === undefined || !fits(args[index], argument)) return err({ kind: "wrong-argument", call, index });
  }
  const text = (i: number): string => String(args[i]);
  const number = (i: number): number => Number(args[i]);
  switch (call) {
    case "network":
      return ok(networkOf(text(0), number(1)));
    case "broadcast":
      return ok(broadcastOf(text(0), number(1)));
    case "mask":
      return ok(formatIpv4(maskBits(number(0))));
    case "and":
      return ok(formatIpv4((ipv4Bits(text(0)) & ipv4Bits(text(1))) >>> 0));
    case "first-host":
      return ok(formatIpv4((ipv4Bits(networkOf(text(0), number(1))) + 1) >>> 0));
    case "last-host":
      return ok(formatIpv4((ipv4Bits(broadcastOf(text(0), number(1))) - 1) >>> 0));
    case "hosts":
      return ok(Math.max(0, 2 ** (32 - number(0)) - 2));
    case "binary": {
      const bits = ipv4Bits(text(0)).toString(2).padStart(32, "0");
      return ok(bits.replace(/(\d{8})(?=\d)/g, "$1 "));
    }
    case "add":
      return ok(number(0) + number(1));
    case "subtract":
      return ok(number(0) - number(1));
    case "multiply":
      return ok(number(0) * number(1));
    case "equal":
      return ok(args[0] === args[1]);
    case "pieces":
      return number(1) > 0 ? ok(Math.ceil(number(0) / number(1))) : err({ kind: "wrong-argument", call, index: 1 });
    case "grouped":
      return ok(text(0).replace(/\B(?=(?:\d{3})+(?!\d))/g, ","));
    case "ms":
      return ok(Math.round(number(0) / 10) / 100);
    case "seconds":
      return ok(Math.round(number(0) / 1000) / 1000);
    case "parent":
      return ok(text(0).split(".").slice(1).join(".") || ".");
    case "address":
      return ok(text(0).slice(0, Math.max(0, text(0).lastIndexOf(":"))));
    case "port":
      return ok(Number(text(0).slice(text(0).lastIndexOf(":") + 1)));
    default:
      return unreachable(call);
  }
}
