/** What no schema sees of a lesson's file: whether the names in it stand for something. */
import type { DeviceId } from "../base/ids.ts";
import type { DeviceSpec, WorldSpec } from "../sim/spec.ts";
import { type FactValue, factShapes } from "../stack/fact.ts";
import type { ProgramSpec } from "../stack/programs/program.ts";
import { parseIpv4 } from "../wire/address.ts";
import type { ActFile } from "./act-file.ts";
import type { ActionFile } from "./action.ts";
import type { AskFile } from "./ask-file.ts";
import { callShapes, type Expr } from "./expression.ts";
import type { Finding, FindingBody } from "./finding.ts";
import type { LessonFile } from "./lesson-file.ts";
import { MAIN_RUN } from "./lesson-names.ts";
import type { LocatedYaml } from "./located-yaml.ts";
import { frameFields, isPacketPath, misspeltTest, suggestPath } from "./packet-path.ts";
import { isFact, isFrame, isRow, type Pattern, runIn, type Test, testsOf } from "./pattern.ts";
import { suggest } from "./suggest.ts";
import { tableShapes } from "./table-rows.ts";

export function referencesOf(data: LessonFile, file: string, yaml: LocatedYaml, spec: WorldSpec): readonly Finding[] {
  const findings: Finding[] = [];
  const devices: readonly DeviceId[] = Object.keys(spec.devices);
  const runs = [MAIN_RUN, ...Object.keys(data.runs ?? {})];
  const add = (path: readonly PropertyKey[], body: FindingBody, key = false): void => {
    findings.push({ file, ...yaml.placeOf(path, key), ...body });
  };
  const device = (id: string, path: readonly PropertyKey[], key = false): void => {
    if (devices.includes(id)) return;
    add(path, { kind: "unknown-device", device: id, ...nearest(id, devices) }, key);
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

  /** No frame has such a value, since its fields are numbers and flags, and not texts that look so. */
  const frameTest = (field: string, test: unknown, path: readonly PropertyKey[]): void => {
    const body = misspeltTest(field, test);
    if (body) add(path, { ...body, path: path.map(String).join(".") });
  };

  const run = (name: string, path: readonly PropertyKey[]): void => {
    if (runs.includes(name)) return;
    const suggestion = suggest(name, runs);
    add(path, { kind: "unknown-run", run: name, ...(suggestion && { suggestion }) });
  };

  const checkPattern = (p: Pattern, path: readonly PropertyKey[], names: readonly string[]): void => {
    const shape = shapeOf(p);
    const named = runIn(p);
    if (named !== undefined) run(named, [...path, "run"]);
    if (isRow(p)) device(p.host, [...path, "host"]);
    for (const [field, test] of testsOf(p)) {
      const at = [...path, field];
      if (isFrame(p) && !(frameFields as readonly string[]).includes(field)) {
        packetPath(field, at, true);
        frameTest(field, test, at);
      }
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
      const takes: readonly string[] = callShapes[e.call];
      const given = e.args.length;
      if (given !== takes.length) add([...path, "args"], { kind: "arguments-unfit", call: e.call, takes, given });
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

  const checkAct = (act: ActFile, path: readonly PropertyKey[]): void => {
    const found = Object.hasOwn(spec.devices, act.host) ? spec.devices[act.host]! : undefined;
    const program = programFor(act);
    if (!found) device(act.host, [...path, "host"]);
    else if (!programsOf(found).includes(program)) {
      add([...path, "host"], { kind: "nobody-does", device: act.host, program });
    }
  };
  /** A switch has no programs and no addresses, so that there is nothing to show of it. */
  const checkHost = (id: string, path: readonly PropertyKey[]): void => {
    const found = Object.hasOwn(spec.devices, id) ? spec.devices[id]! : undefined;
    if (!found) device(id, path);
    else if (!("ports" in found)) add(path, { kind: "change-unfit", problem: { kind: "no-host", device: id } });
  };
  const checkTcp = (id: string, path: readonly PropertyKey[]): void => {
    const found = Object.hasOwn(spec.devices, id) ? spec.devices[id]! : undefined;
    if (!found) device(id, path, true);
    else if (!("ports" in found)) add(path, { kind: "change-unfit", problem: { kind: "no-host", device: id } }, true);
  };
  const checkAction = (action: ActionFile, path: readonly PropertyKey[]): void => {
    if ("host" in action) checkAct(action, path);
  };
  const checkAsk = (asked: AskFile, path: readonly PropertyKey[], names: readonly string[]): void => {
    checkExpr(asked.answer, [...path, "answer"], names, before);
    const [key, offered] = "choice" in asked ? ["choice", asked.choice] : ["wrong", asked.wrong ?? {}];
    if (Array.isArray(offered)) return;
    for (const [k, e] of Object.entries(offered)) checkExpr(e, [...path, key, k], names, before);
  };
  /** Goals look at the fork that the learner is in. */
  const checkGoal = (goal: Pattern, path: readonly PropertyKey[], names: readonly string[]): void => {
    const { run: named, ...rest } = goal;
    if (named !== undefined) add([...path, "run"], { kind: "unknown-key", key: "run" }, true);
    checkPattern(rest as Pattern, path, names);
  };

  for (const [i, act] of data.acts.entries()) checkAct(act, ["acts", i]);
  for (const [name, own] of Object.entries(data.runs ?? {})) {
    for (const [i, act] of (own.acts ?? []).entries()) checkAct(act, ["runs", name, "acts", i]);
    for (const id of Object.keys(own.tcp ?? {})) checkTcp(id, ["runs", name, "tcp", id]);
  }
  for (const id of Object.keys(data.tcp ?? {})) checkTcp(id, ["tcp", id]);
  const names: string[] = [];
  const before: string[] = [];
  for (const [i, b] of data.beats.entries()) {
    const path = ["beats", i];
    if (before.includes(b.id)) add([...path, "id"], { kind: "beat-twice", beat: b.id });
    if (b.run !== undefined) run(b.run, [...path, "run"]);
    for (const [k, one] of (b.show ?? []).entries()) {
      if (typeof one !== "string") checkHost(one.host, [...path, "show", k, one.pane]);
    }
    if (b.beside !== undefined) {
      run(b.beside, [...path, "beside"]);
      if (b.beside === (b.run ?? MAIN_RUN)) add([...path, "beside"], { kind: "beside-itself", run: b.beside });
    }
    const asking = (["ask", "try", "drill"] as const).filter((key) => b[key] !== undefined);
    if (asking.length > 1) add([...path, asking[1]!], { kind: "asks-twice", beat: b.id, keys: asking }, true);
    if (b.until) checkPattern(b.until, [...path, "until"], names);
    const within = runIn(b.until ?? ({} as Pattern));
    const staged = [b.run ?? MAIN_RUN, ...(b.beside === undefined ? [] : [b.beside])];
    // A misspelt run may be the very one.
    if (within !== undefined && [within, ...staged].every((name) => runs.includes(name)) && !staged.includes(within)) {
      add([...path, "until", "run"], { kind: "run-off-stage", run: within, beat: b.id });
    }
    before.push(b.id);
    for (const [key, e] of Object.entries(b.let ?? {})) {
      checkExpr(e, [...path, "let", key], names, before);
      names.push(key);
    }
    if (b.ask) checkAsk(b.ask, [...path, "ask"], names);
    for (const [id, actions] of Object.entries(b["what-if"] ?? {})) {
      const at = [...path, "what-if", id];
      if (Array.isArray(actions)) for (const [k, action] of actions.entries()) checkAction(action, [...at, k]);
      else checkAction(actions, at);
    }
    if (b.try) {
      const at = [...path, "try"];
      const { allow, goal, without, solution } = b.try;
      for (const [id, action] of Object.entries(allow)) checkAction(action, [...at, "allow", id]);
      checkGoal(goal, [...at, "goal"], names);
      if (without) checkGoal(without, [...at, "without"], names);
      for (const [k, id] of solution.entries()) {
        if (Object.hasOwn(allow, id)) continue;
        const suggestion = suggest(id, Object.keys(allow));
        add([...at, "solution", k], { kind: "unknown-action", action: id, ...(suggestion && { suggestion }) });
      }
    }
    if (b.drill) {
      const at = [...path, "drill"];
      const own = [...names, ...Object.keys(b.drill.draw)];
      for (const [key, e] of Object.entries(b.drill.let ?? {})) {
        checkExpr(e, [...at, "let", key], own, before);
        own.push(key);
      }
      checkAsk(b.drill.ask, [...at, "ask"], own);
    }
  }
  return findings;
}

/** The device that was meant, or all that there are. */
const nearest = (
  id: string,
  devices: readonly string[],
): { readonly suggestion: string } | { readonly known: readonly string[] } => {
  const suggestion = suggest(id, devices);
  return suggestion === undefined ? { known: devices } : { suggestion };
};

/** Which kind of program does an act when it is told. */
function programFor(act: ActFile): ProgramSpec["run"] {
  if ("open" in act) return "browser";
  return "flush" in act ? "recursive" : "tools";
}

const programsOf = (device: DeviceSpec): readonly string[] =>
  "ports" in device ? Object.values(device.programs ?? {}).map(({ run }) => run) : [];

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
