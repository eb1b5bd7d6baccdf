/** UDP, RFC 768. */

import { type Ipv4, ipv4Bits } from "./address.ts";
import { internetChecksum, pseudoSum, sum16 } from "./bytes.ts";
import { bits, header, record } from "./codec.ts";
import { PROTOCOL_UDP } from "./ipv4.ts";
import { portMeaning } from "./ports.ts";

export type Udp = {
  readonly srcport: number;
  readonly dstport: number;
  readonly length: number;
  readonly checksum: number;
};

export const udp = header<Udp>(
  "udp",
  record({
    srcport: bits(16, { rfc: "768", meaning: portMeaning }),
    dstport: bits(16, { rfc: "768", meaning: portMeaning }),
    length: bits(16, { rfc: "768", meaning: (v) => ({ kind: "bytes", bytes: v }) }),
    checksum: bits(16, { base: 16, rfc: "768" }),
  }),
);

/** A datagram with length and checksum; a sum of zero is sent as 0xffff, since zero says "not computed". */
export function sealUdp(
  f: { readonly src: Ipv4; readonly dst: Ipv4; readonly srcport: number; readonly dstport: number },
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  bytes.set(udp.emit({ srcport: f.srcport, dstport: f.dstport, length: bytes.length, checksum: 0 }));
  bytes.set(payload, 8);
  const sum = internetChecksum(sum16(bytes) + addressSum(f.src, f.dst) + PROTOCOL_UDP + bytes.length) || 0xffff;
  bytes[6] = sum >>> 8;
  bytes[7] = sum & 0xff;
  return bytes;
}

/** The addresses' part of the pseudo-header sum. */
export function addressSum(src: Ipv4, dst: Ipv4): number {
  const a = ipv4Bits(src);
  const b = ipv4Bits(dst);
  return (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
}

/** Judges a datagram at `start` inside its packet, whose IP header begins at `ipStart`. */
export function udpChecksumGood(packet: Uint8Array, ipStart: number, start: number, end: number): boolean {
  if (packet[start + 6] === 0 && packet[start + 7] === 0) return true;
  return internetChecksum(sum16(packet, start, end, pseudoSum(packet, ipStart, PROTOCOL_UDP, end - start))) === 0;
}
