/** Values that a lesson's file names and nothing refers to. */
import type { Ask } from "./ask-file.ts";
import type { Expr } from "./expression.ts";
import type { Finding } from "./finding.ts";
import type { Beat } from "./lesson-plan.ts";
import type { Lesson } from "./load.ts";
import { type Pattern, testsOf } from "./pattern.ts";
import type { Block, Inline, LessonText } from "./words-file.ts";

/** A `let` counts as used where an expression or a pattern names it, or a text of any language has its placeholder. */
export function unusedLets({ file, beats, texts }: Pick<Lesson, "file" | "beats" | "texts">): readonly Finding[] {
  const used = new Set([...beats.flatMap(namesInBeat), ...Object.values(texts).flatMap(namesInText)]);
  return beats.flatMap(({ let: own, drill, places }) =>
    [...Object.keys(own), ...Object.keys(drill?.let ?? {})]
      .filter((name) => !used.has(name))
      .map((name): Finding => {
        const { line, column } = places.let[name] ?? places.beat;
        return { file, line, column, kind: "let-unused", name };
      }),
  );
}

function namesInBeat({ until, let: own, ask, tryIt, drill }: Beat): readonly string[] {
  return [
    ...(until ? inPattern(until) : []),
    ...Object.values(own).flatMap(inExpr),
    ...(ask ? inAsk(ask) : []),
    ...(tryIt ? inPattern(tryIt.goal) : []),
    ...(tryIt?.without ? inPattern(tryIt.without) : []),
    ...Object.values(drill?.let ?? {}).flatMap(inExpr),
    ...(drill ? inAsk(drill.ask) : []),
  ];
}

const inAsk = (ask: Ask): readonly string[] =>
  [ask.answer, ...Object.values(ask.kind === "choice" ? ask.choices : ask.wrong)].flatMap(inExpr);

function inExpr(expr: Expr): readonly string[] {
  if ("value" in expr) return [];
  if ("let" in expr) return [expr.let];
  if ("call" in expr) return expr.args.flatMap(inExpr);
  if ("count" in expr) return inPattern(expr.count);
  return inPattern("next" in expr ? expr.next : expr.last);
}

const inPattern = (pattern: Pattern): readonly string[] =>
  testsOf(pattern).flatMap(([, test]) => (typeof test === "object" && "same" in test ? [test.same] : []));

function namesInText({ beats, summary, simplified, see }: LessonText): readonly string[] {
  const blocks = Object.values(beats).flatMap((b) => [
    ...[b.body, b.ask, b.right, b.tryIt, b.done, b.missed].flat(),
    ...[b.choices, b.wrongs, b.does, b.whatIfs].flatMap((parts) => Object.values(parts).flat()),
    ...b.hints.flat(),
  ]);
  return [...blocks, ...summary, ...simplified, ...see].flatMap(inBlock);
}

function inBlock(block: Block): readonly string[] {
  const names = (content: readonly Inline[]): readonly string[] =>
    content.flatMap((piece) => (piece.kind === "value" ? [piece.name] : []));
  if (block.kind === "paragraph") return names(block.content);
  if (block.kind === "list") return block.items.flatMap(names);
  if (block.kind === "code") return block.lines.flatMap(names);
  return [block.head, ...block.rows].flatMap((row) => row.flatMap(names));
}
