/** What an IP packet is called when somebody speaks of it: a segment by its flags, a message by what it carries (RFC 791). */
import type { Ipv4 } from "../wire/address.ts";
import { DNS_PORT } from "../wire/dns.ts";
import { type Ipv4Header, ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/ipv4.ts";
import { tcp } from "../wire/tcp.ts";
import { udp } from "../wire/udp.ts";
import { flagText } from "./tcp/segment.ts";

/** `SYN`, `PSH, ACK`; `dns-query`, `dns-response`, `datagram`, `icmp-message`; else `packet`. */
export function packetName(packet: Uint8Array): string {
  const header = headerOf(packet);
  if (!header || header.frag_offset > 0) return "packet";
  const start = header.hdr_len * 4;
  switch (header.proto) {
    case PROTOCOL_TCP: {
      const segment = tcp.parse(packet, start);
      return segment.ok ? flagText(segment.value.value.flags) : "packet";
    }
    case PROTOCOL_UDP: {
      const datagram = udp.parse(packet, start);
      if (!datagram.ok) return "packet";
      const { srcport, dstport } = datagram.value.value;
      if (dstport === DNS_PORT) return "dns-query";
      return srcport === DNS_PORT ? "dns-response" : "datagram";
    }
    case PROTOCOL_ICMP:
      return "icmp-message";
    default:
      return "packet";
  }
}

/** Empty where the header cannot be read. */
export const destinationOf = (packet: Uint8Array): Ipv4 => headerOf(packet)?.dst ?? "";

function headerOf(packet: Uint8Array): Ipv4Header | undefined {
  const parsed = ipv4.parse(packet);
  return parsed.ok ? parsed.value.value : undefined;
}
