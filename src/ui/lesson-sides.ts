/** The two runs that a beat puts side by side, or a what-if and the lesson's own run: where each stands, what tells them apart. */
import { assert } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import { runName } from "../lesson/beat-text.ts";
import { MAIN_RUN } from "../lesson/lesson-names.ts";
import type { RunPlan } from "../lesson/lesson-plan.ts";
import type { Lesson } from "../lesson/load.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { currentBeat, currentTimeline, type LessonSession } from "../lesson/session.ts";
import type { Side } from "./compare-rows.ts";
import { placeBeside, runBeside } from "./lesson-pairs.ts";

/** The run with the cursor first; undefined where only one is on stage. */
export function lessonSides(
  played: PlayedLesson,
  session: LessonSession,
  words: Words,
): readonly [Side, Side] | undefined {
  const beat = currentBeat(played, session);
  const { fork, cursor } = session;
  const first = { timeline: currentTimeline(played, session), at: cursor };
  const other = runBeside(played, session);
  if (!other) return undefined;
  const second = { timeline: other, at: placeBeside(played, session, other) };
  if (fork) {
    const { mine, lesson } = words.ui.whatIf;
    return [
      { label: mine, ...first },
      { label: lesson, ...second },
    ];
  }
  const [label, name] = labels(played.lesson, beat.run, beat.beside!, words);
  return [
    { label, ...first },
    { label: name, ...second },
  ];
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
