/** YAML whose every value knows its line and column, so that an error can point at it. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export type Place = { readonly line: number; readonly column: number };

export type LocatedYaml = {
  readonly value: unknown;
  /** Where the value at this path begins, or the nearest value above it; `key` points at the key itself. */
  readonly placeOf: (path: readonly PropertyKey[], key?: boolean) => Place;
  readonly problems: readonly (Place & { readonly text: string })[];
};

/** Aliases may not blow a small file up to a large one. */
const MAX_ALIASES = 100;

export function readYaml(text: string): LocatedYaml {
  const counter = new LineCounter();
  const doc = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = doc.errors.map((e) => ({
    ...place(e.pos[0]),
    text: e.message.split("\n")[0]!.replace(/ at line.*$/, ""),
  }));
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
  return { value: doc.toJS({ maxAliasCount: MAX_ALIASES }), placeOf, problems };
}
