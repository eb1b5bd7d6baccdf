import { expect, test } from "vitest";
import { beatText, blockLines, fillInline, insteadOf, textIn, titleIn } from "./beat-text.ts";
import { loadedLesson, played, playedJourney, smallFiles } from "./testing/lessons.ts";
import { richFiles } from "./testing/rich.ts";

const small = played(loadedLesson(smallFiles()));
const beatOf = (id: string) => small.beats.find((b) => b.id === id)!;

test("placeholders are filled with the values of the beat, in the style they stand in", () => {
  expect(beatText(small.lesson, beatOf("first"), "en").body).toEqual([
    {
      kind: "paragraph",
      content: [
        { style: "plain", text: "It asks for " },
        { style: "code", text: "www.lab.cyber.co.kr" },
        { style: "plain", text: "." },
      ],
    },
  ]);
});

test("question, choices, reasons and hints of a beat", () => {
  const text = beatText(small.lesson, beatOf("second"), "en");
  expect(blockLines(text.ask)).toEqual(["Which zone?"]);
  expect(Object.keys(text.choices)).toEqual(["kr", "com"]);
  expect(blockLines(text.wrongs.com ?? [])).toEqual(["The name does not end so."]);
  expect(text.hints.map(blockLines)).toEqual([["Look at the end."]]);
});

test("a lesson without Korean words speaks English, and says so", () => {
  const text = beatText(small.lesson, beatOf("summary"), "ko");
  expect([text.language, ...blockLines(text.body)]).toEqual(["en", "All of it."]);
});

test("a lesson in Korean alone speaks Korean to everybody", () => {
  const { texts } = small.lesson;
  expect(textIn({ texts: { ko: { ...texts.en!, language: "ko" } } }, "en").language).toBe("ko");
});

test("each language has its own title", () => {
  const { lesson } = playedJourney();
  expect(titleIn(lesson, "en")).not.toBe(titleIn(lesson, "ko"));
});

test("neighbours of one style become one text", () => {
  const content = [
    { kind: "text", style: "code", text: "GET " },
    { kind: "value", style: "code", name: "path" },
  ] as const;
  expect(fillInline(content, { path: "/" })).toEqual([{ style: "code", text: "GET /" }]);
});

const rich = played(loadedLesson(richFiles()));
const textOf = (id: string) => beatText(rich.lesson, rich.beats.find((b) => b.id === id)!, "en");

test("a task's words, a what-if's and a question's reason", () => {
  const task = textOf("again");
  expect([task.tryIt, task.does.again ?? [], task.done, task.missed].map(blockLines)).toEqual([
    ["Have the name answered from the cache."],
    ["Open it again."],
    ["No query left the nearest server."],
    ["A query left all the same."],
  ]);
  expect(Object.keys(textOf("asked").whatIfs)).toEqual(["silent-root", "late"]);
  expect(blockLines(textOf("subnet").right)).toEqual(["The mask keeps the network's bits."]);
});

test("beside the summary stands what is simplified and how to see it", () => {
  const { simplified, see } = textOf("summary");
  expect([simplified, see].map(blockLines)).toEqual([["There is one root server."], ["dig +trace"]]);
});

test("a linked text keeps its term, apart from its neighbours", () => {
  expect(textOf("asked").body).toEqual([
    {
      kind: "paragraph",
      content: [
        { style: "plain", text: "It asks " },
        { style: "code", text: "root" },
        { style: "plain", text: ", a " },
        { style: "plain", text: "root server", term: "root" },
        { style: "plain", text: "." },
      ],
    },
  ]);
});

test("what a lesson is told in instead is known", () => {
  expect([insteadOf(rich.lesson, "ko"), insteadOf(rich.lesson, "en")]).toEqual(["en", undefined]);
});
