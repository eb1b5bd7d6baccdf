/** `net-tutor check`: what is wrong with lessons, all of it in one go, where, and how to mend it. */
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { checkShownLesson, inOrder } from "../author/check.ts";
import { lessonValues } from "../author/lesson-values.ts";
import { type Finding, severityOf } from "../lesson/finding.ts";
import { findingLine } from "./assets.ts";
import type { Common } from "./common.ts";
import { loadGlossary } from "./glossary.ts";
import { findLessonFolders, lessonFolder, openFolder } from "./lesson-folder.ts";
import { printable } from "./printable.ts";
import { openSink } from "./sink.ts";

export type CheckArgs = { readonly folders: readonly string[]; readonly json: boolean; readonly values: boolean };

export async function check({ words }: Common, args: CheckArgs): Promise<number> {
  const terms = Object.keys(loadGlossary(words).terms);
  const found = findLessonFolders(args.folders.map(folderMeant), words);
  const findings = inOrder([...found.findings, ...found.folders.flatMap((folder) => findingsIn(folder, terms))]);
  const errors = findings.filter((finding) => severityOf(finding) === "error").length;
  const out = openSink("-", words);
  if (args.json) {
    const data = findings.map((finding) => ({
      ...finding,
      severity: severityOf(finding),
      message: words.finding(finding),
    }));
    await out.write(`${JSON.stringify(data, null, 2)}\n`);
  } else {
    for (const folder of args.values ? found.folders : []) {
      const played = openFolder(folder);
      const lines = played.ok ? [folder, ...lessonValues(played.value)] : [];
      for (const line of lines) await out.write(`${printable(line)}\n`);
    }
    for (const finding of findings) await out.write(`${findingLine(finding, words)}\n`);
    const { fine, findings: mistakes, warnings } = words.ui.check;
    await out.write(`${errors === 0 ? fine(found.folders.length) : mistakes(errors)}\n`);
    if (findings.length > errors) await out.write(`${warnings(findings.length - errors)}\n`);
  }
  await out.end();
  return errors === 0 ? 0 : 1;
}

/** A lesson is a folder; whoever names a file in it means the folder. */
export const folderMeant = (path: string): string =>
  /\.(ya?ml|md)$/.test(path) && isFile(path) ? dirname(path) : path;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export function findingsIn(folder: string, terms: readonly string[]): readonly Finding[] {
  const { files, unread } = lessonFolder(folder, terms);
  const findings = checkShownLesson(files);
  // What comes of a file that could not be read is said by that; the world was asked for meanwhile.
  return unread().length > 0 ? unread() : findings;
}
