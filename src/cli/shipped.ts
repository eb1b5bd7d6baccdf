/**
 * What comes with the program, parsed from its texts: they alone say what is in it. In the built program
 * `shipped-built.ts` stands in the place of this file, and reads what the build has parsed.
 */
import { join } from "node:path";
import { err, type Result } from "../base/result.ts";
import { languageWords } from "../i18n/language.ts";
import { type Language, languages, type Words } from "../i18n/words.ts";
import { titleIn } from "../lesson/beat-text.ts";
import { cardsOf } from "../lesson/card.ts";
import { type Lesson, loadLesson, parseIndex } from "../lesson/load.ts";
import { minutesOf } from "../lesson/minutes.ts";
import { askedPoints, type LessonMarks } from "../lesson/standing.ts";
import type { Glossary } from "../lesson/term.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { linesOf, readText } from "./assets.ts";
import { Failure } from "./failure.ts";
import { loadGlossary } from "./glossary.ts";
import { lessonFolder } from "./lesson-folder.ts";
import { movedLesson } from "./moved-lesson.ts";
import { loadWorld } from "./own-world.ts";
import { builtInWorld, lessonsFolder } from "./package-folder.ts";

export type LessonSummary = LessonMarks & {
  readonly title: Readonly<Record<Language, string>>;
  readonly covers: readonly string[];
  readonly beats: number;
  readonly questions: number;
  readonly minutes: number;
};

/** The slugs of the lessons in their order. */
export function shippedOrder(words: Words): readonly string[] {
  const file = join(lessonsFolder(), "index.yaml");
  const parsed = parseIndex(readText(file, words), file);
  if (parsed.ok) return parsed.value;
  throw new Failure(linesOf(parsed.error, words), 1);
}

export const shippedSummaries = (words: Words): readonly LessonSummary[] =>
  shippedOrder(words).map((slug) => {
    const loaded = shippedLesson(slug, words);
    if (!loaded.ok) throw new Failure(loaded.error, 1);
    return summaryOf(loaded.value, words.language);
  });

/** The error is a line for each finding. */
export function shippedLesson(slug: string, words: Words): Result<Lesson, string> {
  const { files, unread } = lessonFolder(join(lessonsFolder(), slug));
  const loaded = loadLesson(files);
  if (unread().length > 0) return err(linesOf(unread(), words));
  return loaded.ok ? loaded : err(linesOf(loaded.error, words));
}

/** The world in which URLs are opened. */
export const shippedWorld = (words: Words): WorldSpec => loadWorld(builtInWorld("internet"), words);

export const shippedGlossary = (words: Words): Glossary => loadGlossary(words);

/** What the build writes for `shipped-built.ts`, by file name. */
export function shippedFiles(): Readonly<Record<string, unknown>> {
  const words = languageWords("en");
  const order = shippedOrder(words);
  const lessons = order.map((slug): [string, Lesson] => {
    const loaded = shippedLesson(slug, words);
    if (!loaded.ok) throw new Failure(loaded.error, 1);
    // Where it lies depends on where the program is installed.
    return [`lesson-${slug}.json`, movedLesson(loaded.value, "")];
  });
  return {
    "order.json": order,
    ...Object.fromEntries(languages.map((l) => [`summaries-${l}.json`, shippedSummaries(languageWords(l))])),
    "world.json": shippedWorld(words),
    "glossary.json": shippedGlossary(words),
    ...Object.fromEntries(lessons),
  };
}

function summaryOf(lesson: Lesson, language: Language): LessonSummary {
  const { beats, texts } = lesson;
  const questions = beats.filter((b) => b.ask).length;
  const text = texts[language] ?? texts.en ?? texts.ko;
  return {
    slug: lesson.slug,
    title: { en: titleIn(lesson, "en"), ko: titleIn(lesson, "ko") },
    after: lesson.after,
    points: askedPoints(lesson),
    cards: cardsOf(lesson).map(({ beat }) => beat),
    covers: [...new Set(beats.flatMap((b) => b.covers))].toSorted(),
    beats: beats.length,
    questions,
    minutes: text ? minutesOf(text, questions) : 1,
  };
}
