/** Which frame a hit is about, where its step has to do with several. Have `pattern.ts` read. */
import type { PacketId } from "../base/ids.ts";
import type { Step } from "../sim/world.ts";
import type { FactKind } from "../stack/fact.ts";
import type { Frame } from "../stack/stimulus.ts";
import type { Hit } from "./pattern.ts";

/** They tell of what came in, whatever is sent because of it. */
const arrivals: ReadonlySet<FactKind> = new Set([
  "arp-learned",
  "frame-damaged",
  "icmp-received",
  "datagram-delivered",
  "packet-reassembled",
  "tcp-segment-received",
  "tcp-segment-dropped",
  "tcp-duplicate-ack",
  "tcp-out-of-order",
  "tcp-rtt-measured",
  "data-delivered",
]);

/** They are told before the segment that comes of them. */
const announcements: ReadonlySet<FactKind> = new Set([
  "tcp-segment-sent",
  "tcp-state-changed",
  "tcp-window-closed",
  "tcp-window-opened",
  "tcp-window-probed",
  "tcp-retransmission-timeout",
  "tcp-fast-retransmit",
]);

/** Undefined where a fact does not say which. `step` is the one that the hit is in. */
export function frameOf(hit: Hit, step: Step): Frame | undefined {
  if (hit.kind === "row") return undefined;
  if (hit.kind === "frame") return hit.sent.frame;
  const { kind } = hit.fact;
  const { input } = step.entry;
  if (arrivals.has(kind)) return input.kind === "frame-arrives" ? input.frame : undefined;
  const before = step.facts.slice(0, hit.at.item);
  const countOf = (wanted: FactKind): number => before.filter((fact) => fact.kind === wanted).length;
  if (kind === "frame-lost") return step.sent.filter(({ lost }) => lost)[countOf(kind)]?.frame;
  if (!announcements.has(kind)) return undefined;
  const segments = segmentsOf(step);
  const told = step.facts.filter((fact) => fact.kind === "tcp-segment-sent").length;
  // Some wait for an ARP reply: then which of them went out is not to be seen from their number.
  return told === segments.length ? segments[countOf("tcp-segment-sent")] : undefined;
}

/** A segment that goes out in pieces, or by several ports, is one. */
function segmentsOf({ sent }: Step): readonly Frame[] {
  const first = new Map<PacketId, Frame>();
  for (const { frame } of sent) if (!first.has(frame.packet)) first.set(frame.packet, frame);
  return [...first.values()];
}
