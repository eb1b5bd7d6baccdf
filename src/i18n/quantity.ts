/** Numbers as people read them, the same in every language: grouped thousands, times in a fitting unit. */
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from "../base/units.ts";

/** `172800` becomes `172,800`. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+(?!\d))/g, ",");

/** A time as a number in the largest unit in which it is at least 1: `{ value: "1.5", unit: "ms" }`. */
export function inUnit(t: Micros): { readonly value: string; readonly unit: "us" | "ms" | "s" } {
  if (t >= MICROS_PER_SECOND) return { value: rounded(t / MICROS_PER_SECOND), unit: "s" };
  if (t >= MICROS_PER_MS) return { value: rounded(t / MICROS_PER_MS), unit: "ms" };
  return { value: String(t), unit: "us" };
}

const rounded = (n: number): string => String(Math.round(n * 1000) / 1000);
