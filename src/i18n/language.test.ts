import { expect, test } from "vitest";
import { languageFrom, languageWords } from "./language.ts";
import { languages } from "./words.ts";

test.each([
  [{}, "en"],
  [{ LANG: "ko_KR.UTF-8" }, "ko"],
  [{ LANG: "ko" }, "ko"],
  [{ LANG: "kok_IN" }, "en"],
  [{ LANG: "C.UTF-8" }, "en"],
  [{ LC_ALL: "en_US.UTF-8", LANG: "ko_KR.UTF-8" }, "en"],
  [{ LC_ALL: "", LC_MESSAGES: "ko_KR", LANG: "en_US" }, "ko"],
  [{ LC_ALL: "ko_KR", LC_MESSAGES: "en_US" }, "ko"],
] as const)("%j speaks %s", (env, language) => {
  expect(languageFrom(env)).toBe(language);
});

test("each language has its own words", () => {
  expect(languages.map((l) => languageWords(l).language)).toEqual(languages);
});
