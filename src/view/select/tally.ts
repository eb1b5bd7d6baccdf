/** How much a run has needed up to a step: what two runs are compared by. */
import type { StepIndex } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import { stepsOf, type Timeline, worldAt } from "../../sim/timeline.ts";
import { messagesOf } from "./messages.ts";

export type Tally = {
  /** Packets from the host that speaks to the one that takes them. */
  readonly messages: number;
  /** Frames on any link: a message that two switches pass on is three. */
  readonly frames: number;
  /** Of the messages, as their senders put them on the first link, headers included. */
  readonly bytes: number;
  /** TCP connections that somebody asked for, successfully or not. */
  readonly connections: number;
  readonly dns: number;
  /** Since the run began. */
  readonly time: Micros;
};

/** Up to and with step `at`; -1 is before the first. */
export function tallyOf(timeline: Timeline, at: StepIndex): Tally {
  let messages = 0;
  let bytes = 0;
  let dns = 0;
  const connections = new Set<string>();
  for (const { sentStep, frame, decoded } of messagesOf(timeline).list) {
    if (sentStep > at) break;
    messages += 1;
    bytes += frame.bytes.length;
    if (decoded.dns) dns += 1;
    const { ip, tcp } = decoded;
    // The initial sequence number tells a new connection from a SYN that is sent again.
    if (ip && tcp?.flags.syn && !tcp.flags.ack) {
      connections.add(`${ip.src}:${tcp.srcport}>${ip.dst}:${tcp.dstport}#${tcp.seq}`);
    }
  }
  const time = worldAt(timeline, at).now - timeline.start.now;
  return { messages, frames: framesUpTo(timeline, at), bytes, connections: connections.size, dns, time };
}

const known = new WeakMap<Timeline, readonly number[]>();

/** Counted once for each timeline, because a long one has to be made anew to be counted. */
function framesUpTo(timeline: Timeline, at: StepIndex): number {
  let counts = known.get(timeline);
  if (!counts) {
    let sum = 0;
    const all: number[] = [];
    for (const { sent } of stepsOf(timeline)) {
      sum += sent.length;
      all.push(sum);
    }
    counts = all;
    known.set(timeline, counts);
  }
  return counts[Math.min(at, counts.length - 1)] ?? 0;
}
