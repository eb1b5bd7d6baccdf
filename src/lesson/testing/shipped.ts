/** All lessons that come with the program, with the worlds beside them: for tests only. */
import { existsSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { type Lesson, parseIndex } from "../load.ts";
import { builtInFiles, builtInWorld, lessonSource, loadedLesson } from "./lessons.ts";

/** Their slugs in order. */
export function shippedSlugs(): readonly string[] {
  const { file, text } = lessonSource("index.yaml");
  const index = parseIndex(text, file);
  assert(index.ok, "the index of the lessons can be read");
  return index.value;
}

export function shippedLesson(slug: string): Lesson {
  const world = (name: string) => {
    const file = `${slug}/${name}.yaml`;
    return existsSync(new URL(`../../../lessons/${file}`, import.meta.url)) ? lessonSource(file) : builtInWorld(name);
  };
  return loadedLesson({ ...builtInFiles(slug), world });
}
