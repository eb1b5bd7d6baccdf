/** From the texts of a lesson's files to the lesson, or to everything that is wrong with them. Nothing is read from disk here. */
import { err, ok, type Result } from "../base/result.ts";
import type { WorldSpec } from "../sim/spec.ts";
import type { Finding } from "./finding.ts";
import { type LessonPlan, parseLesson } from "./lesson-file.ts";
import { readYaml } from "./located-yaml.ts";
import { type LessonLanguage, type LessonText, lessonLanguages, parseWords } from "./words-file.ts";
import { parseWorld } from "./world-file.ts";

/** `file` names the text in findings. */
export type SourceFile = { readonly file: string; readonly text: string };

export type LessonFiles = {
  readonly lesson: SourceFile;
  /** One language is enough. */
  readonly texts: Readonly<Partial<Record<LessonLanguage, SourceFile>>>;
  /** The world of this name: from the lesson's folder, else a built-in one. */
  readonly world: (name: string) => SourceFile | undefined;
};

export type Lesson = LessonPlan & {
  readonly texts: Readonly<Partial<Record<LessonLanguage, LessonText>>>;
  readonly spec: WorldSpec;
};

export function loadLesson(files: LessonFiles): Result<Lesson, readonly Finding[]> {
  const { file, text } = files.lesson;
  const parsed = parseLesson(text, file, (name) => {
    const source = files.world(name);
    return source && parseWorld(source.text, source.file);
  });
  // Without a plan there is nothing to hold the words against.
  if (!parsed.ok) return parsed;
  const { plan, world } = parsed.value;
  const findings: Finding[] = [];
  const texts: Partial<Record<LessonLanguage, LessonText>> = {};
  for (const language of lessonLanguages) {
    const source = files.texts[language];
    if (!source) continue;
    const words = parseWords(source.text, source.file, language, plan);
    if (words.ok) texts[language] = words.value;
    else findings.push(...words.error);
  }
  if (lessonLanguages.every((language) => files.texts[language] === undefined)) {
    findings.push({ kind: "missing-file", file: file.replace(/[^/]*$/, "en.md"), line: 1, column: 1 });
  }
  return findings.length > 0 ? err(findings) : ok({ ...plan, texts, spec: world });
}

/** The order of the lessons: a list of slugs. */
export function parseIndex(text: string, file: string): Result<readonly string[], readonly Finding[]> {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    return err(yaml.problems.map(({ line, column, text: what }) => ({ file, line, column, kind: "yaml", text: what })));
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
