/** The words of a beat with its values filled in. */
import { assert, unreachable } from "../base/assert.ts";
import type { Literal } from "./literal.ts";
import type { Lesson } from "./load.ts";
import type { PlayedBeat } from "./play.ts";
import type { Block, BlockOf, Inline, LessonLanguage, LessonText, TextStyle } from "./words-file.ts";

export type FilledText = { readonly style: TextStyle; readonly text: string };
export type FilledBlock = BlockOf<readonly FilledText[]>;

export type BeatText = {
  /** The language that it is in: another than asked for where the lesson does not speak that one. */
  readonly language: LessonLanguage;
  readonly body: readonly FilledBlock[];
  readonly ask: readonly FilledBlock[];
  readonly choices: Readonly<Record<string, readonly FilledBlock[]>>;
  readonly wrongs: Readonly<Record<string, readonly FilledBlock[]>>;
  readonly hints: readonly (readonly FilledBlock[])[];
};

/** The lesson's words in this language, else in English, else in the one that there is. */
export function textIn(lesson: Pick<Lesson, "texts">, language: LessonLanguage): LessonText {
  const found = lesson.texts[language] ?? lesson.texts.en ?? lesson.texts.ko;
  assert(found, "a loaded lesson has words");
  return found;
}

/** The lesson's title as plain text. */
export const titleIn = (lesson: Pick<Lesson, "texts">, language: LessonLanguage): string =>
  plainText(fillInline(textIn(lesson, language).title, {}));

export function beatText(lesson: Pick<Lesson, "texts">, beat: PlayedBeat, language: LessonLanguage): BeatText {
  const text = textIn(lesson, language);
  const fill = (blocks: readonly Block[]): readonly FilledBlock[] => fillBlocks(blocks, beat.values);
  const each = (parts: Readonly<Record<string, readonly Block[]>>): BeatText["choices"] =>
    Object.fromEntries(Object.entries(parts).map(([key, blocks]) => [key, fill(blocks)]));
  const nothing = { ask: [], choices: {}, wrongs: {}, hints: [] };
  if (beat.kind === "summary") return { language: text.language, body: fill(text.summary), ...nothing };
  const words = text.beats[beat.id];
  assert(words, `a loaded lesson has words for ${beat.id}`);
  return {
    language: text.language,
    body: fill(words.body),
    ask: fill(words.ask),
    choices: each(words.choices),
    wrongs: each(words.wrongs),
    hints: words.hints.map(fill),
  };
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
  for (const piece of content) {
    const text = piece.kind === "text" ? piece.text : String(values[piece.name] ?? `{${piece.name}}`);
    const last = out.at(-1);
    if (last?.style === piece.style) out[out.length - 1] = { style: piece.style, text: last.text + text };
    else out.push({ style: piece.style, text });
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
