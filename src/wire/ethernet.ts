/** Ethernet II frames, IEEE 802.3 clause 3 and RFC 894. The FCS is kept beside the bytes, as captures do. */
import { BROADCAST_MAC, type Mac, macField } from "./address.ts";
import { crc32 } from "./bytes.ts";
import { bits, header, record } from "./codec.ts";

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;

/** Least bytes of a frame without its FCS; shorter ones are padded with zeros. */
export const MIN_FRAME_BYTES = 60;
export const ETHERNET_HEADER_BYTES = 14;
export const FCS_BYTES = 4;

export type Ethernet = { readonly dst: Mac; readonly src: Mac; readonly type: number };

const address = (rfc: string) =>
  macField({ rfc, meaning: (v) => (v === BROADCAST_MAC ? { kind: "broadcast-address" } : undefined) });

export const ethernet = header<Ethernet>(
  "eth",
  record({
    dst: address("IEEE 802.3 §3.2.4"),
    src: address("IEEE 802.3 §3.2.5"),
    type: bits(16, {
      base: 16,
      rfc: "894",
      meaning: (v) =>
        v === ETHERTYPE_IPV4
          ? { kind: "named", name: "IPv4" }
          : v === ETHERTYPE_ARP
            ? { kind: "named", name: "ARP" }
            : undefined,
    }),
  }),
);

/** The frame as it goes on the wire: header, payload, padding to 60 bytes. */
export function emitEthernet(h: Ethernet, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.max(MIN_FRAME_BYTES, ETHERNET_HEADER_BYTES + payload.length));
  for (let i = 0; i < 6; i++) {
    bytes[i] = Number.parseInt(h.dst.slice(3 * i, 3 * i + 2), 16);
    bytes[6 + i] = Number.parseInt(h.src.slice(3 * i, 3 * i + 2), 16);
  }
  bytes[12] = h.type >>> 8;
  bytes[13] = h.type & 0xff;
  bytes.set(payload, ETHERNET_HEADER_BYTES);
  return bytes;
}

/** The frame check sequence that belongs to these bytes. */
export const fcsOf = (bytes: Uint8Array): number => crc32(bytes);
