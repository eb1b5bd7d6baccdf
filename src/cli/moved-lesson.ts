/** A lesson's texts are named by where they lie: in another folder, the same lesson has other names in it. */
import { basename, join } from "node:path";
import type { Lesson } from "../lesson/load.ts";

export function movedLesson(lesson: Lesson, folder: string): Lesson {
  const moved = (file: string): string => join(folder, basename(file));
  const texts = Object.entries(lesson.texts).map(([language, text]) => [language, { ...text, file: moved(text.file) }]);
  return { ...lesson, file: moved(lesson.file), texts: Object.fromEntries(texts) };
}
