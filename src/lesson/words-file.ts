/**
 * The words of a lesson in one language: Markdown with fixed headings in, a typed tree of blocks out.
 * The Markdown is a small one: paragraphs, lists, tables, code blocks; *emphasis*, **strong**, `code`, {placeholder}.
 */

import { err, ok, type Result } from "../base/result.ts";
import type { Finding, FindingBody } from "./finding.ts";
import type { Ask, LessonPlan } from "./lesson-file.ts";
import { SUMMARY } from "./lesson-file.ts";
import type { Place } from "./located-yaml.ts";

export const lessonLanguages = ["en", "ko"] as const;
export type LessonLanguage = (typeof lessonLanguages)[number];

export type TextStyle = "plain" | "emphasis" | "strong" | "code";

/** A run of text in one style, or the place where a value goes. */
export type Inline =
  | { readonly kind: "text"; readonly style: TextStyle; readonly text: string }
  | { readonly kind: "value"; readonly style: TextStyle; readonly name: string };

export type BlockOf<T> =
  | { readonly kind: "paragraph"; readonly content: T }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly T[] }
  | { readonly kind: "table"; readonly head: readonly T[]; readonly rows: readonly (readonly T[])[] }
  /** Lines that stay as they are. */
  | { readonly kind: "code"; readonly lines: readonly T[] };

export type Block = BlockOf<readonly Inline[]>;

export type BeatWords = {
  readonly body: readonly Block[];
  /** The question. */
  readonly ask: readonly Block[];
  readonly choices: Readonly<Record<string, readonly Block[]>>;
  /** What is said to a wrong answer that is known. */
  readonly wrongs: Readonly<Record<string, readonly Block[]>>;
  readonly hints: readonly (readonly Block[])[];
  readonly place: Place;
};

export type LessonText = {
  readonly file: string;
  readonly language: LessonLanguage;
  readonly title: readonly Inline[];
  /** What stands under the title: a line or two for the menu. */
  readonly about: readonly Block[];
  readonly beats: Readonly<Record<string, BeatWords>>;
  readonly summary: readonly Block[];
};

const MAX_HINTS = 3;

type Line = { readonly text: string; readonly line: number };
type Section = { readonly level: number; readonly heading: string; readonly line: number; readonly lines: Line[] };
type Placeholder = Place & { readonly name: string };

/** Reads the words and checks them against the plan: each heading that it needs, none that it does not know. */
export function parseWords(
  text: string,
  file: string,
  language: LessonLanguage,
  plan: Pick<LessonPlan, "beats">,
): Result<LessonText, readonly Finding[]> {
  const findings: Finding[] = [];
  const add = (place: Place, body: FindingBody): void => {
    findings.push({ file, line: place.line, column: place.column, ...body });
  };
  const { before, sections } = sectionsOf(text);
  const read = (lines: readonly Line[], names: ReadonlySet<string>): readonly Block[] => {
    const placeholders: Placeholder[] = [];
    const blocks = blocksOf(lines, placeholders);
    for (const { name, line, column } of placeholders) {
      if (!names.has(name)) add({ line, column }, { kind: "placeholder-unknown", name });
    }
    return blocks;
  };
  const missing = (heading: string, place: Place = { line: 1, column: 1 }): void =>
    add(place, { kind: "heading-missing", heading, language });
  const extra = ({ level, heading, line }: Section): void =>
    add({ line, column: 1 }, { kind: "heading-extra", heading: `${"#".repeat(level)} ${heading}`, language });
  const twice = ({ level, heading, line }: Section): void =>
    add({ line, column: 1 }, { kind: "heading-twice", heading: `${"#".repeat(level)} ${heading}`, language });

  const nothing = new Set<string>();
  const titles = sections.filter((s) => s.level === 1);
  const [title, ...more] = titles;
  if (!title) missing("# title");
  for (const section of more) twice(section);
  const stray = before.find((l) => l.text.trim() !== "");
  if (stray && title) add({ line: stray.line, column: 1 }, { kind: "heading-missing", heading: "# title", language });

  // Values add up: a beat's text may use what any beat up to it has filled in.
  const names = new Set<string>();
  const namesAt = new Map(
    plan.beats.map((beat) => {
      for (const name of Object.keys(beat.let)) names.add(name);
      return [beat.id, new Set(names)] as const;
    }),
  );
  const groups = groupsOf(sections);
  const beats: Record<string, BeatWords> = {};
  let summary: readonly Block[] | undefined;
  const known = new Set<string>();
  for (const { head, parts } of groups) {
    const beat = plan.beats.find((b) => b.id === head.heading);
    const isSummary = head.heading === SUMMARY;
    if (!beat && !isSummary) {
      extra(head);
      continue;
    }
    if (known.has(head.heading)) {
      twice(head);
      continue;
    }
    known.add(head.heading);
    const own = namesAt.get(head.heading) ?? names;
    const body = read(head.lines, own);
    if (!beat) {
      summary = body;
      for (const part of parts) extra(part);
      continue;
    }
    const words = { body, ask: [], choices: {}, wrongs: {}, hints: [], place: { line: head.line, column: 1 } };
    beats[beat.id] = partsOf(words, parts, beat.ask, (lines) => read(lines, own), { missing, extra, twice });
  }
  for (const { id } of plan.beats) if (!known.has(id)) missing(`## ${id}`);
  if (summary === undefined) missing(`## ${SUMMARY}`);
  const placeholders: Placeholder[] = [];
  const heading = title ? inlineOf(title.heading, { line: title.line, column: 3 }, placeholders) : [];
  for (const { name, line, column } of placeholders) add({ line, column }, { kind: "placeholder-unknown", name });
  const about = read(title?.lines ?? [], nothing);
  if (findings.length > 0) return err(findings.toSorted((a, b) => a.line - b.line || a.column - b.column));
  return ok({ file, language, title: heading, about, beats, summary: summary ?? [] });
}

type Complain = {
  readonly missing: (heading: string, place: Place) => void;
  readonly extra: (section: Section) => void;
  readonly twice: (section: Section) => void;
};

/** What stands under a beat's third-level headings. */
function partsOf(
  base: BeatWords,
  parts: readonly Section[],
  ask: Ask | undefined,
  read: (lines: readonly Line[]) => readonly Block[],
  { missing, extra, twice }: Complain,
): BeatWords {
  const choices: Record<string, readonly Block[]> = {};
  const wrongs: Record<string, readonly Block[]> = {};
  const hints: (readonly Block[])[] = [];
  let question: readonly Block[] | undefined;
  const offered = ask?.kind === "choice" ? Object.keys(ask.choices) : [];
  const mistakes = !ask ? [] : ask.kind === "choice" ? offered : Object.keys(ask.wrong);
  const put = (
    into: Record<string, readonly Block[]>,
    section: Section,
    key: string,
    keys: readonly string[],
  ): void => {
    if (!keys.includes(key)) extra(section);
    else if (Object.hasOwn(into, key)) twice(section);
    else into[key] = read(section.lines);
  };
  for (const section of parts) {
    const [kind, key = "", tooMuch] = section.heading.split(/\s+/);
    if (!ask || tooMuch !== undefined) extra(section);
    else if (kind === "ask" && key === "") {
      if (question) twice(section);
      else question = read(section.lines);
    } else if (kind === "choice") put(choices, section, key, offered);
    else if (kind === "wrong") put(wrongs, section, key, mistakes);
    else if (kind === "hint" && key === String(hints.length + 1) && hints.length < MAX_HINTS)
      hints.push(read(section.lines));
    else extra(section);
  }
  if (ask && !question) missing("### ask", base.place);
  for (const key of offered) if (!Object.hasOwn(choices, key)) missing(`### choice ${key}`, base.place);
  // Which choice is the right one only the run can tell, so its lack of a reason is no mistake here.
  if (ask && ask.kind !== "choice") {
    for (const key of mistakes) if (!Object.hasOwn(wrongs, key)) missing(`### wrong ${key}`, base.place);
  }
  return { ...base, ask: question ?? [], choices, wrongs, hints };
}

const FENCE = /^```/;

function sectionsOf(text: string): { readonly before: readonly Line[]; readonly sections: readonly Section[] } {
  const before: Line[] = [];
  const sections: Section[] = [];
  let fenced = false;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = i + 1;
    if (FENCE.test(raw)) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,3})\s+(.*?)\s*$/.exec(raw);
    if (heading) sections.push({ level: heading[1]!.length, heading: heading[2]!, line, lines: [] });
    else (sections.at(-1)?.lines ?? before).push({ text: raw, line });
  }
  return { before, sections };
}

type Group = { readonly head: Section; readonly parts: readonly Section[] };

/** Second-level sections with the third-level ones below them. */
function groupsOf(sections: readonly Section[]): readonly Group[] {
  const groups: { head: Section; parts: Section[] }[] = [];
  for (const section of sections) {
    if (section.level === 1) continue;
    const last = groups.at(-1);
    if (section.level === 3 && last) last.parts.push(section);
    else groups.push({ head: section, parts: [] });
  }
  return groups;
}

function blocksOf(lines: readonly Line[], placeholders: Placeholder[]): readonly Block[] {
  const blocks: Block[] = [];
  let i = 0;
  const inline = (text: string, line: number, column: number): readonly Inline[] =>
    inlineOf(text, { line, column }, placeholders);
  while (i < lines.length) {
    const { text, line } = lines[i]!;
    if (text.trim() === "") {
      i++;
    } else if (FENCE.test(text)) {
      const code: (readonly Inline[])[] = [];
      for (i++; i < lines.length && !FENCE.test(lines[i]!.text); i++) {
        code.push(valuesOf(lines[i]!.text, "code", { line: lines[i]!.line, column: 1 }, placeholders));
      }
      i++;
      blocks.push({ kind: "code", lines: code });
    } else if (text.startsWith("|")) {
      const rows: (readonly (readonly Inline[])[])[] = [];
      for (; i < lines.length && lines[i]!.text.startsWith("|"); i++) {
        const row = lines[i]!;
        if (/^[|\s:-]+$/.test(row.text)) continue;
        rows.push(cellsOf(row.text).map(({ cell, column }) => inline(cell, row.line, column)));
      }
      const [head = [], ...rest] = rows;
      blocks.push({ kind: "table", head, rows: rest });
    } else if (LIST_ITEM.test(text)) {
      const ordered = /^\d/.test(text);
      const items: (readonly Inline[])[] = [];
      while (i < lines.length && LIST_ITEM.test(lines[i]!.text)) {
        const start = lines[i]!;
        const mark = LIST_ITEM.exec(start.text)![0].length;
        const parts = [inline(start.text.slice(mark).trimEnd(), start.line, mark + 1)];
        // A line that is set in goes on with the item.
        for (i++; i < lines.length && /^\s+\S/.test(lines[i]!.text); i++) parts.push(continued(lines[i]!));
        items.push(joined(parts));
      }
      blocks.push({ kind: "list", ordered, items });
    } else {
      const parts: (readonly Inline[])[] = [inline(text.trim(), line, indent(text) + 1)];
      for (i++; i < lines.length && isParagraph(lines[i]!.text); i++) parts.push(continued(lines[i]!));
      blocks.push({ kind: "paragraph", content: joined(parts) });
    }
  }
  return blocks;

  function continued(at: Line): readonly Inline[] {
    return inline(at.text.trim(), at.line, indent(at.text) + 1);
  }
}

const LIST_ITEM = /^(?:[-*]|\d+\.)\s+/;
const indent = (text: string): number => text.length - text.trimStart().length;
const isParagraph = (text: string): boolean =>
  text.trim() !== "" && !FENCE.test(text) && !text.startsWith("|") && !LIST_ITEM.test(text);

function cellsOf(row: string): readonly { readonly cell: string; readonly column: number }[] {
  const cells: { cell: string; column: number }[] = [];
  let at = 1;
  for (const part of row
    .slice(1)
    .replace(/\|\s*$/, "")
    .split("|")) {
    cells.push({ cell: part.trim(), column: at + indent(part) + 1 });
    at += part.length + 1;
  }
  return cells;
}

/** Lines of one paragraph, with a space where they broke. */
function joined(parts: readonly (readonly Inline[])[]): readonly Inline[] {
  const all: Inline[] = [];
  for (const part of parts) {
    if (all.length > 0) all.push({ kind: "text", style: "plain", text: " " });
    all.push(...part);
  }
  return merged(all);
}

function merged(content: readonly Inline[]): readonly Inline[] {
  const out: Inline[] = [];
  for (const piece of content) {
    const last = out.at(-1);
    if (last?.kind === "text" && piece.kind === "text" && last.style === piece.style) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}

const SPAN = /\\([\\`*{}|#])|`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

/** Text with its marks taken out; `at` is where it begins in the file. */
function inlineOf(text: string, at: Place, placeholders: Placeholder[]): readonly Inline[] {
  const out: Inline[] = [];
  let end = 0;
  const plain = (to: number): void => {
    if (to > end) out.push({ kind: "text", style: "plain", text: text.slice(end, to) });
  };
  for (const m of text.matchAll(SPAN)) {
    plain(m.index);
    end = m.index + m[0].length;
    const [, escaped, code, strong, emphasis, name] = m;
    const inside = (width: number): Place => ({ line: at.line, column: at.column + m.index + width });
    if (escaped !== undefined) out.push({ kind: "text", style: "plain", text: escaped });
    else if (code !== undefined) out.push(...valuesOf(code, "code", inside(1), placeholders));
    else if (strong !== undefined) out.push(...valuesOf(strong, "strong", inside(2), placeholders));
    else if (emphasis !== undefined) out.push(...valuesOf(emphasis, "emphasis", inside(1), placeholders));
    else if (name !== undefined) out.push(...valuesOf(`{${name}}`, "plain", inside(0), placeholders));
  }
  plain(text.length);
  return merged(out);
}

/** Text of one style with its placeholders. */
function valuesOf(text: string, style: TextStyle, at: Place, placeholders: Placeholder[]): readonly Inline[] {
  const out: Inline[] = [];
  let end = 0;
  for (const m of text.matchAll(/\{([a-zA-Z][a-zA-Z0-9]*)\}/g)) {
    if (m.index > end) out.push({ kind: "text", style, text: text.slice(end, m.index) });
    end = m.index + m[0].length;
    placeholders.push({ name: m[1]!, line: at.line, column: at.column + m.index });
    out.push({ kind: "value", style, name: m[1]! });
  }
  if (end < text.length) out.push({ kind: "text", style, text: text.slice(end) });
  return out;
}
