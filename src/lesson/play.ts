/** Runs a lesson's world and finds the place of every beat in the run; nothing of this depends on a screen. */
import type { StepIndex } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { buildWorld } from "../sim/build.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { runTimeline, type Timeline } from "../sim/timeline.ts";
import { inject, type World } from "../sim/world.ts";
import type { Frame } from "../stack/stimulus.ts";
import type { FieldNode } from "../wire/codec.ts";
import { describeFrame } from "../wire/packet.ts";
import type { PlayedAsk } from "./answer.ts";
import { type Expr, type ExprPlace, evaluate } from "./expression.ts";
import type { Finding, FindingBody } from "./finding.ts";
import { type Ask, type Beat, type StagePane, SUMMARY } from "./lesson-file.ts";
import type { Literal } from "./literal.ts";
import type { Lesson } from "./load.ts";
import type { Place } from "./located-yaml.ts";
import { endOf, findNext, type Hit, type Position, START } from "./pattern.ts";

/** A beat in a run. The last one is the summary, which stands where the last written beat stands. */
export type PlayedBeat = {
  readonly kind: "beat" | "summary";
  readonly id: string;
  /** The step that is shown; -1 before anything has happened. */
  readonly step: StepIndex;
  readonly at: Position;
  readonly show: readonly StagePane[];
  /** The field to mark, and the frame that it is in. */
  readonly point?: { readonly path: string; readonly frame: Frame };
  readonly covers: readonly string[];
  /** What fills the placeholders: this beat's values and those of the beats before it. */
  readonly values: Readonly<Record<string, Literal>>;
  readonly ask?: PlayedAsk;
};

export type PlayedLesson = {
  readonly lesson: Lesson;
  readonly timeline: Timeline;
  readonly beats: readonly PlayedBeat[];
};

/** The world of a lesson before its first step, with what is going to be done in it. */
export function lessonWorld(lesson: Lesson, spec: WorldSpec = lesson.spec): World {
  let world = buildWorld(spec, { profile: lesson.profile, seed: lesson.seed });
  for (const { at, host, act } of lesson.acts) world = inject(world, at, { kind: "act", device: host, act });
  return world;
}

/** A beat that the run never reaches, a value that it never has: findings at the lines where they are asked for. */
export function playLesson(
  lesson: Lesson,
  spec: WorldSpec = lesson.spec,
  options: { readonly limit?: number } = {},
): Result<PlayedLesson, readonly Finding[]> {
  const timeline = runTimeline(lessonWorld(lesson, spec), options);
  const findings: Finding[] = [];
  const beats: PlayedBeat[] = [];
  const positions: Record<string, Position> = {};
  let values: Readonly<Record<string, Literal>> = {};
  let at = START;
  for (const beat of lesson.beats) {
    const add = ({ line, column }: Place, body: FindingBody): void => {
      findings.push({ file: lesson.file, line, column, ...body });
    };
    const hit = beat.until && findNext(beat.until, timeline, at, values);
    if (beat.until && !hit) {
      // What comes after it cannot be placed either, so one finding is enough.
      const unfinished: FindingBody = { kind: "run-does-not-end", steps: timeline.steps.length };
      add(beat.places.until, timeline.end === "limit" ? unfinished : { kind: "beat-not-reached", beat: beat.id });
      break;
    }
    at = hit?.at ?? at;
    positions[beat.id] = at;
    const place = (): ExprPlace => ({ timeline, at, names: values, beats: positions });
    for (const [name, expr] of Object.entries(beat.let)) {
      const value = evaluate(expr, place());
      if (value.ok) values = { ...values, [name]: value.value };
      else add(beat.places.let[name] ?? beat.places.beat, { kind: "value-not-found", name });
    }
    const point = beat.point === undefined ? undefined : pointed(timeline, at, hit, beat.point);
    if (beat.point !== undefined && !point) {
      add(beat.places.point, { kind: "point-not-found", path: beat.point, beat: beat.id });
    }
    const ask = beat.ask && playedAsk(beat.ask, beat, place(), add);
    if (ask?.kind === "choice" && ask.right.length > 0)
      findings.push(...reasonsMissing(lesson, beat, ask.keys, ask.right));
    beats.push({
      kind: "beat",
      id: beat.id,
      step: at.step,
      at,
      show: beat.show,
      ...(point && { point }),
      covers: beat.covers,
      values,
      ...(ask && { ask }),
    });
  }
  if (findings.length > 0) return err(findings);
  const show = beats.at(-1)?.show ?? [];
  beats.push({ kind: "summary", id: SUMMARY, step: at.step, at: endOf(at.step), show, covers: [], values });
  return ok({ lesson, timeline, beats });
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
    if (right.length === 0) {
      add(beat.places.answer, { kind: "answer-not-offered", answer: String(answer.value), beat: beat.id });
    }
    return { kind: "choice", keys, right };
  }
  const wrong = valuesOf(ask.wrong);
  if (ask.kind === "pick") return { kind: "pick", pick: ask.pick, answer: answer.value, wrong };
  return { kind: "value", value: ask.value, answer: answer.value, wrong };
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

/** How far back a step's causes are followed for the frame that it is about: arrival, delivery, return, call. */
const MAX_CAUSES = 8;

/** The frame that a beat's field is in: what the step is about, what it sent, or the arrival that led to it. */
function pointed(timeline: Timeline, at: Position, hit: Hit | undefined, path: string): PlayedBeat["point"] {
  const has = (frame: Frame): boolean => describeFrame(frame.bytes).some((layer) => hasField(layer.fields, path));
  if (hit?.kind === "frame" && has(hit.sent.frame)) return { path, frame: hit.sent.frame };
  let step = timeline.steps[at.step];
  for (let i = 0; i < MAX_CAUSES && step; i++) {
    const { input, by } = step.entry;
    const sent = step.sent.map(({ frame }) => frame);
    const frame = (input.kind === "frame-arrives" ? [...sent, input.frame] : sent).find(has);
    if (frame) return { path, frame };
    step = by === "start" ? undefined : timeline.steps[by];
  }
  return undefined;
}

const hasField = (fields: readonly FieldNode[], path: string): boolean =>
  fields.some((f) => f.path === path || (f.children !== undefined && hasField(f.children, path)));
