/** Sending IP packets: source address, route, fragments, the neighbour; and ICMP errors (RFC 791, 792, 1122, 1812). */
import type { PacketId } from "../base/ids.ts";
import { type Ipv4, inSubnet, ZERO_MAC } from "../wire/address.ts";
import { ETHERTYPE_IPV4, emitEthernet } from "../wire/ethernet.ts";
import {
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_UNREACHABLE,
  sealIcmp,
  UNREACHABLE_NEEDS_FRAGMENTING,
} from "../wire/icmp.ts";
import { ipv4, PROTOCOL_ICMP, sealIpv4 } from "../wire/ipv4.ts";
import type { Errno } from "./call.ts";
import type { Host } from "./host-state.ts";
import { sendToNeighbour } from "./neighbour.ts";
import { fragment } from "./reassembly.ts";
import { chooseRoute, type RouteChoice } from "./route.ts";
import { chance, ownsAddress, type Turn, update } from "./turn.ts";

/** The port of the loopback interface: what is sent to it arrives at the same machine. */
export const LOOPBACK_PORT = "lo";
const DEFAULT_TTL = 64;
/** RFC 1812 section 4.3.2.3: as much of the packet as fits with two headers into 576 bytes. */
const MAX_QUOTED_BYTES = 576 - 20 - 8;

export const isLoopback = (address: Ipv4): boolean => inSubnet(address, "127.0.0.0", 8);
export const isOwn = (host: Host, address: Ipv4): boolean => isLoopback(address) || ownsAddress(host, address);

/** The address that packets to `dst` leave with, or undefined when there is no route. */
export function sourceFor(host: Host, dst: Ipv4): Ipv4 | undefined {
  if (isLoopback(dst)) return dst;
  if (ownsAddress(host, dst)) return dst;
  return chooseRoute(host, dst)?.interface.address;
}

/** The largest packet that is known to reach `dst` whole. */
export function mtuTo(host: Host, dst: Ipv4): number {
  if (isOwn(host, dst)) return 65535;
  const link = chooseRoute(host, dst)?.interface.mtu ?? 1500;
  return Math.min(link, host.pathMtus[dst] ?? link);
}

/** The next identification of the host's own counter. */
export function nextIpId(turn: Turn): number {
  const { host } = turn;
  if (host.profile.ip.identification === "linux" && host.ipId === 0) {
    const start = (chance(turn) & 0xfffe) + 1;
    update(turn, { ipId: start });
    return start;
  }
  const id = (host.ipId + 1) & 0xffff || 1;
  update(turn, { ipId: id });
  return id;
}

export type Outgoing = {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly proto: number;
  readonly payload: Uint8Array;
  readonly df: boolean;
  /** Without it the host's counter gives the next. */
  readonly id?: number;
  readonly ttl?: number;
};

/** Why a packet could not even be tried, if so. */
export function sendIp(turn: Turn, out: Outgoing): Errno | undefined {
  const { host } = turn;
  if (isOwn(host, out.dst)) {
    const packet = sealed(turn, out);
    const bytes = emitEthernet({ dst: ZERO_MAC, src: ZERO_MAC, type: ETHERTYPE_IPV4 }, packet);
    turn.effects.push({ kind: "send-frame", port: LOOPBACK_PORT, bytes });
    return undefined;
  }
  const choice = chooseRoute(host, out.dst);
  if (!choice) {
    turn.facts.push({ kind: "packet-dropped", by: host.id, src: out.src, dst: out.dst, reason: "no-route" });
    return "ENETUNREACH";
  }
  tellRoute(turn, out.dst, choice);
  const mtu = out.df ? mtuTo(host, out.dst) : choice.interface.mtu;
  if (out.df && out.payload.length + 20 > mtu) return "EMSGSIZE";
  const packet = sealed(turn, out);
  transmit(turn, packet, choice, false);
  return undefined;
}

function sealed(turn: Turn, out: Outgoing): Uint8Array {
  const { src, dst, proto, df, id = nextIpId(turn), ttl = DEFAULT_TTL } = out;
  return sealIpv4({ src, dst, proto, df, id, ttl }, out.payload);
}

function tellRoute(turn: Turn, dst: Ipv4, choice: RouteChoice): void {
  turn.facts.push({
    kind: "route-chosen",
    by: turn.host.id,
    dst,
    network: choice.route.network,
    prefix: choice.route.prefix,
    next: choice.next,
    direct: choice.route.via === undefined,
    port: choice.route.port,
  });
}

/** Sends a finished packet towards its next hop, in fragments where the link is too narrow. */
function transmit(turn: Turn, packet: Uint8Array, choice: RouteChoice, forwarded: boolean, id?: PacketId): void {
  const pieces = fragment(packet, choice.interface.mtu);
  if (pieces.length > 1) {
    turn.facts.push({
      kind: "packet-fragmented",
      by: turn.host.id,
      dst: choice.next,
      mtu: choice.interface.mtu,
      fragments: pieces.length,
    });
  }
  for (const bytes of pieces) {
    sendToNeighbour(turn, choice.interface, choice.next, { bytes, forwarded, ...(id !== undefined && { packet: id }) });
  }
}

/** A router passes a packet on; `packet` has its TTL lowered already. False when it does not fit and may not be cut. */
export function forwardIp(turn: Turn, packet: Uint8Array, df: boolean, choice: RouteChoice): boolean {
  if (packet.length > choice.interface.mtu && df) return false;
  transmit(turn, packet, choice, true, turn.packet);
  return true;
}

/** Tells the sender of `packet` what became of it; never for an ICMP error, a later fragment or a broadcast (RFC 1122 §3.2.2). */
export function sendIcmpError(turn: Turn, packet: Uint8Array, type: number, code: number, mtu = 0): void {
  const parsed = ipv4.parse(packet);
  if (!parsed.ok) return;
  const h = parsed.value.value;
  if (h.frag_offset > 0 || h.src === "0.0.0.0" || h.dst === "255.255.255.255") return;
  const inner = packet[parsed.value.end];
  if (h.proto === PROTOCOL_ICMP && inner !== ICMP_ECHO_REQUEST && inner !== ICMP_ECHO_REPLY) return;
  const src = isLoopback(h.dst) ? h.dst : sourceFor(turn.host, h.src);
  if (src === undefined) return;
  const quoted = packet.subarray(0, Math.min(packet.length, MAX_QUOTED_BYTES));
  const message = sealIcmp(
    { type, code, ident: 0, seq: type === ICMP_UNREACHABLE && code === UNREACHABLE_NEEDS_FRAGMENTING ? mtu : 0 },
    quoted,
  );
  turn.facts.push({ kind: "icmp-sent", by: turn.host.id, to: h.src, type, code });
  sendIp(turn, { src, dst: h.src, proto: PROTOCOL_ICMP, payload: message, df: false });
}
