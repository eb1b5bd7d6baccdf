/** Files as text, and what is wrong with them as lines. */
import { readFileSync } from "node:fs";
import type { Words } from "../i18n/words.ts";
import { type Finding, severityOf } from "../lesson/finding.ts";
import { causeOf, Failure } from "./failure.ts";
import { printable } from "./printable.ts";

export function readText(file: string, words: Words): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(words.ui.error.cannotRead(file, causeOf(error)), 2);
  }
}

export function findingLine(f: Finding, words: Words): string {
  const said = words.finding(f);
  const shown = severityOf(f) === "warning" ? words.ui.check.warning(said) : said;
  return printable(`${f.file}:${f.line}:${f.column}: ${shown}`);
}

export const linesOf = (findings: readonly Finding[], words: Words): string =>
  findings.map((f) => findingLine(f, words)).join("\n");
