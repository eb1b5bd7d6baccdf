/** What must be true of every picture, whatever is on it. */
import { expect } from "vitest";
import type { Row, Size } from "../../view/row.ts";
import { rowColumns, rowText } from "../../view/text.ts";
import { parseLine } from "../terminal/cells.ts";

export const sizes: readonly Size[] = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

/** As many rows as the screen has, each as wide as it, and every frame closed. */
export function expectWhole(rows: readonly Row[], size: Size): void {
  const text = rows.map(rowText);
  const shown = `\n${text.join("\n")}\n`;
  expect(rows.map(rowColumns), shown).toEqual(Array.from({ length: size.rows }, () => size.columns));
  expectClosed(text, size.columns, shown);
}

/** Every `┌` has its `┐`, `└` and `┘`, with unbroken sides between them; on the left a `>` or `=` may mark a row. */
export function expectClosed(lines: readonly string[], columns: number, shown: string): void {
  const look = { colour: "none", ascii: false, utf8: true } as const;
  const grid = lines.map((line) => parseLine(line, columns, look).map((cell) => cell.grapheme));
  grid.forEach((row, y) => {
    row.forEach((cell, x) => {
      if (cell !== "┌") return;
      const right = row.indexOf("┐", x);
      expect(right, shown).toBeGreaterThan(x);
      let bottom = y + 1;
      while (["│", ">", "="].includes(grid[bottom]?.[x] ?? "")) {
        expect(grid[bottom]![right], shown).toBe("│");
        bottom++;
      }
      expect([grid[bottom]?.[x], grid[bottom]?.[right]], shown).toEqual(["└", "┘"]);
    });
  });
}
