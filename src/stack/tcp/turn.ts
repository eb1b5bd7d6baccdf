/**
 * One turn of the machine: what goes in and what comes out. Inside a turn the functions of this folder write to a draft
 * of their own, a shallow copy of the block; what it shares with the block before is never written to.
 */
import type { DeviceId } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import type { Errno } from "../call.ts";
import type { Fact } from "../fact.ts";
import { EMPTY } from "../stream.ts";
import type { TcpPolicy } from "./policy.ts";
import type { OutgoingSegment } from "./segment.ts";
import { copyOf, type Endpoint, type Tcb, type TcpState, type TcpTimer } from "./tcb.ts";

export type TcpEnv = { readonly device: DeviceId; readonly now: Micros; readonly policy: TcpPolicy };

export type TcpEvent =
  | { readonly kind: "connected" }
  /** Bytes came in order, or the end of the stream. */
  | { readonly kind: "readable" }
  /** A good part of the send buffer is free again. */
  | { readonly kind: "writable" }
  /** The connection is over; a waiting or the next call fails with this. */
  | { readonly kind: "failed"; readonly errno: Errno }
  /** Nobody needs the block any more: delete it. */
  | { readonly kind: "gone" };

export type TcpTurn = {
  readonly tcb: Tcb;
  /** To be sent in this order. */
  readonly segments: readonly OutgoingSegment[];
  /** Only what changed. `at` is absolute; null stops the timer. */
  readonly timers: readonly { readonly timer: TcpTimer; readonly at: Micros | null }[];
  readonly events: readonly TcpEvent[];
  readonly facts: readonly Fact[];
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type Draft = {
  readonly before: Tcb | null;
  readonly tcb: Writable<Tcb>;
  readonly env: TcpEnv;
  readonly segments: OutgoingSegment[];
  readonly events: TcpEvent[];
  readonly facts: Fact[];
  /** The segment at hand wants its ACK in this turn. */
  ackNow: boolean;
  /** Bytes that came twice, for the first SACK block of the ACK (RFC 2883). */
  duplicate: { readonly left: number; readonly right: number } | null;
};

const newDraft = (before: Tcb | null, tcb: Tcb, env: TcpEnv): Draft => ({
  before,
  tcb,
  env,
  segments: [],
  events: [],
  facts: [],
  ackNow: false,
  duplicate: null,
});

export const draftOf = (tcb: Tcb, env: TcpEnv): Draft => newDraft(tcb, copyOf(tcb), env);

/** For a block that this turn creates. */
export const firstDraft = (tcb: Tcb, env: TcpEnv): Draft => newDraft(null, tcb, env);

const timerFields = [
  ["retransmit", "retransmitAt"],
  ["persist", "persistAt"],
  ["delayed-ack", "delayedAckAt"],
  ["time-wait", "timeWaitAt"],
] as const;

export function finish(d: Draft): TcpTurn {
  const timers: { timer: TcpTimer; at: Micros | null }[] = [];
  for (const [timer, field] of timerFields) {
    const at = d.tcb[field];
    if (at !== (d.before?.[field] ?? null)) timers.push({ timer, at });
  }
  return { tcb: d.tcb, segments: d.segments, timers, events: d.events, facts: d.facts };
}

/** A turn in which nothing happens. */
export const noTurn = (tcb: Tcb): TcpTurn => ({ tcb, segments: [], timers: [], events: [], facts: [] });

const endpointText = (e: Endpoint): string => `${e.address}:${e.port}`;

export function setState(d: Draft, to: TcpState): void {
  const t = d.tcb;
  stateFact(d, t.state, to);
  t.state = to;
}

/** `LISTEN` and `CLOSED` are where a block comes from: it has no such state itself. */
export function stateFact(d: Draft, from: TcpState | "LISTEN", to: TcpState): void {
  const t = d.tcb;
  d.facts.push({
    kind: "tcp-state-changed",
    by: d.env.device,
    peer: t.remote.address,
    local: endpointText(t.local),
    remote: endpointText(t.remote),
    from,
    to,
  });
}

export function dropped(d: Draft, reason: DropReason): void {
  d.facts.push({ kind: "tcp-segment-dropped", by: d.env.device, from: d.tcb.remote.address, reason });
}

export type DropReason =
  | "unacceptable-sequence"
  | "unacceptable-ack"
  | "old-timestamp"
  | "no-ack"
  | "reset-out-of-place"
  | "syn-in-connection"
  | "connection-closed";

/** The connection is over, well (null) or not. What is unread stays readable after a good end only. */
export function conclude(d: Draft, errno: Errno | null): void {
  const t = d.tcb;
  const neverConnected = t.state === "SYN-RECEIVED" && t.opener === "passive";
  if (t.state !== "CLOSED") setState(d, "CLOSED");
  t.retransmitAt = null;
  t.persistAt = null;
  t.delayedAckAt = null;
  t.timeWaitAt = null;
  t.ackPending = false;
  t.inFlight = [];
  t.outOfOrder = [];
  t.sendBuffer = EMPTY;
  t.writeEnds = [];
  if (errno !== null) {
    t.error = errno;
    t.receiveBuffer = EMPTY;
  }
  if (t.released || neverConnected) d.events.push({ kind: "gone" });
  else if (errno !== null) d.events.push({ kind: "failed", errno });
}
