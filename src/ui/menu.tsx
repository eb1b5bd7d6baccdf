/** The menu: what was begun, the lessons, a URL of one's own. */
import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import { type ReactNode, useRef } from "react";
import type { Words } from "../i18n/words.ts";
import type { Size } from "../view/row.ts";
import type { MenuChoice } from "./app-event.ts";
import { fitText } from "./line.ts";
import {
  firstChosen,
  INDICATOR,
  type LessonEntry,
  MARGIN,
  menuHint,
  menuItems,
  menuLimit,
  type NextEntry,
  NO_INDICATOR,
} from "./menu-items.ts";
import { FrameRow } from "./screen.tsx";
import type { Picture } from "./stage-rows.ts";
import type { Theme } from "./theme.ts";

export function Menu(props: {
  readonly picture: Picture;
  readonly size: Size;
  readonly theme: Theme;
  readonly words: Words;
  readonly lessons: readonly LessonEntry[];
  readonly next: NextEntry | undefined;
  /** So many questions are due. */
  readonly due: number;
  readonly onSelect: (choice: MenuChoice) => void;
}): ReactNode {
  const { picture, size, theme, words } = props;
  const items = menuItems(props.lessons, props.next, size.columns - MARGIN, words, props.due);
  // What is learnt late adds a line: the list begins anew then, at the line that was chosen.
  const chosen = useRef<string>(undefined);
  const at = items.findIndex(({ key }) => key === chosen.current);
  const head = picture.rows[0] ?? [];
  const foot = picture.rows[size.rows - 1] ?? [];
  const hint = menuHint(size, words);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <FrameRow row={head} theme={theme} />
      <FrameRow row={fitText("", size.columns)} theme={theme} />
      <Box flexDirection="column" height={size.rows - 4}>
        <SelectInput
          key={items.map(({ key }) => key).join(" ")}
          items={[...items]}
          limit={menuLimit(size)}
          initialIndex={at < 0 ? firstChosen(items) : at}
          indicatorComponent={Indicator}
          itemComponent={Item}
          onHighlight={(item) => {
            chosen.current = item.key;
          }}
          onSelect={(item) => props.onSelect(item.value)}
        />
      </Box>
      <FrameRow row={hint} theme={theme} />
      <FrameRow row={foot} theme={theme} />
    </Box>
  );
}

function Indicator({ isSelected = false }: { readonly isSelected?: boolean }): ReactNode {
  return <Text>{isSelected ? INDICATOR : NO_INDICATOR}</Text>;
}

function Item({ isSelected = false, label }: { readonly isSelected?: boolean; readonly label: string }): ReactNode {
  return <Text inverse={isSelected}>{label}</Text>;
}
