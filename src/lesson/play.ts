/** Runs a lesson's worlds and finds the place of every beat in them; nothing of this depends on a screen. */
import type { PacketId, StepIndex } from "../base/ids.ts";
import type { Literal } from "../base/literal.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Micros, seconds } from "../base/units.ts";
import { buildWorld } from "../sim/build.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { KEPT_BYTES, runTimeline, stepAt, stepsOf, type Timeline } from "../sim/timeline.ts";
import { inject, nextAt, type World } from "../sim/world.ts";
import type { Fact } from "../stack/fact.ts";
import type { Frame } from "../stack/stimulus.ts";
import type { FieldNode } from "../wire/codec.ts";
import { describeFrame } from "../wire/packet.ts";
import type { Action } from "./action.ts";
import { judge, type PlayedAsk } from "./answer.ts";
import type { Ask } from "./ask-file.ts";
import { type DrillProblem, drillRound, type PlayedDrill } from "./drill.ts";
import { type Expr, type ExprPlace, evaluate } from "./expression.ts";
import type { Finding, FindingBody } from "./finding.ts";
import { frameOf } from "./hit-frame.ts";
import { MAIN_RUN, type StagePane, SUMMARY } from "./lesson-names.ts";
import type { Beat, RunPlan, ShownHosts, Task } from "./lesson-plan.ts";
import type { Lesson } from "./load.ts";
import type { Place } from "./located-yaml.ts";
import { endOf, type Hit, type Position, runIn, START } from "./pattern.ts";
import { suggest } from "./suggest.ts";
import { arrive, exprPlace, nowhere, type Whereabouts } from "./whereabouts.ts";

/** A beat in its run. The last one is the summary, which stands where the last written beat stands. */
export type PlayedBeat = {
  readonly kind: "beat" | "summary";
  readonly id: string;
  /** The run that `step` and `at` are in: a key of the lesson's `runs`. */
  readonly run: string;
  /** Another run on stage, at the same virtual time: its place is among `places`. */
  readonly beside?: string;
  /** The step that is shown; -1 before anything has happened. */
  readonly step: StepIndex;
  readonly at: Position;
  /** Where each run that is on stage stands. */
  readonly places: Readonly<Record<string, Position>>;
  readonly show: readonly StagePane[];
  /** Whose tables a pane shows; the others follow the run. */
  readonly hosts: ShownHosts;
  /** The field to mark, and the frame that it is in. */
  readonly point?: { readonly path: string; readonly frame: Frame };
  /** What the beat is about, where that is not the first packet that its step sends. */
  readonly packet?: PacketId;
  readonly covers: readonly string[];
  /** What fills the placeholders: this beat's values and those of the beats before it. */
  readonly values: Readonly<Record<string, Literal>>;
  readonly ask?: PlayedAsk;
  readonly tryIt?: Task;
  readonly whatIf?: Readonly<Record<string, readonly Action[]>>;
  readonly drill?: PlayedDrill;
};

export type PlayedLesson = {
  readonly lesson: Lesson;
  /** The main run. */
  readonly timeline: Timeline;
  /** All runs by name, `main` among them. */
  readonly runs: Readonly<Record<string, Timeline>>;
  readonly beats: readonly PlayedBeat[];
};

/** The world of a run before its first step, with its faults and, unless told otherwise, with what is going to be done in it. */
export function runWorld(run: RunPlan, spec: WorldSpec, acts = true): World {
  let world = buildWorld(withTcp(spec, run.tcp), { profile: run.profile, seed: run.seed });
  for (const { at, change } of run.changes) world = inject(world, at, { kind: "change", change });
  if (!acts) return world;
  for (const { at, host, act } of run.acts) world = inject(world, at, { kind: "act", device: host, act });
  return world;
}

function withTcp(spec: WorldSpec, choices: RunPlan["tcp"]): WorldSpec {
  if (Object.keys(choices).length === 0) return spec;
  const devices = Object.entries(spec.devices).map(([id, device]) =>
    Object.hasOwn(choices, id) && "ports" in device
      ? ([id, { ...device, tcp: { ...device.tcp, ...choices[id] } }] as const)
      : ([id, device] as const),
  );
  return { ...spec, devices: Object.fromEntries(devices) };
}

/** A lesson's run has some hundred steps, a long one some thousand; one that goes on is cut here. */
export const RUN_STEPS = 20_000;
/** Nothing is waited for longer than this after the last thing that was done. */
const RUN_TIME: Micros = seconds(86_400);

function timelineOf(run: RunPlan, spec: WorldSpec, limit: number, budget: number): Timeline {
  const last = Math.max(0, ...run.acts.map(({ at }) => at), ...run.changes.map(({ at }) => at));
  return runTimeline(runWorld(run, spec), {
    limit,
    budget,
    enough: ({ world }) => (nextAt(world) ?? 0) > last + RUN_TIME,
  });
}

/** A beat that the run never reaches, a value that it never has: findings at the lines where they are asked for. */
export function playLesson(
  lesson: Lesson,
  spec: WorldSpec = lesson.spec,
  options: { readonly limit?: number } = {},
): Result<PlayedLesson, readonly Finding[]> {
  const plans = Object.values(lesson.runs);
  const runs: Readonly<Record<string, Timeline>> = Object.fromEntries(
    plans.map((run) => [run.name, timelineOf(run, spec, options.limit ?? RUN_STEPS, KEPT_BYTES / plans.length)]),
  );
  const findings: Finding[] = [];
  const beats: PlayedBeat[] = [];
  let whereabouts = nowhere(runs);
  let values: Readonly<Record<string, Literal>> = {};
  for (const beat of lesson.beats) {
    const add = ({ line, column }: Place, body: FindingBody): void => {
      findings.push({ file: lesson.file, line, column, ...body });
    };
    const arrival = arrive(whereabouts, beat, values);
    if (!arrival) {
      // What comes after it cannot be placed either, so one finding is enough.
      const { steps, end } = runs[(beat.until && runIn(beat.until)) ?? beat.run]!;
      const unfinished: FindingBody = { kind: "run-does-not-end", steps: steps.length };
      const wrong = wentWrong(whereabouts, (beat.until && runIn(beat.until)) ?? beat.run);
      const unreached: FindingBody = { kind: "beat-not-reached", beat: beat.id, ...(wrong && { reason: wrong }) };
      add(beat.places.until, end === "quiet" ? unreached : unfinished);
      break;
    }
    whereabouts = arrival.whereabouts;
    const at = whereabouts.at[beat.run]!;
    const timeline = runs[beat.run]!;
    const place = (): ExprPlace => exprPlace(whereabouts, beat.run, values);
    for (const [name, expr] of Object.entries(beat.let)) {
      const value = evaluate(expr, place());
      if (value.ok) values = { ...values, [name]: value.value };
      else add(beat.places.let[name] ?? beat.places.beat, { kind: "value-not-found", name });
    }
    const point = beat.point === undefined ? undefined : pointed(timeline, at, arrival.hit, beat.point);
    if (beat.point !== undefined && !point) {
      const near = suggest(beat.point, pathsAt(timeline, at));
      const suggestion = near === beat.point ? undefined : near;
      add(beat.places.point, {
        kind: "point-not-found",
        path: beat.point,
        beat: beat.id,
        ...(suggestion && { suggestion }),
      });
    }
    const ask = beat.ask && playedAsk(beat.ask, beat, place(), add);
    if (ask?.kind === "choice" && ask.right.length > 0)
      findings.push(...reasonsMissing(lesson, beat, ask.keys, ask.right));
    const drill = beat.drill && { ...beat.drill, id: beat.id, place: place() };
    if (drill) findings.push(...drillFindings(drill, beat, lesson));
    beats.push({
      kind: "beat",
      id: beat.id,
      run: beat.run,
      ...(beat.beside !== undefined && { beside: beat.beside }),
      step: at.step,
      at,
      places:
        beat.beside === undefined
          ? { [beat.run]: at }
          : { [beat.run]: at, [beat.beside]: whereabouts.at[beat.beside]! },
      show: beat.show,
      hosts: beat.hosts,
      ...(point && { point }),
      ...packetOf(timeline, at, arrival.hit, point?.frame),
      covers: beat.covers,
      values,
      ...(ask && { ask }),
      ...(beat.tryIt && { tryIt: beat.tryIt }),
      ...(beat.whatIf && { whatIf: beat.whatIf }),
      ...(drill && { drill }),
    });
  }
  if (findings.length > 0) return err(findings);
  const { show = [], hosts = {}, step = -1, run = MAIN_RUN } = beats.at(-1) ?? {};
  const at = endOf(step);
  const places = { [run]: at };
  beats.push({ kind: "summary", id: SUMMARY, run, step, at, places, show, hosts, covers: [], values });
  return ok({ lesson, timeline: runs[MAIN_RUN]!, runs, beats });
}

/** What keeps a page from coming, where a beat waits for it in vain. */
const troubles: ReadonlySet<string> = new Set(["name-not-resolved", "connection-refused", "page-failed"]);

/** The first thing that goes wrong in a run after its place, else the last before it. */
function wentWrong({ runs, at }: Whereabouts, run: string): Fact | undefined {
  const place = at[run]?.step ?? START.step;
  let last: Fact | undefined;
  for (const { facts, index } of stepsOf(runs[run]!)) {
    last = facts.find(({ kind }) => troubles.has(kind)) ?? last;
    if (last && index >= place) break;
  }
  return last;
}

function playedAsk(
  ask: Ask,
  beat: Beat,
  place: ExprPlace,
  add: (place: Place, body: FindingBody) => void,
): PlayedAsk | undefined {
  const answer = evaluate(ask.answer, place);
  if (!answer.ok) {
    add(beat.places.answer, { kind: "value-not-found", name: "answer" });
    return undefined;
  }
  const valuesOf = (exprs: Readonly<Record<string, Expr>>): Readonly<Record<string, Literal>> => {
    const found: Record<string, Literal> = {};
    for (const [key, expr] of Object.entries(exprs)) {
      const value = evaluate(expr, place);
      if (value.ok) found[key] = value.value;
      else add(beat.places.offered[key] ?? beat.places.beat, { kind: "value-not-found", name: key });
    }
    return found;
  };
  if (ask.kind === "choice") {
    const offered = valuesOf(ask.choices);
    const keys = Object.keys(ask.choices);
    const right = keys.filter((key) => offered[key] === answer.value);
    for (const key of keys) {
      const alike = keys.find((other) => offered[other] === offered[key]);
      if (alike === key || alike === undefined || offered[key] === undefined) continue;
      add(beat.places.offered[key] ?? beat.places.beat, { kind: "choices-alike", beat: beat.id, keys: [alike, key] });
    }
    if (right.length === 0) {
      add(beat.places.answer, { kind: "answer-not-offered", answer: String(answer.value), beat: beat.id });
    }
    return { kind: "choice", keys, right };
  }
  const wrong = valuesOf(ask.wrong);
  const played: PlayedAsk =
    ask.kind === "pick"
      ? { kind: "pick", pick: ask.pick, answer: answer.value, wrong }
      : { kind: "value", value: ask.value, answer: answer.value, wrong };
  for (const [key, value] of Object.entries(wrong)) {
    if (!judge(played, String(value)).right) continue;
    add(beat.places.offered[key] ?? beat.places.beat, { kind: "wrong-is-right", beat: beat.id, key });
  }
  return played;
}

/** Every wrong choice needs a reason, in every language. */
function reasonsMissing(
  lesson: Lesson,
  beat: Beat,
  keys: readonly string[],
  right: readonly string[],
): readonly Finding[] {
  return Object.values(lesson.texts).flatMap((text) => {
    const words = text.beats[beat.id];
    if (!words) return [];
    const { line, column } = words.place;
    return keys
      .filter((key) => !right.includes(key) && !Object.hasOwn(words.wrongs, key))
      .map((key): Finding => {
        const heading = `### wrong ${key}`;
        return { file: text.file, line, column, kind: "heading-missing", heading, language: text.language };
      });
  });
}

/** What keeps the rounds of the first time through from being asked. Each choice may turn out wrong, and needs its reason. */
function drillFindings(drill: PlayedDrill, beat: Beat, lesson: Lesson): readonly Finding[] {
  const reasons = drill.ask.kind === "choice" ? reasonsMissing(lesson, beat, Object.keys(drill.ask.choices), []) : [];
  for (let round = 0; round < drill.times; round++) {
    const made = drillRound(drill, lesson.seed, round);
    if (made.ok) continue;
    const { line, column } = placeOfProblem(made.error, beat);
    const body: FindingBody =
      made.error.kind === "value"
        ? { kind: "value-not-found", name: made.error.name }
        : { kind: "drill-fails", beat: beat.id };
    return [...reasons, { file: lesson.file, line, column, ...body }];
  }
  return reasons;
}

function placeOfProblem(problem: DrillProblem, { places }: Beat): Place {
  if (problem.kind === "choices") return places.drill;
  const at = problem.part === "answer" ? places.answer : places[problem.part][problem.name];
  return at ?? places.drill;
}

/** How far back a step's causes are followed for the frame that it is about: arrival, delivery, return, call. */
const MAX_CAUSES = 8;

/** The frame that a beat's field is in: what the step is about, what it sent, or the arrival that led to it. */
function pointed(timeline: Timeline, at: Position, hit: Hit | undefined, path: string): PlayedBeat["point"] {
  const has = (frame: Frame): boolean => describeFrame(frame.bytes).some((layer) => hasField(layer.fields, path));
  let step = stepAt(timeline, at.step);
  const meant = hit && step && frameOf(hit, step);
  if (meant && has(meant)) return { path, frame: meant };
  for (let i = 0; i < MAX_CAUSES && step; i++) {
    const { input, by } = step.entry;
    const sent = step.sent.map(({ frame }) => frame);
    const frame = (input.kind === "frame-arrives" ? [...sent, input.frame] : sent).find(has);
    if (frame) return { path, frame };
    step = by === "start" ? undefined : stepAt(timeline, by);
  }
  return undefined;
}

/** The packet of the field, or of what the beat waited for: by itself the screen shows what the step sent first. */
function packetOf(
  timeline: Timeline,
  at: Position,
  hit: Hit | undefined,
  field: Frame | undefined,
): Pick<PlayedBeat, "packet"> {
  const step = stepAt(timeline, at.step);
  if (!step) return {};
  const { input } = step.entry;
  const arrived = input.kind === "frame-arrives" ? input.frame : undefined;
  const own = [...step.sent.map(({ frame }) => frame.packet), ...(arrived ? [arrived.packet] : [])];
  const packet = (field ?? (hit && frameOf(hit, step)))?.packet;
  return packet === undefined || packet === own[0] || !own.includes(packet) ? {} : { packet };
}

/** The fields of the frames that a beat is about: of its step and of what led to it. */
function pathsAt(timeline: Timeline, at: Position): readonly string[] {
  const paths: string[] = [];
  let step = stepAt(timeline, at.step);
  for (let i = 0; i < MAX_CAUSES && step; i++) {
    const { input, by } = step.entry;
    paths.push(...step.sent.flatMap(({ frame }) => pathsOf(frame)));
    if (input.kind === "frame-arrives") paths.push(...pathsOf(input.frame));
    step = by === "start" ? undefined : stepAt(timeline, by);
  }
  return paths;
}

/** The paths of all fields of a frame. */
export function pathsOf({ bytes }: Frame): readonly string[] {
  const below = (fields: readonly FieldNode[]): readonly string[] =>
    fields.flatMap(({ path, children }) => [path, ...below(children ?? [])]);
  return describeFrame(bytes).flatMap(({ fields }) => below(fields));
}

const hasField = (fields: readonly FieldNode[], path: string): boolean =>
  fields.some((f) => f.path === path || (f.children !== undefined && hasField(f.children, path)));
