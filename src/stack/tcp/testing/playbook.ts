/**
 * The vocabulary of tests for one connection: a segment, a call or time goes in, segments and events are expected out.
 * Segments are written as `SYN seq=100 win=65535`; an expected one says only what matters. A failure prints both sides.
 */
import { assert } from "../../../base/assert.ts";
import type { Micros } from "../../../base/units.ts";
import type { TcpFlags, TcpOption } from "../../../wire/tcp.ts";
import type { Fact, FactKind } from "../../fact.ts";
import { EMPTY, generated, type Stream } from "../../stream.ts";
import { segmentArrived } from "../arrive.ts";
import { openActive, openPassive, type TcpInit } from "../open.ts";
import type { TcpPolicy } from "../policy.ts";
import { flagsOf, flagText, type OutgoingSegment, type Segment } from "../segment.ts";
import type { Tcb, TcpState, TcpTimer } from "../tcb.ts";
import { timerFired } from "../timers.ts";
import type { TcpEnv, TcpEvent, TcpTurn } from "../turn.ts";

const flagWords: Readonly<Record<string, keyof TcpFlags>> = {
  SYN: "syn",
  ACK: "ack",
  FIN: "fin",
  RST: "reset",
  PSH: "push",
};

/** Reads `SYN,ACK seq=300 ack=101 len=0 win=65535`; what is not said is 0, the window 65535. */
export function segment(text: string, more: { options?: readonly TcpOption[]; data?: Stream } = {}): Segment {
  const [names = "", ...fields] = text.split(" ");
  const on: Partial<Record<keyof TcpFlags, boolean>> = {};
  for (const name of names.split(",")) {
    const flag = flagWords[name];
    assert(flag, `no such flag: ${name}`);
    on[flag] = true;
  }
  const numbers: Record<string, number> = { seq: 0, ack: 0, win: 65_535, len: 0 };
  for (const field of fields) {
    const [name = "", value = ""] = field.split("=");
    assert(name in numbers && /^\d+$/.test(value), `no such field: ${field}`);
    numbers[name] = Number(value);
  }
  const { seq = 0, ack = 0, win = 0, len = 0 } = numbers;
  const data = more.data ?? (len === 0 ? EMPTY : generated(1, len));
  return { seq, ack, flags: flagsOf(on), window: win, options: more.options ?? [], data };
}

/** The notation of an outgoing segment, every field in it. */
export function notation(s: OutgoingSegment): string {
  const flags = flagText(s.flags).replaceAll(", ", ",");
  return `${flags} seq=${s.seq} ack=${s.ack} len=${s.data.length} win=${s.window}`;
}

/** `said` holds when every one of its words is in the notation of what came. */
const matches = (said: string, came: string): boolean => {
  const words = came.split(" ");
  const [flags, ...fields] = said.split(" ");
  return words[0] === flags && fields.every((field) => words.includes(field));
};

export type Playbook = {
  readonly tcb: Tcb;
  readonly now: Micros;
  readonly last: TcpTurn;
  /** A segment arrives. */
  given(text: string | Segment): Playbook;
  /** The program calls. */
  call(call: (tcb: Tcb, env: TcpEnv) => TcpTurn): Playbook;
  /** Time passes, without a timer firing. */
  wait(time: Micros): Playbook;
  /** Time passes to the named timer, which must run, and it fires. */
  fire(timer: TcpTimer): Playbook;
  /** Exactly these segments came out of the last input. */
  expect(...segments: string[]): Playbook;
  /** These kinds of events came out of the last input, and no other. */
  events(...kinds: (TcpEvent["kind"] | `failed ${string}`)[]): Playbook;
  /** A fact of this kind with these fields is among those of the last input. */
  fact(kind: FactKind, fields?: Readonly<Record<string, unknown>>): Playbook;
  state(state: TcpState): Playbook;
};

const timerField = {
  retransmit: "retransmitAt",
  persist: "persistAt",
  "delayed-ack": "delayedAckAt",
  "time-wait": "timeWaitAt",
} as const;

function fail(what: string, expected: readonly string[], came: readonly string[]): never {
  const list = (items: readonly string[]): string => items.map((i) => `\n    ${i}`).join("") || "\n    nothing";
  throw new Error(`${what}\n  expected${list(expected)}\n  came${list(came)}`);
}

/** A story that starts from a turn at time `now`. */
export function playbook(last: TcpTurn, policy: TcpPolicy, now: Micros = 0): Playbook {
  const { tcb } = last;
  const env: TcpEnv = { device: "host", now, policy };
  const then = (turn: TcpTurn, at = now): Playbook => playbook(turn, policy, at);
  const same: Playbook = {
    tcb,
    now,
    last,
    given: (text) => then(segmentArrived(tcb, typeof text === "string" ? segment(text) : text, env)),
    call: (call) => then(call(tcb, env)),
    wait: (time) => playbook({ ...last, segments: [], events: [], facts: [] }, policy, now + time),
    fire(timer) {
      const at = tcb[timerField[timer]];
      assert(at !== null, `the ${timer} timer does not run`);
      return then(timerFired(tcb, timer, { ...env, now: at }), at);
    },
    expect(...segments) {
      const came = last.segments.map(notation);
      const good = came.length === segments.length && segments.every((s, i) => matches(s, came[i]!));
      if (!good) fail("other segments", segments, came);
      return same;
    },
    events(...kinds) {
      const came = last.events.map((e) => (e.kind === "failed" ? `failed ${e.errno}` : e.kind));
      if (came.join() !== kinds.join()) fail("other events", kinds, came);
      return same;
    },
    fact(kind, fields = {}) {
      const good = (f: Fact): boolean =>
        f.kind === kind && Object.entries(fields).every(([k, v]) => (f as Record<string, unknown>)[k] === v);
      if (!last.facts.some(good)) {
        fail(
          "no such fact",
          [JSON.stringify({ kind, ...fields })],
          last.facts.map((f) => JSON.stringify(f)),
        );
      }
      return same;
    },
    state(state) {
      if (tcb.state !== state) fail("other state", [state], [tcb.state]);
      return same;
    },
  };
  return same;
}

const hostInit: TcpInit = {
  local: { address: "10.0.0.1", port: 40_000 },
  remote: { address: "10.0.0.2", port: 80 },
  isn: 100,
  mtu: 1500,
  receiveBuffer: null,
  sendBuffer: null,
  timestampOffset: 0,
  noDelay: false,
  lingerZero: false,
};

/** An opener whose SYN (seq 100) has just gone out. */
export const synSent = (policy: TcpPolicy, more: Partial<TcpInit> = {}): Playbook =>
  playbook(openActive({ ...hostInit, ...more }, { device: "host", now: 0, policy }), policy);

/** A listener that has just answered the SYN `text` with its own (seq 300). */
export const synReceived = (
  policy: TcpPolicy,
  syn: string | Segment = "SYN seq=100",
  more: Partial<TcpInit> = {},
): Playbook =>
  playbook(
    openPassive({ ...hostInit, isn: 300, ...more }, typeof syn === "string" ? segment(syn) : syn, {
      device: "host",
      now: 0,
      policy,
    }),
    policy,
  );

const mssOption: TcpOption = { kind: "mss", mss: 1460 };

/** An opener in ESTABLISHED: SND.NXT 101, RCV.NXT 301, round trip 40 ms, the peer takes segments of 1460. */
export const established = (
  policy: TcpPolicy,
  more: Partial<TcpInit> = {},
  options: readonly TcpOption[] = [mssOption],
  window = 65_535,
): Playbook =>
  synSent(policy, more)
    .wait(40_000)
    .given(segment(`SYN,ACK seq=300 ack=101 win=${window}`, { options }));
