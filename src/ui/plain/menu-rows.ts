/** The menu in line mode: numbered, what was begun first. */
import type { Words } from "../../i18n/words.ts";
import type { Row } from "../../view/row.ts";
import { padLeft } from "../../view/text.ts";
import { hanging } from "../block-rows.ts";
import type { LessonEntry } from "../menu.tsx";
import { paragraphs } from "../sandbox.ts";

export function menuRows(
  lessons: readonly LessonEntry[],
  resume: string | undefined,
  columns: number,
  words: Words,
): readonly Row[] {
  const { menu, plain } = words.ui;
  const begun = lessons.find(({ slug }) => slug === resume);
  const width = String(lessons.length).length;
  const item = (lead: string, text: string): readonly Row[] => hanging(lead, [{ style: "plain", text }], columns);
  return [
    ...paragraphs([menu.title], columns, "title"),
    [],
    ...(begun ? item(`${padLeft("", width)}  `, plain.resume(menu.continue(begun.title[words.language]))) : []),
    ...lessons.flatMap(({ title, minutes, progress }, i) =>
      item(
        `${padLeft(String(i + 1), width)}  `,
        `${title[words.language]} (${menu[progress]}, ${menu.minutes(minutes)})`,
      ),
    ),
    [],
    ...paragraphs([plain.menuHint], columns, "dim"),
  ];
}
