/** What the menu offers, line by line, and its picture as it is at first: without Ink, which takes longer to load. */
import type { Language, Words } from "../i18n/words.ts";
import type { Card } from "../lesson/card.ts";
import { type LessonMark, lessonMark } from "../lesson/learner-map.ts";
import type { Row, Size } from "../view/row.ts";
import { padLeft, rowText } from "../view/text.ts";
import type { MenuChoice } from "./app-event.ts";
import { fitText, span, spread } from "./line.ts";
import type { Picture } from "./stage-rows.ts";
import { paintRow, type Theme } from "./theme.ts";

/** A lesson as the menu shows it. */
export type LessonEntry = {
  readonly slug: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly minutes: number;
  readonly progress: LessonMark;
};

/** The next sensible lesson: one that was begun, or one that rests on nothing that is open. */
export type NextEntry = { readonly kind: "continue" | "begin"; readonly slug: string };

/** With what is due marked, once that is known. */
export function withDue(lessons: readonly LessonEntry[], due: readonly Card[] = []): readonly LessonEntry[] {
  const slugs = new Set(due.map(({ lesson }) => lesson));
  return lessons.map((entry) => ({ ...entry, progress: lessonMark(entry.progress, slugs.has(entry.slug)) }));
}

export type MenuItem = { readonly key: string; readonly label: string; readonly value: MenuChoice };

/** In front of an item. ASCII, because the package's own mark is one whose width terminals disagree about. */
export const INDICATOR = " > ";
export const NO_INDICATOR = "   ";
/** Columns of the indicator and of the margin at both sides. */
export const MARGIN = 4;
/** `120 min`, so that the lines end below each other. */
const MINUTES_COLUMNS = 7;

/** The menu's lines in order; each label fits into `columns`. `next` comes first. */
export function menuItems(
  lessons: readonly LessonEntry[],
  next: NextEntry | undefined,
  columns: number,
  words: Words,
  /** So many questions are due. */
  due = 0,
): readonly MenuItem[] {
  const { menu, sitting } = words.ui;
  const titleOf = (entry: LessonEntry) => entry.title[words.language];
  const first = lessons.find(({ slug }) => slug === next?.slug);
  const fitted = (text: string) => rowText(fitText(text, columns));
  return [
    ...(next && first
      ? [
          {
            key: "next",
            label: fitted(menu[next.kind](titleOf(first))),
            value: { kind: "lesson", slug: first.slug },
          } as const,
        ]
      : []),
    ...(due > 0 ? [{ key: "review", label: fitted(sitting.menuReview(due)), value: { kind: "review" } } as const] : []),
    ...(isNothingBegun(lessons)
      ? [{ key: "placement", label: fitted(sitting.menuPlacement), value: { kind: "placement" } } as const]
      : []),
    // Before the lessons, which may be more than the screen has rows.
    { key: "map", label: fitted(menu.map), value: { kind: "map" } },
    { key: "url", label: fitted(menu.openUrl), value: { kind: "url" } },
    { key: "language", label: fitted(menu.language), value: { kind: "language" } },
    { key: "quit", label: fitted(menu.quit), value: { kind: "quit" } },
    ...lessons.map((entry, i): MenuItem => {
      const left = [span(`${String(i + 1).padStart(2)}  ${titleOf(entry)}`)];
      const right = [span(`  ${menu[entry.progress]}  ${padLeft(menu.minutes(entry.minutes), MINUTES_COLUMNS)}`)];
      return {
        key: entry.slug,
        label: rowText(spread(left, right, columns)),
        value: { kind: "lesson", slug: entry.slug },
      };
    }),
  ];
}

/** Then a placement may save the way through what is known already. */
export const isNothingBegun = (lessons: readonly LessonEntry[]): boolean =>
  lessons.every(({ progress }) => progress === "ready" || progress === "later");

/** How many items are on the screen at once. */
export const menuLimit = (size: Size): number => size.rows - 5;

/** The next lesson, or the first one. */
export const firstChosen = (items: readonly MenuItem[]): number =>
  Math.max(
    0,
    items.findIndex(({ value }) => value.kind === "lesson"),
  );

/** How one moves here, below the items. */
export const menuHint = (size: Size, words: Words): Row => fitText(` ${words.ui.menu.hint}`, size.columns, "dim");

/** What Ink makes of the menu before a key is pressed: texts with SGR, one a row. */
export function menuRows(
  picture: Picture,
  size: Size,
  theme: Theme,
  words: Words,
  lessons: readonly LessonEntry[],
  next: NextEntry | undefined,
): readonly string[] {
  const items = menuItems(lessons, next, size.columns - MARGIN, words);
  const chosen = firstChosen(items);
  const limit = menuLimit(size);
  // As `ink-select-input` moves them where the chosen one would be out of sight.
  const hidden = items.length > limit ? Math.max(0, chosen - limit + 1) : 0;
  const lines = items
    .slice(hidden, hidden + limit)
    .map(({ label }, i) => (i + hidden === chosen ? `${INDICATOR}\x1b[7m${label}\x1b[27m` : `${NO_INDICATOR}${label}`));
  const blanks = Array.from({ length: Math.max(0, size.rows - 4 - lines.length) }, () => "");
  const edge = (y: number): string => paintRow(picture.rows[y] ?? [], theme);
  return [edge(0), "", ...lines, ...blanks, paintRow(menuHint(size, words), theme), edge(size.rows - 1)];
}
