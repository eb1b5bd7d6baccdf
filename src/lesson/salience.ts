/** How much each fact has to tell: what a learner is shown, stops at, or is spared. */
import { unreachable } from "../base/assert.ts";
import type { Step } from "../sim/world.ts";
import type { Fact } from "../stack/fact.ts";

/** 0 is silent, 1 is detail that stands beside something else, 2 is worth a stop, 3 carries the story. */
export type Salience = 0 | 1 | 2 | 3;

/** Calls by which a server gets ready and waits; the tale begins when somebody comes. */
const waitingCalls: ReadonlySet<string> = new Set([
  "bind",
  "listen",
  "accept",
  "recvfrom",
  "sendto",
  "sleep",
  "setsockopt",
]);

/** What a fact weighs by itself, whoever it happened to. */
export function salience(fact: Fact): Salience {
  switch (fact.kind) {
    case "url-opened":
    case "page-loaded":
    case "page-failed":
    case "image-failed":
    case "redirect-followed":
    case "frame-lost":
    case "arp-asked":
    case "arp-failed":
    case "path-mtu-learned":
    case "ping-answered":
    case "dns-query-sent":
    case "dns-answer-received":
    case "dns-referral-received":
    case "dns-cache-hit":
    case "dns-timeout":
    case "dns-gave-up":
    case "name-resolved":
    case "name-not-resolved":
    case "tcp-retransmission-timeout":
    case "tcp-fast-retransmit":
    case "tcp-window-closed":
    case "connection-refused":
    case "connection-timed-out":
    case "connection-reset":
    case "http-request-sent":
    case "http-response-received":
    case "fault-applied":
    case "record-changed":
    case "record-removed":
      return 3;
    case "url-decoded":
    case "frame-damaged":
    case "arp-answered":
    case "arp-learned":
    case "packet-queued":
    case "packet-released":
    case "packet-dropped":
    case "packet-fragmented":
    case "packet-reassembled":
    case "icmp-sent":
    case "icmp-received":
    case "datagram-refused":
    case "dns-answer-sent":
    case "dns-referral-sent":
    case "dns-cname-followed":
    case "dns-truncated":
    case "dns-answer-ignored":
    case "dns-server-useless":
    case "socket-created":
    case "tcp-state-changed":
    case "tcp-segment-sent":
    case "tcp-duplicate-ack":
    case "tcp-out-of-order":
    case "tcp-window-opened":
    case "tcp-window-probed":
    case "tcp-segment-dropped":
    case "http-request-received":
    case "http-response-sent":
      return 2;
    case "call-made":
      // Of the resolver's own socket the beginning is told, and so its end.
      if (fact.from === "resolver") return fact.op === "close" ? 2 : 1;
      return waitingCalls.has(fact.op) ? 1 : 2;
    case "call-returned":
      return fact.ok ? 1 : 2;
    case "route-chosen":
    case "packet-forwarded":
    case "dns-query-received":
    case "dns-cached":
    case "dns-negative-cached":
    case "port-chosen":
    case "tcp-segment-received":
    case "tcp-rtt-measured":
    case "tcp-congestion-window":
    case "data-delivered":
      return 1;
    case "frame-ignored":
    case "mac-learned":
    case "frame-switched":
    case "frame-flooded":
    case "datagram-delivered":
      return 0;
    default:
      return unreachable(fact);
  }
}

/** What a fact weighs where it happened: a server's own calls, its descriptors and its calls' returns are its own affair. */
function weightIn(step: Step, fact: Fact): Salience {
  if (fact.kind !== "call-made" && fact.kind !== "call-returned" && fact.kind !== "socket-created")
    return salience(fact);
  if (isUserProgram(step, fact.by, fact.process)) return salience(fact);
  // Who closes first is worth knowing of a server too.
  const closes = fact.kind === "call-made" && fact.op === "close" && !isNameServer(step, fact.by, fact.process);
  return closes ? 2 : 0;
}

function programOf(step: Step, device: string, process: string): string | undefined {
  const host = step.world.devices[device];
  return host?.kind === "host" ? host.processes[process]?.state.program : undefined;
}

const servers: ReadonlySet<string> = new Set(["http-server", "authoritative", "recursive"]);

const isUserProgram = (step: Step, device: string, process: string): boolean => {
  const program = programOf(step, device, process);
  return program !== undefined && !servers.has(program);
};

const isNameServer = (step: Step, device: string, process: string): boolean => {
  const program = programOf(step, device, process);
  return program === "authoritative" || program === "recursive";
};

/** What the step has to tell, weightiest first; facts of the same weight stay in their order. */
export function tellingFacts(step: Step): readonly Fact[] {
  return step.facts
    .map((fact) => ({ fact, weight: weightIn(step, fact) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ fact }) => fact);
}

/** Whether a learner who goes from event to event stops at this step. */
export const isEvent = (step: Step): boolean => step.facts.some((fact) => weightIn(step, fact) >= 2);
