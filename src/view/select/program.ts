/**
 * The program of a host: its source with the running line, its variables, and where control is on the way from the
 * application through the socket library and the protocol stack to the LAN adapter and back.
 */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { stepAt, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Step, World } from "../../sim/world.ts";
import type { Descriptor, Syscall } from "../../stack/call.ts";
import { callText, resultText } from "../../stack/call-text.ts";
import type { Connection, DatagramSocket, Endpoint, Host, Listener, Process, Waiter } from "../../stack/host-state.ts";
import { addressesFor, type Page, requestFor } from "../../stack/http/page.ts";
import { type BrowserState, browserLines } from "../../stack/programs/browser.ts";
import type { SourceLine } from "../../stack/programs/line-program.ts";
import type { ProgramState } from "../../stack/programs/program.ts";
import { type ScriptState, scriptLines } from "../../stack/programs/script.ts";
import type { Caller } from "../../stack/stimulus.ts";
import { requestTarget } from "../../wire/url.ts";
import { changedAt } from "./changed.ts";
import { followedHost, hostOf, hostsOf, placeOf, stepsBack } from "./focus.ts";
import { frameLine } from "./messages.ts";

/** What control passes through, from the top down. */
export const places = ["application", "resolver", "library", "stack", "driver", "adapter"] as const;
export type Place = (typeof places)[number];

export type Control = {
  /** Who has it; undefined: nobody on this host runs in this step. */
  readonly holder?: Place;
  /** Which way control or data passed each place. */
  readonly passed: Readonly<Partial<Record<Place, "down" | "up" | "both">>>;
  readonly what?: What;
  /** The frames that the adapter sent, in one line each. */
  readonly sent: readonly string[];
};

/** Why the holder has control. */
export type What =
  | { readonly kind: "call" | "result"; readonly text: string }
  | { readonly kind: "frame"; readonly line: string }
  | { readonly kind: "timer" | "told" | "starts" };

/** What a call that has not returned waits for. */
export type Wait = {
  readonly caller: Caller;
  readonly op: Syscall["op"];
  readonly fd?: Descriptor;
  readonly socket?: number;
  readonly for:
    | { readonly kind: "client"; readonly local: string }
    | { readonly kind: "data" | "handshake"; readonly peer: string }
    /** `peer` undefined: from anybody. */
    | { readonly kind: "datagram"; readonly peer?: string }
    /** So many bytes have no room in the send buffer. */
    | { readonly kind: "room"; readonly bytes: number }
    | { readonly kind: "resolver" | "echo" | "time" };
};

export type Value =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: number }
  | { readonly kind: "unknown" };

export type Variable = {
  readonly name: string;
  readonly value: Value;
  readonly changed: boolean;
  /** The socket that a descriptor names. */
  readonly socket?: number;
  readonly because: () => StepIndex | undefined;
};

export type Source = {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly running: boolean;
  /** What its call returned in this step. */
  readonly returned?: string;
  readonly socket?: number;
  readonly because: () => StepIndex | undefined;
};

export type ProcessRow = {
  readonly name: string;
  readonly pid: number;
  readonly program: ProgramState["program"];
  readonly waits: readonly Wait[];
};

export type ProgramModel = {
  readonly host?: DeviceId;
  readonly hosts: readonly DeviceId[];
  /** The one whose source is shown; none has one on a server. */
  readonly process?: string;
  readonly source: readonly Source[];
  readonly variables: readonly Variable[];
  readonly control: Control;
  readonly processes: readonly ProcessRow[];
};

const runsPrograms = (host: Host): boolean => Object.keys(host.processes).length > 0;

type LineProgram = BrowserState | ScriptState;

const lineProgram = (state: ProgramState | undefined): LineProgram | undefined =>
  state?.program === "browser" || state?.program === "script" ? state : undefined;

const hasSource = (host: Host): boolean => Object.values(host.processes).some((p) => lineProgram(p.state));

export function programModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): ProgramModel {
  const world = worldAt(timeline, at);
  const hosts = hostsOf(timeline).filter((id) => {
    const host = hostOf(world, id);
    return host !== undefined && runsPrograms(host);
  });
  const none: Control = { passed: {}, sent: [] };
  const id = chosen ?? followedHost(timeline, at, hasSource) ?? followedHost(timeline, at, runsPrograms);
  const host = hostOf(world, id);
  if (!host || id === undefined) return { hosts, source: [], variables: [], control: none, processes: [] };
  const step = stepAt(timeline, at);
  const here = step?.entry.input.kind !== "change" && step?.entry.input.device === id ? step : undefined;
  const process = shownProcess(host, here);
  const state = lineProgram(process?.state);
  const processes = Object.values(host.processes).map((p) => ({
    name: p.name,
    pid: p.pid,
    program: p.state.program,
    waits: waitsOf(world, host, p),
  }));
  const base = {
    host: id,
    hosts,
    control: here ? controlOf(timeline, here) : none,
    processes,
  };
  if (!process || !state) return { ...base, source: [], variables: [] };
  const before = hostOf(worldAt(timeline, since), id)?.processes[process.name];
  return {
    ...base,
    process: process.name,
    source: sourceOf(timeline, at, id, process, state, here),
    variables: variablesOf(timeline, at, id, process, state, before, since),
  };
}

/** The one that the step is about, else one that is in the middle of something, else the first. */
function shownProcess(host: Host, step: Step | undefined): Process | undefined {
  const all = Object.values(host.processes).filter((p) => lineProgram(p.state));
  const input = step?.entry.input;
  const named = input?.kind === "app-calls" || input?.kind === "call-returns" ? input.process : undefined;
  return (
    all.find((p) => p.name === named) ??
    all.find((p) => lineProgram(p.state)?.line !== null) ??
    all.find((p) => p.state.program === "browser" && p.state.vars.page !== null) ??
    all[0]
  );
}

// --- the source and the variables ---------------------------------------------------------------------------------

const linesOf = (state: LineProgram): readonly SourceLine[] =>
  state.program === "browser" ? browserLines(state) : scriptLines(state);

const runningLine = (state: LineProgram): number => linesOf(state).findIndex((line) => line.running);

/** States of a program that say the same of one thing; the same state is not asked twice. */
const alike =
  (look: (state: LineProgram) => unknown) =>
  (a: LineProgram | undefined, b: LineProgram | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && look(a) === look(b));

const isRunning = (line: number) => (state: LineProgram) => runningLine(state) === line;

const keyIn = (name: string) => (state: LineProgram) => {
  const found = varsOf(state).find((v) => v.name === name);
  return found && keyOf(found.value);
};

const stateIn = (world: World, host: DeviceId, process: string): LineProgram | undefined =>
  lineProgram(hostOf(world, host)?.processes[process]?.state);

function sourceOf(
  timeline: Timeline,
  at: StepIndex,
  host: DeviceId,
  process: Process,
  state: LineProgram,
  step: Step | undefined,
): readonly Source[] {
  const input = step?.entry.input;
  const result =
    input?.kind === "call-returns" && input.caller === "application" && input.process === process.name
      ? resultText(input.result)
      : undefined;
  const before = result === undefined ? undefined : stateIn(worldAt(timeline, at - 1), host, process.name);
  const returned = before && runningLine(before);
  const named = varsOf(state).filter(({ fd }) => fd !== undefined);
  const socketIn = (text: string): number | undefined => {
    const fd = named.find(({ name }) => text.split(/\W+/).includes(name))?.fd;
    return fd === undefined ? undefined : process.descriptors[fd];
  };
  return linesOf(state).map(({ text, running }, i) => {
    const socket = socketIn(text);
    return {
      text,
      number: i + 1,
      running,
      ...(returned === i && result !== undefined && { returned: result }),
      ...(socket !== undefined && { socket }),
      because: () => changedAt(timeline, at, (world) => stateIn(world, host, process.name), alike(isRunning(i))),
    };
  });
}

type Named = { readonly name: string; readonly value: Value; readonly fd?: Descriptor };

function variablesOf(
  timeline: Timeline,
  at: StepIndex,
  host: DeviceId,
  process: Process,
  state: LineProgram,
  before: Process | undefined,
  since: StepIndex,
): readonly Variable[] {
  const keptOr = (v: Named, then: LineProgram, step: StepIndex): Value =>
    (v.value.kind === "unknown" ? keptValue(timeline, step, host, process.name, then, v.name)?.value : undefined) ??
    v.value;
  const then = lineProgram(before?.state);
  const old = new Map(then ? varsOf(then).map((v) => [v.name, keyOf(keptOr(v, then, since))]) : []);
  return varsOf(state).map((named) => {
    const { name, fd } = named;
    const kept = named.value.kind === "unknown" ? keptValue(timeline, at, host, process.name, state, name) : undefined;
    const value = kept?.value ?? named.value;
    const socket = fd === undefined ? undefined : process.descriptors[fd];
    const was = old.get(name);
    return {
      name,
      value,
      changed: value.kind === "unknown" ? was !== undefined && was !== keyOf(value) : was !== keyOf(value),
      ...(socket !== undefined && { socket }),
      because: () =>
        kept?.step ?? changedAt(timeline, at, (world) => stateIn(world, host, process.name), alike(keyIn(name))),
    };
  });
}

/** How far back one looks for what a variable held. */
const LOOK_BACK = 5_000;

/**
 * What a program has put into a variable stays there until it is overwritten: the length of the last request and the
 * bytes of the last response are kept when both are done with. Undefined where this page had none.
 */
function keptValue(
  timeline: Timeline,
  at: StepIndex,
  host: DeviceId,
  process: string,
  state: LineProgram,
  name: string,
): { readonly value: Value; readonly step: StepIndex } | undefined {
  if (state.program !== "browser" || (name !== "length" && name !== "buffer")) return undefined;
  const opened = state.vars.page?.document;
  let seen = 0;
  for (const step of stepsBack(timeline, at)) {
    if (++seen > LOOK_BACK) return undefined;
    if (placeOf(step) !== host) continue;
    const then = stateIn(step.world, host, process);
    if (then?.program !== "browser" || then.vars.page === null || then.vars.page.document !== opened) return undefined;
    if (name === "length") {
      const value = lengthOfRequest(then.vars.page);
      if (value.kind !== "unknown") return { value, step: step.index };
      continue;
    }
    const { input } = step.entry;
    const own = (input.kind === "call-returns" || input.kind === "app-calls") && input.process === process;
    const response = own ? step.facts.find((fact) => fact.kind === "http-response-received") : undefined;
    if (response) return { value: { kind: "bytes", bytes: response.bytes }, step: step.index };
  }
  return undefined;
}

const keyOf = (value: Value): string =>
  value.kind === "text" ? value.text : value.kind === "bytes" ? String(value.bytes) : "";

const varsOf = (state: LineProgram): readonly Named[] =>
  state.program === "browser" ? browserVars(state) : scriptVars(state);

const UNKNOWN: Value = { kind: "unknown" };
const text = (value: string | number | undefined): Value =>
  value === undefined ? UNKNOWN : { kind: "text", text: String(value) };

function browserVars({ vars: { page } }: BrowserState): readonly Named[] {
  if (page === null) return [];
  const { connection, exchange } = page;
  const resource = page.todo[0] ?? page.document;
  const { url, method } = resource;
  const { version } = page.fetching;
  return [
    { name: "ip", value: text(connection?.address ?? addressesFor(page, url)?.[0]) },
    { name: "sd", value: text(connection?.fd), ...(connection && { fd: connection.fd }) },
    { name: "request", value: text(`${method} ${requestTarget(url)} HTTP/${version}`) },
    { name: "length", value: lengthOfRequest(page) },
    { name: "buffer", value: exchange ? { kind: "bytes", bytes: exchange.http.length } : UNKNOWN },
  ];
}

/** Known as long as the request is: afterwards the next one may carry other fields. */
function lengthOfRequest(page: Page): Value {
  const [resource] = page.todo;
  if (resource === undefined) return UNKNOWN;
  const { head, body } = requestFor(page, resource);
  return { kind: "bytes", bytes: head.length + body.length };
}

function scriptVars({ vars, line, steps }: ScriptState): readonly Named[] {
  const step = line === null ? undefined : steps[Number(line)];
  return [
    ...Object.entries(vars.fds).map(([name, fd]): Named => ({ name, value: text(fd), fd })),
    ...Object.entries(vars.peers).map(
      ([name, { address, port }]): Named => ({
        name,
        value: text(port === undefined ? address : `${address}:${port}`),
      }),
    ),
    ...(step?.op === "read" ? [{ name: "buffer", value: { kind: "bytes", bytes: vars.got.bytes } as const }] : []),
  ];
}

// --- control ------------------------------------------------------------------------------------------------------

function controlOf(timeline: Timeline, { entry: { input }, facts, sent }: Step): Control {
  const passed: Partial<Record<Place, "down" | "up" | "both">> = {};
  const pass = (way: "down" | "up", ...through: readonly Place[]): void => {
    for (const place of through) passed[place] = passed[place] === undefined || passed[place] === way ? way : "both";
  };
  const lines = sent.map(({ frame }) => frameLine(timeline, frame));
  const told = (holder: Place, what: What): Control => {
    if (lines.length > 0) pass("down", "stack", "driver", "adapter");
    return { holder, passed, what, sent: [...new Set(lines)] };
  };
  switch (input.kind) {
    case "app-calls": {
      const what: What = { kind: "call", text: callText(input.call) };
      if (input.call.op === "gethostbyname") {
        pass("down", "application", "resolver");
        return told("resolver", what);
      }
      pass("down", input.caller, "library", "stack");
      return told("stack", what);
    }
    case "call-returns": {
      const { op } = input.result;
      const what: What = { kind: "result", text: `${op}: ${resultText(input.result)}` };
      if (op === "gethostbyname") pass("up", "resolver", "application");
      else pass("up", "stack", "library", input.caller);
      return told(input.caller, what);
    }
    case "frame-arrives": {
      const what: What = { kind: "frame", line: frameLine(timeline, input.frame) };
      // Loopback never leaves the stack.
      if (input.port === "lo") return told("stack", what);
      const ignored = facts.some((f) => f.kind === "frame-ignored" || f.kind === "frame-damaged");
      pass("up", ...(ignored ? (["adapter"] as const) : (["adapter", "driver", "stack"] as const)));
      return told(ignored ? "adapter" : "stack", what);
    }
    case "timer-fires":
      return told("stack", { kind: "timer" });
    case "act":
      return told("application", { kind: "told" });
    case "starts":
      return told("application", { kind: "starts" });
    case "change":
      return { passed, sent: [] };
    default:
      return unreachable(input);
  }
}

// --- what waits ---------------------------------------------------------------------------------------------------

const endpoint = ({ address, port }: Endpoint): string => `${address}:${port}`;

/** The open calls of a process, as its sockets and the clock remember them. */
function waitsOf(world: World, host: Host, process: Process): readonly Wait[] {
  const waits: Wait[] = [];
  const known: Waiter[] = [];
  const add = (waiter: Waiter | null | undefined, op: Syscall["op"], about: Wait["for"], socket?: number): void => {
    if (waiter?.process !== process.name) return;
    const fd = Object.entries(process.descriptors).find(([, id]) => id === socket)?.[0];
    known.push(waiter);
    waits.push({
      caller: waiter.caller,
      op,
      ...(fd !== undefined && { fd: Number(fd) }),
      ...(socket !== undefined && { socket }),
      for: about,
    });
  };
  for (const _lookup of Object.values(process.resolver.lookups)) {
    waits.push({ caller: "application", op: "gethostbyname", for: { kind: "resolver" } });
  }
  for (const socket of Object.values(host.sockets)) {
    if (socket.kind === "listener") addListener(socket, add);
    else if (socket.kind === "connection") addConnection(socket, add);
    else if (socket.kind === "dgram") addDatagram(socket, add);
  }
  for (const ping of host.pings) add(ping, "ping", { kind: "echo" });
  for (const { input } of world.agenda) {
    if (input.kind !== "timer-fires" || input.device !== host.id || input.timer.kind !== "wait") continue;
    const { process: name, caller, tag } = input.timer;
    // The other waits have a time limit, too.
    if (known.some((w) => w.process === name && w.caller === caller && w.tag === tag)) continue;
    add(input.timer, "sleep", { kind: "time" });
  }
  return waits;
}

type Add = (waiter: Waiter | null | undefined, op: Syscall["op"], about: Wait["for"], socket: number) => void;

function addListener({ id, local, accepting }: Listener, add: Add): void {
  for (const waiter of accepting) add(waiter, "accept", { kind: "client", local: endpoint(local) }, id);
}

function addConnection({ id, tcb, connecting, reading, writing }: Connection, add: Add): void {
  const peer = endpoint(tcb.remote);
  add(connecting, "connect", { kind: "handshake", peer }, id);
  add(reading, "read", { kind: "data", peer }, id);
  add(writing, "write", { kind: "room", bytes: writing?.rest.length ?? 0 }, id);
}

function addDatagram({ id, peer, receiving }: DatagramSocket, add: Add): void {
  add(receiving, receiving?.op ?? "recvfrom", { kind: "datagram", ...(peer && { peer: endpoint(peer) }) }, id);
}
