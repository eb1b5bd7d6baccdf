/** Two connections joined by a virtual wire, for tests: delay, loss, reordering and duplication in virtual time. */
import { nextBelow, type Rng, seedRng } from "../../../base/rng.ts";
import { type Micros, ms, seconds } from "../../../base/units.ts";
import type { Errno } from "../../call.ts";
import type { Fact } from "../../fact.ts";
import { EMPTY, join, type Stream, slice } from "../../stream.ts";
import { segmentArrived } from "../arrive.ts";
import { openActive, openPassive, type TcpInit } from "../open.ts";
import type { TcpPolicy } from "../policy.ts";
import { flagText, type OutgoingSegment } from "../segment.ts";
import { seqDiff } from "../seq.ts";
import { sendRoom, type Tcb, type TcpState, type TcpTimer } from "../tcb.ts";
import { timerFired } from "../timers.ts";
import type { TcpEnv, TcpTurn } from "../turn.ts";
import { close, receive, send, shutdown } from "../user.ts";

export type Side = "a" | "b";

/** What a program at one end does; every part may be left out. */
export type Program = {
  /** Written in this order as room allows, each when so many bytes were read and not before `at`. */
  readonly writes?: readonly { readonly data: Stream; readonly afterRead?: number; readonly at?: Micros }[];
  /** Bytes a read, from when on, and the pause between reads. */
  readonly read?: { readonly size?: number; readonly from?: Micros; readonly every?: Micros };
  /** Once all is written (and `afterRead` bytes read), at the peer's end, or never; `delay` later. */
  readonly close?: {
    readonly when: "written" | "ended" | "never";
    readonly afterRead?: number;
    readonly delay?: Micros;
    readonly at?: Micros;
    readonly half?: boolean;
  };
  /** How long it takes from a wake-up to its first call. */
  readonly think?: Micros;
};

export type Sent = {
  readonly at: Micros;
  readonly from: Side;
  readonly segment: OutgoingSegment;
  readonly lost: boolean;
  /** Counts this side's segments from 0. */
  readonly nth: number;
};

export type Act = { readonly at: Micros; readonly side: Side; readonly does: (tcb: Tcb, env: TcpEnv) => TcpTurn };

export type PipeOptions = {
  readonly policy: TcpPolicy | { readonly a: TcpPolicy; readonly b: TcpPolicy };
  readonly a?: Program;
  readonly b?: Program;
  readonly initA?: Partial<TcpInit>;
  readonly initB?: Partial<TcpInit>;
  /** One way. */
  readonly delay?: Micros;
  /** True: the wire swallows it. */
  readonly loses?: (sent: Omit<Sent, "lost">) => boolean;
  /** Out of 1000 segments so many are lost, come twice, or come up to `jitter` late. */
  readonly chance?: { readonly seed: number; readonly loss: number; readonly twice: number; readonly late: number };
  readonly jitter?: Micros;
  readonly acts?: readonly Act[];
  /** Virtual time at which an unfinished run is stopped. */
  readonly until?: Micros;
  /** Both open actively (simultaneous open). */
  readonly bothActive?: boolean;
  /** Looks at each block after each turn. */
  readonly inspect?: (tcb: Tcb, side: Side, now: Micros) => void;
};

export type EndOf = {
  readonly tcb: Tcb | null;
  readonly read: Stream;
  readonly written: Stream;
  readonly ended: boolean;
  readonly error: Errno | null;
  readonly gone: boolean;
  readonly states: readonly (TcpState | "LISTEN")[];
  readonly facts: readonly (Fact & { readonly at: Micros })[];
};

export type PipeRun = {
  readonly sent: readonly Sent[];
  readonly a: EndOf;
  readonly b: EndOf;
  readonly now: Micros;
  /** Nothing was left to do. */
  readonly quiet: boolean;
};

type Job = { readonly at: Micros; readonly n: number; readonly run: () => void };

const defaults: Record<Side, TcpInit> = {
  a: init("10.1.0.2", 40_000, "10.1.0.1", 80, 100),
  b: init("10.1.0.1", 80, "10.1.0.2", 40_000, 300),
};

export function init(local: string, port: number, remote: string, remotePort: number, isn: number): TcpInit {
  return {
    local: { address: local, port },
    remote: { address: remote, port: remotePort },
    isn,
    mtu: 1500,
    receiveBuffer: null,
    sendBuffer: null,
    timestampOffset: 7_000,
    noDelay: false,
    lingerZero: false,
  };
}

type End = {
  tcb: Tcb | null;
  read: Stream;
  written: Stream;
  pending: Stream;
  nextWrite: number;
  ended: boolean;
  closed: boolean;
  connected: boolean;
  error: Errno | null;
  gone: boolean;
  states: (TcpState | "LISTEN")[];
  facts: (Fact & { at: Micros })[];
  count: number;
  wakes: Set<Micros>;
};

const newEnd = (): End => ({
  tcb: null,
  read: EMPTY,
  written: EMPTY,
  pending: EMPTY,
  nextWrite: 0,
  ended: false,
  closed: false,
  connected: false,
  error: null,
  gone: false,
  states: [],
  facts: [],
  count: 0,
  wakes: new Set(),
});

const STEP_LIMIT = 2_000_000;

/** Runs until nothing is left to do, or until the time limit. B listens; A opens at time 0. */
export function runPipe(o: PipeOptions): PipeRun {
  const policies = "a" in o.policy ? o.policy : { a: o.policy, b: o.policy };
  const delay = o.delay ?? ms(20);
  const until = o.until ?? seconds(4000);
  const ends: Record<Side, End> = { a: newEnd(), b: newEnd() };
  const inits: Record<Side, TcpInit> = { a: { ...defaults.a, ...o.initA }, b: { ...defaults.b, ...o.initB } };
  const sent: Sent[] = [];
  const jobs: Job[] = [];
  let now: Micros = 0;
  let counter = 0;
  let rng: Rng = seedRng(o.chance?.seed ?? 0, "pipe");

  const env = (side: Side): TcpEnv => ({ device: side, now, policy: policies[side] });
  const other = (side: Side): Side => (side === "a" ? "b" : "a");
  const draw = (perMille: number): boolean => {
    const [value, next] = nextBelow(rng, 1000);
    rng = next;
    return value < perMille;
  };

  function later(at: Micros, run: () => void): void {
    const job = { at, n: counter++, run };
    let i = jobs.length;
    while (i > 0 && (jobs[i - 1]!.at < at || (jobs[i - 1]!.at === at && jobs[i - 1]!.n < job.n))) i--;
    jobs.splice(i, 0, job);
  }

  function onWire(from: Side, segment: OutgoingSegment): void {
    const record = { at: now, from, segment, nth: ends[from].count++ };
    const lost = (o.loses?.(record) ?? false) || (o.chance ? draw(o.chance.loss) : false);
    sent.push({ ...record, lost });
    if (lost) return;
    const copies = o.chance && draw(o.chance.twice) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      let extra = 0;
      if (o.chance && o.jitter && draw(o.chance.late)) [extra, rng] = nextBelow(rng, o.jitter);
      later(now + delay + extra, () => arrive(other(from), segment));
    }
  }

  function arrive(side: Side, segment: OutgoingSegment): void {
    const end = ends[side];
    if (end.tcb) apply(side, segmentArrived(end.tcb, segment, env(side)));
    else if (side === "b" && !end.gone && segment.flags.syn && !segment.flags.ack) {
      apply("b", openPassive(inits.b, segment, env("b")));
    }
  }

  function apply(side: Side, turn: TcpTurn): void {
    const end = ends[side];
    end.tcb = turn.tcb;
    for (const fact of turn.facts) {
      end.facts.push({ ...fact, at: now });
      if (fact.kind !== "tcp-state-changed") continue;
      if (end.states.length === 0) end.states.push(fact.from as TcpState);
      end.states.push(fact.to as TcpState);
    }
    o.inspect?.(turn.tcb, side, now);
    for (const segment of turn.segments) onWire(side, segment);
    for (const { timer, at } of turn.timers) if (at !== null) later(at, () => fire(side, timer));
    for (const event of turn.events) {
      if (event.kind === "failed") end.error = event.errno;
      if (event.kind === "connected") end.connected = true;
      if (event.kind === "gone") {
        end.gone = true;
        end.tcb = null;
      }
    }
    if (turn.events.length > 0) wake(side, now + (o[side]?.think ?? 0));
  }

  function fire(side: Side, timer: TcpTimer): void {
    const { tcb } = ends[side];
    if (tcb) apply(side, timerFired(tcb, timer, env(side)));
  }

  function wake(side: Side, at: Micros): void {
    const { wakes } = ends[side];
    if (wakes.has(at)) return;
    wakes.add(at);
    later(at, () => {
      wakes.delete(at);
      program(side);
    });
  }

  function program(side: Side): void {
    const end = ends[side];
    const p = o[side] ?? {};
    if (!end.tcb || !end.connected || end.error || end.closed) return;
    readSome(side, end, p);
    writeSome(side, end, p);
    closeSome(side, end, p);
  }

  function readSome(side: Side, end: End, p: Program): void {
    const from = p.read?.from ?? 0;
    if (now < from) return wake(side, from);
    for (;;) {
      if (!end.tcb) return;
      const { data, ended, ...turn } = receive(end.tcb, p.read?.size ?? 1_000_000, env(side));
      end.read = join(end.read, data);
      end.ended = ended;
      apply(side, turn);
      if (data.length === 0) return;
      if (p.read?.every) return wake(side, now + p.read.every);
    }
  }

  function writeSome(side: Side, end: End, p: Program): void {
    for (;;) {
      const tcb = end.tcb;
      if (!tcb) return;
      if (end.pending.length === 0) {
        const next = p.writes?.[end.nextWrite];
        if (!next || end.read.length < (next.afterRead ?? 0)) return;
        if (now < (next.at ?? 0)) return wake(side, next.at ?? 0);
        end.pending = next.data;
        end.nextWrite += 1;
      }
      const room = Math.min(sendRoom(tcb), end.pending.length);
      if (room === 0) return;
      const part = slice(end.pending, 0, room);
      end.pending = slice(end.pending, room);
      end.written = join(end.written, part);
      apply(side, send(tcb, part, env(side), end.pending.length > 0));
    }
  }

  function closeSome(side: Side, end: End, p: Program): void {
    const c = p.close ?? { when: "ended" };
    const written = end.pending.length === 0 && end.nextWrite === (p.writes?.length ?? 0);
    if (!end.tcb || c.when === "never" || !written || end.read.length < (c.afterRead ?? 0)) return;
    if (c.when === "ended" && !end.ended) return;
    const act = (): void => {
      if (!end.tcb || end.closed) return;
      end.closed = !c.half || end.ended;
      apply(side, c.half && !end.ended ? shutdown(end.tcb, env(side)) : close(end.tcb, env(side)));
    };
    const at = Math.max(now + (c.delay ?? 0), c.at ?? 0);
    if (at === now) act();
    else later(at, act);
  }

  later(0, () => apply("a", openActive(inits.a, env("a"))));
  if (o.bothActive) later(0, () => apply("b", openActive(inits.b, env("b"))));
  for (const act of o.acts ?? []) {
    later(act.at, () => {
      const { tcb } = ends[act.side];
      if (tcb) apply(act.side, act.does(tcb, env(act.side)));
    });
  }

  for (let step = 0; ; step++) {
    if (step > STEP_LIMIT) throw new Error("the run is endless");
    const job = jobs.at(-1);
    if (!job || job.at > until) return { sent, a: ends.a, b: ends.b, now, quiet: !job };
    jobs.pop();
    now = job.at;
    job.run();
  }
}

/**
 * The trace as lines such as `0.081 b [SYN, ACK] seq=0 ack=1 len=0 win=65535`; numbers count from each side's initial
 * sequence number. `lost` and `again` (sent before) follow where they apply.
 */
export function linesOf(run: PipeRun, isn: Record<Side, number> = { a: 100, b: 300 }): string[] {
  return run.sent.map((s) => `${(s.at / 1_000_000).toFixed(3)} ${lineOf(s, isn)}`);
}

/** One line without its time. */
export function lineOf({ from, segment, lost }: Sent, isn: Record<Side, number> = { a: 100, b: 300 }): string {
  const peer = from === "a" ? "b" : "a";
  const seq = seqDiff(segment.seq, isn[from]);
  const ack = segment.flags.ack ? seqDiff(segment.ack, isn[peer]) : 0;
  const flags = flagText(segment.flags);
  const more = `${lost ? " lost" : ""}${segment.retransmission ? " again" : ""}`;
  return `${from} [${flags}] seq=${seq} ack=${ack} len=${segment.data.length} win=${segment.window}${more}`;
}
