import { expect, test } from "vitest";
import { imageReferences } from "./images.ts";

test.each([
  ['<img src="/gazou.jpg">', ["/gazou.jpg"]],
  ["<IMG ALT='x' SRC = 'a.gif'><img src=b.gif>", ["a.gif", "b.gif"]],
  ['<img src="a.gif"><img src="b.gif"><img src="a.gif">', ["a.gif", "b.gif"]],
  ['<img data-src="a.gif"><image src="b.gif"><p src="c.gif">', []],
  ['<!-- <img src="a.gif"> --><img src="b.gif"><!-- <img src="c.gif">', ["b.gif"]],
  ['<img src="a?x=1&amp;y=2"><img src=""><img>', ["a?x=1&y=2"]],
  ['<img src="cut', []],
])("%s", (html, references) => {
  expect(imageReferences(html)).toEqual(references);
});

test("64 KB of openings are read in time", () => {
  expect(imageReferences("<img ".repeat(13_000))).toEqual([]);
  expect(imageReferences("<!--".repeat(16_000))).toEqual([]);
});

test("no more than 64 images of a page", () => {
  const page = Array.from({ length: 100 }, (_, i) => `<img src=${i}.gif>`).join("");
  expect(imageReferences(page)).toHaveLength(64);
});
