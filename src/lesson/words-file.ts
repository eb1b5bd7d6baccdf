/**
 * The words of a lesson in one language: Markdown with fixed headings in, a typed tree of blocks out.
 * The Markdown is a small one: paragraphs, lists, tables, code blocks; *emphasis*, **strong**, `code`, {placeholder},
 * [text](term-of-the-glossary). A Korean text may have a particle that fits the value: {placeholder:을}.
 */

import { type Particle, particles } from "../base/josa.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Ask } from "./ask-file.ts";
import type { Finding, FindingBody } from "./finding.ts";
import { EXTRAS, RUN_NAMES, SUMMARY } from "./lesson-names.ts";
import type { Beat, LessonPlan } from "./lesson-plan.ts";
import type { Place } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

export const lessonLanguages = ["en", "ko"] as const;
export type LessonLanguage = (typeof lessonLanguages)[number];

export type TextStyle = "plain" | "emphasis" | "strong" | "code";

/** A run of text in one style, or the place where a value goes. `term` is the id that it links to in the glossary. */
export type Inline =
  | { readonly kind: "text"; readonly style: TextStyle; readonly text: string; readonly term?: string }
  | {
      readonly kind: "value";
      readonly style: TextStyle;
      readonly name: string;
      /** Put behind the value, in the form that fits its last sound. */
      readonly particle?: Particle;
      readonly term?: string;
    };

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
  /** Why the right answer is right: said when it is known. None where the next beat says so. */
  readonly right: readonly Block[];
  /** The task. */
  readonly tryIt: readonly Block[];
  /** Labels of a task's actions. */
  readonly does: Readonly<Record<string, readonly Block[]>>;
  /** What is said when a task's goal is reached, and when it is reached but not as it should be. */
  readonly done: readonly Block[];
  readonly missed: readonly Block[];
  /** Labels of what-ifs, and what to look at. */
  readonly whatIfs: Readonly<Record<string, readonly Block[]>>;
  readonly place: Place;
  /** Where its headings stand, by what they say without the `###`. */
  readonly headings: Readonly<Record<string, Place>>;
};

export type LessonText = {
  readonly file: string;
  readonly language: LessonLanguage;
  readonly title: readonly Inline[];
  /** What stands under the title: a line or two for the menu. */
  readonly about: readonly Block[];
  readonly beats: Readonly<Record<string, BeatWords>>;
  readonly summary: readonly Block[];
  /** Names of runs, for the heads of two that stand side by side. */
  readonly runs: Readonly<Record<string, readonly Block[]>>;
  /** What differs from a real machine. */
  readonly simplified: readonly Block[];
  /** Commands to see it with on one's own machine. */
  readonly see: readonly Block[];
  /** Where its second-level headings stand. */
  readonly headings: Readonly<Record<string, Place>>;
};

const MAX_HINTS = 3;

/** What is told of the particles: each pair once. */
const usualParticles: readonly string[] = [...new Set(Object.values(particles))];

type Line = { readonly text: string; readonly line: number };
/** `glued`: there is no blank behind its marks. */
type Section = {
  readonly level: number;
  readonly heading: string;
  readonly line: number;
  readonly lines: Line[];
  readonly glued: boolean;
};
/** What stands in a text for something else, by kind: a value, a link's target. A mark or a tag stands there by mistake. */
type Mention = Place & {
  readonly kind: "value" | "term" | "mark" | "html";
  readonly name: string;
  /** As it is written. */
  readonly particle?: string;
};

/**
 * Reads the words and checks them against the plan: each heading that it needs, none that it does not know.
 * `terms` are the ids that the glossary has; without them no link is looked up.
 */
export function parseWords(
  text: string,
  file: string,
  language: LessonLanguage,
  plan: Pick<LessonPlan, "beats"> & Partial<Pick<LessonPlan, "runs">>,
  terms?: readonly string[],
): Result<LessonText, readonly Finding[]> {
  const findings: Finding[] = [];
  const add = (place: Place, body: FindingBody): void => {
    findings.push({ file, line: place.line, column: place.column, ...body });
  };
  const { before, sections: written, deep } = sectionsOf(text);
  for (const { text: heading, line } of deep) add({ line, column: 1 }, { kind: "heading-too-deep", heading });
  const sections = levelled(written, plan.beats, ({ level, heading, line, glued }, right) => {
    const marks = `${"#".repeat(level)}${glued ? "" : " "}`;
    add({ line, column: 1 }, { kind: "heading-misspelt", heading: marks + heading, suggestion: `${right} ${heading}` });
  });
  const present = new Set(sections.flatMap(({ level, heading }) => (level === 2 ? [heading] : [])));
  const read = (lines: readonly Line[], names: ReadonlySet<string>): readonly Block[] => {
    const mentions: Mention[] = [];
    const blocks = blocksOf(lines, mentions);
    lookUp(mentions, names);
    return blocks;
  };
  const lookUp = (mentions: readonly Mention[], names: ReadonlySet<string>): void => {
    for (const { kind, name, line, column, particle } of mentions) {
      if (kind === "mark") add({ line, column }, { kind: "mark-alone", mark: name });
      else if (kind === "html") add({ line, column }, { kind: "html", tag: name });
      else if (kind === "value") {
        const known = language === "ko" ? Object.keys(particles) : [];
        if (particle !== undefined && !known.includes(particle)) {
          add({ line, column }, { kind: "particle-unknown", particle, known: known.length > 0 ? usualParticles : [] });
        }
        const filler = plan.beats.find((beat) => Object.hasOwn(beat.let, name))?.id;
        // A text whose heading is lost belongs to the beat that fills it.
        if (names.has(name) || (filler !== undefined && !present.has(filler))) continue;
        const suggestion = suggest(name, [...names]);
        if (filler !== undefined) add({ line, column }, { kind: "placeholder-early", name, beat: filler });
        else add({ line, column }, { kind: "placeholder-unknown", name, ...(suggestion && { suggestion }) });
      } else if (terms && !terms.includes(name)) {
        const suggestion = suggest(name, terms);
        add({ line, column }, { kind: "dead-link", term: name, ...(suggestion && { suggestion }) });
      }
    }
  };
  const missing = (heading: string, place: Place = { line: 1, column: 1 }): void =>
    add(place, { kind: "heading-missing", heading, language });
  const extra = ({ level, heading, line }: Section, meant?: string): void => {
    const marks = "#".repeat(level);
    const suggestion = meant === undefined ? {} : { suggestion: `${marks} ${meant}` };
    add({ line, column: 1 }, { kind: "heading-extra", heading: `${marks} ${heading}`, language, ...suggestion });
  };
  const twice = ({ level, heading, line }: Section): void =>
    add({ line, column: 1 }, { kind: "heading-twice", heading: `${"#".repeat(level)} ${heading}`, language });

  const nothing = new Set<string>();
  const titles = sections.filter((s) => s.level === 1);
  const [title, ...more] = titles;
  if (!title) missing("# title");
  for (const { heading, line } of more) add({ line, column: 1 }, { kind: "title-twice", heading: `# ${heading}` });
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
  const ids = [...plan.beats.map(({ id }) => id), SUMMARY];
  const known = [...ids, ...EXTRAS, RUN_NAMES];
  const lost = ids.filter((id) => !present.has(id));
  const meant = pairedWith(
    groups.flatMap(({ head }) => (known.includes(head.heading) ? [] : [head.heading])),
    lost,
    [...EXTRAS, RUN_NAMES].filter((page) => !present.has(page)),
  );
  const beats: Record<string, BeatWords> = {};
  const pages: Record<string, readonly Block[]> = {};
  const runNames: Record<string, readonly Block[]> = {};
  const headings: Record<string, Place> = {};
  for (const { head, parts } of groups) {
    const beat = plan.beats.find((b) => b.id === head.heading);
    if (!known.includes(head.heading)) {
      extra(head, meant.get(head.heading));
      continue;
    }
    if (Object.hasOwn(headings, head.heading)) {
      twice(head);
      continue;
    }
    const place = { line: head.line, column: 1 };
    headings[head.heading] = place;
    const own = namesAt.get(head.heading) ?? names;
    const body = read(head.lines, own);
    if (!beat && head.heading === RUN_NAMES) {
      const runs = Object.keys(plan.runs ?? {});
      for (const part of parts) {
        if (!runs.includes(part.heading)) extra(part, suggest(part.heading, runs));
        else if (Object.hasOwn(runNames, part.heading)) twice(part);
        else runNames[part.heading] = read(part.lines, nothing);
      }
      continue;
    }
    if (!beat) {
      pages[head.heading] = body;
      for (const part of parts) extra(part);
      continue;
    }
    const drawn = new Set([...own, ...Object.keys(beat.drill?.draw ?? {}), ...Object.keys(beat.drill?.let ?? {})]);
    const inParts = (lines: readonly Line[]): readonly Block[] => read(lines, drawn);
    beats[beat.id] = partsOf({ ...noWords, body, place }, parts, beat, inParts, { missing, extra, twice });
  }
  const mentioned = new Set(meant.values());
  for (const id of lost) {
    if (mentioned.has(id)) continue;
    const bare = sections.flatMap(({ lines }) => lines).find((line) => line.text.trim() === id);
    const next = ids.slice(ids.indexOf(id)).find((one) => Object.hasOwn(headings, one));
    if (bare) {
      add({ line: bare.line, column: 1 }, { kind: "heading-misspelt", heading: id, suggestion: `## ${id}` });
    } else missing(`## ${id}`, next === undefined ? undefined : headings[next]);
  }
  const mentions: Mention[] = [];
  const heading = title ? inlineOf(title.heading, { line: title.line, column: 3 }, mentions) : [];
  lookUp(mentions, nothing);
  const about = read(title?.lines ?? [], nothing);
  if (findings.length > 0) return err(findings.toSorted((a, b) => a.line - b.line || a.column - b.column));
  const { summary = [], simplified = [], see = [] } = pages;
  return ok({ file, language, title: heading, about, beats, summary, runs: runNames, simplified, see, headings });
}

const noWords = {
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
  headings: {},
} satisfies Partial<BeatWords>;

type Complain = {
  readonly missing: (heading: string, place: Place) => void;
  /** With the heading that was meant, without its marks. */
  readonly extra: (section: Section, meant?: string) => void;
  readonly twice: (section: Section) => void;
};

/** Second words of a beat's headings that stand for one thing of many. */
type Keyed = "choice" | "wrong" | "do" | "what-if";
/** Headings that stand alone. */
type Single = "ask" | "right" | "try" | "done" | "missed";

/** What a beat's third-level headings can be, and which of them it cannot do without. */
function wantedBy({ ask: own, drill, tryIt, whatIf }: Pick<Beat, "ask" | "drill" | "tryIt" | "whatIf">) {
  const ask: Ask | undefined = drill?.ask ?? own;
  const offered = ask?.kind === "choice" ? Object.keys(ask.choices) : [];
  const mistakes = !ask ? [] : ask.kind === "choice" ? offered : Object.keys(ask.wrong);
  const keyed: Readonly<Record<Keyed, readonly string[]>> = {
    choice: offered,
    wrong: mistakes,
    do: Object.keys(tryIt?.allow ?? {}),
    "what-if": Object.keys(whatIf ?? {}),
  };
  const single: readonly Single[] = [
    ...(ask ? (["ask", "right"] as const) : []),
    ...(tryIt ? (["try", "done"] as const) : []),
    ...(tryIt?.without ? (["missed"] as const) : []),
  ];
  const needed = [
    ...(ask ? ["ask"] : []),
    ...offered.map((key) => `choice ${key}`),
    // Which choice is the right one only the run can tell, so its lack of a reason is no mistake here.
    ...(ask && ask.kind !== "choice" ? mistakes.map((key) => `wrong ${key}`) : []),
    ...(tryIt ? ["try", "done"] : []),
    ...keyed["what-if"].map((key) => `what-if ${key}`),
  ];
  return { keyed, single, needed, hints: ask || tryIt ? MAX_HINTS : 0 };
}

type Wanted = ReturnType<typeof wantedBy>;

/** Every heading that may stand there. */
const headingsOf = ({ keyed, single, hints }: Wanted): readonly string[] => [
  ...single,
  ...Object.entries(keyed).flatMap(([kind, keys]) => keys.map((key) => `${kind} ${key}`)),
  ...Array.from({ length: hints }, (_, i) => `hint ${i + 1}`),
];

/**
 * Headings that nobody knows, each with the one that was meant: the nearest of those that are needed and not there, else
 * of those that may be there. Where one is strange and one is needed they are the same.
 */
function pairedWith(
  strange: readonly string[],
  needed: readonly string[],
  possible: readonly string[],
): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  const free = new Set(needed);
  for (const heading of strange) {
    const near = suggest(heading, [...free]) ?? suggest(heading, possible);
    const kind = heading.split(/\s+/)[0]!;
    const [only] = needed;
    const same = strange.length === 1 && needed.length === 1 && only!.split(" ").length === heading.split(/\s+/).length;
    const meant =
      near ?? (same && (only === heading || !only!.includes(" ") || only!.startsWith(`${kind} `)) ? only : undefined);
    if (meant === undefined) continue;
    pairs.set(heading, meant);
    free.delete(meant);
  }
  return pairs;
}

/** What stands under a beat's third-level headings. */
function partsOf(
  base: BeatWords,
  parts: readonly Section[],
  beat: Pick<Beat, "ask" | "drill" | "tryIt" | "whatIf">,
  read: (lines: readonly Line[]) => readonly Block[],
  { missing, extra, twice }: Complain,
): BeatWords {
  const wanted = wantedBy(beat);
  const keyed: Record<Keyed, Record<string, readonly Block[]>> = { choice: {}, wrong: {}, do: {}, "what-if": {} };
  const single: Partial<Record<Single, readonly Block[]>> = {};
  const hints: (readonly Block[])[] = [];
  const headings: Record<string, Place> = {};
  const strange: Section[] = [];
  for (const section of parts) {
    const [kind = "", key, tooMuch] = section.heading.split(/\s+/);
    const heading = section.heading.split(/\s+/).join(" ");
    if (Object.hasOwn(headings, heading)) {
      twice(section);
      continue;
    }
    if (tooMuch === undefined && key === undefined && isOneOf(wanted.single, kind)) single[kind] = read(section.lines);
    else if (
      tooMuch === undefined &&
      key !== undefined &&
      isKey(wanted.keyed, kind) &&
      wanted.keyed[kind].includes(key)
    )
      keyed[kind][key] = read(section.lines);
    else if (kind === "hint" && key === String(hints.length + 1) && hints.length < wanted.hints)
      hints.push(read(section.lines));
    else {
      strange.push(section);
      continue;
    }
    headings[heading] = { line: section.line, column: 1 };
  }
  const isAbsent = (heading: string): boolean => !Object.hasOwn(headings, heading);
  const meant = pairedWith(
    strange.map(({ heading }) => heading),
    wanted.needed.filter(isAbsent),
    headingsOf(wanted).filter(isAbsent),
  );
  for (const section of strange) extra(section, meant.get(section.heading));
  const mentioned = new Set(meant.values());
  for (const heading of wanted.needed) {
    if (isAbsent(heading) && !mentioned.has(heading)) missing(`### ${heading}`, base.place);
  }
  return {
    ...base,
    ask: single.ask ?? [],
    right: single.right ?? [],
    tryIt: single.try ?? [],
    done: single.done ?? [],
    missed: single.missed ?? [],
    choices: keyed.choice,
    wrongs: keyed.wrong,
    does: keyed.do,
    whatIfs: keyed["what-if"],
    hints,
    headings,
  };
}

const isOneOf = <T extends string>(list: readonly T[], text: string): text is T => list.some((one) => one === text);
const isKey = <K extends string>(of: Readonly<Record<K, unknown>>, text: string): text is K => Object.hasOwn(of, text);

const FENCE = /^```/;

/** `deep`: headings of more marks than there are levels. */
function sectionsOf(text: string): {
  readonly before: readonly Line[];
  readonly sections: readonly Section[];
  readonly deep: readonly Line[];
} {
  const before: Line[] = [];
  const deep: Line[] = [];
  const sections: Section[] = [];
  let fenced = false;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = i + 1;
    if (FENCE.test(raw)) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,3})(\s+|(?=[^\s#]))(.*?)\s*$/.exec(raw);
    const glued = heading?.[2] === "";
    // One mark may begin a text: `#1`.
    if (heading && !(glued && heading[1]!.length === 1)) {
      sections.push({ level: heading[1]!.length, heading: heading[3]!, line, lines: [], glued });
    } else if (!fenced && /^#{4,}\s*[^\s#]/.test(raw)) deep.push({ text: raw.trimEnd(), line });
    else (sections.at(-1)?.lines ?? before).push({ text: raw, line });
  }
  return { before, sections, deep };
}

/** Sections with the level that their headings have in a lesson; `misspelt` is told of those that are written otherwise. */
function levelled(
  sections: readonly Section[],
  beats: LessonPlan["beats"],
  misspelt: (section: Section, marks: string) => void,
): readonly Section[] {
  const pages = new Set<string>([...beats.map(({ id }) => id), SUMMARY, ...EXTRAS, RUN_NAMES]);
  const [title] = sections.filter(({ level }) => level === 1);
  let below: readonly string[] = [];
  return sections.map((section): Section => {
    const heading = section.heading.split(/\s+/).join(" ");
    const isPage = pages.has(heading);
    const isPart = below.includes(heading);
    const moved =
      section !== title && ((section.level !== 2 && isPage && !isPart) || (section.level !== 3 && isPart && !isPage));
    const level = !moved ? section.level : isPage ? 2 : 3;
    if (moved || section.glued) misspelt(section, "#".repeat(level));
    if (level === 2) {
      const beat = beats.find(({ id }) => id === heading);
      below = beat ? headingsOf(wantedBy(beat)) : [];
    }
    return { ...section, level };
  });
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

function blocksOf(lines: readonly Line[], mentions: Mention[]): readonly Block[] {
  const blocks: Block[] = [];
  let i = 0;
  const inline = (text: string, line: number, column: number): readonly Inline[] =>
    inlineOf(text, { line, column }, mentions);
  while (i < lines.length) {
    const { text, line } = lines[i]!;
    if (text.trim() === "") {
      i++;
    } else if (FENCE.test(text)) {
      const code: (readonly Inline[])[] = [];
      for (i++; i < lines.length && !FENCE.test(lines[i]!.text); i++) {
        code.push(valuesOf(lines[i]!.text, "code", { line: lines[i]!.line, column: 1 }, mentions));
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
    if (last?.kind === "text" && piece.kind === "text" && last.style === piece.style && last.term === piece.term) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}

const SPAN =
  /\\([\\`*{}|#[\]<])|`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|(\{[a-zA-Z][a-zA-Z0-9]*(?::[가-힣]+)?\})|\[([^[\]]+)\]\(([^()\s]*)\)/g;

/** Marks that should have a second one, and tags of HTML that somebody may have hoped for. */
const STRAY =
  /\*\*|[`{]|<\/?(?:a|b|br|code|div|em|font|h[1-6]|hr|i|img|kbd|li|ol|p|pre|s|small|span|strong|sub|sup|table|td|th|tr|u|ul)(?:\s[^<>]{0,200})?\/?>/i;

/** Text with its marks taken out; `at` is where it begins in the file. */
function inlineOf(text: string, at: Place, mentions: Mention[]): readonly Inline[] {
  const out: Inline[] = [];
  let end = 0;
  const plain = (to: number): void => {
    if (to <= end) return;
    const piece = text.slice(end, to);
    out.push({ kind: "text", style: "plain", text: piece });
    const stray = STRAY.exec(piece);
    if (!stray) return;
    const [name] = stray;
    const kind = name.startsWith("<") ? "html" : "mark";
    mentions.push({ kind, name, line: at.line, column: at.column + end + stray.index });
  };
  for (const m of text.matchAll(SPAN)) {
    plain(m.index);
    end = m.index + m[0].length;
    const [, escaped, code, strong, emphasis, name, linked, term] = m;
    const inside = (width: number): Place => ({ line: at.line, column: at.column + m.index + width });
    if (escaped !== undefined) out.push({ kind: "text", style: "plain", text: escaped });
    else if (code !== undefined) out.push(...valuesOf(code, "code", inside(1), mentions));
    else if (strong !== undefined) out.push(...valuesOf(strong, "strong", inside(2), mentions));
    else if (emphasis !== undefined) out.push(...valuesOf(emphasis, "emphasis", inside(1), mentions));
    else if (name !== undefined) out.push(...valuesOf(name, "plain", inside(0), mentions));
    else if (linked !== undefined && term !== undefined) {
      mentions.push({ kind: "term", name: term, ...inside(linked.length + 3) });
      out.push(...valuesOf(linked, "plain", inside(1), mentions).map((piece): Inline => ({ ...piece, term })));
    }
  }
  plain(text.length);
  return merged(out);
}

/** Text of one style with its placeholders. */
function valuesOf(text: string, style: TextStyle, at: Place, mentions: Mention[]): readonly Inline[] {
  const out: Inline[] = [];
  let end = 0;
  for (const m of text.matchAll(/\{([a-zA-Z][a-zA-Z0-9]*)(?::([가-힣]+))?\}/g)) {
    if (m.index > end) out.push({ kind: "text", style, text: text.slice(end, m.index) });
    end = m.index + m[0].length;
    const [, name = "", written] = m;
    const particle = written === undefined ? undefined : particles[written];
    const place = { line: at.line, column: at.column + m.index };
    mentions.push({ kind: "value", name, ...place, ...(written !== undefined && { particle: written }) });
    out.push({ kind: "value", style, name, ...(particle && { particle }) });
  }
  if (end < text.length) out.push({ kind: "text", style, text: text.slice(end) });
  return out;
}
