/** Chance with a seed for worlds and bytes made up in tests: the same seed, the same throws. */
import { nextUint32, seedRng } from "../../base/rng.ts";

export type Dice = {
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  /** True so many times in a hundred. */
  readonly percent: (percent: number) => boolean;
  readonly one: <T>(of: readonly T[]) => T;
};

export function diceFor(seed: number, name: string): Dice {
  let rng = seedRng(seed, name);
  const between = (low: number, high: number): number => {
    const [value, next] = nextUint32(rng);
    rng = next;
    return low + (value % (high - low + 1));
  };
  return {
    between,
    percent: (percent) => between(1, 100) <= percent,
    one: (of) => of[between(0, of.length - 1)]!,
  };
}
