/** The page that `npm run bench` prints: lines, columns, and ratios held against their bounds. */
import process from "node:process";

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The first column from the left edge, the others from their right one. */
export const rule = (columns: readonly string[], widths: readonly number[]): string =>
  columns.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join("  ");

/** Judges a ratio; under `--check` one above its bound fails the whole. */
export function bound(what: string, ratio: number, most: number): void {
  const holds = ratio <= most;
  print(`  ${holds ? "ok  " : "OVER"} ${what}: ${ratio.toFixed(2)}, at most ${most}`);
  if (!holds && process.argv.includes("--check")) process.exitCode = 1;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
