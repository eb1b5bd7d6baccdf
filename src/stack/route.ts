/** Longest-prefix match, RFC 1812 section 5.2.4.3. */
import { type Ipv4, inSubnet } from "../wire/address.ts";
import type { Host, Interface, Route } from "./host-state.ts";

export type RouteChoice = {
  readonly route: Route;
  readonly interface: Interface;
  /** Whose MAC address is needed: the gateway, or the destination itself. */
  readonly next: Ipv4;
};

export function chooseRoute(host: Host, dst: Ipv4): RouteChoice | undefined {
  let best: Route | undefined;
  for (const route of host.routes) {
    if ((best === undefined || route.prefix > best.prefix) && inSubnet(dst, route.network, route.prefix)) best = route;
  }
  if (!best) return undefined;
  const { port, via } = best;
  const out = host.interfaces.find((i) => i.port === port);
  return out && { route: best, interface: out, next: via ?? dst };
}
