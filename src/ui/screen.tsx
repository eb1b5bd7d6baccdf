/** A picture in Ink: one node a row, because Ink's cost is by nodes and by characters that it has to wrap and clip. */
import { Box, Text } from "ink";
import { memo, type ReactNode } from "react";
import type { Row, Size } from "../view/row.ts";
import type { Picture } from "./stage-rows.ts";
import type { CursorSpot } from "./terminal/painter.ts";
import { useCaret, usePasteMarks } from "./terminal/render.tsx";
import { paintRow, type Theme } from "./theme.ts";

/** The rows fit already: nothing is wrapped or cut here. */
export const FrameRow = memo(function FrameRow(props: { readonly row: Row; readonly theme: Theme }): ReactNode {
  return <Text>{paintRow(props.row, props.theme)}</Text>;
});

export function Screen(props: { readonly picture: Picture; readonly size: Size; readonly theme: Theme }): ReactNode {
  const { picture, size, theme } = props;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {picture.rows.map((row, y) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen.
        <FrameRow key={y} row={row} theme={theme} />
      ))}
      {picture.caret && <Caret spot={picture.caret} />}
    </Box>
  );
}

/** While a text field is on the screen: the terminal's own cursor at its caret, where input methods draw. */
function Caret(props: { readonly spot: CursorSpot }): ReactNode {
  useCaret(props.spot);
  usePasteMarks();
  return null;
}
