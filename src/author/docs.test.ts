/** The page about the lesson format: its lessons run, its lists are those of the program, and it leaves nothing out. */
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { lessonSchema } from "../lesson/lesson-file.ts";
import { loadLesson } from "../lesson/load.ts";
import { type PlayedLesson, playLesson } from "../lesson/play.ts";
import { tableShapes } from "../lesson/table-rows.ts";
import { worldSchema } from "../lesson/world-file.ts";
import { factShapes } from "../stack/fact.ts";
import { checkShownLesson } from "./check.ts";
import { referenceNames, withReference } from "./reference.ts";
import { replayLesson } from "./replay.ts";
import { exampleFiles, exampleLessons, filesOf, formatFile, formatPage } from "./testing/format-page.ts";

test("every code block with words or structure of a lesson belongs to a lesson that is tested", () => {
  expect(exampleLessons.length).toBeGreaterThan(10);
  const unmarked = [...formatPage.matchAll(/^`{3,}(?:yaml|md)$\n(.*)/gm)].map(([, first]) => first);
  expect(unmarked).toEqual(["# yaml-language-server: $schema=lesson.schema.json"]);
});

function playedExample(lesson: string): PlayedLesson {
  const loaded = loadLesson(exampleFiles(lesson));
  if (!loaded.ok) throw new Error(`${lesson} does not load`);
  const played = playLesson(loaded.value);
  if (!played.ok) throw new Error(`${lesson} does not play`);
  return played.value;
}

test.each(exampleLessons)("the example %s has nothing wrong with it, and goes as it says", (lesson) => {
  expect(checkShownLesson(exampleFiles(lesson))).toEqual([]);
  expect(replayLesson(playedExample(lesson))).toEqual([]);
});

test("the texts of the examples say what is true in their runs", () => {
  const values = ["values", "runs", "faults"].map((lesson) => [lesson, playedExample(lesson).beats.at(-1)?.values]);
  expect(Object.fromEntries(values)).toMatchInlineSnapshot(`
    {
      "faults": {
        "rto": 0.236,
      },
      "runs": {
        "kept": 1,
        "opened": 2,
      },
      "values": {
        "address": "192.0.2.226",
        "caches": 1,
        "host": "www.lab.cyber.co.kr",
        "port": 49152,
        "queries": 5,
        "segments": 4,
        "time": 136.32,
      },
    }
  `);
});

test.each([
  ["lesson.yaml", lessonSchema],
  ["world", worldSchema],
] as const)(
  "an editor that knows the schema of a %s finds no mistake in the examples, and finds one",
  (what, schema) => {
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "ref" });
    const editor = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
    const files = exampleLessons
      .flatMap((lesson) => [...filesOf(lesson)])
      .filter(([name]) => name.endsWith(".yaml") && (name === "lesson.yaml") === (what === "lesson.yaml"))
      .map(([, text]): object => parse(text));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      expect(editor.safeParse(file).success).toBe(true);
      expect(editor.safeParse({ ...file, beets: [] }).success).toBe(false);
    }
  },
);

test("the lists are those of the program (UPDATE_DOCS=1 writes them)", () => {
  const fresh = withReference(formatPage);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(formatFile, fresh);
  else expect(formatPage).toBe(fresh);
  for (const name of referenceNames) expect(formatPage).toContain(`<!-- ${name} -->`);
});

/** What is written by hand: without the lists. */
const prose = formatPage.replace(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, "");

const isTold = (key: string): boolean =>
  prose.includes(`\`${key}\``) || new RegExp(`(?<![\\w.-])${key}:\\s`).test(prose);

/** Keys of patterns are in the lists: there are as many as facts have fields. */
const listed = new Set(
  [...Object.values(factShapes), ...Object.values(tableShapes)].flatMap((shape) => Object.keys(shape)),
);

function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}

test.each([
  ["lesson", lessonSchema],
  ["world", worldSchema],
] as const)("every key of a %s file is told of", (_, schema) => {
  const keys = keysIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }));
  const kebab = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  expect([...new Set(keys)].filter((key) => !listed.has(key) && !isTold(key) && !isTold(kebab(key)))).toEqual([]);
});
