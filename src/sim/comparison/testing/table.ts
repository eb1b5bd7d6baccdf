/** Expected packet lists: a table of lines, compared with what came; a mismatch prints both, one above the other. */
import type { Said } from "./notation.ts";

export type Leniency = {
  /** What is not compared: its number and time are left to the implementation. */
  readonly without?: (said: Said) => boolean;
  /** PSH inside a bulk is the sender's affair. */
  readonly anyPush?: boolean;
};

/**
 * `table` has one line a frame: `C > S [SYN] seq=0 !ts`. The ends and the flags must be those; of the other words each must be
 * there, one with `!` must not begin any. What follows `#` is the reason, for the reader.
 */
export function expectTable(came: readonly Said[], table: string, leniency: Leniency = {}): void {
  const expected = table
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
  const lines = came.filter((s) => !leniency.without?.(s)).map((s) => plain(s.text, leniency));
  const wanted = expected.map((line) => plain(line, leniency));
  if (wanted.length === lines.length && wanted.every((line, i) => fits(line, lines[i]!))) return;
  throw new Error(`another packet list than expected\n${difference(wanted, lines)}`);
}

const plain = (line: string, { anyPush }: Leniency): string => (anyPush ? line.replace("PSH,", "") : line);

/** Whether the line that came is what the expected one says. */
export function fits(expected: string, came: string): boolean {
  const words = came.split(" ");
  const [from, arrow, to, ...said] = expected.split(/ +/);
  if (words[0] !== from || words[1] !== arrow || words[2] !== to) return false;
  return said.every((word) =>
    word.startsWith("!") ? !words.slice(3).some((w) => w.startsWith(word.slice(1))) : words.slice(3).includes(word),
  );
}

/** Longest common subsequence: ` ` fits, `-` expected and not there, `+` came and not expected. */
export function difference(expected: readonly string[], came: readonly string[]): string {
  const n = expected.length;
  const m = came.length;
  const length: number[][] = Array.from({ length: n + 1 }, () => new Array<number>(m + 1).fill(0));
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i]![j] = fits(expected[i]!, came[j]!)
        ? length[i + 1]![j + 1]! + 1
        : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
    }
  }
  const out: string[] = [];
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && fits(expected[i]!, came[j]!)) {
      out.push(`  ${came[j]}`);
      i++;
      j++;
    } else if (i < n && (j >= m || length[i + 1]![j]! >= length[i]![j + 1]!)) out.push(`- ${expected[i++]}`);
    else out.push(`+ ${came[j++]}`);
  }
  return out.join("\n");
}
