/** Stepping through two runs that a lesson has side by side: by the events of both, whichever comes next. */
import type { StepIndex } from "../base/ids.ts";
import type { PlayedBeat, PlayedLesson } from "../lesson/play.ts";
import { currentBeat, currentTimeline, type LessonSession } from "../lesson/session.ts";
import { lastStepNotAfter, type Timeline, worldAt } from "../sim/timeline.ts";
import { type Pair, pairsFrom } from "./compare.ts";
import { knownEvents } from "./run.ts";

/** The run that stands beside the one with the cursor; undefined where only one is on stage. */
export function runBeside(played: PlayedLesson, session: LessonSession): Timeline | undefined {
  const { fork } = session;
  if (fork) return fork.kind === "task" ? undefined : played.runs[fork.run];
  const { beside } = currentBeat(played, session);
  return beside === undefined ? undefined : played.runs[beside];
}

/** Where that run stands: where one has stepped to, where the lesson has put it, or at the same virtual time. */
export function placeBeside(played: PlayedLesson, session: LessonSession, other: Timeline): StepIndex {
  const { beside, cursor, fork } = session;
  if (beside && beside.beat === session.beat && beside.cursor === cursor && beside.run === other) return beside.at;
  const beat = currentBeat(played, session);
  if (!fork && cursor === beat.step && beat.beside !== undefined) return beat.places[beat.beside]!.step;
  return cursor < 0 ? -1 : lastStepNotAfter(other, worldAt(currentTimeline(played, session), cursor).now);
}

/** One event of either run on or back, inside the beat or the fork; undefined where one run is alone. */
export function steppedBeside(played: PlayedLesson, session: LessonSession, by: 1 | -1): LessonSession | undefined {
  const other = runBeside(played, session);
  if (!other) return undefined;
  const { cursor } = session;
  const at = placeBeside(played, session, other);
  const pairs = pairsOf(played, session, other);
  const there =
    by === 1
      ? pairs.find(([a, b]) => a >= cursor && b >= at && (a > cursor || b > at))
      : pairs.findLast(([a, b]) => a <= cursor && b <= at && (a < cursor || b < at));
  return there ? placed(session, other, there) : session;
}

/** To the last event of both; undefined where one run is alone. */
export function endBeside(played: PlayedLesson, session: LessonSession): LessonSession | undefined {
  const other = runBeside(played, session);
  const last = other && pairsOf(played, session, other).at(-1);
  return last && placed(session, other, last);
}

const placed = (session: LessonSession, run: Timeline, [cursor, at]: Pair): LessonSession => ({
  ...session,
  cursor,
  beside: { beat: session.beat, cursor, run, at },
});

/** All stops of the beat or the fork, its beginning first. */
function pairsOf(played: PlayedLesson, session: LessonSession, other: Timeline): readonly Pair[] {
  const { fork } = session;
  const timeline = currentTimeline(played, session);
  const beat = currentBeat(played, session);
  const key = fork ?? played.beats[session.beat]!;
  const known = walked.get(key);
  if (known) return known;
  const from: Pair = fork ? [fork.from, fork.from] : [beat.step, beat.places[beat.beside!]!.step];
  const made = pairsFrom(
    [
      { timeline, events: knownEvents(timeline) },
      { timeline: other, events: knownEvents(other) },
    ],
    from,
  );
  const ends = fork ? undefined : endsOf(played, session.beat, from);
  const end = ends ? made.findIndex(([a, b]) => a >= ends[0] || b >= ends[1]) : -1;
  const pairs = end < 0 ? made : made.slice(0, Math.max(1, end));
  walked.set(key, pairs);
  return pairs;
}

/** They are asked for with every key; a fork or a beat keeps its runs. */
const walked = new WeakMap<object, readonly Pair[]>();

/** Where a later beat takes over in either run. */
function endsOf({ beats }: PlayedLesson, beat: number, [first, second]: Pair): Pair {
  const { run = "", beside = "" } = beats[beat] ?? {};
  const later = (name: string, at: StepIndex): StepIndex =>
    beats
      .slice(beat + 1)
      .flatMap(({ places }: PlayedBeat) => places[name]?.step ?? [])
      .find((step) => step > at) ?? Number.POSITIVE_INFINITY;
  return [later(run, first), later(beside, second)];
}
