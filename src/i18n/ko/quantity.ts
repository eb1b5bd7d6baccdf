/** Korean: numbers with their units. */
import type { Micros } from "../../base/units.ts";
import { grouped, inUnit } from "../quantity.ts";

export const bytes = (n: number): string => `${grouped(n)}바이트`;

/** Whole seconds, as TTLs are told. */
export const seconds = (n: number): string => `${grouped(n)}초`;

const units = { s: "초", ms: "밀리초", us: "마이크로초" } as const;

export function time(t: Micros): string {
  const { value, unit } = inUnit(t);
  return `${value}${units[unit]}`;
}

/** A zone's name in a sentence. */
export const zone = (name: string): string => (name === "." || name === "" ? "루트 도메인" : name);
