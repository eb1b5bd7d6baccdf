/** The glossary: what is known of each term in one file, its words in a file for each language. Texts in, terms or findings out. */
import * as z from "zod";
import { err, ok, type Result } from "../base/result.ts";
import { type Finding, type FindingBody, schemaFindings, yamlFindings } from "./finding.ts";
import { stagePanes } from "./lesson-names.ts";
import type { SourceFile } from "./load.ts";
import { type LocatedYaml, type Place, readYaml } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";
import type { Glossary, Term, TermWords } from "./term.ts";
import { type LessonLanguage, lessonLanguages } from "./words-file.ts";

export type GlossaryFiles = { readonly yaml: SourceFile } & Readonly<Record<LessonLanguage, SourceFile>>;

/** A term that needs more has to be two. */
const MAX_WORDS = 60;

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: () => "time-wait" });
const term = z.strictObject({
  seen: z.array(z.enum(stagePanes)).optional(),
  rfc: z
    .string()
    .regex(/^[1-9]\d*( \d+(\.\d+)*)?$/, { error: () => "9293 3.6.1" })
    .optional(),
  fields: z.array(z.string().min(1)).optional(),
  also: z.array(id).optional(),
  see: z.array(z.string()).optional(),
});
const shape = z.record(id, term);
const keys = Object.keys(term.shape);

/** All findings of all three files. */
export function parseGlossary(files: GlossaryFiles): Result<Glossary, readonly Finding[]> {
  const { yaml: source } = files;
  const yaml = readYaml(source.text);
  if (yaml.problems.length > 0) {
    return err(yamlFindings(source.file, yaml));
  }
  const parsed = shape.safeParse(yaml.value, { reportInput: true });
  if (!parsed.success) return err(schemaFindings(source.file, yaml, parsed.error, () => keys));
  const plan = parsed.data;
  const findings: Finding[] = [...planFindings(source.file, yaml, plan)];
  const ids = Object.keys(plan);
  const words = lessonLanguages.map((language) => {
    const read = readWords(files[language], language, ids);
    findings.push(...read.findings);
    return [language, read.words] as const;
  });
  if (findings.length > 0) return err(findings);
  const terms = ids.map((name): readonly [string, Term] => {
    const { seen = [], rfc, fields = [], also = [], see = [] } = plan[name]!;
    // Every language has words for every term: else there are findings.
    const own = Object.fromEntries(words.map(([language, all]) => [language, all.get(name)!])) as Term["words"];
    return [name, { id: name, seen, ...(rfc !== undefined && { rfc }), fields, also, see, words: own }];
  });
  return ok({ terms: Object.fromEntries(terms) });
}

type Plan = z.infer<typeof shape>;

/** References to nothing, and keys that two terms claim. */
function planFindings(file: string, yaml: LocatedYaml, plan: Plan): readonly Finding[] {
  const ids = Object.keys(plan);
  const claimed = new Map(ids.map((name) => [name, name]));
  const claim = (name: string, list: "fields" | "also", key: string, i: number): readonly Finding[] => {
    const other = claimed.get(key);
    claimed.set(key, name);
    if (other === undefined) return [];
    return [{ file, ...yaml.placeOf([name, list, i]), kind: "field-twice", field: key, term: other }];
  };
  return Object.entries(plan).flatMap(([name, { fields = [], also = [], see = [] }]) => [
    ...see.flatMap((other, i): readonly Finding[] => {
      if (Object.hasOwn(plan, other) && other !== name) return [];
      const suggestion = suggest(other, ids);
      const place = yaml.placeOf([name, "see", i]);
      return [{ file, ...place, kind: "unknown-term", term: other, ...(suggestion && { suggestion }) }];
    }),
    ...fields.flatMap((key, i) => claim(name, "fields", key, i)),
    ...also.flatMap((key, i) => claim(name, "also", key, i)),
  ]);
}

type Entry = { readonly heading: string; readonly line: number; readonly lines: string[] };

function readWords(
  { file, text }: SourceFile,
  language: LessonLanguage,
  ids: readonly string[],
): { readonly words: ReadonlyMap<string, TermWords>; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const add = (line: number, body: FindingBody, column = 1): void => {
    findings.push({ file, line, column, ...body });
  };
  const lines = text.split(/\r?\n/);
  if (!/^# \S/.test(lines[0] ?? "")) add(1, { kind: "heading-missing", heading: "# title", language });
  const entries: Entry[] = [];
  for (const [i, line] of lines.entries()) {
    const heading = /^## +(.*?) *$/.exec(line);
    if (heading) entries.push({ heading: heading[1]!, line: i + 1, lines: [] });
    else entries.at(-1)?.lines.push(line);
  }
  const words = new Map<string, TermWords>();
  for (const { heading, line, lines: body } of entries) {
    const [, name = "", written = ""] = /^(\S+) *(.*)$/.exec(heading) ?? [];
    const content = body.join(" ").trim().replace(/\s+/g, " ");
    if (!ids.includes(name)) add(line, { kind: "heading-extra", heading: `## ${name}`, language });
    else if (words.has(name)) add(line, { kind: "heading-twice", heading: `## ${name}`, language });
    else {
      if (written === "") add(line, { kind: "term-unwritten", term: name, language });
      if (content === "") add(line, { kind: "text-missing", term: name, language });
      const count = content.split(" ").length;
      if (count > MAX_WORDS) add(line, { kind: "text-too-long", term: name, words: count, most: MAX_WORDS });
      words.set(name, { term: written, text: content });
    }
  }
  const end: Place = { line: lines.length, column: 1 };
  for (const name of ids) {
    if (!words.has(name)) add(end.line, { kind: "heading-missing", heading: `## ${name}`, language });
  }
  return { words, findings };
}
