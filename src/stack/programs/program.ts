/** The programs that a simulated machine can run, by name. */
import { assert, unreachable } from "../../base/assert.ts";
import { type DomainName, sameName } from "../../wire/domain-name.ts";
import type { AppEnv, AppEvent, AppTurn } from "../app.ts";
import {
  type AuthoritativeConfig,
  type AuthoritativeState,
  authoritative,
  authoritativeState,
  type Behaviour,
  withBehaviour,
  withZones,
} from "../dns/authoritative.ts";
import { behavingAs, type RecursiveConfig, type RecursiveState, recursive, recursiveState } from "../dns/recursive.ts";
import type { Zone } from "../dns/zone.ts";
import {
  type HttpServerConfig,
  type HttpServerState,
  httpServer,
  httpServerState,
  withSilence,
} from "../http/server.ts";
import { type BrowserConfig, type BrowserState, browser, browserState } from "./browser.ts";
import { type ScriptConfig, type ScriptState, script, scriptState } from "./script.ts";
import { type ToolsConfig, type ToolsState, tools, toolsState } from "./tools.ts";

/** What to run and how; plain data. */
export type ProgramSpec =
  | ({ readonly run: "browser" } & BrowserConfig)
  | ({ readonly run: "recursive" } & RecursiveConfig)
  | ({ readonly run: "authoritative" } & AuthoritativeConfig)
  | ({ readonly run: "http-server" } & HttpServerConfig)
  | ({ readonly run: "script" } & ScriptConfig)
  | ({ readonly run: "tools" } & ToolsConfig);

export type ProgramState =
  | BrowserState
  | RecursiveState
  | AuthoritativeState
  | HttpServerState
  | ScriptState
  | ToolsState;

/** A program before its start. */
export function programState(spec: ProgramSpec): ProgramState {
  switch (spec.run) {
    case "browser":
      return browserState(spec);
    case "recursive":
      return recursiveState(spec);
    case "authoritative":
      return authoritativeState(spec);
    case "http-server":
      return httpServerState(spec);
    case "script":
      return scriptState(spec);
    case "tools":
      return toolsState(spec);
    default:
      return unreachable(spec);
  }
}

export function runProgram(state: ProgramState, event: AppEvent, env: AppEnv): AppTurn<ProgramState> {
  switch (state.program) {
    case "browser":
      return browser(state, event, env);
    case "recursive":
      return recursive(state, event, env);
    case "authoritative":
      return authoritative(state, event, env);
    case "http-server":
      return httpServer(state, event, env);
    case "script":
      return script(state, event, env);
    case "tools":
      return tools(state, event, env);
    default:
      return unreachable(state);
  }
}

/** A web server can be silent; `lame` is for name servers, those that look up for others too. */
export const canBehave = ({ program }: ProgramState, behaviour: Behaviour): boolean =>
  program === "authoritative" || program === "recursive" || (program === "http-server" && behaviour !== "lame");

/** The same server, behaving as told from now on. */
export function behaving(state: ProgramState, behaviour: Behaviour): ProgramState {
  assert(canBehave(state, behaviour), `${state.program} cannot be ${behaviour}`);
  if (state.program === "http-server") return withSilence(state, behaviour === "silent");
  if (state.program === "recursive") return behavingAs(state, behaviour);
  return state.program === "authoritative" ? withBehaviour(state, behaviour) : state;
}

/** The zone of that name which a name server holds. */
export const zoneNamed = (state: ProgramState, name: DomainName): Zone | undefined =>
  state.program === "authoritative"
    ? state.zones.find((zone) => (zone.class ?? "IN") === "IN" && sameName(zone.name, name))
    : undefined;

/** The same name server with the zone of that name edited. */
export function withZoneEdited(state: ProgramState, name: DomainName, edit: (zone: Zone) => Zone): ProgramState {
  const old = zoneNamed(state, name);
  if (state.program !== "authoritative" || !old) return state;
  return withZones(
    state,
    state.zones.map((zone) => (zone === old ? edit(zone) : zone)),
  );
}
