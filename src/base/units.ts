/** Virtual time and other quantities. Time is whole microseconds since the start of the run. */
export type Micros = number;

export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

export const ms = (n: number): Micros => Math.round(n * MICROS_PER_MS);
export const seconds = (n: number): Micros => Math.round(n * MICROS_PER_SECOND);

/** Virtual zero on the calendar: 2020-10-07T13:00:00Z, in seconds since 1970. Captures and `Date` fields count from it. */
export const EPOCH_SECONDS = 1_602_075_600;

/** `24310` becomes `0.024 310`: seconds, with the microseconds in groups of three. */
export function formatMicros(t: Micros): string {
  const whole = Math.floor(t / MICROS_PER_SECOND);
  const rest = String(t % MICROS_PER_SECOND).padStart(6, "0");
  return `${whole}.${rest.slice(0, 3)} ${rest.slice(3)}`;
}
