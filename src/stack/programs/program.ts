/** The programs that a simulated machine can run, by name. */
import { assert, unreachable } from "../../base/assert.ts";
import type { AppEnv, AppEvent, AppTurn } from "../app.ts";
import {
  type AuthoritativeConfig,
  type AuthoritativeState,
  authoritative,
  authoritativeState,
  type Behaviour,
  withBehaviour,
} from "../dns/authoritative.ts";
import { type RecursiveConfig, type RecursiveState, recursive, recursiveState } from "../dns/recursive.ts";
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

/** The same server, behaving as told from now on. A web server can be silent; `lame` is for name servers. */
export function behaving(state: ProgramState, behaviour: Behaviour): ProgramState {
  if (state.program === "http-server" && behaviour !== "lame") return withSilence(state, behaviour === "silent");
  assert(state.program === "authoritative", `${state.program} cannot be ${behaviour}`);
  return withBehaviour(state, behaviour);
}
