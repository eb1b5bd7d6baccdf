/** A lesson as it is going to be played: its file read, its names looked up in its world. */
import type { DeviceId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import { buildWorld } from "../sim/build.ts";
import type { WorldSpec } from "../sim/spec.ts";
import type { World } from "../sim/world.ts";
import type { ProfileName } from "../stack/profile.ts";
import type { TcpChoices } from "../stack/tcp/policy.ts";
import { type TimedAct, timedAct } from "./act-file.ts";
import { type Action, actionOf } from "./action.ts";
import { type Ask, askOf } from "./ask-file.ts";
import { type ChangeFile, compileChange, type TimedChange } from "./change-file.ts";
import { changeFinding } from "./change-finding.ts";
import type { Drill } from "./drill.ts";
import type { Expr } from "./expression.ts";
import { type Finding, schemaFindings, yamlFindings } from "./finding.ts";
import { type BeatFile, keysAt, type LessonFile, lessonSchema, type RunFile } from "./lesson-file.ts";
import { type HostPane, MAIN_RUN, type StagePane } from "./lesson-names.ts";
import { type LocatedYaml, type Place, readYaml } from "./located-yaml.ts";
import type { Pattern } from "./pattern.ts";
import { referencesOf } from "./references.ts";

/** A world's run: what differs from run to run of one lesson. */
export type RunPlan = {
  readonly name: string;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly http?: "1.0" | "1.1";
  readonly acts: readonly TimedAct[];
  readonly changes: readonly TimedChange[];
  /** How hosts' TCP differs from the world's, from the start. */
  readonly tcp: Readonly<Record<DeviceId, TcpChoices>>;
};

/** Something to do in a fork of the run, until a goal is reached. */
export type Task = {
  /** From where the beat stands, or in the world as it is before anybody does anything. */
  readonly from: "here" | "start";
  /** What can be done, by its id. */
  readonly allow: Readonly<Record<string, Action>>;
  readonly goal: Pattern;
  /** What may not have happened meanwhile. */
  readonly without?: Pattern;
  /** Ids of actions that reach the goal. */
  readonly solution: readonly string[];
};

export type ShownHosts = Readonly<Partial<Record<HostPane, DeviceId>>>;

/** One stop of a lesson. Without `until` it stands where the beat before it stands. */
export type Beat = {
  readonly id: string;
  /** The run that it is about. */
  readonly run: string;
  /** Another run on stage with it, at the same virtual time. */
  readonly beside?: string;
  readonly until?: Pattern;
  readonly show: readonly StagePane[];
  /** Whose tables a pane on stage shows; the others follow the run. */
  readonly hosts: ShownHosts;
  /** The field that the packet pane marks: `dns.authorities.0.name`. */
  readonly point?: string;
  readonly covers: readonly string[];
  readonly let: Readonly<Record<string, Expr>>;
  readonly ask?: Ask;
  readonly tryIt?: Task;
  /** What is done in each fork that is offered, one after the other. */
  readonly whatIf?: Readonly<Record<string, readonly Action[]>>;
  readonly drill?: Drill;
  /** Where it is written, for findings that only the run brings. */
  readonly places: BeatPlaces;
};

export type BeatPlaces = {
  readonly beat: Place;
  readonly until: Place;
  readonly point: Place;
  readonly answer: Place;
  readonly let: Readonly<Record<string, Place>>;
  /** By their keys: the expressions of choices and of known wrong answers. */
  readonly offered: Readonly<Record<string, Place>>;
  readonly covers: readonly Place[];
  readonly goal: Place;
  readonly solution: Place;
  readonly drill: Place;
  readonly whatIf: Readonly<Record<string, Place>>;
};

export type LessonPlan = {
  readonly file: string;
  readonly slug: string;
  /** Lessons that should come before. */
  readonly after: readonly string[];
  readonly world: string;
  /** Of the main run. */
  readonly profile: ProfileName;
  readonly seed: number;
  readonly http?: "1.0" | "1.1";
  readonly acts: readonly TimedAct[];
  /** By name; `main` is among them. */
  readonly runs: Readonly<Record<string, RunPlan>>;
  readonly beats: readonly Beat[];
};

/** What could be read of a lesson's file. The plan is good for a run only without findings. */
export type ReadLesson = {
  readonly plan?: LessonPlan;
  readonly spec?: WorldSpec;
  readonly findings: readonly Finding[];
};

/** `worldOf` finds the world that the file names; undefined where there is none, which is then a finding. */
export function readLesson(
  text: string,
  file: string,
  worldOf: (name: string) => Result<WorldSpec, readonly Finding[]> | undefined,
): ReadLesson {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    return { findings: yamlFindings(file, yaml) };
  }
  const parsed = lessonSchema.safeParse(yaml.value, { reportInput: true });
  if (!parsed.success)
    return { findings: schemaFindings(file, yaml, parsed.error, (path) => keysAt(path, yaml.value)) };
  const { data } = parsed;
  const spec = worldOf(data.world);
  const findings: Finding[] = [];
  if (!spec) findings.push({ file, ...yaml.placeOf(["world"]), kind: "unknown-world", world: data.world });
  else if (!spec.ok) findings.push(...spec.error);
  const world = spec?.ok ? buildWorld(spec.value, { profile: data.profile, seed: data.seed }) : undefined;
  if (spec?.ok) findings.push(...referencesOf(data, file, yaml, spec.value));
  const plan = planOf(data, { file, yaml, findings, ...(world && { world }) });
  return { plan, findings, ...(spec?.ok && { spec: spec.value }) };
}

/** What is at hand while a plan is made; findings are added to. */
type Making = {
  readonly file: string;
  readonly yaml: LocatedYaml;
  readonly findings: Finding[];
  /** Absent when there is something wrong with it: then nobody knows what changes mean. */
  readonly world?: World;
};

function planOf(data: LessonFile, making: Making): LessonPlan {
  let shown: NonNullable<BeatFile["show"]> = ["ladder"];
  const beats = data.beats.map((b, i): Beat => {
    // What is on stage stays there until a beat says otherwise.
    shown = b.show ?? shown;
    return beatOf(b, shown, ["beats", i], data, making);
  });
  const main = runOf(MAIN_RUN, {}, data, [], making);
  const others = Object.entries(data.runs ?? {}).map(([name, own]) => runOf(name, own, data, ["runs", name], making));
  return {
    file: making.file,
    slug: data.slug,
    after: data.after ?? [],
    world: data.world,
    profile: data.profile,
    seed: data.seed,
    ...(data.http && { http: data.http }),
    acts: main.acts,
    runs: Object.fromEntries([main, ...others].map((run) => [run.name, run])),
    beats,
  };
}

function runOf(name: string, own: RunFile, data: LessonFile, path: readonly PropertyKey[], making: Making): RunPlan {
  const http = own.http ?? data.http;
  const faults = own.faults ?? (name === MAIN_RUN ? data.faults : undefined);
  const at = own.faults ? [...path, "faults"] : ["faults"];
  // What is wrong with the lesson's own faults is said once, by the main run.
  const quiet: Making = { ...making, findings: [] };
  const changes = (faults ?? data.faults ?? []).flatMap(({ at: time = 0, ...change }, i) =>
    compiled(change, [...at, i], faults ? making : quiet).map(
      (one): TimedChange => ({ at: time, change: one, place: making.yaml.placeOf([...at, i]) }),
    ),
  );
  return {
    name,
    profile: own.profile ?? data.profile,
    seed: own.seed ?? data.seed,
    ...(http && { http }),
    acts: (own.acts ?? data.acts).map((act) => timedAct(act, http)),
    changes,
    tcp: own.tcp ?? data.tcp ?? {},
  };
}

function compiled(
  change: ChangeFile,
  path: readonly PropertyKey[],
  { file, yaml, findings, world }: Making,
): TimedChange["change"][] {
  if (!world) return [];
  const changes = compileChange(change, world);
  if (changes.ok) return [...changes.value];
  findings.push(changeFinding(changes.error, file, yaml, path, Object.keys(world.devices)));
  return [];
}

function beatOf(
  b: BeatFile,
  shown: NonNullable<BeatFile["show"]>,
  path: readonly PropertyKey[],
  { http: usual, runs }: LessonFile,
  making: Making,
): Beat {
  // A fork goes on with what its run speaks.
  const http = (b.run === undefined ? undefined : runs?.[b.run]?.http) ?? usual;
  const place = (...more: readonly PropertyKey[]): Place => making.yaml.placeOf([...path, ...more]);
  const action = (file: Parameters<typeof actionOf>[0], at: readonly PropertyKey[]): Action =>
    actionOf(file, http, (change) => compiled(change, [...path, ...at], making));
  const askedAt = b.drill ? ["drill", "ask"] : ["ask"];
  const askFile = b.drill?.ask ?? b.ask;
  const asked = askFile && askOf(askFile);
  const offered = !asked ? {} : asked.kind === "choice" ? asked.choices : asked.wrong;
  const offeredAt = asked?.kind === "choice" ? "choice" : "wrong";
  const listed = askFile && "choice" in askFile && Array.isArray(askFile.choice);
  const lets = b.drill ? { ...b.let, ...b.drill.let } : (b.let ?? {});
  const whatIf = b["what-if"];
  const tryIt = b.try;
  return {
    id: b.id,
    run: b.run ?? MAIN_RUN,
    ...(b.beside !== undefined && { beside: b.beside }),
    ...(b.until && { until: b.until }),
    show: shown.map((one) => (typeof one === "string" ? one : one.pane)),
    hosts: Object.fromEntries(shown.flatMap((one) => (typeof one === "string" ? [] : [[one.pane, one.host]]))),
    ...(b.point !== undefined && { point: b.point }),
    covers: b.covers ?? [],
    let: b.let ?? {},
    ...(b.ask && { ask: askOf(b.ask) }),
    ...(tryIt && {
      tryIt: {
        from: tryIt.from ?? "here",
        allow: mapped(tryIt.allow, (file, id) => action(file, ["try", "allow", id])),
        goal: tryIt.goal,
        ...(tryIt.without && { without: tryIt.without }),
        solution: tryIt.solution,
      },
    }),
    ...(whatIf && {
      whatIf: mapped(whatIf, (file, id) =>
        Array.isArray(file) ? file.map((one, i) => action(one, ["what-if", id, i])) : [action(file, ["what-if", id])],
      ),
    }),
    ...(b.drill && {
      drill: { times: b.drill.times, draw: b.drill.draw, let: b.drill.let ?? {}, ask: askOf(b.drill.ask) },
    }),
    places: {
      beat: place(),
      until: place("until"),
      point: place("point"),
      answer: place(...askedAt, "answer"),
      let: mapped(lets, (_, key) =>
        b.let && Object.hasOwn(b.let, key) ? place("let", key) : place("drill", "let", key),
      ),
      offered: mapped(offered, (_, key) =>
        place(...askedAt, offeredAt, listed ? Object.keys(offered).indexOf(key) : key),
      ),
      covers: (b.covers ?? []).map((_, i) => place("covers", i)),
      goal: place("try", "goal"),
      solution: place("try", "solution"),
      drill: place("drill"),
      whatIf: mapped(whatIf ?? {}, (_, id) => place("what-if", id)),
    },
  };
}

const mapped = <T, U>(from: Readonly<Record<string, T>>, make: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, make(value, key)]));
