/** Which local ports are taken, and the next one for a program that does not care (RFC 6056). */

import type { Ipv4 } from "../wire/address.ts";
import { FIRST_EPHEMERAL_PORT, LAST_EPHEMERAL_PORT } from "../wire/ports.ts";
import type { Host } from "./host-state.ts";
import { chance, type Turn, update } from "./turn.ts";

type Kind = "tcp" | "udp";

const overlaps = (a: Ipv4, b: Ipv4): boolean => a === b || a === "0.0.0.0" || b === "0.0.0.0";

/** Whether a socket holds this port, so that `bind` must fail. */
export function isTaken(host: Host, kind: Kind, address: Ipv4, port: number): boolean {
  return Object.values(host.sockets).some((s) => {
    if (kind === "udp") return s.kind === "dgram" && s.local?.port === port && overlaps(s.local.address, address);
    if (s.kind === "dgram") return false;
    const local = s.kind === "connection" ? s.tcb.local : s.local;
    return local?.port === port && overlaps(local.address, address);
  });
}

/** A free port of the ephemeral range, or undefined when all are taken. */
export function ephemeralPort(turn: Turn, kind: Kind): number | undefined {
  const span = LAST_EPHEMERAL_PORT - FIRST_EPHEMERAL_PORT + 1;
  const counted = kind === "tcp" && turn.host.profile.ip.ports === "count";
  for (let tries = 0; tries < span; tries++) {
    let port: number;
    if (counted) {
      port = turn.host.nextPort;
      update(turn, { nextPort: port >= LAST_EPHEMERAL_PORT ? FIRST_EPHEMERAL_PORT : port + 1 });
    } else port = FIRST_EPHEMERAL_PORT + (tries === 0 ? chance(turn) % span : (turn.host.nextPort + tries) % span);
    if (!isTaken(turn.host, kind, "0.0.0.0", port)) return port;
  }
  return undefined;
}
