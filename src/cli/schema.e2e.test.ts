import { expect, test } from "vitest";
import { run } from "./testing/built.ts";

test.each(["lesson", "world", "trace", "log"])("the schema of a %s is JSON Schema", (what) => {
  const { code, out } = run(["schema", what]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
});

test("a schema that is not there is a line that names those that are", () => {
  const { code, err } = run(["schema", "moon"]);
  expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
  expect(err).toContain("lesson, world, trace, log");
});

test("list tells each lesson in both languages, as a table or as JSON", () => {
  const lessons: unknown = JSON.parse(run(["list", "--json"]).out);
  expect(lessons).toContainEqual(
    expect.objectContaining({
      slug: "journey",
      title: { en: "The journey of a URL", ko: "URL 하나의 여행" },
      after: ["dns-cache", "keep-alive", "close"],
      beats: 19,
    }),
  );
  expect(run(["list", "--lang", "ko"]).out).toContain("URL 하나의 여행");
});

test("a shot is the screen as text or as SVG", () => {
  const text = run(["shot", "journey", "--at", "syn", "--size", "120x40"]).out;
  expect(text.split("\n")).toHaveLength(41);
  expect(text).toContain("[SYN] Seq=0");
  expect(run(["shot", "journey", "--at", "moon"])).toMatchObject({ code: 2 });
  expect(run(["shot", "naver.com", "--at", "100"]).out).toContain("naver.com");
});
