/** From the texts of a lesson's files to the lesson, or to everything that is wrong with them. Nothing is read from disk here. */
import { err, ok, type Result } from "../base/result.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { type Finding, yamlFindings } from "./finding.ts";
import { type LessonPlan, type ReadLesson, readLesson } from "./lesson-plan.ts";
import { readYaml } from "./located-yaml.ts";
import { type LessonLanguage, type LessonText, lessonLanguages, parseWords } from "./words-file.ts";
import { parseWorld } from "./world-file.ts";

/** `file` names the text in findings. */
export type SourceFile = { readonly file: string; readonly text: string };

export type LessonFiles = {
  readonly lesson: SourceFile;
  /** One language is enough. */
  readonly texts: Readonly<Partial<Record<LessonLanguage, SourceFile>>>;
  /** The world of this name: from the lesson's folder, else a built-in one. Names have no dots or slashes in them. */
  readonly world: (name: string) => SourceFile | undefined;
  /** The ids of the glossary; links are not looked up where it is not at hand. */
  readonly terms?: readonly string[];
};

export type Lesson = LessonPlan & {
  readonly texts: Readonly<Partial<Record<LessonLanguage, LessonText>>>;
  readonly spec: WorldSpec;
};

/** A lesson's files are small; more is a mistake, or meant to be too much. Whoever reads them from a disk looks before. */
export const MAX_FILE_BYTES = 1_000_000;

/** UTF-16 code units: no file of that many bytes has more of them. */
const tooLarge = ({ file, text }: SourceFile): Finding | undefined =>
  text.length <= MAX_FILE_BYTES
    ? undefined
    : { file, line: 1, column: 1, kind: "too-large", bytes: text.length, limit: MAX_FILE_BYTES };

/** The lesson, or what is wrong: first with its plan and world, then, when there is a plan, with its words. */
export function loadLesson(files: LessonFiles): Result<Lesson, readonly Finding[]> {
  const { plan, spec, findings } = readPlan(files);
  // Without a plan there is nothing to hold the words against.
  if (!plan || !spec || findings.length > 0) return err(findings);
  const words = readWords(files, plan);
  return words.findings.length > 0 ? err(words.findings) : ok({ ...plan, texts: words.texts, spec });
}

export function readPlan(files: LessonFiles): ReadLesson {
  const { file, text } = files.lesson;
  const large = tooLarge(files.lesson);
  if (large) return { findings: [large] };
  return readLesson(text, file, (name) => {
    const source = files.world(name);
    const finding = source && tooLarge(source);
    if (finding) return err([finding]);
    return source && parseWorld(source.text, source.file);
  });
}

export function readWords(
  files: LessonFiles,
  plan: LessonPlan,
): { readonly texts: Lesson["texts"]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const texts: Partial<Record<LessonLanguage, LessonText>> = {};
  for (const language of lessonLanguages) {
    const source = files.texts[language];
    if (!source) continue;
    const large = tooLarge(source);
    const words = large ? err([large]) : parseWords(source.text, source.file, language, plan, files.terms);
    if (words.ok) texts[language] = words.value;
    else findings.push(...words.error);
  }
  if (lessonLanguages.every((language) => files.texts[language] === undefined)) {
    const file = files.lesson.file.replace(/[^/]*$/, "en.md");
    findings.push({ kind: "missing-file", file, line: 1, column: 1 });
  }
  return { texts, findings };
}

/** The order of the lessons: a list of slugs. */
export function parseIndex(text: string, file: string): Result<readonly string[], readonly Finding[]> {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    return err(yamlFindings(file, yaml));
  }
  const list = yaml.value;
  if (!Array.isArray(list)) return err([{ file, line: 1, column: 1, kind: "wrong-type", path: "", expected: "array" }]);
  const findings = list.flatMap((slug: unknown, i): readonly Finding[] =>
    typeof slug === "string"
      ? []
      : [{ file, ...yaml.placeOf([i]), kind: "wrong-type", path: String(i), expected: "string" }],
  );
  return findings.length > 0 ? err(findings) : ok(list as readonly string[]);
}
