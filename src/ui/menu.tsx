/** The menu: what was begun, the lessons, a URL of one's own. */
import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import type { ReactNode } from "react";
import type { Language, Words } from "../i18n/words.ts";
import type { Size } from "../view/row.ts";
import { padLeft, rowText } from "../view/text.ts";
import type { MenuChoice } from "./app-event.ts";
import { fitText, span, spread } from "./line.ts";
import { FrameRow } from "./screen.tsx";
import type { Picture } from "./stage-rows.ts";
import type { Theme } from "./theme.ts";

/** A lesson as the menu shows it. */
export type LessonEntry = {
  readonly slug: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly minutes: number;
  readonly progress: "done" | "started" | "untouched" | "due";
};

export type MenuItem = { readonly key: string; readonly label: string; readonly value: MenuChoice };

/** Columns of the indicator and of the margin at both sides. */
const MARGIN = 4;
/** `120 min`, so that the lines end below each other. */
const MINUTES_COLUMNS = 7;

/** The menu's lines in order; each label fits into `columns`. `resume` is the lesson to go on with. */
export function menuItems(
  lessons: readonly LessonEntry[],
  resume: string | undefined,
  columns: number,
  words: Words,
): readonly MenuItem[] {
  const { menu } = words.ui;
  const titleOf = (entry: LessonEntry) => entry.title[words.language];
  const begun = lessons.find(({ slug }) => slug === resume);
  const fitted = (text: string) => rowText(fitText(text, columns));
  return [
    ...(begun
      ? [
          {
            key: "continue",
            label: fitted(menu.continue(titleOf(begun))),
            value: { kind: "lesson", slug: begun.slug },
          } as const,
        ]
      : []),
    // Before the lessons, which may be more than the screen has rows.
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

export function Menu(props: {
  readonly picture: Picture;
  readonly size: Size;
  readonly theme: Theme;
  readonly words: Words;
  readonly lessons: readonly LessonEntry[];
  readonly resume: string | undefined;
  readonly onSelect: (choice: MenuChoice) => void;
}): ReactNode {
  const { picture, size, theme, words } = props;
  const items = menuItems(props.lessons, props.resume, size.columns - MARGIN, words);
  const head = picture.rows[0] ?? [];
  const foot = picture.rows[size.rows - 1] ?? [];
  const hint = fitText(` ${words.ui.menu.hint}`, size.columns, "dim");
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <FrameRow row={head} theme={theme} />
      <FrameRow row={fitText("", size.columns)} theme={theme} />
      <Box flexDirection="column" height={size.rows - 4}>
        <SelectInput
          items={[...items]}
          limit={size.rows - 5}
          // What is gone on with, or the first lesson.
          initialIndex={Math.max(
            0,
            items.findIndex(({ value }) => value.kind === "lesson"),
          )}
          indicatorComponent={Indicator}
          itemComponent={Item}
          onSelect={(item) => props.onSelect(item.value)}
        />
      </Box>
      <FrameRow row={hint} theme={theme} />
      <FrameRow row={foot} theme={theme} />
    </Box>
  );
}

/** ASCII, because the package's own mark is one whose width terminals disagree about. */
function Indicator({ isSelected = false }: { readonly isSelected?: boolean }): ReactNode {
  return <Text>{isSelected ? " > " : "   "}</Text>;
}

function Item({ isSelected = false, label }: { readonly isSelected?: boolean; readonly label: string }): ReactNode {
  return <Text inverse={isSelected}>{label}</Text>;
}
