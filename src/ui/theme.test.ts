import { expect, test } from "vitest";
import type { Tone } from "../view/row.ts";
import { paintRow, type ThemeName, themes } from "./theme.ts";

/** ECMA-48 section 8.3.117: 1 bold, 2 faint, 4 underlined, 7 negative image, 31 to 36 red, green, yellow, blue, magenta, cyan. */
const sgr: Readonly<Record<Tone, Readonly<Record<ThemeName, string>>>> = {
  plain: { dark: "", light: "", mono: "" },
  dim: { dark: "2", light: "2", mono: "2" },
  strong: { dark: "1", light: "1", mono: "1" },
  title: { dark: "1;36", light: "1;34", mono: "1" },
  changed: { dark: "1;33", light: "1;35", mono: "1" },
  selected: { dark: "7", light: "7", mono: "7" },
  marked: { dark: "1;4", light: "1;4", mono: "1;4" },
  lost: { dark: "1;4;31", light: "1;4;31", mono: "1;4" },
  again: { dark: "4;33", light: "4;35", mono: "4" },
  good: { dark: "1;32", light: "1;34", mono: "1" },
  bad: { dark: "1;4;31", light: "1;4;31", mono: "1;4" },
  key: { dark: "1;32", light: "1;34", mono: "1" },
  link: { dark: "4", light: "4", mono: "4" },
  name: { dark: "36", light: "34", mono: "" },
  address: { dark: "32", light: "34", mono: "" },
  number: { dark: "35", light: "35", mono: "" },
};

test.each(Object.keys(themes) as ThemeName[])("in %s each tone has its attributes and its colour, and ends", (name) => {
  const painted = Object.keys(themes[name]).map((tone) => [
    tone,
    paintRow([{ text: tone, tone: tone as Tone }], themes[name]),
  ]);
  const expected = Object.entries(sgr).map(([tone, { [name]: codes }]) => [
    tone,
    codes === "" ? tone : `\x1b[${codes}m${tone}\x1b[m`,
  ]);
  expect(Object.fromEntries(painted)).toEqual(Object.fromEntries(expected));
});

test("a text without a tone is left as it is", () => {
  expect(paintRow([{ text: "plain " }, { text: "key", tone: "key" }, { text: " plain" }], themes.dark)).toBe(
    "plain \x1b[1;32mkey\x1b[m plain",
  );
});
