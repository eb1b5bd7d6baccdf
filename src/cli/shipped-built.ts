/** What comes with the built program, as the build has parsed and written it: the same functions as those of `shipped.ts`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ok, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { Lesson } from "../lesson/load.ts";
import type { Glossary } from "../lesson/term.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { readText } from "./assets.ts";
import { movedLesson } from "./moved-lesson.ts";
import { lessonsFolder } from "./package-folder.ts";
import type { LessonSummary } from "./shipped.ts";

// The build writes what it is told by the types of `shipped.ts`, and writes it together with the program.
const read = (name: string, words: Words): unknown =>
  JSON.parse(readText(fileURLToPath(new URL(`shipped/${name}.json`, import.meta.url)), words));

export const shippedOrder = (words: Words) => read("order", words) as readonly string[];

export const shippedSummaries = (words: Words) =>
  read(`summaries-${words.language}`, words) as readonly LessonSummary[];

export const shippedLesson = (slug: string, words: Words): Result<Lesson, string> =>
  ok(movedLesson(read(`lesson-${slug}`, words) as Lesson, join(lessonsFolder(), slug)));

export const shippedWorld = (words: Words) => read("world", words) as WorldSpec;

export const shippedGlossary = (words: Words) => read("glossary", words) as Glossary;
