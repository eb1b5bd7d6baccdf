/** The content of the journey lesson: what it must say and ask, whatever its words. */
import { expect, test } from "vitest";
import { judge, rightAnswer } from "./answer.ts";
import { beatText, blockLines } from "./beat-text.ts";
import { playedJourney } from "./testing/lessons.ts";
import { lessonLanguages } from "./words-file.ts";

const { lesson, beats, timeline } = playedJourney();
const written = beats.filter(({ kind }) => kind === "beat");

test("it plays to its end, every beat after the one before it", () => {
  expect(timeline.end).toBe("quiet");
  expect(written.length).toBeGreaterThanOrEqual(14);
  expect(written.length).toBeLessThanOrEqual(20);
  expect(written.map(({ id }) => id)).toEqual(lesson.beats.map(({ id }) => id));
  // The task at the end stands where the story ends.
  const told = written.filter((_, i) => lesson.beats[i]!.until);
  expect(told.length).toBe(written.length - 1);
  for (const [i, beat] of told.entries()) if (i > 0) expect(beat.step).toBeGreaterThan(told[i - 1]!.step);
});

test("the answers are those of the run", () => {
  const answers = written.flatMap(({ id, ask }) => (ask ? [[id, rightAnswer(ask)]] : []));
  expect(answers).toEqual([
    ["resolver", "nearest"],
    ["query", "root"],
    ["root-refers", "whole"],
    ["answer", "goes"],
    ["socket", "router"],
    ["syn", "SYN, ACK"],
    ["request", "web-lab-cyber"],
    ["response", "3"],
    ["page", "halves"],
  ]);
});

test("at least every third beat asks", () => {
  const asking = written.map(({ ask }) => (ask ? "?" : "."));
  expect(asking.join("")).not.toMatch(/\.{3}/);
});

test("no known mistake is right, and each is judged as itself", () => {
  for (const { ask } of written) {
    if (!ask || ask.kind === "choice") continue;
    for (const [key, value] of Object.entries(ask.wrong)) {
      expect(judge(ask, String(value))).toEqual({ right: false, key });
    }
  }
});

test.each(lessonLanguages)("in %s a beat has at most 60 words, no placeholder is left open", (language) => {
  for (const beat of beats) {
    const text = beatText(lesson, beat, language);
    expect(text.language).toBe(language);
    const parts = [text.body, text.ask, ...Object.values(text.choices), ...Object.values(text.wrongs), ...text.hints];
    for (const part of parts) expect(blockLines(part).join(" ")).not.toMatch(/[{}]/);
    if (beat.kind === "beat") expect(blockLines(text.body).join(" ").split(/\s+/).length).toBeLessThanOrEqual(60);
  }
});

test("numbers come from the run: those of the connection and the look-up", () => {
  expect(beats.at(-1)?.values).toMatchObject({
    messages: 10,
    clientPort: 49152,
    serverAck: 101,
    pieces: 3,
    received: 3,
    waited: 60,
    labZone: "lab.cyber.co.kr",
    registry: "co.kr",
  });
});
