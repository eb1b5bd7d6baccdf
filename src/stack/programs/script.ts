/** A program that is a list of socket calls, made one after the other: for lessons with processes of their own. Read POSIX.1-2024, `socket` to `close`. */
import { assert, unreachable } from "../../base/assert.ts";
import { type Micros, seconds } from "../../base/units.ts";
import { type Ipv4, parseIpv4, UNSPECIFIED } from "../../wire/address.ts";
import { fromHex } from "../../wire/bytes.ts";
import type { DomainName } from "../../wire/domain-name.ts";
import { utf8 } from "../../wire/text.ts";
import type { App, AppTurn } from "../app.ts";
import type { Descriptor, Errno, LookupError, SocketOption, Syscall, SyscallResult } from "../call.ts";
import { callText } from "../call-text.ts";
import { bytesOf, EMPTY, generated, type Stream, streamOf } from "../stream.ts";
import { enterLine, type Line, type LineState, lineReturned, type SourceLine, sourceLines } from "./line-program.ts";

/** What is sent: so many made-up bytes, or the text in UTF-8, or the bytes themselves in hexadecimal. */
export type ScriptData = { readonly bytes?: number; readonly text?: string; readonly hex?: string };

/** One call. `on` and `as` name descriptors; `to` is an IPv4 address or a name that an earlier step gave with `as`. */
export type ScriptCall =
  | { readonly op: "socket"; readonly as: string; readonly type?: "stream" | "dgram" }
  | { readonly op: "setsockopt"; readonly on: string; readonly option: SocketOption; readonly value: number }
  | { readonly op: "bind"; readonly on: string; readonly address?: Ipv4; readonly port: number }
  | { readonly op: "listen"; readonly on: string; readonly backlog?: number }
  | { readonly op: "accept"; readonly on: string; readonly as: string }
  | { readonly op: "connect"; readonly on: string; readonly to: string; readonly port: number }
  | ({ readonly op: "write"; readonly on: string } & ScriptData)
  /** Reads on until `bytes` have come, or to the end of the stream; `size` is the most that one call takes. */
  | {
      readonly op: "read";
      readonly on: string;
      readonly bytes?: number;
      readonly size?: number;
      readonly timeout?: Micros;
    }
  | { readonly op: "shutdown" | "close"; readonly on: string }
  /** Without `port`: the port that came with the name. */
  | ({ readonly op: "sendto"; readonly on: string; readonly to: string; readonly port?: number } & ScriptData)
  /** `as` names the sender. */
  | { readonly op: "recvfrom"; readonly on: string; readonly as?: string; readonly timeout?: Micros }
  | {
      readonly op: "ping";
      readonly to: string;
      readonly bytes?: number;
      readonly sequence?: number;
      readonly ttl?: number;
      readonly df?: boolean;
      readonly timeout?: Micros;
    }
  | { readonly op: "sleep"; readonly for: Micros }
  | { readonly op: "gethostbyname"; readonly name: DomainName; readonly as?: string };

/** `orStop`: the program ends where this call fails; else it goes on with the next. */
export type ScriptStep = ScriptCall & { readonly orStop?: boolean };

export type ScriptConfig = { readonly steps: readonly ScriptStep[] };

/** What became of a step; `at` is when its (last) call returned. */
export type ScriptRecord = {
  readonly step: number;
  readonly op: Syscall["op"];
  readonly at: Micros;
  readonly errno?: Errno | LookupError;
  readonly fd?: Descriptor;
  /** The peer of `accept` and `recvfrom`, the first address of `gethostbyname`, who answered a `ping`. */
  readonly address?: Ipv4;
  readonly port?: number;
  /** Bytes moved by the step. */
  readonly bytes?: number;
  /** `digestOf` what was read. */
  readonly digest?: number;
  readonly rtt?: Micros;
};

type Peer = { readonly address: Ipv4; readonly port?: number };

export type ScriptVars = {
  readonly fds: Readonly<Record<string, Descriptor>>;
  readonly peers: Readonly<Record<string, Peer>>;
  readonly records: readonly ScriptRecord[];
  /** What the running `read` has got so far. */
  readonly got: { readonly bytes: number; readonly digest: number };
  /** The step to make next; null is the end. */
  readonly next: number | null;
};

export type ScriptState = LineState<string, ScriptVars> & {
  readonly program: "script";
  readonly steps: readonly ScriptStep[];
};

const BACKLOG = 128;
const READ_SIZE = 65_536;
const PING_BYTES = 56;
const PING_TIMEOUT = seconds(10);
/** No process has it, so a call with it fails with EBADF. */
const NO_DESCRIPTOR: Descriptor = -1;

const DIGEST_BASIS = 0x811c9dc5;

/** FNV-1a of the bytes, going on from an earlier digest: tells in a few bytes whether two streams are the same. */
export function digestOf(bytes: Uint8Array, basis: number = DIGEST_BASIS): number {
  let h = basis;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

/** What a step writes or sends. Made-up bytes differ from step to step. */
export function dataOf(step: ScriptData, index: number): Stream {
  if (step.text !== undefined) return streamOf(utf8(step.text));
  if (step.hex !== undefined) {
    const data = fromHex(step.hex);
    assert(data, `step ${index}: ${step.hex} is no hexadecimal`);
    return streamOf(data);
  }
  return step.bytes === undefined ? EMPTY : generated(index, step.bytes);
}

const nothing: ScriptVars["got"] = { bytes: 0, digest: DIGEST_BASIS };

export const scriptState = ({ steps }: ScriptConfig): ScriptState => ({
  program: "script",
  steps,
  line: null,
  tag: 0,
  vars: { fds: {}, peers: {}, records: [], got: nothing, next: null },
});

export const script: App<ScriptState> = (state, event, env) => {
  const table = tableOf(state.steps);
  const come = (turn: Omit<AppTurn<LineState<string, ScriptVars>>, "rng">): AppTurn<ScriptState> => ({
    ...turn,
    state: { ...state, ...turn.state },
    rng: env.rng,
  });
  switch (event.kind) {
    case "start": {
      const vars = comeTo(state.vars, state.steps, 0, env.now);
      return come(enterLine(table, { ...state, vars }, lineName(vars.next), env));
    }
    case "returned":
      if (state.line === null || event.tag !== state.tag) break;
      return come(lineReturned(table, state, event.result, env));
    case "told":
      break;
    default:
      unreachable(event);
  }
  return { state, calls: [], facts: [], rng: env.rng };
};

/** The program's source with the running line marked. */
export const scriptLines = (state: ScriptState): readonly SourceLine[] => sourceLines(tableOf(state.steps), state);

const lineName = (step: number | null): string | null => (step === null ? null : String(step));

const tableOf = (steps: readonly ScriptStep[]): readonly Line<string, ScriptVars>[] =>
  steps.map((step, i) => ({
    name: String(i),
    text: (vars) => sourceText(step, vars),
    call: (vars) => callOf(step, i, vars),
    got: (vars, result, env) => ({ vars: taken(steps, i, vars, result, env.now) }),
    next: (vars) => lineName(vars.next),
  }));

/** As a programmer writes it: with the names of descriptors and of addresses that are not known yet. */
function sourceText(step: ScriptStep, vars: ScriptVars): string {
  const call = callOf(step, 0, vars);
  let text = callText(call);
  if ("on" in step && "fd" in call) text = text.replace(`(${call.fd}`, `(${step.on}`);
  if ("to" in step && parseIpv4(step.to) === undefined) {
    text = text.replace(peerOf(step.to, vars)?.address ?? UNSPECIFIED, step.to);
  }
  return "as" in step && step.as !== undefined ? `${step.as} = ${text}` : text;
}

const peerOf = (name: string, vars: ScriptVars): Peer | undefined =>
  vars.peers[name] ?? (parseIpv4(name) === undefined ? undefined : { address: name });

function callOf(step: ScriptStep, index: number, vars: ScriptVars): Syscall {
  const fd = "on" in step ? (vars.fds[step.on] ?? NO_DESCRIPTOR) : NO_DESCRIPTOR;
  const address = "to" in step ? (peerOf(step.to, vars)?.address ?? UNSPECIFIED) : UNSPECIFIED;
  switch (step.op) {
    case "socket":
      return { op: "socket", type: step.type ?? "stream" };
    case "setsockopt":
      return { op: "setsockopt", fd, option: step.option, value: step.value };
    case "bind":
      return { op: "bind", fd, address: step.address ?? UNSPECIFIED, port: step.port };
    case "listen":
      return { op: "listen", fd, backlog: step.backlog ?? BACKLOG };
    case "accept":
      return { op: "accept", fd };
    case "connect":
      return { op: "connect", fd, address, port: step.port };
    case "write":
      return { op: "write", fd, data: dataOf(step, index) };
    case "read": {
      const most = step.size ?? READ_SIZE;
      const size = step.bytes === undefined ? most : Math.min(most, step.bytes - vars.got.bytes);
      return { op: "read", fd, size, ...(step.timeout !== undefined && { timeout: step.timeout }) };
    }
    case "shutdown":
    case "close":
      return { op: step.op, fd };
    case "sendto": {
      const port = step.port ?? peerOf(step.to, vars)?.port ?? 0;
      return { op: "sendto", fd, address, port, data: bytesOf(dataOf(step, index)) };
    }
    case "recvfrom":
      return { op: "recvfrom", fd, ...(step.timeout !== undefined && { timeout: step.timeout }) };
    case "ping": {
      const { bytes = PING_BYTES, sequence = 1, timeout = PING_TIMEOUT, ttl, df = false } = step;
      return { op: "ping", address, sequence, bytes, timeout, df, ...(ttl !== undefined && { ttl }) };
    }
    case "sleep":
      return { op: "sleep", micros: step.for };
    case "gethostbyname":
      return { op: "gethostbyname", name: step.name };
    default:
      return unreachable(step);
  }
}

/** Takes a result: either the read goes on, or the step is recorded and the next one is come to. */
function taken(
  steps: readonly ScriptStep[],
  index: number,
  vars: ScriptVars,
  result: SyscallResult,
  now: Micros,
): ScriptVars {
  const step = steps[index]!;
  let after = vars;
  if (result.op === "read" && "data" in result && result.data.length > 0) {
    const bytes = vars.got.bytes + result.data.length;
    after = { ...vars, got: { bytes, digest: digestOf(bytesOf(result.data), vars.got.digest) } };
    if (step.op === "read" && (step.bytes === undefined || bytes < step.bytes)) return { ...after, next: index };
  }
  const record: ScriptRecord = { step: index, op: step.op, at: now, ...outcome(step, after, result) };
  const named = withNames(after, step, result);
  const recorded = { ...named, records: [...after.records, record], got: nothing };
  if (record.errno !== undefined && step.orStop) return { ...recorded, next: null };
  return comeTo(recorded, steps, index + 1, now);
}

function outcome(step: ScriptStep, vars: ScriptVars, result: SyscallResult): Omit<ScriptRecord, "step" | "op" | "at"> {
  const read = step.op === "read" ? vars.got : {};
  if ("errno" in result) return { ...read, errno: result.errno };
  switch (result.op) {
    case "gethostbyname":
      if ("failed" in result) return { errno: result.failed };
      return result.addresses[0] === undefined ? {} : { address: result.addresses[0] };
    case "socket":
      return { fd: result.fd };
    case "accept":
      return { fd: result.fd, address: result.address, port: result.port };
    case "connect":
      return { address: result.localAddress, port: result.localPort };
    case "write":
    case "sendto":
      return { bytes: result.bytes };
    case "read":
      return read;
    case "recvfrom":
      return {
        bytes: result.data.length,
        digest: digestOf(result.data),
        address: result.address,
        port: result.port,
      };
    case "ping":
      return { address: result.from, rtt: result.rtt };
    case "setsockopt":
    case "bind":
    case "listen":
    case "shutdown":
    case "close":
    case "sleep":
      return {};
    default:
      return unreachable(result);
  }
}

function withNames(vars: ScriptVars, step: ScriptStep, result: SyscallResult): ScriptVars {
  if (!("as" in step) || step.as === undefined) return vars;
  if ("fd" in result) return { ...vars, fds: { ...vars.fds, [step.as]: result.fd } };
  const peer = peerIn(result);
  return peer === undefined ? vars : { ...vars, peers: { ...vars.peers, [step.as]: peer } };
}

function peerIn(result: SyscallResult): Peer | undefined {
  if (result.op === "recvfrom" && "address" in result) return { address: result.address, port: result.port };
  if (result.op !== "gethostbyname" || !("addresses" in result)) return undefined;
  const [address] = result.addresses;
  return address === undefined ? undefined : { address };
}

/** The first step from `index` on that can be made: one to a name without an address fails before any call. */
function comeTo(vars: ScriptVars, steps: readonly ScriptStep[], index: number, now: Micros): ScriptVars {
  const step = steps[index];
  if (step === undefined) return { ...vars, next: null };
  if (!("to" in step) || peerOf(step.to, vars) !== undefined) return { ...vars, next: index };
  const record: ScriptRecord = { step: index, op: step.op, at: now, errno: "EINVAL" };
  const recorded = { ...vars, records: [...vars.records, record] };
  return step.orStop ? { ...recorded, next: null } : comeTo(recorded, steps, index + 1, now);
}
