import { expect, test } from "vitest";
import { type LessonSession, lessonReducer, startSession } from "../lesson/session.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { richFiles } from "../lesson/testing/rich.ts";
import { endBeside, placeBeside, runBeside, steppedBeside } from "./lesson-pairs.ts";
import { knownEvents } from "./run.ts";

const rich = played(loadedLesson(richFiles()));

/** All places of both runs from here on, until it goes no further. */
function walk(session: LessonSession, by: 1 | -1): readonly LessonSession[] {
  const there = [session];
  for (;;) {
    const next = steppedBeside(rich, there.at(-1)!, by)!;
    if (next === there.at(-1)) return there;
    there.push(next);
  }
}

const places = (session: LessonSession) => [session.cursor, placeBeside(rich, session, runBeside(rich, session)!)];

test.each([
  ["a beat of two runs", startSession(rich, "both")],
  ["a what-if", lessonReducer(rich, startSession(rich, "asked"), { kind: "start-what-if", id: "silent-root" })],
])("%s stops at the events of both runs, and leads back by the same stops", (_, session) => {
  const on = walk(session, 1);
  const other = runBeside(rich, session)!;
  const seen = new Set(on.map((there) => places(there)[1]));
  const [, from] = places(session);
  expect(knownEvents(other).filter((event) => event > from! && !seen.has(event))).toEqual([]);
  const back = walk(on.at(-1)!, -1).toReversed().map(places);
  // A what-if shows its change first, which is a step and no event.
  expect(back.slice(1 - on.length)).toEqual(on.slice(1).map(places));
  expect(places(endBeside(rich, session)!)).toEqual(places(on.at(-1)!));
});

test("one run alone is nobody's second", () => {
  expect(steppedBeside(rich, startSession(rich, "asked"), 1)).toBeUndefined();
});
