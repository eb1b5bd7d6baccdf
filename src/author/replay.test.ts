import { describe, expect, test } from "vitest";
import { loadedLesson, played, playedJourney } from "../lesson/testing/lessons.ts";
import { replaced, richFiles } from "../lesson/testing/rich.ts";
import { replayLesson } from "./replay.ts";

test("a lesson with a task, what-ifs, a drill and two runs comes out right", () => {
  expect(replayLesson(played(loadedLesson(richFiles())))).toEqual([]);
});

test("so does the journey, with all its questions", () => {
  expect(replayLesson(playedJourney())).toEqual([]);
});

describe("what does not come out right", () => {
  test("is a solution that does not reach the goal", () => {
    const files = richFiles(replaced("solution: [again]", "solution: [other]"));
    expect(replayLesson(played(loadedLesson(files)))).toEqual([{ kind: "solution-fails", beat: "again" }]);
  });

  test("is a wrong answer of a played lesson that is right, or that another one hides", () => {
    const lesson = playedJourney();
    const beats = lesson.beats.map((beat) =>
      beat.id === "syn" && beat.ask?.kind === "value"
        ? { ...beat, ask: { ...beat.ask, wrong: { ...beat.ask.wrong, same: "syn, ack", twice: "[S]" } } }
        : beat,
    );
    expect(replayLesson({ ...lesson, beats })).toEqual([
      { kind: "wrong-unknown", beat: "syn", key: "same", given: "syn, ack" },
      { kind: "wrong-unknown", beat: "syn", key: "twice", given: "[S]" },
    ]);
  });

  test("is a right answer that has no spelling of its kind", () => {
    const lesson = playedJourney();
    const beats = lesson.beats.map((beat) =>
      beat.id === "syn" && beat.ask?.kind === "value" ? { ...beat, ask: { ...beat.ask, answer: "none" } } : beat,
    );
    expect(replayLesson({ ...lesson, beats })).toEqual([{ kind: "right-refused", beat: "syn", given: "none" }]);
  });
});
