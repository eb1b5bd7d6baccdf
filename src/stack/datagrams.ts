/** Datagram sockets: UDP as programs see it (RFC 768, RFC 1122 section 4.1). */
import type { Ipv4 } from "../wire/address.ts";
import { ICMP_UNREACHABLE, UNREACHABLE_PORT } from "../wire/icmp.ts";
import { PROTOCOL_UDP } from "../wire/ipv4.ts";
import { sealUdp, type Udp } from "../wire/udp.ts";
import type { Errno, SyscallResult } from "./call.ts";
import type { Datagram, DatagramSocket, Endpoint } from "./host-state.ts";
import { mtuTo, sendIcmpError, sendIp, sourceFor } from "./ip-output.ts";
import { streamOf } from "./stream.ts";
import { putSocket, type Turn, wake } from "./turn.ts";

export const ANY_ADDRESS: Ipv4 = "0.0.0.0";
/** Datagrams that wait for a reader; more are dropped, as a full receive buffer does. */
const MAX_WAITING = 64;
const MAX_DATA = 65507;
const IPV4_HEADER_BYTES = 20;

/** Sends one datagram from a bound socket. */
export function sendDatagram(turn: Turn, socket: DatagramSocket, to: Endpoint, data: Uint8Array): Errno | undefined {
  const src =
    socket.local && socket.local.address !== ANY_ADDRESS ? socket.local.address : sourceFor(turn.host, to.address);
  if (src === undefined) return "ENETUNREACH";
  if (data.length > MAX_DATA) return "EMSGSIZE";
  const payload = sealUdp({ src, dst: to.address, srcport: socket.local?.port ?? 0, dstport: to.port }, data);
  return sendIp(turn, { src, dst: to.address, proto: PROTOCOL_UDP, payload, df: asksForDf(turn, socket, to, payload) });
}

/** Path MTU discovery for datagrams: what is too long is fragmented here instead. BIND does without it. */
function asksForDf({ host }: Turn, socket: DatagramSocket, to: Endpoint, payload: Uint8Array): boolean {
  if (!host.profile.ip.datagramDf || payload.length + IPV4_HEADER_BYTES > mtuTo(host, to.address)) return false;
  const program = host.processes[socket.process]?.state.program;
  return program !== "recursive" && program !== "authoritative";
}

/** The most specific socket for what came in: connected before bound to the address before bound to any. */
function receiverOf(turn: Turn, dst: Ipv4, port: number, from: Endpoint): DatagramSocket | undefined {
  let best: DatagramSocket | undefined;
  let bestScore = 0;
  for (const socket of Object.values(turn.host.sockets)) {
    if (socket.kind !== "dgram" || socket.local?.port !== port) continue;
    let score = 1;
    if (socket.local.address !== ANY_ADDRESS) {
      if (socket.local.address !== dst) continue;
      score += 1;
    }
    if (socket.peer) {
      if (socket.peer.address !== from.address || socket.peer.port !== from.port) continue;
      score += 2;
    }
    if (score > bestScore) {
      best = socket;
      bestScore = score;
    }
  }
  return best;
}

/** A datagram with a good checksum; `packet` is the IP packet around it, for an ICMP answer. */
export function datagramArrived(turn: Turn, packet: Uint8Array, src: Ipv4, dst: Ipv4, h: Udp, data: Uint8Array): void {
  const from = { address: src, port: h.srcport };
  const socket = receiverOf(turn, dst, h.dstport, from);
  if (!socket) {
    turn.facts.push({ kind: "datagram-refused", by: turn.host.id, from: src, port: h.dstport });
    sendIcmpError(turn, packet, ICMP_UNREACHABLE, UNREACHABLE_PORT);
    return;
  }
  turn.facts.push({ kind: "datagram-delivered", by: turn.host.id, from: src, port: h.dstport, bytes: data.length });
  const datagram = { from, data: data.slice() };
  if (socket.receiving) {
    const { receiving, ...rest } = socket;
    putSocket(turn, rest);
    wake(turn, receiving, received(receiving.op, datagram));
  } else if (socket.queue.length < MAX_WAITING) {
    putSocket(turn, { ...socket, queue: [...socket.queue, datagram] });
  }
}

export const received = (op: "recvfrom" | "read", d: Datagram): SyscallResult =>
  op === "read" ? { op, data: streamOf(d.data) } : { op, data: d.data, address: d.from.address, port: d.from.port };

/** An ICMP error about a datagram of ours: told to a connected socket only (RFC 1122 section 4.1.3.3). */
export function datagramFailed(turn: Turn, local: Endpoint, peer: Endpoint, errno: Errno): void {
  const socket = receiverOf(turn, local.address, local.port, peer);
  if (!socket?.peer) return;
  if (socket.receiving) {
    const { receiving, ...rest } = socket;
    putSocket(turn, rest);
    wake(turn, receiving, { op: receiving.op, errno });
  } else putSocket(turn, { ...socket, error: errno });
}
