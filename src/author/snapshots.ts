/** A lesson's snapshots held against what it looks like now. */
import { unifiedDiff } from "./diff.ts";

export type SnapshotProblem =
  | { readonly kind: "missing"; readonly file: string }
  | { readonly kind: "differs"; readonly file: string; readonly diff: readonly string[] }
  /** Nothing writes this file any more. */
  | { readonly kind: "unexpected"; readonly file: string };

/** Both by file name; `made` is what the lesson looks like now. In the order of the names. */
export function compareSnapshots(
  made: ReadonlyMap<string, string>,
  kept: ReadonlyMap<string, string>,
): readonly SnapshotProblem[] {
  const files = [...new Set([...made.keys(), ...kept.keys()])].toSorted();
  return files.flatMap((file): readonly SnapshotProblem[] => {
    const now = made.get(file);
    const then = kept.get(file);
    if (now === undefined) return [{ kind: "unexpected", file }];
    if (then === undefined) return [{ kind: "missing", file }];
    // A checkout may have its own line ends.
    const diff = unifiedDiff(then.replaceAll("\r\n", "\n"), now);
    return diff.length > 0 ? [{ kind: "differs", file, diff }] : [];
  });
}
