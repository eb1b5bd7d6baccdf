/** The menu in line mode: numbered, what was begun first. */
import type { Words } from "../../i18n/words.ts";
import type { Row } from "../../view/row.ts";
import { padLeft } from "../../view/text.ts";
import { hanging } from "../block-rows.ts";
import { isNothingBegun, type LessonEntry, type NextEntry } from "../menu-items.ts";
import { paragraphs } from "../sandbox.ts";

export function menuRows(
  lessons: readonly LessonEntry[],
  next: NextEntry | undefined,
  columns: number,
  words: Words,
  due = 0,
): readonly Row[] {
  const { menu, plain, progress, sitting } = words.ui;
  const first = lessons.find(({ slug }) => slug === next?.slug);
  const width = String(lessons.length).length;
  const blank = `${padLeft("", width)}  `;
  const item = (lead: string, text: string): readonly Row[] => hanging(lead, [{ style: "plain", text }], columns);
  return [
    ...paragraphs([menu.title], columns, "title"),
    [],
    ...(next && first ? item(blank, plain.resume(menu[next.kind](first.title[words.language]))) : []),
    ...(due > 0 ? item(blank, `${sitting.typed.review}: ${progress.due(due)}`) : []),
    ...(isNothingBegun(lessons) ? item(blank, `${sitting.typed.placement}: ${sitting.linePlacement}`) : []),
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
