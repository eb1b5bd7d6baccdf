/** ICMP, RFC 792; next-hop MTU by RFC 1191. */
import { internetChecksum, sum16 } from "./bytes.ts";
import { bits, header, record } from "./codec.ts";

export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_TIME_EXCEEDED = 11;

export const UNREACHABLE_NET = 0;
export const UNREACHABLE_HOST = 1;
export const UNREACHABLE_PROTOCOL = 2;
export const UNREACHABLE_PORT = 3;
export const UNREACHABLE_NEEDS_FRAGMENTING = 4;

const typeNames: Readonly<Record<number, string>> = {
  0: "echo reply",
  3: "destination unreachable",
  8: "echo request",
  11: "time exceeded",
};
const isEcho = (type: unknown): boolean => type === ICMP_ECHO_REPLY || type === ICMP_ECHO_REQUEST;
const unreachableNames = ["net", "host", "protocol", "port", "fragmentation needed"];

export type Icmp = {
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  /** Echo: identifier. Else unused. */
  readonly ident: number;
  /** Echo: sequence number. Unreachable code 4: next-hop MTU. */
  readonly seq: number;
};

export const icmp = header<Icmp>(
  "icmp",
  record({
    type: bits(8, {
      rfc: "792",
      meaning: (v) => (typeNames[v] ? { kind: "named", name: typeNames[v] } : undefined),
    }),
    code: bits(8, {
      rfc: "792",
      meaning: (v, h) =>
        h.type === ICMP_UNREACHABLE && unreachableNames[v] ? { kind: "named", name: unreachableNames[v] } : undefined,
    }),
    checksum: bits(16, { base: 16, rfc: "792" }),
    ident: bits(16, { rfc: "792", meaning: (_, h) => (isEcho(h.type) ? undefined : { kind: "unused" }) }),
    seq: bits(16, {
      rfc: "792",
      meaning: (v, h) => {
        if (isEcho(h.type)) return undefined;
        return h.type === ICMP_UNREACHABLE && h.code === UNREACHABLE_NEEDS_FRAGMENTING
          ? { kind: "bytes", bytes: v }
          : { kind: "unused" };
      },
    }),
  }),
);

/** A message with its checksum; `body` is echo data, or the quoted packet of an error. */
export function sealIcmp(f: Omit<Icmp, "checksum">, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  bytes.set(icmp.emit({ ...f, checksum: 0 }));
  bytes.set(body, 8);
  const sum = internetChecksum(sum16(bytes));
  bytes[2] = sum >>> 8;
  bytes[3] = sum & 0xff;
  return bytes;
}

export const icmpChecksumGood = (bytes: Uint8Array, start: number, end: number): boolean =>
  internetChecksum(sum16(bytes, start, end)) === 0;
