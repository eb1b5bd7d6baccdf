/** One turn of a program in the making: calls get their tags, and a tag is remembered with what its result is for. */
import type { Rng } from "../base/rng.ts";
import { nextBelow } from "../base/rng.ts";
import type { CallTag, Syscall } from "./call.ts";
import type { Fact } from "./fact.ts";

/** The calls that are open, and what each is for. */
export type OpenCalls<W> = { readonly nextTag: CallTag; readonly waiting: Readonly<Record<CallTag, W>> };

export const noCalls: OpenCalls<never> = { nextTag: 1, waiting: {} };

export type TaggedCall = { readonly tag: CallTag; readonly call: Syscall };

/** Lives for one turn only; the states that go in and come out are plain values. */
export type Turn<W> = {
  /** Makes a call; without `wait` its result is not waited for. */
  readonly call: (call: Syscall, wait?: W) => void;
  readonly tell: (fact: Fact) => void;
  /** A whole number in [0, bound). */
  readonly draw: (bound: number) => number;
  readonly done: () => {
    readonly open: OpenCalls<W>;
    readonly calls: readonly TaggedCall[];
    readonly facts: readonly Fact[];
    readonly rng: Rng;
  };
};

export function beginTurn<W>(open: OpenCalls<W>, rng: Rng): Turn<W> {
  const calls: TaggedCall[] = [];
  const facts: Fact[] = [];
  let waiting = open.waiting;
  let nextTag = open.nextTag;
  let chance = rng;
  return {
    call(call, wait) {
      calls.push({ tag: nextTag, call });
      if (wait !== undefined) waiting = { ...waiting, [nextTag]: wait };
      nextTag++;
    },
    tell: (fact) => void facts.push(fact),
    draw(bound) {
      const [value, next] = nextBelow(chance, bound);
      chance = next;
      return value;
    },
    done: () => ({ open: { nextTag, waiting }, calls, facts, rng: chance }),
  };
}

/** What the tag's result is for, and the open calls without it; undefined when nobody waits for it. */
export function takeCall<W>(open: OpenCalls<W>, tag: CallTag): readonly [wait: W, rest: OpenCalls<W>] | undefined {
  const wait = open.waiting[tag];
  if (wait === undefined) return undefined;
  const { [tag]: _, ...waiting } = open.waiting;
  return [wait, { nextTag: open.nextTag, waiting }];
}
