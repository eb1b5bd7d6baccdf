/** The words of a beat with its values filled in. */

import { assert, unreachable } from "../base/assert.ts";
import { particleOf } from "../base/josa.ts";
import type { Literal } from "../base/literal.ts";
import type { Lesson } from "./load.ts";
import type { PlayedBeat } from "./play.ts";
import type { Block, BlockOf, Inline, LessonLanguage, LessonText, TextStyle } from "./words-file.ts";

/** `term` is the id that it links to in the glossary. */
export type FilledText = { readonly style: TextStyle; readonly text: string; readonly term?: string };
export type FilledBlock = BlockOf<readonly FilledText[]>;

export type BeatText = {
  /** The language that it is in: another than asked for where the lesson does not speak that one. */
  readonly language: LessonLanguage;
  readonly body: readonly FilledBlock[];
  readonly ask: readonly FilledBlock[];
  readonly choices: Readonly<Record<string, readonly FilledBlock[]>>;
  readonly wrongs: Readonly<Record<string, readonly FilledBlock[]>>;
  readonly hints: readonly (readonly FilledBlock[])[];
  /** Why the right answer is right; may be empty. */
  readonly right: readonly FilledBlock[];
  readonly tryIt: readonly FilledBlock[];
  /** Labels that the lesson gives to a task's actions; `actionText` spells the others. */
  readonly does: Readonly<Record<string, readonly FilledBlock[]>>;
  readonly done: readonly FilledBlock[];
  readonly missed: readonly FilledBlock[];
  readonly whatIfs: Readonly<Record<string, readonly FilledBlock[]>>;
  /** Beside the summary: what differs from a real machine, and how to see it there. */
  readonly simplified: readonly FilledBlock[];
  readonly see: readonly FilledBlock[];
};

/** The lesson's words in this language, else in English, else in the one that there is. */
export function textIn(lesson: Pick<Lesson, "texts">, language: LessonLanguage): LessonText {
  const found = lesson.texts[language] ?? lesson.texts.en ?? lesson.texts.ko;
  assert(found, "a loaded lesson has words");
  return found;
}

/** The language that a lesson is told in instead of this one, where it does not speak it: worth a note. */
export function insteadOf(lesson: Pick<Lesson, "texts">, language: LessonLanguage): LessonLanguage | undefined {
  const found = textIn(lesson, language).language;
  return found === language ? undefined : found;
}

/** The lesson's title as plain text. */
export const titleIn = (lesson: Pick<Lesson, "texts">, language: LessonLanguage): string =>
  plainText(fillInline(textIn(lesson, language).title, {}));

/** The name that the lesson's words give a run; undefined where they give none. */
export function runName(lesson: Pick<Lesson, "texts">, run: string, language: LessonLanguage): string | undefined {
  const { runs } = textIn(lesson, language);
  const blocks = Object.hasOwn(runs, run) ? runs[run]! : [];
  return blockLines(fillBlocks(blocks, {})).join(" ") || undefined;
}

export function beatText(lesson: Pick<Lesson, "texts">, beat: PlayedBeat, language: LessonLanguage): BeatText {
  const text = textIn(lesson, language);
  const fill = (blocks: readonly Block[]): readonly FilledBlock[] => fillBlocks(blocks, beat.values);
  const each = (parts: Readonly<Record<string, readonly Block[]>>): BeatText["choices"] =>
    Object.fromEntries(Object.entries(parts).map(([key, blocks]) => [key, fill(blocks)]));
  if (beat.kind === "summary") {
    const { summary, simplified, see } = text;
    return { ...noText, language: text.language, body: fill(summary), simplified: fill(simplified), see: fill(see) };
  }
  const words = text.beats[beat.id];
  assert(words, `a loaded lesson has words for ${beat.id}`);
  return {
    ...noText,
    language: text.language,
    body: fill(words.body),
    ask: fill(words.ask),
    choices: each(words.choices),
    wrongs: each(words.wrongs),
    hints: words.hints.map(fill),
    right: fill(words.right),
    tryIt: fill(words.tryIt),
    does: each(words.does),
    done: fill(words.done),
    missed: fill(words.missed),
    whatIfs: each(words.whatIfs),
  };
}

const noText: Omit<BeatText, "language" | "body"> = {
  ask: [],
  choices: {},
  wrongs: {},
  hints: [],
  right: [],
  tryIt: [],
  does: {},
  done: [],
  missed: [],
  whatIfs: {},
  simplified: [],
  see: [],
};

/** The glossary's terms that a text links to, in order, each once. */
export function termsIn(blocks: readonly FilledBlock[]): readonly string[] {
  const found = new Set<string>();
  const look = (content: readonly FilledText[]): void => {
    for (const { term } of content) if (term !== undefined) found.add(term);
  };
  for (const block of blocks) {
    if (block.kind === "paragraph") look(block.content);
    else if (block.kind === "list") block.items.forEach(look);
    else if (block.kind === "code") block.lines.forEach(look);
    else for (const row of [block.head, ...block.rows]) row.forEach(look);
  }
  return [...found];
}

type Values = Readonly<Record<string, Literal>>;

export const fillBlocks = (blocks: readonly Block[], values: Values): readonly FilledBlock[] =>
  blocks.map((block) => fillBlock(block, values));

function fillBlock(block: Block, values: Values): FilledBlock {
  const fill = (content: readonly Inline[]): readonly FilledText[] => fillInline(content, values);
  switch (block.kind) {
    case "paragraph":
      return { kind: "paragraph", content: fill(block.content) };
    case "list":
      return { kind: "list", ordered: block.ordered, items: block.items.map(fill) };
    case "table":
      return { kind: "table", head: block.head.map(fill), rows: block.rows.map((row) => row.map(fill)) };
    case "code":
      return { kind: "code", lines: block.lines.map(fill) };
    default:
      return unreachable(block);
  }
}

export function fillInline(content: readonly Inline[], values: Values): readonly FilledText[] {
  const out: FilledText[] = [];
  const put = (style: TextStyle, text: string, term: string | undefined): void => {
    const last = out.at(-1);
    if (last?.style === style && last.term === term) out[out.length - 1] = { ...last, text: last.text + text };
    else out.push({ style, text, ...(term !== undefined && { term }) });
  };
  for (const [i, piece] of content.entries()) {
    const { style, term } = piece;
    const text = piece.kind === "text" ? piece.text : String(values[piece.name] ?? `{${piece.name}}`);
    put(style, text, term);
    if (piece.kind === "text" || piece.particle === undefined) continue;
    // What ends a word in bold or in code is not part of it.
    const next = content[i + 1];
    const goesOn = next?.style === style && next.term === term;
    put(goesOn ? style : "plain", particleOf(text, piece.particle), goesOn ? term : undefined);
  }
  return out;
}

export const plainText = (content: readonly FilledText[]): string => content.map(({ text }) => text).join("");

/** Blocks as lines of plain text, unwrapped: what a word count or a screen reader takes. */
export function blockLines(blocks: readonly FilledBlock[]): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.kind) {
      case "paragraph":
        return [plainText(block.content)];
      case "list":
        return block.items.map((item, i) => `${block.ordered ? `${i + 1}.` : "-"} ${plainText(item)}`);
      case "table":
        return [block.head, ...block.rows].map((row) => row.map(plainText).join("  "));
      case "code":
        return block.lines.map(plainText);
      default:
        return unreachable(block);
    }
  });
}
