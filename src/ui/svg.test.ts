import { expect, test } from "vitest";
import { svgOf } from "./svg.ts";

test("each word stands at its column, a wide character alone, a box line is a line", () => {
  const svg = svgOf([[{ text: "┌ab 한글&" }, { text: " x", tone: "selected" }]], { columns: 12, rows: 1 }, "a < b");
  expect(svg.match(/<text[^>]*>[^<]*<\/text>/g)?.map((t) => t.replace(/ (y|fill|lengthAdjust)="[^"]*"/g, ""))).toEqual([
    '<text x="18" textLength="16">ab</text>',
    '<text x="42" textLength="16">한</text>',
    '<text x="58" textLength="16">글</text>',
    '<text x="74">&#38;</text>',
    '<text x="90">x</text>',
  ]);
  expect(svg).toContain("<title>a &#60; b</title>");
  expect(svg).toContain('d="M14 18.5H18M14 18.5V27"');
  expect(svg).toContain('<rect x="82" y="10" width="16" height="17"');
});
