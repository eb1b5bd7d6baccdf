/** The page about the lesson format and the lessons in it: for tests only. */
import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { LessonFiles, SourceFile } from "../../lesson/load.ts";
import { builtInWorld } from "../../lesson/testing/lessons.ts";

export const formatFile = new URL("../../../docs/lesson-format.md", import.meta.url);
export const formatPage = readFileSync(formatFile, "utf8");

type Example = { readonly lesson: string; readonly on?: string; readonly file: string; readonly text: string };

/** Code blocks that are marked ```yaml lesson="name" on="base" file="lesson.yaml". */
const examples: readonly Example[] = [...formatPage.matchAll(/^(`{3,})\w+ (.*lesson=.*)\n([\s\S]*?)^\1$/gm)].map(
  ([, , marks = "", text = ""]) => {
    const {
      lesson = "",
      on,
      file = "",
    } = Object.fromEntries([...marks.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]));
    return { lesson, file, text, ...(on !== undefined && { on }) };
  },
);

/** File names and texts: those of the lesson that it stands on, with its own laid over. */
export function filesOf(lesson: string): ReadonlyMap<string, string> {
  const own = examples.filter((e) => e.lesson === lesson);
  const on = own[0]?.on;
  const files = new Map(on === undefined ? [] : filesOf(on));
  for (const { file, text } of own) {
    const below = files.get(file);
    files.set(file, below === undefined ? text : file.endsWith(".md") ? wordsOver(below, text) : planOver(below, text));
  }
  return files;
}

const planOver = (below: string, text: string): string => stringify({ ...parse(below), ...parse(text) });

/** The sections between the title and the summary of the text below; a summary of its own takes the other's place. */
function wordsOver(below: string, text: string): string {
  const title = below.slice(0, below.indexOf("\n## ") + 1);
  const summary = below.slice(below.indexOf("## summary"));
  return `${title}${text}${text.includes("## summary") ? "" : `\n${summary}`}`;
}

/** What `loadLesson` takes. */
export function exampleFiles(lesson: string): LessonFiles {
  const files = filesOf(lesson);
  const source = (name: string): SourceFile | undefined => {
    const text = files.get(name);
    return text === undefined ? undefined : { file: name, text };
  };
  const en = source("en.md");
  return {
    lesson: source("lesson.yaml")!,
    texts: en ? { en } : {},
    world: (name) => source(`${name}.yaml`) ?? builtInWorld(name),
    terms: Object.keys(parse(readFileSync(new URL("../../../lessons/glossary.yaml", import.meta.url), "utf8"))),
  };
}

/** The names of the lessons that the page shows. */
export const exampleLessons: readonly string[] = [...new Set(examples.map(({ lesson }) => lesson))];
