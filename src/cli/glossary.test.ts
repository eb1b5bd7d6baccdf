import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { termOf } from "../lesson/term.ts";
import { loadGlossary } from "./glossary.ts";

test("the glossary is found beside the lessons", () => {
  expect(termOf(loadGlossary(en), "time-wait")?.words.en.term).toBe("TIME-WAIT");
});
