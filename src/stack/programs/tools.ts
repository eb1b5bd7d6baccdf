/**
 * What a learner has at the shell: `dig NAME TYPE` and `ping HOST`, as one program that does what it is told.
 * dig asks the configured name server itself, without the resolver: RD set, 5 s, three tries with a new port each, and TCP
 * when the answer does not fit (BIND 9.18's dig). ping sends an echo request a second (iputils).
 */
import { unreachable } from "../../base/assert.ts";
import { MICROS_PER_SECOND, seconds } from "../../base/units.ts";
import { type Ipv4, parseIpv4 } from "../../wire/address.ts";
import { concat } from "../../wire/bytes.ts";
import { DNS_PORT, type DnsMessage, isRrType, type RrType, rcodeName, sealDns } from "../../wire/dns.ts";
import { type DomainName, isSendable, reverseName } from "../../wire/domain-name.ts";
import type { App, AppEnv } from "../app.ts";
import { beginTurn, noCalls, type OpenCalls, type Turn, takeCall } from "../app-turn.ts";
import { type Descriptor, failed, type SyscallResult } from "../call.ts";
import { answerText, framedForTcp, queryMessage, readResponse, sameQuestion, unframed } from "../dns/message.ts";
import { bytesOf, streamOf } from "../stream.ts";

export type ToolsConfig = {
  /** Whom dig asks. */
  readonly nameserver: Ipv4;
};

/** One look-up on its way; `fd` once there is a socket, `got` what came over TCP so far. */
type Dig = {
  readonly id: number;
  readonly name: DomainName;
  readonly type: RrType;
  readonly attempt: number;
  readonly over: "udp" | "tcp";
  readonly fd: Descriptor;
  readonly got: Uint8Array;
};

type Echo = { readonly address: Ipv4; readonly sequence: number; readonly count: number };

type Wait =
  | { readonly kind: "name"; readonly count: number }
  | { readonly kind: "echo" | "pause"; readonly echo: Echo }
  | { readonly kind: "socket" | "connect" | "write" | "read"; readonly dig: Dig };

export type ToolsState = {
  readonly program: "tools";
  readonly nameserver: Ipv4;
  readonly open: OpenCalls<Wait>;
};

const TRIES = 3;
const PATIENCE = seconds(5);
const ECHO_BYTES = 56;
const NO_BYTES = new Uint8Array(0);

export const toolsState = ({ nameserver }: ToolsConfig): ToolsState => ({
  program: "tools",
  nameserver,
  open: noCalls,
});

export const tools: App<ToolsState> = (state, event, env) => {
  const taken = event.kind === "returned" ? takeCall(state.open, event.tag) : undefined;
  const turn = beginTurn<Wait>(taken ? taken[1] : state.open, env.rng);
  if (event.kind === "told" && event.act.kind === "look-up") lookUp(turn, event.act.name, event.act.type, env);
  else if (event.kind === "told" && event.act.kind === "ping") beginPing(turn, event.act.address, event.act.count);
  else if (event.kind === "returned" && taken) returned(turn, taken[0], event.result, state.nameserver, env);
  const { open, calls, facts, rng } = turn.done();
  return { state: { ...state, open }, calls, facts, rng };
};

function lookUp(turn: Turn<Wait>, asked: string, type: RrType, env: AppEnv): void {
  // As `dig -x`: an address is asked for by its name below in-addr.arpa.
  const name = type === "PTR" && parseIpv4(asked) !== undefined ? reverseName(asked) : asked;
  if (!isSendable(name) || !isRrType(type)) {
    turn.tell({ kind: "dns-gave-up", by: env.device, name, reason: "EINVAL" });
    return;
  }
  begin(turn, { id: turn.draw(0x10000), name, type, attempt: 1, over: "udp", fd: -1, got: NO_BYTES });
}

function begin(turn: Turn<Wait>, dig: Dig): void {
  turn.call({ op: "socket", type: dig.over === "udp" ? "dgram" : "stream" }, { kind: "socket", dig });
}

function returned(turn: Turn<Wait>, wait: Wait, result: SyscallResult, nameserver: Ipv4, env: AppEnv): void {
  switch (wait.kind) {
    case "name":
      if ("addresses" in result && result.addresses[0] !== undefined) {
        echo(turn, { address: result.addresses[0], sequence: 1, count: wait.count });
      }
      return;
    case "echo":
      if (wait.echo.sequence < wait.echo.count) {
        turn.call({ op: "sleep", micros: restOfSecond(result) }, { kind: "pause", echo: wait.echo });
      }
      return;
    case "pause":
      return echo(turn, { ...wait.echo, sequence: wait.echo.sequence + 1 });
    case "socket":
      if (!("fd" in result)) return;
      turn.call(
        { op: "connect", fd: result.fd, address: nameserver, port: DNS_PORT },
        { kind: "connect", dig: { ...wait.dig, fd: result.fd } },
      );
      return;
    case "connect":
    case "write":
    case "read":
      if (failed(result)) return again(turn, wait.dig, nameserver, env);
      return carryOn(turn, wait.kind, wait.dig, result, nameserver, env);
    default:
      unreachable(wait);
  }
}

function carryOn(
  turn: Turn<Wait>,
  after: "connect" | "write" | "read",
  dig: Dig,
  result: SyscallResult,
  nameserver: Ipv4,
  env: AppEnv,
): void {
  if (after === "connect") {
    const { id, name, type } = dig;
    const query = sealDns(queryMessage(id, { name, type, class: "IN" }, true));
    turn.tell({ kind: "dns-query-sent", by: env.device, to: nameserver, name, type, id, recursive: true });
    const data = dig.over === "udp" ? streamOf(query) : framedForTcp(query);
    turn.call({ op: "write", fd: dig.fd, data }, { kind: "write", dig });
    return;
  }
  if (after === "read" && "data" in result && !(result.data instanceof Uint8Array)) {
    if (dig.over === "udp") return answered(turn, dig, bytesOf(result.data), nameserver, env);
    if (result.data.length === 0) return again(turn, dig, nameserver, env);
    const got = concat([dig.got, bytesOf(result.data)]);
    const { message } = unframed(got);
    if (message) return answered(turn, dig, message, nameserver, env);
    return listen(turn, { ...dig, got });
  }
  listen(turn, dig);
}

const listen = (turn: Turn<Wait>, dig: Dig): void =>
  turn.call({ op: "read", fd: dig.fd, size: 65_535, timeout: PATIENCE }, { kind: "read", dig });

function answered(turn: Turn<Wait>, dig: Dig, bytes: Uint8Array, nameserver: Ipv4, env: AppEnv): void {
  const message = readResponse(bytes);
  const { name, type } = dig;
  if (!message || message.id !== dig.id || !sameQuestion(message.queries[0], { name, type, class: "IN" })) {
    return listen(turn, dig);
  }
  turn.call({ op: "close", fd: dig.fd });
  if (message.flags.truncated && dig.over === "udp") {
    turn.tell({ kind: "dns-truncated", by: env.device, from: nameserver, name });
    return begin(turn, { ...dig, over: "tcp", attempt: 1 });
  }
  turn.tell(answerFact(message, dig, nameserver, env));
}

const answerFact = (message: DnsMessage, { name, type }: Dig, from: Ipv4, env: AppEnv) =>
  ({
    kind: "dns-answer-received",
    by: env.device,
    from,
    name,
    type,
    rcode: rcodeName(message.flags.rcode),
    data: answerText(message),
    authoritative: message.flags.authoritative,
    ttl: message.answers[0]?.ttl ?? 0,
  }) as const;

function again(turn: Turn<Wait>, dig: Dig, nameserver: Ipv4, env: AppEnv): void {
  turn.call({ op: "close", fd: dig.fd });
  turn.tell({ kind: "dns-timeout", by: env.device, to: nameserver, name: dig.name, attempt: dig.attempt });
  if (dig.attempt < TRIES) return begin(turn, { ...dig, attempt: dig.attempt + 1, got: NO_BYTES });
  turn.tell({ kind: "dns-gave-up", by: env.device, name: dig.name, reason: "timeout" });
}

function beginPing(turn: Turn<Wait>, target: string, count: number): void {
  if (parseIpv4(target) !== undefined) echo(turn, { address: target, sequence: 1, count });
  else turn.call({ op: "gethostbyname", name: target }, { kind: "name", count });
}

const echo = (turn: Turn<Wait>, one: Echo): void =>
  turn.call(
    { op: "ping", address: one.address, sequence: one.sequence, bytes: ECHO_BYTES, timeout: MICROS_PER_SECOND },
    { kind: "echo", echo: one },
  );

/** A request leaves each second, whenever the answer came; without one the second is over already. */
const restOfSecond = (result: SyscallResult): number =>
  "rtt" in result
    ? Math.max(0, MICROS_PER_SECOND - result.rtt)
    : failed(result) === "ETIMEDOUT"
      ? 0
      : MICROS_PER_SECOND;
