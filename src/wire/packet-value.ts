/** The fields of a decoded packet by their paths: `tcp.flags.syn`, `dns.queries.0.name`. Names as Wireshark has them. */
import { type Literal, valueAt } from "../base/literal.ts";
import type { Packet } from "./packet.ts";

const UDP_HEADER_BYTES = 8;

/** Undefined where the path leads to nothing in this packet. `tcp.len`, the segment's data in bytes, stands in no header. */
export const packetValue = (packet: Packet, path: string): Literal | undefined =>
  path === "tcp.len" ? segmentLength(packet) : valueAt(packet, path);

/** Bytes of TCP or UDP data, DNS messages included; undefined for other packets. */
export const dataLength = (packet: Packet): number | undefined =>
  segmentLength(packet) ?? (packet.udp && packet.udp.length - UDP_HEADER_BYTES);

const segmentLength = ({ ip, tcp }: Packet): number | undefined => ip && tcp && ip.len - (ip.hdr_len + tcp.hdr_len) * 4;
