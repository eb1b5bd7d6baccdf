/** The two runs that a beat puts side by side, or a what-if and the lesson's own run: where each stands, what tells them apart. */
import { assert } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import { runName } from "../lesson/beat-text.ts";
import { MAIN_RUN } from "../lesson/lesson-names.ts";
import type { RunPlan } from "../lesson/lesson-plan.ts";
import type { Lesson } from "../lesson/load.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { currentBeat, currentTimeline, type LessonSession } from "../lesson/session.ts";
import { lastStepNotAfter, type Timeline, worldAt } from "../sim/timeline.ts";
import type { Side } from "./compare-rows.ts";

/** The run with the cursor first; undefined where only one is on stage. */
export function lessonSides(
  played: PlayedLesson,
  session: LessonSession,
  words: Words,
): readonly [Side, Side] | undefined {
  const beat = currentBeat(played, session);
  const { fork, cursor } = session;
  const first = { timeline: currentTimeline(played, session), at: cursor };
  if (fork?.kind === "task") return undefined;
  if (fork) {
    const { mine, lesson } = words.ui.whatIf;
    return [
      { label: mine, ...first },
      { label: lesson, ...besideAt(first.timeline, cursor, played.runs[fork.run]!) },
    ];
  }
  if (beat.beside === undefined) return undefined;
  const [label, other] = labels(played.lesson, beat.run, beat.beside, words);
  // At the beat itself the lesson has put both runs in their places.
  const second =
    cursor === beat.step
      ? { timeline: played.runs[beat.beside]!, at: beat.places[beat.beside]!.step }
      : besideAt(first.timeline, cursor, played.runs[beat.beside]!);
  return [
    { label, ...first },
    { label: other, ...second },
  ];
}

/** A run at the virtual time at which another one stands. */
function besideAt(timeline: Timeline, at: StepIndex, other: Timeline): { timeline: Timeline; at: StepIndex } {
  return { timeline: other, at: at < 0 ? -1 : lastStepNotAfter(other, worldAt(timeline, at).now) };
}

/** By the names that the lesson's words give them, else by what differs between them, else by their names in the file. */
function labels(lesson: Lesson, first: string, second: string, words: Words): readonly [string, string] {
  const { compare } = words.ui;
  const [one, other] = [lesson.runs[first]!, lesson.runs[second]!];
  const both = (label: (run: RunPlan) => string | undefined): readonly [string, string] | undefined => {
    const [first, second] = [label(one), label(other)];
    return first === undefined || second === undefined || first === second ? undefined : [first, second];
  };
  const named = ({ name }: RunPlan): string | undefined => runName(lesson, name, words.language);
  const plain = ({ name }: RunPlan): string => (name === MAIN_RUN ? compare.main : name);
  const found =
    ((named(one) ?? named(other)) ? both((run) => named(run) ?? plain(run)) : undefined) ??
    both(({ http }) => http && compare.http(http)) ??
    both(({ profile }) => compare.profile(profile)) ??
    both(plain);
  assert(found, "a run is not beside itself");
  return found;
}
