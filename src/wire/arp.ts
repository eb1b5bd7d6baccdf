/** ARP for IPv4 over Ethernet, RFC 826. */
import { type Ipv4, ipv4Field, type Mac, macField, ZERO_MAC } from "./address.ts";
import { bits, header, record } from "./codec.ts";
import { ETHERTYPE_IPV4 } from "./ethernet.ts";

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

export type Arp = {
  readonly hw_type: number;
  readonly proto_type: number;
  readonly hw_size: number;
  readonly proto_size: number;
  readonly opcode: number;
  readonly src_hw_mac: Mac;
  readonly src_proto_ipv4: Ipv4;
  readonly dst_hw_mac: Mac;
  readonly dst_proto_ipv4: Ipv4;
};

export const arp = header<Arp>(
  "arp",
  record({
    hw_type: bits(16, { rfc: "826", meaning: (v) => (v === 1 ? { kind: "named", name: "Ethernet" } : undefined) }),
    proto_type: bits(16, {
      base: 16,
      rfc: "826",
      meaning: (v) => (v === ETHERTYPE_IPV4 ? { kind: "named", name: "IPv4" } : undefined),
    }),
    hw_size: bits(8, { rfc: "826", meaning: (v) => ({ kind: "bytes", bytes: v }) }),
    proto_size: bits(8, { rfc: "826", meaning: (v) => ({ kind: "bytes", bytes: v }) }),
    opcode: bits(16, {
      rfc: "826",
      meaning: (v) =>
        v === ARP_REQUEST
          ? { kind: "named", name: "request" }
          : v === ARP_REPLY
            ? { kind: "named", name: "reply" }
            : undefined,
    }),
    src_hw_mac: macField({ rfc: "826" }),
    src_proto_ipv4: ipv4Field({ rfc: "826" }),
    dst_hw_mac: macField({ rfc: "826", meaning: (v) => (v === ZERO_MAC ? { kind: "unknown-yet" } : undefined) }),
    dst_proto_ipv4: ipv4Field({ rfc: "826" }),
  }),
);

export const arpMessage = (
  m: Pick<Arp, "opcode" | "src_hw_mac" | "src_proto_ipv4" | "dst_hw_mac" | "dst_proto_ipv4">,
): Uint8Array => arp.emit({ hw_type: 1, proto_type: ETHERTYPE_IPV4, hw_size: 6, proto_size: 4, ...m });
