/** A picture on the terminal: its rows fit already, so that they go past Ink, whose cost is by nodes and by characters. */
import { Text } from "ink";
import { type ReactNode, useMemo } from "react";
import type { Row } from "../view/row.ts";
import type { Picture } from "./stage-rows.ts";
import type { CursorSpot } from "./terminal/painter.ts";
import { useCaret, usePicture } from "./terminal/render.tsx";
import { paintRow, type Theme } from "./theme.ts";

/** A row among what Ink lays out; nothing is wrapped or cut here. */
export function FrameRow(props: { readonly row: Row; readonly theme: Theme }): ReactNode {
  // Of the two ways to write the end of all styles Ink knows this one; after the other it leaves the next style out.
  return <Text>{paintRow(props.row, props.theme).replaceAll("\x1b[m", "\x1b[0m")}</Text>;
}

export function Screen(props: { readonly picture: Picture; readonly theme: Theme }): ReactNode {
  const { picture, theme } = props;
  usePicture(useMemo(() => picture.rows.map((row) => paintRow(row, theme)), [picture, theme]));
  return picture.caret && <Caret spot={picture.caret} />;
}

/** While a text field is on the screen: the terminal's own cursor at its caret, where input methods draw. */
function Caret(props: { readonly spot: CursorSpot }): ReactNode {
  useCaret(props.spot);
  return null;
}
