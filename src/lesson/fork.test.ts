import { expect, test } from "vitest";
import { lengthOf, stepAt, type Timeline, worldAt } from "../sim/timeline.ts";
import { actInFork, goalByItself, isAtRest, solvedTask, startTask, startWhatIf } from "./fork.ts";
import type { PlayedLesson } from "./play.ts";
import { loadedLesson, played } from "./testing/lessons.ts";
import { replaced, richFiles } from "./testing/rich.ts";

const rich = played(loadedLesson(richFiles()));
const beatOf = (lesson: PlayedLesson, id: string) => lesson.beats.find((b) => b.id === id)!;
const asked = beatOf(rich, "asked");
const again = beatOf(rich, "again");
const kindsAfter = (timeline: Timeline, from: number) =>
  timeline.steps.slice(from + 1).flatMap(({ facts }) => facts.map(({ kind }) => kind));
const endOfTime = (timeline: Timeline) => worldAt(timeline, lengthOf(timeline) - 1).now;

test("a what-if shares the steps up to its beat, then tells another story", () => {
  const fork = startWhatIf(rich, asked, "silent-root");
  expect(fork).toMatchObject({ kind: "what-if", beat: "asked", run: "main", id: "silent-root", from: asked.step });
  for (let i = 0; i <= asked.step; i++) expect(stepAt(fork.timeline, i)).toBe(stepAt(rich.timeline, i));
  expect(stepAt(fork.timeline, asked.step + 1)?.entry.input).toEqual({
    kind: "change",
    change: { kind: "set-device", device: "root", up: false },
  });
  expect(kindsAfter(fork.timeline, fork.from)).toContain("dns-timeout");
  expect(kindsAfter(rich.timeline, fork.from)).not.toContain("dns-timeout");
});

test("what is about to leave when the beat is reached can still be lost", () => {
  const lose = "silent-root: { lose: { frame: arp, by: nearest }, first: 1 }";
  const lesson = played(loadedLesson(richFiles(replaced("silent-root: { stop: root }", lose))));
  const { timeline, from } = startWhatIf(lesson, beatOf(lesson, "asked"), "silent-root");
  const sent = timeline.steps.slice(from + 1).flatMap(({ sent }) => sent);
  expect(sent[0]?.lost).toBe(true);
});

test("the actions of a what-if follow each other, each when all before it has come to rest", () => {
  const { timeline, from } = startWhatIf(rich, asked, "late");
  const done: { index: number; at: number; kind: string }[] = [];
  for (const { index, entry } of timeline.steps.slice(from + 1)) {
    const { at, input } = entry;
    if (input.kind === "act") done.push({ index, at, kind: input.act.kind });
    else if (input.kind === "change") done.push({ index, at, kind: input.change.kind });
  }
  expect(done.map(({ kind }) => kind)).toEqual(["set-record", "pass-time", "open-url"]);
  const [edited, waited, opened] = done;
  expect(isAtRest(worldAt(timeline, waited!.index - 1))).toBe(true);
  expect(waited!.at).toBeGreaterThan(edited!.at + 7_200_000_000);
  expect(opened!.at).toBe(waited!.at);
  // The record lasted an hour or so: it is asked for anew, and the page comes from another machine.
  expect(kindsAfter(timeline, opened!.index)).toContain("dns-answer-received");
  expect(timeline.end).toBe("quiet");
});

test("a task begins where its beat stands, and nothing is done in it yet", () => {
  const fork = startTask(rich, again);
  expect(fork).toMatchObject({ kind: "task", from: again.step, since: again.step, actions: [], goal: "open" });
  expect(goalByItself(rich, again)).toBe("open");
});

test.each([
  ["again", "reached"],
  ["other", "open"],
  ["later", "open"],
  ["forget", "open"],
])("after %s the goal is %s", (action, goal) => {
  expect(actInFork(startTask(rich, again), again, action)).toMatchObject({ actions: [action], goal });
});

test("the goal is looked for after the last action, and what it should be without too", () => {
  const once = actInFork(startTask(rich, again), again, "forget");
  const twice = actInFork(once, again, "again");
  expect(twice).toMatchObject({
    actions: ["forget", "again"],
    goal: "open",
    since: lengthOf(once.timeline) - 1,
    before: once,
  });
  expect(actInFork(twice, again, "again").goal).toBe("reached");
});

test("a goal that is reached with what it should be without is missed", () => {
  const lesson = played(
    loadedLesson(
      richFiles(
        replaced("without: { fact: dns-query-sent, by: nearest }", "without: { fact: dns-query-sent, by: client }"),
      ),
    ),
  );
  const beat = beatOf(lesson, "again");
  expect(actInFork(startTask(lesson, beat), beat, "again").goal).toBe("missed");
});

test("actions follow each other at once, unless somebody waits", () => {
  const at = (actions: readonly string[]) =>
    endOfTime(actions.reduce((fork, action) => actInFork(fork, again, action), startTask(rich, again)).timeline);
  expect(at(["again", "again"])).toBeLessThan(2_000_000);
  expect(at(["again", "later"])).toBeGreaterThan(7_200_000_000);
});

test("a task from the start begins in a world where nobody has done anything", () => {
  const lesson = played(
    loadedLesson(
      richFiles(
        replaced("      allow:\n", "      from: start\n      allow:\n"),
        replaced("A query left", "A  query left"),
      ),
    ),
  );
  const beat = beatOf(lesson, "again");
  const fork = startTask(lesson, beat);
  expect(worldAt(fork.timeline, fork.from).now).toBe(0);
  const first = actInFork(fork, beat, "again");
  expect(first.goal).toBe("open");
  expect(actInFork(first, beat, "again").goal).toBe("reached");
});

test("the solution reaches the goal, and the lesson's own run stays as it was", () => {
  const before = lengthOf(rich.timeline);
  expect(solvedTask(rich, again)).toMatchObject({ goal: "reached", actions: ["again"] });
  expect(lengthOf(rich.timeline)).toBe(before);
});
