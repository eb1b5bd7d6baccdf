/** IPv4, RFC 791; the flags as RFC 3168 and RFC 6864 have them today. */
import { type Ipv4, ipv4Field } from "./address.ts";
import { internetChecksum, sum16 } from "./bytes.ts";
import { bits, type Codec, type Cursor, flag, header, many, record, within } from "./codec.ts";

export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

const protocolNames: Readonly<Record<number, string>> = { 1: "ICMP", 6: "TCP", 17: "UDP" };

export type Ipv4Header = {
  readonly version: number;
  readonly hdr_len: number;
  readonly dscp: number;
  readonly ecn: number;
  readonly len: number;
  readonly id: number;
  readonly flags: { readonly rb: boolean; readonly df: boolean; readonly mf: boolean };
  readonly frag_offset: number;
  readonly ttl: number;
  readonly proto: number;
  readonly checksum: number;
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly options: readonly number[];
};

const num = (soFar: Readonly<Record<string, unknown>>, name: string): number => soFar[name] as number;

export const ipv4 = header<Ipv4Header>(
  "ip",
  record({
    version: version(),
    hdr_len: bits(4, { rfc: "791 §3.1", meaning: (v) => ({ kind: "bytes", bytes: v * 4 }) }),
    dscp: bits(6, { rfc: "2474 §3" }),
    ecn: bits(2, { rfc: "3168 §5" }),
    len: bits(16, { rfc: "791 §3.1", meaning: (v) => ({ kind: "bytes", bytes: v }) }),
    id: bits(16, { rfc: "6864 §4", base: 16 }),
    flags: record({ rb: flag("791 §3.1"), df: flag("791 §3.1"), mf: flag("791 §3.1") }),
    frag_offset: bits(13, { rfc: "791 §3.2", meaning: (v) => ({ kind: "bytes", bytes: v * 8 }) }),
    ttl: bits(8, { rfc: "791 §3.2" }),
    proto: bits(8, {
      rfc: "791 §3.1",
      meaning: (v) => (protocolNames[v] ? { kind: "named", name: protocolNames[v] } : undefined),
    }),
    checksum: bits(16, { base: 16, rfc: "1071" }),
    src: ipv4Field({ rfc: "791 §3.1" }),
    dst: ipv4Field({ rfc: "791 §3.1" }),
    options: within((h) => num(h, "hdr_len") * 4 - 20, many(bits(8, { base: 16, rfc: "791 §3.1" }))),
  }),
);

function version(): Codec<number> {
  const inner = bits(4, { rfc: "791 §3.1" });
  return {
    read(c: Cursor, soFar) {
      const v = inner.read(c, soFar);
      if (v !== 4) c.fail("bad-value", v);
      return v;
    },
    write: inner.write,
  };
}

export type Ipv4Fields = Pick<Ipv4Header, "id" | "ttl" | "proto" | "src" | "dst"> & {
  readonly df?: boolean;
  readonly mf?: boolean;
  /** In units of 8 bytes. */
  readonly fragOffset?: number;
};

/** A whole packet: length and checksum are filled in. */
export function sealIpv4(f: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(20 + payload.length);
  bytes.set(
    ipv4.emit({
      version: 4,
      hdr_len: 5,
      dscp: 0,
      ecn: 0,
      len: bytes.length,
      id: f.id,
      flags: { rb: false, df: f.df ?? false, mf: f.mf ?? false },
      frag_offset: f.fragOffset ?? 0,
      ttl: f.ttl,
      proto: f.proto,
      checksum: 0,
      src: f.src,
      dst: f.dst,
      options: [],
    }),
  );
  writeChecksum(bytes, 20);
  bytes.set(payload, 20);
  return bytes;
}

function writeChecksum(packet: Uint8Array, headerBytes: number): void {
  packet[10] = 0;
  packet[11] = 0;
  const sum = internetChecksum(sum16(packet, 0, headerBytes));
  packet[10] = sum >>> 8;
  packet[11] = sum & 0xff;
}

export const ipv4ChecksumGood = (packet: Uint8Array, start: number, headerBytes: number): boolean =>
  internetChecksum(sum16(packet, start, start + headerBytes)) === 0;

/** The packet as a router sends it on: TTL one less, checksum made anew, all else untouched (RFC 1812 section 5.3.1). */
export function withTtlLess(packet: Uint8Array): Uint8Array {
  const copy = packet.slice();
  copy[8] = copy[8]! - 1;
  writeChecksum(copy, (copy[0]! & 0xf) * 4);
  return copy;
}
