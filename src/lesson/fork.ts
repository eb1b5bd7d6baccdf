/** Forks of a lesson's run: offered what-ifs, and tasks in which the learner acts. The lesson's own runs stay as they are. */
import { assert, unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { type Micros, seconds } from "../base/units.ts";
import type { Entry, Input } from "../sim/agenda.ts";
import type { Change } from "../sim/change.ts";
import { forkTimeline, growTimeline, lengthOf, type Timeline, worldAt } from "../sim/timeline.ts";
import { advance, nextAt, type World } from "../sim/world.ts";
import type { Action } from "./action.ts";
import type { Task } from "./lesson-plan.ts";
import { endOf, findNext } from "./pattern.ts";
import { type PlayedBeat, type PlayedLesson, RUN_STEPS, runWorld } from "./play.ts";

/** `missed`: the goal is reached, but what it should be reached without has happened since the last action began. */
export type Goal = "open" | "reached" | "missed";

export type Fork = {
  readonly kind: "what-if" | "task";
  /** The beat that it belongs to, by id. */
  readonly beat: string;
  /** The run that it leaves. */
  readonly run: string;
  /** Of a what-if. */
  readonly id?: string;
  readonly timeline: Timeline;
  /** The last step before it is another story: up to it the steps are those of the run, or the start of an untouched world. */
  readonly from: StepIndex;
  /** The last step before the last action began; `from` without one. */
  readonly since: StepIndex;
  /** What the learner has done, by the ids of the task. */
  readonly actions: readonly string[];
  /** Of a what-if always `open`. */
  readonly goal: Goal;
  /** The step at which the goal was reached: at the end of the fork what it asks for may be over. */
  readonly moment?: StepIndex;
  /** A task before its last action. */
  readonly before?: Fork;
};

/** So long an action may go on: longer than TCP tries to open a connection. */
const ACTION_TIME: Micros = seconds(1200);
/** So long a what-if may go on: longer than TCP tries to send again. */
const WHAT_IF_TIME: Micros = seconds(86_400);

/** The what-if of this id, from where the beat stands: its actions one after the other, each when all before it has come to rest. */
export function startWhatIf(played: PlayedLesson, beat: PlayedBeat, id: string): Fork {
  const actions = beat.whatIf?.[id];
  assert(actions, `the beat ${beat.id} has no what-if ${id}`);
  const run = played.runs[beat.run]!;
  let timeline = run;
  let at = beat.step;
  for (const action of actions) {
    timeline = carriedOut(timeline, at, action);
    at = lengthOf(timeline) - 1;
  }
  const end = worldAt(timeline, at).now + WHAT_IF_TIME;
  timeline = grown(timeline, (world) => (nextAt(world) ?? 0) > end);
  const { step } = beat;
  return {
    kind: "what-if",
    beat: beat.id,
    run: beat.run,
    id,
    timeline,
    from: step,
    since: step,
    actions: [],
    goal: "open",
  };
}

/** The task of a beat before anything is done. A task in an untouched world begins when its machines are up. */
export function startTask(played: PlayedLesson, beat: PlayedBeat): Fork {
  const task = taskOf(beat);
  const timeline =
    task.from === "here"
      ? forkTimeline(played.runs[beat.run]!, beat.step, [])
      : calm({ start: runWorld(played.lesson.runs[beat.run]!, played.lesson.spec, false), steps: [], end: "open" });
  const from = lengthOf(timeline) - 1;
  return { kind: "task", beat: beat.id, run: beat.run, timeline, from, since: from, actions: [], goal: "open" };
}

/** Does what the learner chose, at the end of the fork, and runs on until all has come to rest. */
export function actInFork(fork: Fork, beat: PlayedBeat, action: string): Fork {
  const task = taskOf(beat);
  assert(fork.kind === "task" && Object.hasOwn(task.allow, action), `the beat ${beat.id} does not allow ${action}`);
  const since = lengthOf(fork.timeline) - 1;
  const timeline = carriedOut(fork.timeline, since, task.allow[action]!);
  const { moment: _, ...rest } = fork;
  const stands = standing(task, timeline, since, beat.values);
  return { ...rest, timeline, since, actions: [...fork.actions, action], ...stands, before: fork };
}

/** The task with its solution played. */
export const solvedTask = (played: PlayedLesson, beat: PlayedBeat): Fork =>
  taskOf(beat).solution.reduce((fork, action) => actInFork(fork, beat, action), startTask(played, beat));

/** How a task stands when nothing is done but waiting until all that goes on anyway has come to rest. */
export function goalByItself(played: PlayedLesson, beat: PlayedBeat): Goal {
  const { timeline, from } = startTask(played, beat);
  return standing(taskOf(beat), calm(timeline), from, beat.values).goal;
}

function taskOf({ id, tryIt }: PlayedBeat): Task {
  assert(tryIt, `the beat ${id} has no task`);
  return tryIt;
}

function standing(
  { goal, without }: Task,
  timeline: Timeline,
  since: StepIndex,
  names: PlayedBeat["values"],
): Pick<Fork, "goal" | "moment"> {
  const hit = findNext(goal, timeline, endOf(since), names);
  if (!hit) return { goal: "open" };
  if (without && findNext(without, timeline, endOf(since), names)) return { goal: "missed" };
  return { goal: "reached", moment: hit.at.step };
}

/** The run up to a step, with the action done then and all that comes of it. */
function carriedOut(timeline: Timeline, at: StepIndex, action: Action): Timeline {
  const { now } = worldAt(timeline, at);
  switch (action.kind) {
    case "act": {
      const input = { kind: "act", device: action.host, act: action.act } as const;
      return rested(forkTimeline(timeline, at, [{ at: now, input }]), now);
    }
    case "wait": {
      const until = now + action.time;
      const input = { kind: "change", change: { kind: "pass-time" } } as const;
      return rested(forkTimeline(timeline, at, [{ at: until, input }]), until);
    }
    case "change":
      return calm(action.changes.reduce(changed, forkTimeline(timeline, at, [])));
    default:
      return unreachable(action);
  }
}

/**
 * With a change as the next step, before what else is due at the same time: a frame that is about to leave can still be
 * lost. Such a step follows from nothing before it, so a fork is kept whole.
 */
function changed(timeline: Timeline, change: Change): Timeline {
  const world = worldAt(timeline, lengthOf(timeline) - 1);
  const entry: Entry = { at: world.now, seq: world.nextSeq, by: "start", input: { kind: "change", change } };
  const step = advance({ ...world, nextSeq: world.nextSeq + 1, agenda: [...world.agenda, entry] });
  return { ...timeline, steps: [...timeline.steps, step] };
}

/** Goes on until nothing is under way, if anything is. */
const calm = (timeline: Timeline): Timeline =>
  isAtRest(worldAt(timeline, lengthOf(timeline) - 1)) ? timeline : rested(timeline);

/** Goes on until nothing is under way, not before `from`, or until that takes too long. */
function rested(timeline: Timeline, from: Micros = 0): Timeline {
  const end = Math.max(from, worldAt(timeline, lengthOf(timeline) - 1).now) + ACTION_TIME;
  return grown(timeline, (world) => world.now >= from && (isAtRest(world) || (nextAt(world) ?? 0) > end));
}

/** As many steps again as a whole run, on top of those that it shares. */
const grown = (timeline: Timeline, enough: (world: World) => boolean): Timeline =>
  growTimeline(timeline, { more: RUN_STEPS, enough: ({ world }) => enough(world) });

/** Whether all that is left to happen is the end of waiting that nobody waits for: connections, idle servers, things forgotten. */
export const isAtRest = (world: World): boolean => world.agenda.every(({ at, input }) => isIdle(world, at, input));

/** Programs that wait for whoever comes. */
const servers: ReadonlySet<string> = new Set(["http-server", "authoritative"]);

function isIdle(world: World, at: Micros, input: Input): boolean {
  // What a lesson does later has not begun.
  if (input.kind === "act" || input.kind === "change") return at > world.now;
  if (input.kind !== "timer-fires") return false;
  const { timer, device } = input;
  if (timer.kind === "tcp") return timer.timer === "time-wait";
  if (timer.kind !== "wait") return false;
  const host = world.devices[device];
  const program = host?.kind === "host" ? host.processes[timer.process]?.state.program : undefined;
  return program !== undefined && servers.has(program);
}
