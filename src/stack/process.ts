/** Processes: a program, the resolver inside its socket library, its descriptors; and how control passes between them. */
import { assert } from "../base/assert.ts";
import { nextUint32, type Rng } from "../base/rng.ts";
import { parseIpv4 } from "../wire/address.ts";
import type { Act, AppEvent } from "./app.ts";
import type { CallTag, Syscall, SyscallResult } from "./call.ts";
import { callText, resultText } from "./call-text.ts";
import { putProcess } from "./descriptors.ts";
import { type StubTurn, stubCall, stubReturned } from "./dns/stub.ts";
import type { Process, Waiter } from "./host-state.ts";
import { runProgram } from "./programs/program.ts";
import type { Caller } from "./stimulus.ts";
import { systemCall } from "./system-call.ts";
import { type Turn, update } from "./turn.ts";

/** A stream of chance of its own for each thing that happens to a program. */
function fork(turn: Turn): Rng {
  const [value, rng] = nextUint32(turn.host.rng);
  update(turn, { rng });
  return value;
}

export function startProcesses(turn: Turn): void {
  for (const name of Object.keys(turn.host.processes)) deliver(turn, name, { kind: "start" });
}

/** Every program hears it; those that it is not for do nothing. */
export function act(turn: Turn, what: Act): void {
  for (const name of Object.keys(turn.host.processes)) deliver(turn, name, { kind: "told", act: what });
}

function deliver(turn: Turn, name: string, event: AppEvent): void {
  const process = turn.host.processes[name];
  assert(process, `${turn.host.id} has no process ${name}`);
  const env = { device: turn.host.id, now: turn.now, rng: fork(turn) };
  const result = runProgram(process.state, event, env);
  putProcess(turn, { ...process, state: result.state });
  turn.facts.push(...result.facts);
  for (const { tag, call } of result.calls) {
    turn.effects.push({ kind: "call", process: name, caller: "application", tag, call });
  }
}

/** A call has reached the library or the stack. */
export function called(turn: Turn, name: string, caller: Caller, tag: CallTag, call: Syscall): void {
  const process = turn.host.processes[name];
  assert(process, `${turn.host.id} has no process ${name}`);
  const toResolver = call.op === "gethostbyname";
  turn.facts.push({
    kind: "call-made",
    by: turn.host.id,
    process: name,
    from: caller,
    to: toResolver ? "resolver" : "stack",
    op: call.op,
    call: callText(call),
  });
  if (!toResolver) return systemCall(turn, { process: name, caller, tag }, call);
  const known = localName(turn, call.name);
  if (known) return reply(turn, { process: name, caller, tag }, known);
  const env = { device: turn.host.id, process: name, now: turn.now, rng: fork(turn) };
  passOn(turn, process, stubCall(process.resolver, tag, call, env));
}

/** What `/etc/hosts` answers, without a message. */
function localName(turn: Turn, name: string): SyscallResult | undefined {
  const address = turn.host.names[name.toLowerCase()];
  if (address === undefined || parseIpv4(name) !== undefined) return undefined;
  return { op: "gethostbyname", addresses: [address], canonical: name };
}

function reply(turn: Turn, waiter: Waiter, result: SyscallResult): void {
  turn.effects.push({ kind: "return", ...waiter, result });
}

function passOn(turn: Turn, process: Process, stub: StubTurn): void {
  putProcess(turn, { ...turn.host.processes[process.name]!, resolver: stub.state });
  turn.facts.push(...stub.facts);
  for (const { tag, call } of stub.calls) {
    turn.effects.push({ kind: "call", process: process.name, caller: "resolver", tag, call });
  }
  for (const { tag, result } of stub.returns)
    reply(turn, { process: process.name, caller: "application", tag }, result);
}

/** The result of a call has reached who made it. */
export function returned(turn: Turn, name: string, caller: Caller, tag: CallTag, result: SyscallResult): void {
  const process = turn.host.processes[name];
  assert(process, `${turn.host.id} has no process ${name}`);
  turn.facts.push({
    kind: "call-returned",
    by: turn.host.id,
    process: name,
    from: result.op === "gethostbyname" ? "resolver" : "stack",
    to: caller,
    op: result.op,
    result: resultText(result),
    ok: !("errno" in result) && !("failed" in result),
  });
  if (caller === "application") return deliver(turn, name, { kind: "returned", tag, result });
  const env = { device: turn.host.id, process: name, now: turn.now, rng: fork(turn) };
  passOn(turn, process, stubReturned(process.resolver, tag, result, env));
}
