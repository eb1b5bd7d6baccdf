import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { asciiForm, graphemeAt, graphemeWidth, standsAlone } from "./glyph.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function graphemes(text: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < text.length; i += found.at(-1)!.length) found.push(graphemeAt(text, i));
  return found;
}

test("the short way finds the same graphemes as Unicode's rules", () => {
  const piece = fc.constantFrom(
    ..."aZ~é가각ㅂ─┌→…漢かカ¡",
    "\u1107",
    "\u116e",
    "\u11a8",
    "\u0301",
    "\u200d",
    "\ufe0f",
    "🙂",
    "☎",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      expect(graphemes(text)).toEqual([...segmenter.segment(text)].map((part) => part.segment));
    }),
    { numRuns: 1000, seed: 53 },
  );
});

test("whatever stands alone is as wide as the library says", () => {
  for (let unit = 0x20; unit < 0xffff; unit++) {
    if (!standsAlone(unit)) continue;
    const char = String.fromCharCode(unit);
    if (graphemeWidth(char) !== stringWidth(char)) expect.unreachable(`U+${unit.toString(16)}`);
  }
});

test("every border line has an ASCII form of one column", () => {
  for (let unit = 0x2500; unit <= 0x257f; unit++) expect(asciiForm(String.fromCharCode(unit))).toMatch(/^[-|+/\\x]$/);
  expect(["→", "…", "▸", "가", "a"].map(asciiForm)).toEqual([">", "~", ">", "가", "a"]);
});
