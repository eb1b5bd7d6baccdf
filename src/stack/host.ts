/** A host or a router: one pure function from what it is and what reaches it to what it is then and does. */
import { unreachable } from "../base/assert.ts";
import type { Micros } from "../base/units.ts";
import { ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE, UNREACHABLE_HOST } from "../wire/icmp.ts";
import { connectionTimer } from "./connections.ts";
import { stubState } from "./dns/stub.ts";
import type { Host } from "./host-state.ts";
import { packetFailed } from "./icmp-input.ts";
import { frameArrived } from "./ip-input.ts";
import { sendIcmpError } from "./ip-output.ts";
import { announce, arpTimerFired } from "./neighbour.ts";
import { act, called, returned, startProcesses } from "./process.ts";
import { dropAssembling } from "./reassembly.ts";
import type { Stimulus, Timer, Transition } from "./stimulus.ts";
import { waitTimedOut } from "./system-call.ts";
import type { Turn } from "./turn.ts";

/** Switched off: what was only in its memory is gone. Programs are as they were before their start, counters go on. */
export function switchedOff(host: Host): Host {
  const processes = Object.fromEntries(
    Object.entries(host.processes).map(([name, p]) => [
      name,
      { ...p, state: p.boot, resolver: stubState(host.stub), descriptors: {} },
    ]),
  );
  return {
    ...host,
    up: false,
    neighbours: {},
    resolving: {},
    pathMtus: {},
    assembling: {},
    sockets: {},
    pings: [],
    processes,
  };
}

export function hostTransition(host: Host, stimulus: Stimulus, now: Micros): Transition<Host> {
  const turn: Turn = {
    host,
    now,
    effects: [],
    facts: [],
    ...(stimulus.kind === "frame-arrives" && { packet: stimulus.frame.packet }),
  };
  if (host.up) handle(turn, stimulus);
  return { state: turn.host, effects: turn.effects, facts: turn.facts };
}

function handle(turn: Turn, stimulus: Stimulus): void {
  switch (stimulus.kind) {
    case "starts":
      if (stimulus.again) for (const out of turn.host.interfaces) announce(turn, out);
      return startProcesses(turn);
    case "frame-arrives":
      return frameArrived(turn, stimulus.port, stimulus.frame);
    case "timer-fires":
      return timerFired(turn, stimulus.timer);
    case "app-calls":
      return called(turn, stimulus.process, stimulus.caller, stimulus.tag, stimulus.call);
    case "call-returns":
      return returned(turn, stimulus.process, stimulus.caller, stimulus.tag, stimulus.result);
    case "act":
      return act(turn, stimulus.act);
    default:
      unreachable(stimulus);
  }
}

function timerFired(turn: Turn, timer: Timer): void {
  switch (timer.kind) {
    case "arp":
      for (const item of arpTimerFired(turn, timer.address)) {
        if (item.forwarded) sendIcmpError(turn, item.bytes, ICMP_UNREACHABLE, UNREACHABLE_HOST);
        else packetFailed(turn, item.bytes, "EHOSTUNREACH");
      }
      return;
    case "tcp":
      return connectionTimer(turn, timer.socket, timer.timer);
    case "wait":
      return waitTimedOut(turn, timer);
    case "reassembly": {
      const first = dropAssembling(turn, timer.key);
      if (first) sendIcmpError(turn, first, ICMP_TIME_EXCEEDED, 1);
      return;
    }
    default:
      unreachable(timer);
  }
}
