/** The glossary that comes with the program, read from its files. */
import { join } from "node:path";
import type { Words } from "../i18n/words.ts";
import { parseGlossary } from "../lesson/glossary.ts";
import type { Glossary } from "../lesson/term.ts";
import { linesOf, readText } from "./assets.ts";
import { Failure } from "./failure.ts";
import { lessonsFolder } from "./package-folder.ts";

export function loadGlossary(words: Words): Glossary {
  const source = (name: string) => {
    const file = join(lessonsFolder(), name);
    return { file, text: readText(file, words) };
  };
  const parsed = parseGlossary({
    yaml: source("glossary.yaml"),
    en: source("glossary.en.md"),
    ko: source("glossary.ko.md"),
  });
  if (parsed.ok) return parsed.value;
  throw new Failure(linesOf(parsed.error, words), 1);
}
