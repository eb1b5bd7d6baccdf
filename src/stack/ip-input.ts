/** A frame that a host or router took in: what layer by layer becomes of it. */
import { BROADCAST_MAC, broadcastOf, formatMac, type Ipv4 } from "../wire/address.ts";
import { ETHERNET_HEADER_BYTES, ETHERTYPE_ARP, ETHERTYPE_IPV4, fcsOf } from "../wire/ethernet.ts";
import {
  ICMP_TIME_EXCEEDED,
  ICMP_UNREACHABLE,
  UNREACHABLE_NEEDS_FRAGMENTING,
  UNREACHABLE_NET,
  UNREACHABLE_PROTOCOL,
} from "../wire/icmp.ts";
import {
  type Ipv4Header,
  ipv4,
  ipv4ChecksumGood,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  withTtlLess,
} from "../wire/ipv4.ts";
import { tcp, tcpChecksumGood } from "../wire/tcp.ts";
import { udp, udpChecksumGood } from "../wire/udp.ts";
import { chosen, flipped } from "./choice.ts";
import { segmentForHost } from "./connections.ts";
import { datagramArrived } from "./datagrams.ts";
import { icmpArrived } from "./icmp-input.ts";
import { forwardIp, isOwn, LOOPBACK_PORT, sendIcmpError } from "./ip-output.ts";
import { arpArrived, knownMac } from "./neighbour.ts";
import { reassemble } from "./reassembly.ts";
import { chooseRoute } from "./route.ts";
import type { Frame } from "./stimulus.ts";
import { chance, interfaceOf, type Turn, update } from "./turn.ts";

export function frameArrived(turn: Turn, port: string, frame: Frame): void {
  const { bytes } = frame;
  const by = turn.host.id;
  if (fcsOf(bytes) !== frame.fcs) {
    turn.facts.push({ kind: "frame-damaged", by, port });
    return;
  }
  if (port !== LOOPBACK_PORT) {
    const dst = formatMac(bytes, 0);
    if (dst !== BROADCAST_MAC && dst !== interfaceOf(turn.host, port).mac) {
      turn.facts.push({ kind: "frame-ignored", by, port, reason: "other-address" });
      return;
    }
  }
  const type = (bytes[12]! << 8) | bytes[13]!;
  if (type === ETHERTYPE_ARP) arpArrived(turn, port, bytes);
  else if (type === ETHERTYPE_IPV4) packetArrived(turn, bytes);
  else turn.facts.push({ kind: "frame-ignored", by, port, reason: "unknown-type" });
}

function packetArrived(turn: Turn, frame: Uint8Array): void {
  const by = turn.host.id;
  const parsed = ipv4.parse(frame, ETHERNET_HEADER_BYTES);
  if (!parsed.ok) {
    turn.facts.push({ kind: "packet-dropped", by, src: "", dst: "", reason: parsed.error.kind });
    return;
  }
  const h = parsed.value.value;
  const drop = (reason: string): void => {
    turn.facts.push({ kind: "packet-dropped", by, src: h.src, dst: h.dst, reason });
  };
  if (h.len < h.hdr_len * 4 || ETHERNET_HEADER_BYTES + h.len > frame.length) return drop("bad-length");
  if (!ipv4ChecksumGood(frame, ETHERNET_HEADER_BYTES, h.hdr_len * 4)) return drop("bad-checksum");
  const packet = frame.subarray(ETHERNET_HEADER_BYTES, ETHERNET_HEADER_BYTES + h.len);
  if (isOwn(turn.host, h.dst) || isBroadcast(turn, h.dst)) return packetForUs(turn, h, packet);
  if (!turn.host.forwarding) return drop("not-for-us");
  forward(turn, h, packet, drop);
}

const isBroadcast = (turn: Turn, dst: Ipv4): boolean =>
  dst === "255.255.255.255" || turn.host.interfaces.some((i) => broadcastOf(i.address, i.prefix) === dst);

function forward(turn: Turn, h: Ipv4Header, packet: Uint8Array, drop: (reason: string) => void): void {
  if (h.ttl <= 1) {
    drop("ttl-exceeded");
    return sendIcmpError(turn, packet, ICMP_TIME_EXCEEDED, 0);
  }
  const choice = chooseRoute(turn.host, h.dst);
  if (!choice) {
    drop("no-route");
    return sendIcmpError(turn, packet, ICMP_UNREACHABLE, UNREACHABLE_NET);
  }
  const { port, via, network, prefix } = choice.route;
  const held = knownMac(turn, choice.interface, choice.next) === undefined;
  turn.facts.push(
    {
      kind: "route-chosen",
      by: turn.host.id,
      dst: h.dst,
      network,
      prefix,
      next: choice.next,
      direct: via === undefined,
      port,
    },
    { kind: "packet-forwarded", by: turn.host.id, src: h.src, dst: h.dst, port, ttl: h.ttl - 1, held },
  );
  const onward = damaged(turn, h, withTtlLess(packet));
  if (!forwardIp(turn, onward, h.flags.df, choice)) {
    drop("needs-fragmenting");
    sendIcmpError(turn, packet, ICMP_UNREACHABLE, UNREACHABLE_NEEDS_FRAGMENTING, choice.interface.mtu);
  }
}

/** Past the IP header only: there the checksum of TCP or UDP is what must notice. */
function damaged(turn: Turn, h: Ipv4Header, packet: Uint8Array): Uint8Array {
  const { damage } = turn.host;
  const first = h.hdr_len * 32;
  if (!damage || packet.length * 8 <= first) return packet;
  const [hit, rng] = chosen(damage.choice, damage.seen, turn.host.rng);
  update(turn, { rng, damage: { ...damage, seen: damage.seen + 1 } });
  if (!hit) return packet;
  turn.facts.push({ kind: "fault-applied", by: turn.host.id, fault: "damage-inside" });
  return flipped(packet, first + (chance(turn) % (packet.length * 8 - first)));
}

function packetForUs(turn: Turn, h: Ipv4Header, packet: Uint8Array): void {
  if (!h.flags.mf && h.frag_offset === 0) return deliver(turn, h, packet);
  const whole = reassemble(turn, h, packet);
  if (!whole) return;
  const joined = ipv4.parse(whole);
  if (joined.ok) deliver(turn, joined.value.value, whole);
}

function deliver(turn: Turn, h: Ipv4Header, packet: Uint8Array): void {
  const by = turn.host.id;
  const start = h.hdr_len * 4;
  const drop = (reason: string): void => {
    turn.facts.push({ kind: "packet-dropped", by, src: h.src, dst: h.dst, reason });
  };
  if (h.proto === PROTOCOL_TCP) {
    // RFC 1122 §4.2.3.10: not answered, not even by RST.
    if (isBroadcast(turn, h.dst)) return drop("tcp-to-everybody");
    if (!tcpChecksumGood(packet, 0, start, packet.length)) return drop("bad-checksum");
    const parsed = tcp.parse(packet, start);
    if (!parsed.ok) return drop(parsed.error.kind);
    return segmentForHost(turn, h, parsed.value.value, packet.subarray(parsed.value.end));
  }
  if (h.proto === PROTOCOL_UDP) {
    const parsed = udp.parse(packet, start);
    if (!parsed.ok) return drop(parsed.error.kind);
    const u = parsed.value.value;
    const end = start + u.length;
    if (u.length < 8 || end > packet.length) return drop("bad-length");
    if (!udpChecksumGood(packet, 0, start, end)) return drop("bad-checksum");
    return datagramArrived(turn, packet, h.src, h.dst, u, packet.subarray(start + 8, end));
  }
  if (h.proto === PROTOCOL_ICMP) return icmpArrived(turn, h, packet);
  drop("unknown-protocol");
  sendIcmpError(turn, packet, ICMP_UNREACHABLE, UNREACHABLE_PROTOCOL);
}
