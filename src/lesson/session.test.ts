import fc from "fast-check";
import { expect, test } from "vitest";
import { isEvent } from "./salience.ts";
import {
  currentBeat,
  currentQuestion,
  isAsking,
  type LessonAction,
  type LessonSession,
  lessonReducer,
  startSession,
} from "./session.ts";
import { playedJourney } from "./testing/lessons.ts";

const played = playedJourney();
const last = played.beats.length - 1;
const run = (session: LessonSession, ...actions: readonly LessonAction[]) =>
  actions.reduce((s, action) => lessonReducer(played, s, action), session);
const at = (id: string) => startSession(played, id);

test("a session begins at the first beat, or at the one that is named", () => {
  expect(startSession(played)).toEqual({ beat: 0, cursor: played.beats[0]!.step, questions: {} });
  expect(currentBeat(played, at("syn")).id).toBe("syn");
  expect(startSession(played, "nobody").beat).toBe(0);
});

test("next and back go from beat to beat and stop at either end", () => {
  expect(run(startSession(played), { kind: "next" }).cursor).toBe(played.beats[1]!.step);
  expect(run(startSession(played), { kind: "back" })).toEqual(startSession(played));
  expect(run(startSession(played, last), { kind: "next" })).toEqual(startSession(played, last));
  expect(currentBeat(played, run(startSession(played), { kind: "last" })).kind).toBe("summary");
});

test("a jump to what is no beat changes nothing", () => {
  const here = at("query");
  expect(run(here, { kind: "jump", beat: 99 }, { kind: "jump", beat: -1 }, { kind: "jump", beat: "nobody" })).toBe(
    here,
  );
});

test("the same beat is the same state by whatever route", () => {
  const move = fc.oneof(
    fc.constantFrom<LessonAction>(
      { kind: "next" },
      { kind: "back" },
      { kind: "first" },
      { kind: "last" },
      { kind: "event-forward" },
      { kind: "event-back" },
    ),
    fc.nat(last).map((beat): LessonAction => ({ kind: "jump", beat })),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), fc.nat(last), (route, target) => {
      const wandered = run(startSession(played), ...route);
      const jumped = run(wandered, { kind: "jump", beat: target });
      expect(jumped).toEqual(startSession(played, target));
      const steps = Math.abs(target - wandered.beat);
      const way: LessonAction = { kind: target > wandered.beat ? "next" : "back" };
      const walked = run(wandered, ...Array<LessonAction>(steps).fill(way));
      if (steps > 0) expect(walked).toEqual(jumped);
    }),
    { seed: 7 },
  );
});

test("events go forward and back inside the beat, and undo each other", () => {
  fc.assert(
    fc.property(fc.nat(last), fc.nat(30), (beat, count) => {
      const start = startSession(played, beat);
      const cursors: number[] = [start.cursor];
      let session = start;
      for (let i = 0; i < count; i++) {
        session = run(session, { kind: "event-forward" });
        if (session.cursor !== cursors.at(-1)) cursors.push(session.cursor);
      }
      expect(session.beat).toBe(beat);
      for (const cursor of cursors.slice(1)) expect(isEvent(played.timeline.steps[cursor]!)).toBe(true);
      const next = played.beats.find((b) => b.step > start.cursor);
      if (next) expect(session.cursor).toBeLessThan(next.step);
      for (const cursor of cursors.slice(0, -1).toReversed()) {
        session = run(session, { kind: "event-back" });
        expect(session.cursor).toBe(cursor);
      }
      expect(run(session, { kind: "event-back" })).toEqual(start);
    }),
    { seed: 7 },
  );
});

test("a wrong answer is kept with its mistake, a right one closes the question", () => {
  const asking = at("response");
  expect(isAsking(played, asking)).toBe(true);
  const wrong = run(asking, { kind: "answer", given: "2" }, { kind: "answer", given: "99" });
  expect(currentQuestion(played, wrong)?.state).toEqual({
    status: "open",
    wrong: [{ given: "2", key: "down" }, { given: "99" }],
    hints: 0,
  });
  const right = run(wrong, { kind: "answer", given: "3" });
  expect(isAsking(played, right)).toBe(false);
  expect(run(right, { kind: "answer", given: "4" }, { kind: "reveal" }, { kind: "hint" })).toBe(right);
});

test("hints come one by one and end, then the answer may be seen", () => {
  const hinted = run(at("socket"), { kind: "hint" }, { kind: "hint" }, { kind: "hint" });
  expect(currentQuestion(played, hinted)?.state.hints).toBe(2);
  const seen = run(hinted, { kind: "reveal" });
  expect(currentQuestion(played, seen)?.state).toEqual({ status: "revealed", wrong: [], hints: 2 });
});

test("moving about keeps what was answered", () => {
  const answered = run(
    at("response"),
    { kind: "answer", given: "3" },
    { kind: "first" },
    { kind: "jump", beat: "response" },
  );
  expect(currentQuestion(played, answered)?.state.status).toBe("right");
});

test("where nothing is asked nothing can be answered", () => {
  const quiet = at("url");
  expect(currentQuestion(played, quiet)).toBeUndefined();
  expect(run(quiet, { kind: "answer", given: "x" }, { kind: "hint" }, { kind: "reveal" })).toBe(quiet);
});
