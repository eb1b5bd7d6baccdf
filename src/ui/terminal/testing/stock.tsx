/** Frames drawn as Ink offers it, by its own writer: what each of our steps is measured against. The file of the frames is its argument. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { Box, render, Text, useInput } from "ink";
import { type ReactNode, useState } from "react";
import type { Row } from "../../../view/row.ts";
import { themes } from "../../theme.ts";

const frames = JSON.parse(readFileSync(String(process.argv[2]), "utf8")) as readonly (readonly Row[])[];

/** Left goes back a frame, right goes on. */
function Frames(): ReactNode {
  const [at, setAt] = useState(0);
  useInput((_, key) => {
    if (key.rightArrow) setAt((n) => Math.min(n + 1, frames.length - 1));
    if (key.leftArrow) setAt((n) => Math.max(n - 1, 0));
  });
  return (
    <Box flexDirection="column">
      {frames[at]?.map((row, y) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen.
        <Box key={y}>
          <Text>
            {row.map(({ text, tone }, n) => {
              const { colour, bold, dim, underline, inverse } = themes.dark[tone ?? "plain"];
              return (
                <Text
                  // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place in the row.
                  key={n}
                  {...(colour && { color: colour })}
                  bold={bold ?? false}
                  dimColor={dim ?? false}
                  underline={underline ?? false}
                  inverse={inverse ?? false}
                >
                  {text}
                </Text>
              );
            })}
          </Text>
        </Box>
      ))}
    </Box>
  );
}

render(<Frames />);
