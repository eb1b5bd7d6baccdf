import { expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { lessonReducer, startSession } from "../lesson/session.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { replaced, richFiles } from "../lesson/testing/rich.ts";
import { lengthOf, worldAt } from "../sim/timeline.ts";
import { lessonSides } from "./lesson-sides.ts";

const words = languageWords("en");
const rich = played(loadedLesson(richFiles()));

test("a beat of one run has no sides, nor has a task", () => {
  expect(lessonSides(rich, startSession(rich, "asked"), words)).toBeUndefined();
  const task = lessonReducer(rich, startSession(rich, "again"), { kind: "do", action: "again" });
  expect(lessonSides(rich, task, words)).toBeUndefined();
});

test("a beat with a run beside it has both where the lesson puts them", () => {
  const session = startSession(rich, "both");
  const { places } = rich.beats[session.beat]!;
  expect(lessonSides(rich, session, words)).toEqual([
    { label: "lossy", timeline: rich.runs.lossy, at: places.lossy!.step },
    { label: "main run", timeline: rich.runs.main, at: places.main!.step },
  ]);
});

test("inside such a beat the other run is as far as its time", () => {
  let session = startSession(rich, "both");
  for (let n = 0; n < 5; n++) {
    session = lessonReducer(rich, session, { kind: "event-forward" });
    const [first, second] = lessonSides(rich, session, words)!;
    expect(first.at).toBe(session.cursor);
    const { now } = worldAt(first.timeline, first.at);
    expect(worldAt(second.timeline, second.at).now).toBeLessThanOrEqual(now);
    const isLast = second.at === lengthOf(second.timeline) - 1;
    expect(isLast || worldAt(second.timeline, second.at + 1).now > now).toBe(true);
  }
});

test("runs that differ in HTTP or profile are called by that", () => {
  const kept = played(
    loadedLesson(
      richFiles(
        replaced(
          "    run: lossy\n    beside: main\n    until: { fact: tcp-retransmission-timeout, by: client }\n",
          "    run: kept\n    beside: main\n",
        ),
        replaced("{lost} lost; ", ""),
      ),
    ),
  );
  const sides = lessonSides(kept, startSession(kept, "both"), words)!;
  expect(sides.map(({ label }) => label)).toEqual(["HTTP/1.1", "HTTP/1.0"]);
});

test("a run is called as the lesson's words call it, before all else", () => {
  const named = played(
    loadedLesson(richFiles((text) => text, replaced("## summary", "## runs\n### lossy\nWith a loss\n## summary"))),
  );
  const sides = lessonSides(named, startSession(named, "both"), words)!;
  expect(sides.map(({ label }) => label)).toEqual(["With a loss", "main run"]);
});

test("a what-if stands beside the lesson's own run", () => {
  const before = startSession(rich, "asked");
  const session = lessonReducer(rich, before, { kind: "start-what-if", id: "silent-root" });
  const [first, second] = lessonSides(rich, session, words)!;
  expect([first.label, second.label]).toEqual(["what if", "as it was"]);
  expect(first.timeline).toBe(session.fork!.timeline);
  expect(second.timeline).toBe(rich.runs.main);
  const end = lessonReducer(rich, session, { kind: "last" });
  const [, later] = lessonSides(rich, end, words)!;
  expect(later.at).toBeGreaterThan(second.at);
});
