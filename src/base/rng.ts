/**
 * Seeded chance as a plain number: a state goes in, a value and the next state come out.
 * The generator is mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for a simulation.
 */
export type Rng = number;

/** A generator of its own for each (seed, name), so that a change in one place makes no noise in another. FNV-1a. */
export function seedRng(seed: number, name: string): Rng {
  return hash32(name, (seed ^ 0x811c9dc5) >>> 0);
}

/** FNV-1a over the UTF-16 code units of `text`, with a final mix; an unsigned 32-bit number. */
export function hash32(text: string, basis = 0x811c9dc5): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** An unsigned 32-bit number and the next state. */
export function nextUint32(rng: Rng): readonly [value: number, next: Rng] {
  const next = (rng + 0x6d2b79f5) >>> 0;
  let t = next;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return [(t ^ (t >>> 14)) >>> 0, next];
}

/** A whole number in [0, bound) and the next state. */
export function nextBelow(rng: Rng, bound: number): readonly [value: number, next: Rng] {
  const [value, next] = nextUint32(rng);
  return [Math.floor((value / 0x1_0000_0000) * bound), next];
}
