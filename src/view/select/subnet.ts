/** One routing decision worked out: own subnet, the AND on both addresses, straight or by a gateway. RFC 1122 section 3.3.1.1. */
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Step } from "../../sim/world.ts";
import type { FactOf } from "../../stack/fact.ts";
import type { Interface } from "../../stack/host-state.ts";
import { broadcastOf, formatIpv4, type Ipv4, ipv4Bits, maskBits, networkOf } from "../../wire/address.ts";
import { changedAt } from "./changed.ts";
import { followedHost, hostOf, hostsOf, stepsBack } from "./focus.ts";

export type SubnetModel = {
  readonly host?: DeviceId;
  readonly hosts: readonly DeviceId[];
  readonly own?: OwnSubnet;
  readonly decision?: Decision;
  /** The step in which the interface got this address and mask; undefined when it always had them. */
  readonly since: () => StepIndex | undefined;
};

export type OwnSubnet = {
  readonly port: string;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly mask: Ipv4;
  readonly network: Ipv4;
  readonly broadcast: Ipv4;
  readonly firstHost: Ipv4;
  readonly lastHost: Ipv4;
  readonly hostCount: number;
};

export type Decision = {
  readonly destination: Ipv4;
  /** The destination's bits under the own mask. */
  readonly masked: Ipv4;
  readonly same: boolean;
  /** The route that was taken. */
  readonly route: { readonly network: Ipv4; readonly prefix: number };
  readonly verdict:
    | { readonly kind: "direct" }
    | { readonly kind: "gateway" | "router"; readonly next: Ipv4 }
    | { readonly kind: "no-route" };
  /** Made after the step before. */
  readonly fresh: boolean;
  readonly step: StepIndex;
};

type Chosen = { readonly step: Step; readonly fact: FactOf<"route-chosen"> | FactOf<"packet-dropped"> };

export function subnetModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): SubnetModel {
  const hosts = hostsOf(timeline);
  const last = lastDecision(timeline, at, chosen);
  const id = chosen ?? last?.fact.by ?? followedHost(timeline, at);
  const host = hostOf(worldAt(timeline, at), id);
  if (!host || id === undefined) return { hosts, since: () => undefined };
  const port = last?.fact.kind === "route-chosen" ? last.fact.port : undefined;
  const out = host.interfaces.find((i) => i.port === port) ?? host.interfaces[0];
  if (!out) return { host: id, hosts, since: () => undefined };
  const own = ownSubnet(out);
  return {
    host: id,
    hosts,
    own,
    since: () => changedAt(timeline, at, (world) => hostOf(world, id)?.interfaces.find((i) => i.port === out.port)),
    ...(last && { decision: decisionOf(own, last, since) }),
  };
}

/** The latest one, also that there was no route: found or not, it was looked for. */
function lastDecision(timeline: Timeline, at: StepIndex, by: DeviceId | null): Chosen | undefined {
  for (const step of stepsBack(timeline, at)) {
    const fact = step.facts.findLast(
      (f) =>
        (f.kind === "route-chosen" || (f.kind === "packet-dropped" && f.reason === "no-route")) &&
        (by === null || f.by === by),
    );
    if (fact?.kind === "route-chosen" || fact?.kind === "packet-dropped") return { step, fact };
  }
  return undefined;
}

function ownSubnet({ port, address, prefix }: Interface): OwnSubnet {
  const network = networkOf(address, prefix);
  const broadcast = broadcastOf(address, prefix);
  // RFC 3021: a link of two addresses has neither network nor broadcast address; a single host has only itself.
  const small = prefix >= 31;
  const size = 2 ** (32 - prefix);
  return {
    port,
    address,
    prefix,
    mask: formatIpv4(maskBits(prefix)),
    network,
    broadcast,
    firstHost: small ? network : formatIpv4(ipv4Bits(network) + 1),
    lastHost: small ? broadcast : formatIpv4(ipv4Bits(broadcast) - 1),
    hostCount: small ? size : size - 2,
  };
}

function decisionOf(own: OwnSubnet, { step, fact }: Chosen, since: StepIndex): Decision {
  const masked = networkOf(fact.dst, own.prefix);
  const base = {
    destination: fact.dst,
    masked,
    same: masked === own.network,
    fresh: step.index > since,
    step: step.index,
  };
  if (fact.kind === "packet-dropped") {
    return { ...base, route: { network: "0.0.0.0", prefix: 0 }, verdict: { kind: "no-route" } };
  }
  const route = { network: fact.network, prefix: fact.prefix };
  if (fact.direct) return { ...base, route, verdict: { kind: "direct" } };
  return { ...base, route, verdict: { kind: fact.prefix === 0 ? "gateway" : "router", next: fact.next } };
}
