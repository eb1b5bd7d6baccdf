/**
 * The fewest bytes that turn one screen into another with the means of ECMA-48 that every terminal has: a cursor move (CUP,
 * or CUU, CUD, CUF, CUB), the shortest SGR, the characters themselves in UTF-8, and EL where the rest of a row is blank.
 * Each row is a shortest path through (column, style): unchanged cells may be jumped over or written again, and a blank may
 * be written in any style that looks the same on it. No scrolling, no control characters, no repetition.
 */
import { blankStyle, plainStyle, type Style, sameStyle, sgrChange } from "../../ui/terminal/style.ts";

/** A wide character's right half is a cell of width 0. */
export type ScreenCell = { readonly text: string; readonly width: number; readonly style: Style };
export type Screen = readonly (readonly ScreenCell[])[];

type Pen = { readonly x: number; readonly y: number } | undefined;
/** For each style in which the terminal may be writing, the cheapest way to it. */
type Ways = Map<Style, { readonly cost: number; readonly pen: Pen }>;

const ERASE_TO_END = 3;

/** Two screens of one size. The cursor is anywhere at first, and SGR is plain. */
export function leastBytes(before: Screen, after: Screen): number {
  let ways: Ways = new Map([[plainStyle, { cost: 0, pen: undefined }]]);
  after.forEach((row, y) => {
    const changed = changedCells(before[y]!, row);
    if (changed.includes(true)) ways = leastRow(row, changed, y, ways);
  });
  return Math.min(...[...ways.values()].map(({ cost }) => cost));
}

/** A blank shows nothing of its letter colour. */
const looks = (cell: ScreenCell): Style => (isBlank(cell) ? blankStyle(cell.style) : cell.style);
const isBlank = ({ text }: ScreenCell): boolean => text === " " || text === "";
const same = (a: ScreenCell, b: ScreenCell): boolean =>
  a.width === b.width && (a.text === b.text || (isBlank(a) && isBlank(b))) && sameStyle(looks(a), looks(b));

/** A wide character has changed where one of its halves has. */
function changedCells(old: readonly ScreenCell[], row: readonly ScreenCell[]): readonly boolean[] {
  const changed = row.map((cell, x) => !same(old[x]!, cell));
  row.forEach((cell, x) => {
    if (cell.width === 2 && changed[x + 1]) changed[x] = true;
  });
  return changed.map((is, x) => is && row[x]!.width > 0);
}

function leastRow(row: readonly ScreenCell[], changed: readonly boolean[], y: number, from: Ways): Ways {
  const first = changed.indexOf(true);
  const last = changed.lastIndexOf(true);
  let tail = row.length;
  while (tail > 0 && row[tail - 1]!.width === 1 && isBlank(row[tail - 1]!) && looks(row[tail - 1]!) === plainStyle) {
    tail--;
  }
  const styles = [...new Set(row.map(looks))];
  const at: Map<Style, number>[] = Array.from({ length: row.length + 1 }, () => new Map());
  const reach = (x: number, style: Style, cost: number): void => {
    if (cost < (at[x]!.get(style) ?? Number.POSITIVE_INFINITY)) at[x]!.set(style, cost);
  };
  const end: Ways = new Map();
  const finish = (x: number, style: Style, cost: number): void => {
    if (cost < (end.get(style)?.cost ?? Number.POSITIVE_INFINITY)) end.set(style, { cost, pen: { x, y } });
  };
  for (const [style, { cost, pen }] of from) {
    for (let x = 0; x <= first; x++) if (row[x]!.width > 0) reach(x, style, cost + moveBytes(pen, x, y));
  }
  for (let x = 0; x <= row.length; x++) {
    const next = changed.indexOf(true, x);
    for (const [style, cost] of at[x]!) {
      if (x > last) {
        finish(x, style, cost);
        continue;
      }
      const cell = row[x]!;
      if (x >= tail) finish(x, plainStyle, cost + sgrChange(style, plainStyle).length + ERASE_TO_END);
      if (next > x) reach(next, style, cost + digits(next - x, "\x1b[C"));
      const look = looks(cell);
      const targets = isBlank(cell) ? [style, ...styles].filter((s) => blankStyle(s) === look) : [look];
      for (const target of targets) {
        reach(x + cell.width, target, cost + sgrChange(style, target).length + Buffer.byteLength(cell.text || " "));
      }
    }
  }
  return end;
}

/** A sequence with one number in it, which is left out where it is 1. */
const digits = (n: number, sequence: string): number => sequence.length + (n === 1 ? 0 : String(n).length);

function moveBytes(pen: Pen, x: number, y: number): number {
  if (pen?.x === x && pen.y === y) return 0;
  const row = y === 0 ? 0 : String(y + 1).length;
  const absolute = 3 + row + (x === 0 ? 0 : 1 + String(x + 1).length);
  if (!pen) return absolute;
  const down = pen.y === y ? 0 : digits(Math.abs(y - pen.y), "\x1b[B");
  const across = pen.x === x ? 0 : digits(Math.abs(x - pen.x), "\x1b[C");
  return Math.min(absolute, down + across);
}
