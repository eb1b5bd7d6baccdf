import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthOf } from "../sim/timeline.ts";
import { rightAnswer } from "./answer.ts";
import { beatText } from "./beat-text.ts";
import { isEvent } from "./salience.ts";
import {
  currentBeat,
  currentDrill,
  currentQuestion,
  currentTask,
  currentTimeline,
  isAsking,
  type LessonAction,
  type LessonSession,
  lessonReducer,
  startSession,
} from "./session.ts";
import { loadedLesson, playedJourney, played as playedWith } from "./testing/lessons.ts";
import { richFiles } from "./testing/rich.ts";

const played = playedJourney();
const last = played.beats.length - 1;
const run = (session: LessonSession, ...actions: readonly LessonAction[]) =>
  actions.reduce((s, action) => lessonReducer(played, s, action), session);
const at = (id: string) => startSession(played, id);

test("a session begins at the first beat, or at the one that is named", () => {
  const nothing = { questions: {}, drills: {}, tasks: {}, taskHints: {} };
  expect(startSession(played)).toEqual({ beat: 0, cursor: played.beats[0]!.step, ...nothing });
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

const rich = startedRich();
function startedRich() {
  const lesson = playedWith(loadedLesson(richFiles()));
  const go = (session: LessonSession, ...actions: readonly LessonAction[]) =>
    actions.reduce((s, action) => lessonReducer(lesson, s, action), session);
  return { lesson, go, at: (id: string) => startSession(lesson, id) };
}

test("not to know is an answer: the question is closed as when the answer is asked for", () => {
  const asking = at("response");
  expect(run(asking, { kind: "dont-know" })).toEqual(run(asking, { kind: "reveal" }));
});

test("a drill asks round after round with other values, and counts what was right", () => {
  const { lesson, go, at: to } = rich;
  const answer = (s: LessonSession): LessonAction => ({
    kind: "answer",
    given: rightAnswer(currentQuestion(lesson, s)!.ask),
  });
  let session = to("subnet");
  expect(currentDrill(lesson, session)).toEqual({ seed: 1, round: 0, right: 0, times: 3, over: false });
  const asked: unknown[] = [];
  for (let round = 0; round < 3; round++) {
    const beat = currentBeat(lesson, session);
    asked.push(beat.values.host);
    expect(JSON.stringify(beatText(lesson.lesson, beat, "en").ask)).toContain(String(beat.values.host));
    // Not before it is answered.
    expect(go(session, { kind: "next-round" })).toBe(session);
    session = round === 1 ? go(session, { kind: "dont-know" }) : go(session, answer(session));
    if (round < 2) session = go(session, { kind: "next-round" });
  }
  expect(new Set(asked).size).toBe(3);
  expect(currentDrill(lesson, session)).toEqual({ seed: 1, round: 2, right: 2, times: 3, over: true });
  expect(go(session, { kind: "next-round" })).toBe(session);
  const again = go(session, { kind: "drill-again" });
  expect(currentDrill(lesson, again)).toEqual({ seed: 2, round: 0, right: 0, times: 3, over: false });
  expect(asked).not.toContain(currentBeat(lesson, again).values.host);
});

test("a known mistake in a drill is kept with its key", () => {
  const { lesson, go, at: to } = rich;
  const { ask } = currentQuestion(lesson, to("subnet"))!;
  const given = ask.kind === "value" ? String(ask.wrong.broadcast) : "";
  const wrong = go(to("subnet"), { kind: "answer", given });
  expect(currentQuestion(lesson, wrong)?.state).toEqual({
    status: "open",
    wrong: [{ given, key: "broadcast" }],
    hints: 0,
  });
});

test("a task is begun by what is done in it, undone step by step, and stays done", () => {
  const { lesson, go, at: to } = rich;
  const here = to("again");
  const forgot = go(here, { kind: "do", action: "forget" });
  expect(forgot.fork).toMatchObject({ kind: "task", actions: ["forget"], goal: "open" });
  expect(forgot.cursor).toBe(here.cursor + 1);
  expect(currentTimeline(lesson, forgot)).toBe(forgot.fork?.timeline);
  const back = go(forgot, { kind: "undo" });
  expect(back.fork).toMatchObject({ actions: [], goal: "open" });
  expect(go(back, { kind: "undo" })).toBe(back);
  const done = go(back, { kind: "do", action: "again" });
  expect([done.fork?.goal, currentTask(lesson, done)]).toEqual(["reached", { state: "done", hints: 0 }]);
  const left = go(done, { kind: "leave-fork" });
  expect(left).toEqual({ ...here, tasks: { again: "done" } });
  expect(currentTask(lesson, go(left, { kind: "show-solution" }))).toEqual({ state: "done", hints: 0 });
});

test("a solution that was shown is no task done, until it is done", () => {
  const { lesson, go, at: to } = rich;
  const shown = go(to("again"), { kind: "show-solution" });
  expect(shown.fork).toMatchObject({ actions: ["again"], goal: "reached" });
  expect(currentTask(lesson, shown)?.state).toBe("shown");
  const own = go(shown, { kind: "leave-fork" }, { kind: "do", action: "again" });
  expect(currentTask(lesson, own)?.state).toBe("done");
});

test("a task's hints come one by one and end", () => {
  const { lesson, go, at: to } = rich;
  const hinted = go(to("again"), { kind: "hint" });
  expect(currentTask(lesson, hinted)).toEqual({ state: "open", hints: 1 });
  expect(go(hinted, { kind: "hint" })).toBe(hinted);
});

test("in a what-if one goes from event to event, and comes back to where one was", () => {
  const { lesson, go, at: to } = rich;
  const here = go(to("asked"), { kind: "event-forward" });
  const fork = go(here, { kind: "start-what-if", id: "silent-root" });
  expect(fork.cursor).toBe(to("asked").cursor + 1);
  const on = go(fork, { kind: "next" });
  expect(on.beat).toBe(here.beat);
  expect(on.cursor).toBeGreaterThan(fork.cursor);
  expect(go(on, { kind: "back" }, { kind: "back" }, { kind: "back" }).cursor).toBe(fork.fork?.from);
  const end = go(on, { kind: "last" });
  expect(go(end, { kind: "next" })).toBe(end);
  expect(lengthOf(currentTimeline(lesson, on)) - end.cursor).toBeLessThan(5);
  expect(go(on, { kind: "leave-fork" })).toEqual(here);
  expect(go(on, { kind: "jump", beat: "loaded" })).toEqual(to("loaded"));
  // One fork at a time.
  expect(go(fork, { kind: "start-what-if", id: "late" })).toBe(fork);
  expect(go(fork, { kind: "do", action: "again" })).toBe(fork);
});

test("what a beat does not offer changes nothing", () => {
  const { go, at: to } = rich;
  const quiet = to("loaded");
  const actions: readonly LessonAction[] = [
    { kind: "start-what-if", id: "silent-root" },
    { kind: "start-task" },
    { kind: "do", action: "again" },
    { kind: "undo" },
    { kind: "show-solution" },
    { kind: "leave-fork" },
    { kind: "next-round" },
    { kind: "drill-again" },
  ];
  for (const action of actions) expect(go(quiet, action)).toBe(quiet);
});

test("inside a beat of another run the events are that run's", () => {
  const { lesson, go, at: to } = rich;
  const both = to("both");
  const on = go(both, { kind: "event-forward" });
  expect(on.cursor).toBeGreaterThan(both.cursor);
  expect(isEvent(lesson.runs.lossy!.steps[on.cursor]!)).toBe(true);
});
