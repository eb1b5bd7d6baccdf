/** English: numbers with their units. */
import type { Micros } from "../../base/units.ts";
import { grouped, inUnit } from "../quantity.ts";

/** `1 fragment`, `2 fragments`. */
export const count = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;

export const bytes = (n: number): string => count(n, "byte");

/** Whole seconds, as TTLs are told. */
export const seconds = (n: number): string => `${grouped(n)} s`;

export function time(t: Micros): string {
  const { value, unit } = inUnit(t);
  return `${value} ${unit}`;
}

/** A zone's name in a sentence. */
export const zone = (name: string): string => (name === "." || name === "" ? "the root" : name);
