/** The difference of two texts line by line, as `diff -u` writes it. The way through is E. W. Myers's (1986): the fewest lines. */

type Edit = { readonly kind: "same" | "removed" | "added"; readonly text: string };

const CONTEXT = 3;

/**
 * Hunks with `@@` heads; each line begins with a blank, `-` or `+`. Empty where the texts are the same.
 * `before` is what was kept, `after` what there is now.
 */
export function unifiedDiff(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const edits = editsOf(linesOf(before), linesOf(after));
  return hunksOf(edits).flatMap(hunkLines);
}

/** A text without a line feed at its end has a last line that says so, so that this difference is seen, too. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return text.endsWith("\n") ? text.slice(0, -1).split("\n") : [...text.split("\n"), NO_LINE_FEED];
}

const NO_LINE_FEED = "\\ No newline at end of file";

function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (text: string): Edit => ({ kind: "same", text });
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** Texts that differ in more lines than this are other texts: nobody looks for what they have in common. */
const MAX_EDITS = 1000;

function middle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const trace = shortest(before, after);
  return trace ? walkedBack(before, after, trace) : replaced(before, after);
}

const replaced = (before: readonly string[], after: readonly string[]): readonly Edit[] => [
  ...before.map((text): Edit => ({ kind: "removed", text })),
  ...after.map((text): Edit => ({ kind: "added", text })),
];

/** How far into `before` each diagonal (lines removed minus lines added) gets with so many edits, for each number of edits. */
type Reach = ReadonlyMap<number, number>;

function shortest(before: readonly string[], after: readonly string[]): readonly Reach[] | undefined {
  const trace: Reach[] = [];
  let reach: Reach = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(MAX_EDITS, before.length + after.length); edits++) {
    trace.push(reach);
    const next = new Map(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reach, diagonal, edits) ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
    reach = next;
  }
  return undefined;
}

const at = (reach: Reach, diagonal: number): number => reach.get(diagonal) ?? -1;

/** Whether the best way onto this diagonal is to add a line, not to remove one. */
const goesDown = (reach: Reach, diagonal: number, edits: number): boolean =>
  diagonal === -edits || (diagonal !== edits && at(reach, diagonal - 1) < at(reach, diagonal + 1));

function walkedBack(before: readonly string[], after: readonly string[], trace: readonly Reach[]): readonly Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let n = trace.length - 1; n >= 0; n--) {
    const reach = trace[n]!;
    const diagonal = x - y;
    const from = goesDown(reach, diagonal, n) ? diagonal + 1 : diagonal - 1;
    const fromX = at(reach, from);
    const fromY = fromX - from;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      edits.push({ kind: "same", text: before[--x]! });
      y--;
    }
    if (n === 0) break;
    if (x === fromX) edits.push({ kind: "added", text: after[--y]! });
    else edits.push({ kind: "removed", text: before[--x]! });
  }
  return edits.reverse();
}

/** Edits with their context; `before` and `after` are the numbers of its first lines, from 1. */
type Hunk = { readonly before: number; readonly after: number; readonly edits: readonly Edit[] };

function hunksOf(edits: readonly Edit[]): readonly Hunk[] {
  const ranges: { from: number; to: number }[] = [];
  for (const [i, { kind }] of edits.entries()) {
    if (kind === "same") continue;
    const last = ranges.at(-1);
    const to = Math.min(edits.length, i + 1 + CONTEXT);
    if (last && i - CONTEXT <= last.to) last.to = to;
    else ranges.push({ from: Math.max(0, i - CONTEXT), to });
  }
  let before = 1;
  let after = 1;
  let done = 0;
  return ranges.map(({ from, to }) => {
    for (; done < from; done++) {
      before++;
      after++;
    }
    const hunk = { before, after, edits: edits.slice(from, to) };
    for (; done < to; done++) {
      if (edits[done]!.kind !== "added") before++;
      if (edits[done]!.kind !== "removed") after++;
    }
    return hunk;
  });
}

const marks = { same: " ", removed: "-", added: "+" } as const;

function hunkLines({ before, after, edits }: Hunk): readonly string[] {
  const count = (other: Edit["kind"]): number => edits.filter(({ kind }) => kind !== other).length;
  // As diff does it: of nothing, the line before is named.
  const range = (first: number, lines: number): string => `${lines === 0 ? first - 1 : first},${lines}`;
  const head = `@@ -${range(before, count("added"))} +${range(after, count("removed"))} @@`;
  return [head, ...edits.map(({ kind, text }) => `${marks[kind]}${text}`)];
}
