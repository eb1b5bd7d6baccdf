/** Repeater hub and learning switch (IEEE 802.1D section 7): neither changes a frame. */
import type { DeviceId } from "../base/ids.ts";
import { type Micros, seconds } from "../base/units.ts";
import { BROADCAST_MAC, formatMac, type Mac } from "../wire/address.ts";
import { fcsOf } from "../wire/ethernet.ts";
import type { Fact } from "./fact.ts";
import type { Effect, Stimulus, Transition } from "./stimulus.ts";

export type MacEntry = { readonly port: string; readonly expires: Micros };

export type Switch = {
  readonly kind: "switch" | "hub";
  readonly id: DeviceId;
  readonly up: boolean;
  readonly ports: readonly string[];
  /** Where each address was last heard; a hub learns nothing. */
  readonly table: Readonly<Record<Mac, MacEntry>>;
  readonly ageing: Micros;
};

/** IEEE 802.1D table 7-5: the usual ageing time. */
export const DEFAULT_AGEING = seconds(300);

export function switchTransition(state: Switch, stimulus: Stimulus, now: Micros): Transition<Switch> {
  if (stimulus.kind !== "frame-arrives" || !state.up) return { state, effects: [], facts: [] };
  const { frame, port } = stimulus;
  const pass = (to: string): Effect => ({
    kind: "send-frame",
    port: to,
    bytes: frame.bytes,
    fcs: frame.fcs,
    packet: frame.packet,
  });
  const others = state.ports.filter((p) => p !== port);
  if (state.kind === "hub") return { state, effects: others.map(pass), facts: [] };
  if (fcsOf(frame.bytes) !== frame.fcs) {
    return { state, effects: [], facts: [{ kind: "frame-damaged", by: state.id, port }] };
  }

  const dst = formatMac(frame.bytes, 0);
  const src = formatMac(frame.bytes, 6);
  const facts: Fact[] = [];
  const before = state.table[src];
  if (before?.port !== port || before.expires <= now) facts.push({ kind: "mac-learned", by: state.id, mac: src, port });
  const table = { ...state.table, [src]: { port, expires: now + state.ageing } };
  const known = dst === BROADCAST_MAC ? undefined : table[dst];
  const next: Switch = { ...state, table };
  if (!known || known.expires <= now) {
    facts.push({ kind: "frame-flooded", by: state.id, mac: dst, ports: others.length });
    return { state: next, effects: others.map(pass), facts };
  }
  if (known.port === port) {
    facts.push({ kind: "frame-ignored", by: state.id, port, reason: "same-port" });
    return { state: next, effects: [], facts };
  }
  facts.push({ kind: "frame-switched", by: state.id, mac: dst, port: known.port });
  return { state: next, effects: [pass(known.port)], facts };
}
