/** Lesson files: YAML in, the plan of a lesson out, or findings that point at lines. The words stand in files of their own. */
import { z } from "zod";
import type { DeviceId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { type FactValue, factShapes } from "../stack/fact.ts";
import type { ProfileName } from "../stack/profile.ts";
import { parseIpv4 } from "../wire/address.ts";
import { actKeys, actSchema, httpVersion, type TimedAct, timedAct } from "./act-file.ts";
import { curriculumPoints } from "./curriculum.ts";
import type { Expr } from "./expression.ts";
import { type Finding, type FindingBody, schemaFindings } from "./finding.ts";
import { type LocatedYaml, type Place, readYaml } from "./located-yaml.ts";
import { frameFields, isPacketPath, suggestPath } from "./packet-path.ts";
import { isFact, isFrame, isRow, type Pattern, type Test, testsOf } from "./pattern.ts";
import { columnsOf, expr, pattern } from "./pattern-schema.ts";
import { suggest } from "./suggest.ts";
import { tableShapes } from "./table-rows.ts";

/** The panes that a lesson can put on stage. */
export const stagePanes = ["ladder", "packet", "sockets", "dns", "subnet"] as const;
export type StagePane = (typeof stagePanes)[number];

/** What kind of value is asked for; it decides which spellings are right. */
export const answerKinds = ["number", "address", "mac", "name", "flags", "text"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Which things on the screen can be picked. */
export const pickKinds = ["host", "field"] as const;
export type PickKind = (typeof pickKinds)[number];

/**
 * A question. `answer` is computed from the run. The right choice is the one whose value is the answer's;
 * `wrong` names answers that a known misconception gives.
 */
export type Ask =
  | { readonly kind: "choice"; readonly choices: Readonly<Record<string, Expr>>; readonly answer: Expr }
  | {
      readonly kind: "value";
      readonly value: AnswerKind;
      readonly answer: Expr;
      readonly wrong: Readonly<Record<string, Expr>>;
    }
  | {
      readonly kind: "pick";
      readonly pick: PickKind;
      readonly answer: Expr;
      readonly wrong: Readonly<Record<string, Expr>>;
    };

/** One stop of a lesson. Without `until` it stands where the beat before it stands. */
export type Beat = {
  readonly id: string;
  readonly until?: Pattern;
  readonly show: readonly StagePane[];
  /** The field that the packet pane marks: `dns.authorities.0.name`. */
  readonly point?: string;
  readonly covers: readonly string[];
  readonly let: Readonly<Record<string, Expr>>;
  readonly ask?: Ask;
  /** Where it is written, for findings that only the run brings. */
  readonly places: {
    readonly beat: Place;
    readonly until: Place;
    readonly point: Place;
    readonly answer: Place;
    readonly let: Readonly<Record<string, Place>>;
    /** By their keys: the expressions of choices and of known wrong answers. */
    readonly offered: Readonly<Record<string, Place>>;
  };
};

export type LessonPlan = {
  readonly file: string;
  readonly slug: string;
  /** Lessons that should come before. */
  readonly after: readonly string[];
  readonly world: string;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly http?: "1.0" | "1.1";
  readonly acts: readonly TimedAct[];
  readonly beats: readonly Beat[];
};

/** The page after the last beat; no beat may be called so. */
export const SUMMARY = "summary";

const expecting = (text: string) => ({ error: () => text });
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, expecting("dns-walk"));
const name = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, expecting("rootAddress"));
const exprs = z.record(slug, expr);

const choice = z.strictObject({ choice: z.union([z.array(slug).min(2), exprs]), answer: expr });
const value = z.strictObject({ value: z.enum(answerKinds), answer: expr, wrong: exprs.optional() });
const pick = z.strictObject({ pick: z.enum(pickKinds), answer: expr, wrong: exprs.optional() });
const ask = z.union([choice, value, pick]);

const beat = z.strictObject({
  id: slug.refine((id) => id !== SUMMARY, expecting("a name other than summary")),
  until: pattern.optional(),
  show: z.array(z.enum(stagePanes)).min(1).optional(),
  point: z.string().optional(),
  covers: z.array(z.enum(curriculumPoints as [string, ...string[]])).optional(),
  let: z.record(name, expr).optional(),
  ask: ask.optional(),
});

export const lessonSchema = z.strictObject({
  slug,
  after: z.array(slug).optional(),
  world: z.string(),
  profile: z.enum(["textbook", "linux", "plain"]),
  seed: z.int().min(0),
  http: httpVersion.optional(),
  acts: z.array(actSchema).min(1),
  beats: z.array(beat).min(1),
});

type LessonFile = z.output<typeof lessonSchema>;
type BeatFile = LessonFile["beats"][number];

/** `worldOf` finds the world that the file names; undefined where there is none, which is then a finding. */
export function parseLesson(
  text: string,
  file: string,
  worldOf: (name: string) => Result<WorldSpec, readonly Finding[]> | undefined,
): Result<{ readonly plan: LessonPlan; readonly world: WorldSpec }, readonly Finding[]> {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    return err(yaml.problems.map(({ line, column, text: what }) => ({ file, line, column, kind: "yaml", text: what })));
  }
  const parsed = lessonSchema.safeParse(yaml.value, { reportInput: true });
  if (!parsed.success) return err(schemaFindings(file, yaml, parsed.error, (path) => keysAt(path, yaml.value)));
  const { data } = parsed;
  const plan = planOf(data, file, yaml);
  const world = worldOf(data.world);
  if (!world) return err([{ file, ...yaml.placeOf(["world"]), kind: "unknown-world", world: data.world }]);
  if (!world.ok) return world;
  const findings = referencesOf(data, file, yaml, Object.keys(world.value.devices));
  return findings.length > 0 ? err(findings) : ok({ plan, world: world.value });
}

function planOf(data: LessonFile, file: string, yaml: LocatedYaml): LessonPlan {
  let shown: readonly StagePane[] = ["ladder"];
  const beats = data.beats.map((b, i): Beat => {
    // What is on stage stays there until a beat says otherwise.
    shown = b.show ?? shown;
    return beatOf(b, shown, ["beats", i], yaml);
  });
  return {
    file,
    slug: data.slug,
    after: data.after ?? [],
    world: data.world,
    profile: data.profile,
    seed: data.seed,
    ...(data.http && { http: data.http }),
    acts: data.acts.map((act) => timedAct(act, data.http)),
    beats,
  };
}

function beatOf(b: BeatFile, show: readonly StagePane[], path: readonly PropertyKey[], yaml: LocatedYaml): Beat {
  const place = (...more: readonly PropertyKey[]): Place => yaml.placeOf([...path, ...more]);
  const asked = b.ask && askOf(b.ask);
  const offered = !asked ? {} : asked.kind === "choice" ? asked.choices : asked.wrong;
  const offeredAt = asked?.kind === "choice" ? "choice" : "wrong";
  return {
    id: b.id,
    ...(b.until && { until: b.until }),
    show,
    ...(b.point !== undefined && { point: b.point }),
    covers: b.covers ?? [],
    let: b.let ?? {},
    ...(asked && { ask: asked }),
    places: {
      beat: place(),
      until: place("until"),
      point: place("point"),
      answer: place("ask", "answer"),
      let: Object.fromEntries(Object.keys(b.let ?? {}).map((key) => [key, place("let", key)])),
      offered: Object.fromEntries(Object.keys(offered).map((key) => [key, place("ask", offeredAt, key)])),
    },
  };
}

function askOf(asked: NonNullable<BeatFile["ask"]>): Ask {
  if ("choice" in asked) {
    const choices = Array.isArray(asked.choice)
      ? Object.fromEntries(asked.choice.map((key): [string, Expr] => [key, { value: key }]))
      : asked.choice;
    return { kind: "choice", choices, answer: asked.answer };
  }
  const { answer, wrong = {} } = asked;
  if ("pick" in asked) return { kind: "pick", pick: asked.pick, answer, wrong };
  return { kind: "value", value: asked.value, answer, wrong };
}

/** What no schema sees: whether the names stand for something. */
function referencesOf(
  data: LessonFile,
  file: string,
  yaml: LocatedYaml,
  devices: readonly DeviceId[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (path: readonly PropertyKey[], body: FindingBody, key = false): void => {
    findings.push({ file, ...yaml.placeOf(path, key), ...body });
  };
  const device = (id: string, path: readonly PropertyKey[]): void => {
    if (devices.includes(id)) return;
    const suggestion = suggest(id, devices);
    add(path, { kind: "unknown-device", device: id, ...(suggestion && { suggestion }) });
  };
  const nameIn = (id: string, known: readonly string[], path: readonly PropertyKey[]): void => {
    if (known.includes(id)) return;
    const suggestion = suggest(id, known);
    add(path, { kind: "unknown-name", name: id, ...(suggestion && { suggestion }) });
  };
  const packetPath = (where: string, path: readonly PropertyKey[], key = false): void => {
    if (isPacketPath(where)) return;
    const suggestion = suggestPath(where);
    add(path, { kind: "unknown-path", path: where, ...(suggestion && { suggestion }) }, key);
  };

  const checkPattern = (p: Pattern, path: readonly PropertyKey[], names: readonly string[]): void => {
    const shape = shapeOf(p);
    if (isRow(p)) device(p.host, [...path, "host"]);
    for (const [field, test] of testsOf(p)) {
      const at = [...path, field];
      if (isFrame(p) && !(frameFields as readonly string[]).includes(field)) packetPath(field, at, true);
      if (typeof test === "object" && "same" in test) nameIn(test.same, names, [...at, "same"]);
      const kind = shape[field];
      if (kind !== "device" && kind !== "host") continue;
      for (const id of literalsOf(test)) {
        if (kind === "host" && parseIpv4(id) !== undefined) continue;
        device(id, at);
      }
    }
  };

  const checkTake = (p: Pattern, field: string, path: readonly PropertyKey[]): void => {
    if (field === "time") return;
    if (isFrame(p)) {
      if (!(frameFields as readonly string[]).includes(field)) packetPath(field, path);
      return;
    }
    const known = Object.keys(shapeOf(p));
    if (known.includes(field)) return;
    const suggestion = suggest(field, known);
    const where = isFact(p) ? p.fact : p.row;
    add(path, { kind: "unknown-field", field, fact: where, ...(suggestion && { suggestion }) });
  };

  const checkExpr = (
    e: Expr,
    path: readonly PropertyKey[],
    names: readonly string[],
    before: readonly string[],
  ): void => {
    if ("value" in e) return;
    if ("let" in e) return nameIn(e.let, names, [...path, "let"]);
    if ("call" in e) {
      for (const [i, arg] of e.args.entries()) checkExpr(arg, [...path, "args", i], names, before);
      return;
    }
    if ("count" in e) {
      checkPattern(e.count, [...path, "count"], names);
      if (e.since !== undefined && !before.includes(e.since)) {
        const suggestion = suggest(e.since, before);
        add([...path, "since"], { kind: "unknown-beat", beat: e.since, ...(suggestion && { suggestion }) });
      }
      return;
    }
    const [p, key] = "next" in e ? [e.next, "next"] : [e.last, "last"];
    checkPattern(p, [...path, key], names);
    checkTake(p, e.take, [...path, "take"]);
  };

  for (const [i, act] of data.acts.entries()) device(act.host, ["acts", i, "host"]);
  const names: string[] = [];
  const before: string[] = [];
  for (const [i, b] of data.beats.entries()) {
    const path = ["beats", i];
    if (before.includes(b.id)) add([...path, "id"], { kind: "beat-twice", beat: b.id });
    if (b.until) checkPattern(b.until, [...path, "until"], names);
    before.push(b.id);
    for (const [key, e] of Object.entries(b.let ?? {})) {
      checkExpr(e, [...path, "let", key], names, before);
      names.push(key);
    }
    if (!b.ask) continue;
    checkExpr(b.ask.answer, [...path, "ask", "answer"], names, before);
    const [key, offered] = "choice" in b.ask ? ["choice", b.ask.choice] : ["wrong", b.ask.wrong ?? {}];
    if (Array.isArray(offered)) continue;
    for (const [k, e] of Object.entries(offered)) checkExpr(e, [...path, "ask", key, k], names, before);
  }
  return findings;
}

/** What the fields of a pattern's finds are. Of a frame, only what names a device. */
function shapeOf(p: Pattern): Readonly<Record<string, FactValue>> {
  if (isFact(p)) return factShapes[p.fact];
  return isFrame(p) ? { from: "host", to: "host", by: "device" } : tableShapes[p.row];
}

function literalsOf(test: Test): readonly string[] {
  if (typeof test === "string") return [test];
  if (typeof test === "object" && "in" in test) return test.in.filter((l) => typeof l === "string");
  return [];
}

/** The keys that an object at a path may have, for suggestions. */
function keysAt(path: readonly PropertyKey[], file: unknown): readonly string[] {
  if (path.length === 0) return Object.keys(lessonSchema.shape);
  if (path[0] === "acts") return actKeys;
  if (path.length === 2) return Object.keys(beat.shape);
  if (path.at(-1) === "ask") return ["choice", "value", "pick", "answer", "wrong"];
  const table = rowAt(path, file);
  if (table !== undefined) return ["row", "host", ...columnsOf(table)];
  return ["fact", "frame", "row", "host", "value", "let", "next", "last", "count", "since", "take", "call", "args"];
}

function rowAt(path: readonly PropertyKey[], file: unknown): string | undefined {
  let here: unknown = file;
  for (const part of path) here = (here as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part];
  const table = (here as { readonly row?: unknown } | undefined)?.row;
  return typeof table === "string" ? table : undefined;
}
