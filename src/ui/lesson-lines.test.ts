import { expect, test } from "vitest";
import type { PlayedLesson } from "../lesson/play.ts";
import { type LessonAction, lessonReducer, startSession } from "../lesson/session.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { richFiles } from "../lesson/testing/rich.ts";
import { type LessonLine, lessonLines, lineNumbers } from "./lesson-lines.ts";
import { smallLesson } from "./testing/lesson.ts";

const rich = played(loadedLesson(richFiles()));
const small = smallLesson();

const spelled = (line: LessonLine): string => ("key" in line ? line.key : "action" in line ? line.action : line.kind);

/** The lines after these actions, with their numbers where they have one. */
function lines(lesson: PlayedLesson, beat: string, ...actions: readonly LessonAction[]): readonly string[] {
  const session = actions.reduce((now, action) => lessonReducer(lesson, now, action), startSession(lesson, beat));
  const all = lessonLines(lesson, session);
  const numbers = lineNumbers(all);
  return all.map((line, i) => (numbers[i] === 0 ? spelled(line) : `${numbers[i]} ${spelled(line)}`));
}

const hint = { kind: "hint" } as const;
const dontKnow = { kind: "dont-know" } as const;
const act = (action: string): LessonAction => ({ kind: "do", action });

test.each<[string, readonly string[], readonly string[]]>([
  [
    "choices, and not to know as the last of them",
    lines(small, "who-first"),
    ["1 nearest", "2 root", "3 dont-know", "hint"],
  ],
  ["no hint when all are shown", lines(small, "who-first", hint, hint), ["1 nearest", "2 root", "3 dont-know"]],
  ["nothing when the question is closed", lines(small, "who-first", dontKnow), []],
  ["a field, in which digits are text", lines(small, "which-name"), ["field", "dont-know"]],
  ["nothing where nothing is asked", lines(small, "typed"), []],
  ["what a task allows", lines(rich, "again"), ["1 again", "2 other", "3 later", "4 forget", "hint", "show"]],
  [
    "and to take it back when something was done",
    lines(rich, "again", act("other")),
    ["1 again", "2 other", "3 later", "4 forget", "undo", "hint", "show"],
  ],
  ["only the ways back when the goal is reached", lines(rich, "again", act("again")), ["leave", "undo"]],
  ["nothing in a what-if", lines(rich, "asked", { kind: "start-what-if", id: "late" }), []],
  ["the next round of a drill", lines(rich, "subnet", dontKnow), ["next-round"]],
  [
    "after the last round the drill anew",
    lines(rich, "subnet", dontKnow, { kind: "next-round" }, dontKnow, { kind: "next-round" }, dontKnow),
    ["drill-again"],
  ],
])("%s", (_, found, expected) => {
  expect(found).toEqual(expected);
});

test("every host of the world can be picked", () => {
  const { devices } = small.timeline.start;
  const hosts = Object.values(devices).filter(({ kind }) => kind === "host");
  expect(lines(small, "who-next")).toHaveLength(hosts.length + 1);
});
