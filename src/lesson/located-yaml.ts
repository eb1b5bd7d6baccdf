/** YAML whose every value knows its line and column, so that an error can point at it. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export type Place = { readonly line: number; readonly column: number };

export type LocatedYaml = {
  readonly value: unknown;
  /** Where the value at this path begins, or the nearest value above it; `key` points at the key itself. */
  readonly placeOf: (path: readonly PropertyKey[], key?: boolean) => Place;
  /** `opened`: the bracket at this place is never closed. */
  readonly problems: readonly (Place & { readonly text: string; readonly opened?: string })[];
};

/** Aliases may not blow a small file up to a large one. */
const MAX_ALIASES = 100;
/** Nobody writes deeper by hand; whoever reads what comes out may go into it by recursion. */
const MAX_DEPTH = 60;
const MAX_VALUES = 50_000;

export function readYaml(text: string): LocatedYaml {
  const counter = new LineCounter();
  const doc = parsed(text, counter);
  if (!doc) return broken({ line: 1, column: 1, text: TOO_DEEP });
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = doc.errors.map((e) => {
    const what = e.message.split("\n")[0]!.replace(/ at line.*$/, "");
    const unclosed = /\bend with a? ?[}\]]/.test(what) ? unclosedBefore(text, e.pos[0]) : undefined;
    if (unclosed === undefined) return { ...place(e.pos[0]), text: what };
    return { ...place(unclosed), text: what, opened: text[unclosed]! };
  });
  const placeOf = (path: readonly PropertyKey[], key = false): Place => {
    let node: Node | null = doc.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const [i, part] of path.entries()) {
      let next: Node | null = null;
      if (isMap(node)) {
        const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value) === String(part));
        if (!pair) break;
        if (key && i === path.length - 1) return place((pair.key as Node).range?.[0] ?? offset);
        next = pair.value as Node | null;
        offset = (pair.key as Node).range?.[0] ?? offset;
      } else if (isSeq(node)) next = (node.items[Number(part)] as Node | undefined) ?? null;
      if (!next) break;
      node = next;
      offset = node.range?.[0] ?? offset;
    }
    return place(offset);
  };
  if (problems.length > 0) return { value: undefined, placeOf, problems };
  const beyond = beyondBounds(doc.contents);
  if (beyond) return { value: undefined, placeOf, problems: [{ ...place(beyond.offset), text: beyond.text }] };
  try {
    return { value: doc.toJS({ maxAliasCount: MAX_ALIASES }), placeOf, problems };
  } catch (error) {
    // An alias of nothing, or too many of them, shows only when values are made.
    if (!(error instanceof ReferenceError)) throw error;
    return { value: undefined, placeOf, problems: [{ line: 1, column: 1, text: error.message }] };
  }
}

const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep`;

const broken = (problem: Place & { readonly text: string }): LocatedYaml => ({
  value: undefined,
  placeOf: () => ({ line: problem.line, column: problem.column }),
  problems: [problem],
});

/** The innermost bracket that is open at an offset. Quotes count where a value can begin, comments after a blank. */
function unclosedBefore(text: string, end: number): number | undefined {
  const open: number[] = [];
  let before = "\n";
  for (let i = 0; i < end; i++) {
    const mark = text[i]!;
    if ((mark === '"' || mark === "'") && /[[{,:\n-]/.test(before)) {
      const close = text.indexOf(mark, i + 1);
      i = close < 0 ? end : close;
    } else if (mark === "#" && /\s/.test(text[i - 1] ?? "\n")) {
      const line = text.indexOf("\n", i);
      i = line < 0 ? end : line - 1;
    } else if (mark === "{" || mark === "[") open.push(i);
    else if (mark === "}" || mark === "]") open.pop();
    if (!/[ \t]/.test(mark)) before = mark;
  }
  return open.at(-1);
}

/** Undefined when it is nested so deep that the parser cannot go into it. */
function parsed(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first value that is too deep, or one too many. */
function beyondBounds(root: Node | null): { readonly offset: number; readonly text: string } | undefined {
  const waiting: { readonly node: Node | null; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let seen = 0; waiting.length > 0; seen++) {
    const { node, depth } = waiting.pop()!;
    const offset = node?.range?.[0] ?? 0;
    if (depth > MAX_DEPTH) return { offset, text: TOO_DEEP };
    if (seen >= MAX_VALUES) return { offset, text: `more than ${MAX_VALUES} values` };
    const inside = isMap(node) ? node.items.flatMap((p) => [p.key, p.value]) : isSeq(node) ? node.items : [];
    for (const one of inside) waiting.push({ node: one as Node | null, depth: depth + 1 });
  }
  return undefined;
}
