/** The lessons that come with the program, from their folders. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../base/result.ts";
import type { Language, Words } from "../i18n/words.ts";
import { titleIn } from "../lesson/beat-text.ts";
import type { Finding } from "../lesson/finding.ts";
import { type Lesson, type LessonFiles, loadLesson, parseIndex } from "../lesson/load.ts";
import { minutesOf } from "../lesson/minutes.ts";
import { type PlayedLesson, playLesson } from "../lesson/play.ts";
import { suggest } from "../lesson/suggest.ts";
import { lessonLanguages } from "../lesson/words-file.ts";
import { builtInWorld, findingLine, lessonsFolder, readText } from "./assets.ts";
import { Failure } from "./failure.ts";

/** The slugs in their order. */
export function lessonOrder(words: Words): readonly string[] {
  const file = join(lessonsFolder(), "index.yaml");
  const parsed = parseIndex(readText(file, words), file);
  if (parsed.ok) return parsed.value;
  throw new Failure(linesOf(parsed.error, words), 1);
}

const linesOf = (findings: readonly Finding[], words: Words): string =>
  findings.map((f) => findingLine(f, words)).join("\n");

/** The texts of a lesson's folder. */
export function lessonFiles(folder: string, words: Words): LessonFiles {
  const source = (file: string) => ({ file, text: readText(file, words) });
  const found = (file: string) => (existsSync(file) ? source(file) : undefined);
  const texts = Object.fromEntries(
    lessonLanguages.flatMap((language) => {
      const text = found(join(folder, `${language}.md`));
      return text ? [[language, text]] : [];
    }),
  );
  return {
    lesson: source(join(folder, "lesson.yaml")),
    texts,
    world: (name) =>
      /^[\w-]+$/.test(name) ? (found(join(folder, `${name}.yaml`)) ?? found(builtInWorld(name))) : undefined,
  };
}

/** A built-in lesson by slug or number. */
export function findLesson(asked: string, words: Words): string {
  const order = lessonOrder(words);
  const slug = order.find((s) => s === asked) ?? (/^\d+$/.test(asked) ? order[Number(asked) - 1] : undefined);
  if (slug === undefined) throw new Failure(words.ui.error.unknownLesson(asked, suggest(asked, order)), 2);
  return slug;
}

export function openLesson(slug: string, words: Words): Result<PlayedLesson, string> {
  const loaded = loadLesson(lessonFiles(join(lessonsFolder(), slug), words));
  if (!loaded.ok) return err(linesOf(loaded.error, words));
  const played = playLesson(loaded.value);
  return played.ok ? ok(played.value) : err(linesOf(played.error, words));
}

export type LessonSummary = {
  readonly slug: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly covers: readonly string[];
  readonly beats: number;
  readonly questions: number;
  readonly minutes: number;
};

export function listLessons(words: Words): readonly LessonSummary[] {
  return lessonOrder(words).map((slug) => {
    const loaded = loadLesson(lessonFiles(join(lessonsFolder(), slug), words));
    if (!loaded.ok) throw new Failure(linesOf(loaded.error, words), 1);
    return summaryOf(loaded.value, words.language);
  });
}

function summaryOf(lesson: Lesson, language: Language): LessonSummary {
  const { beats, texts } = lesson;
  const questions = beats.filter((b) => b.ask).length;
  const text = texts[language] ?? texts.en ?? texts.ko;
  return {
    slug: lesson.slug,
    title: { en: titleIn(lesson, "en"), ko: titleIn(lesson, "ko") },
    covers: [...new Set(beats.flatMap((b) => b.covers))].toSorted(),
    beats: beats.length,
    questions,
    minutes: text ? minutesOf(text, questions) : 1,
  };
}
