/** ICMP that reached its host: echo (RFC 792), and errors about packets of ours (RFC 1122 section 3.2.2, RFC 1191). */
import {
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_TIME_EXCEEDED,
  ICMP_UNREACHABLE,
  icmp,
  icmpChecksumGood,
  sealIcmp,
  UNREACHABLE_HOST,
  UNREACHABLE_NEEDS_FRAGMENTING,
  UNREACHABLE_NET,
} from "../wire/icmp.ts";
import { type Ipv4Header, ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/ipv4.ts";
import type { Errno } from "./call.ts";
import { connectionFailed, pathMtuFor } from "./connections.ts";
import { datagramFailed } from "./datagrams.ts";
import { isOwn, sendIp } from "./ip-output.ts";
import { type Turn, update, wake } from "./turn.ts";

/** RFC 1191 section 5: never believe in less than 68 bytes. */
const LEAST_MTU = 68;

export function icmpArrived(turn: Turn, h: Ipv4Header, packet: Uint8Array): void {
  const start = h.hdr_len * 4;
  const by = turn.host.id;
  const drop = (reason: string): void => {
    turn.facts.push({ kind: "packet-dropped", by, src: h.src, dst: h.dst, reason });
  };
  if (!icmpChecksumGood(packet, start, packet.length)) return drop("bad-checksum");
  const parsed = icmp.parse(packet, start);
  if (!parsed.ok) return drop(parsed.error.kind);
  const m = parsed.value.value;
  const body = packet.subarray(parsed.value.end);
  turn.facts.push({ kind: "icmp-received", by, from: h.src, type: m.type, code: m.code });
  switch (m.type) {
    case ICMP_ECHO_REQUEST: {
      const src = isOwn(turn.host, h.dst) ? h.dst : undefined;
      if (!src) return;
      const payload = sealIcmp({ type: ICMP_ECHO_REPLY, code: 0, ident: m.ident, seq: m.seq }, body);
      sendIp(turn, { src, dst: h.src, proto: PROTOCOL_ICMP, payload, df: false });
      return;
    }
    case ICMP_ECHO_REPLY: {
      const ping = turn.host.pings.find((p) => p.ident === m.ident && p.sequence === m.seq);
      if (!ping) return;
      update(turn, { pings: turn.host.pings.filter((p) => p !== ping) });
      const rtt = turn.now - ping.sent;
      turn.facts.push({ kind: "ping-answered", by, from: h.src, sequence: m.seq, rtt });
      return wake(turn, ping, { op: "ping", from: h.src, rtt });
    }
    case ICMP_UNREACHABLE:
      if (m.code === UNREACHABLE_NEEDS_FRAGMENTING) return tooBig(turn, m.seq, body);
      return packetFailed(turn, body, unreachableErrno(m.code));
    case ICMP_TIME_EXCEEDED:
      return packetFailed(turn, body, "EHOSTUNREACH");
    default:
      return;
  }
}

function unreachableErrno(code: number): Errno {
  if (code === UNREACHABLE_NET) return "ENETUNREACH";
  return code === UNREACHABLE_HOST ? "EHOSTUNREACH" : "ECONNREFUSED";
}

function tooBig(turn: Turn, mtu: number, quoted: Uint8Array): void {
  const parsed = ipv4.parse(quoted);
  if (!parsed.ok) return;
  const { dst, proto } = parsed.value.value;
  if (proto === PROTOCOL_ICMP) packetFailed(turn, quoted, "EMSGSIZE");
  const size = Math.max(mtu, LEAST_MTU);
  const before = turn.host.pathMtus[dst];
  if (before !== undefined && before <= size) return;
  update(turn, { pathMtus: { ...turn.host.pathMtus, [dst]: size } });
  turn.facts.push({ kind: "path-mtu-learned", by: turn.host.id, to: dst, mtu: size });
  pathMtuFor(turn, dst, size);
}

/** Tells whoever sent this packet that it did not arrive; `packet` may be cut off after 8 bytes of its payload. */
export function packetFailed(turn: Turn, packet: Uint8Array, errno: Errno): void {
  const parsed = ipv4.parse(packet);
  if (!parsed.ok) return;
  const { value: h, end } = parsed.value;
  const at = packet.subarray(end);
  if (at.length < 8) return;
  const srcport = (at[0]! << 8) | at[1]!;
  const dstport = (at[2]! << 8) | at[3]!;
  const local = { address: h.src, port: srcport };
  const peer = { address: h.dst, port: dstport };
  if (h.proto === PROTOCOL_TCP) connectionFailed(turn, local, peer, errno);
  else if (h.proto === PROTOCOL_UDP) datagramFailed(turn, local, peer, errno);
  else if (h.proto === PROTOCOL_ICMP) {
    const ident = (at[4]! << 8) | at[5]!;
    const sequence = (at[6]! << 8) | at[7]!;
    const ping = turn.host.pings.find((p) => p.ident === ident && p.sequence === sequence);
    if (!ping) return;
    update(turn, { pings: turn.host.pings.filter((p) => p !== ping) });
    wake(turn, ping, { op: "ping", errno });
  }
}
