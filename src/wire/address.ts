/** IPv4 and MAC addresses as the text that people read, and the arithmetic of subnets (RFC 950, RFC 4632). */

import type { Meaning } from "./codec.ts";
import { text } from "./codec.ts";

/** Dotted decimal, always without leading zeros: `192.0.2.226`. */
export type Ipv4 = string;
/** Six pairs of lower-case hex digits: `02:00:00:00:01:10`. */
export type Mac = string;

export const BROADCAST_MAC: Mac = "ff:ff:ff:ff:ff:ff";
export const ZERO_MAC: Mac = "00:00:00:00:00:00";
export const UNSPECIFIED: Ipv4 = "0.0.0.0";

/** The 32 bits, or undefined when `s` is not four decimals of 0 to 255. */
export function parseIpv4(s: string): number | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(s);
  if (!m) return undefined;
  let value = 0;
  for (let i = 1; i <= 4; i++) {
    const part = m[i]!;
    if (Number(part) > 255 || (part.length > 1 && part[0] === "0")) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

/** The 32 bits of an address that is known to be one. */
export function ipv4Bits(address: Ipv4): number {
  let value = 0;
  let part = 0;
  for (let i = 0; i < address.length; i++) {
    const c = address.charCodeAt(i);
    if (c === 46) {
      value = value * 256 + part;
      part = 0;
    } else part = part * 10 + c - 48;
  }
  return value * 256 + part;
}

export const formatIpv4 = (bits: number): Ipv4 =>
  `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;

export const parseMac = (s: string): Mac | undefined =>
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(s) ? s.toLowerCase() : undefined;

/** `24` becomes `255.255.255.0` as 32 bits. */
export const maskBits = (prefix: number): number => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);

/** The prefix length of a mask, or undefined when its 1 bits are not all on the left. */
export function maskPrefix(mask: number): number | undefined {
  for (let prefix = 0; prefix <= 32; prefix++) if (maskBits(prefix) === mask >>> 0) return prefix;
  return undefined;
}

export const networkOf = (address: Ipv4, prefix: number): Ipv4 =>
  formatIpv4((ipv4Bits(address) & maskBits(prefix)) >>> 0);

export const broadcastOf = (address: Ipv4, prefix: number): Ipv4 =>
  formatIpv4((ipv4Bits(address) | ~maskBits(prefix)) >>> 0);

export const inSubnet = (address: Ipv4, network: Ipv4, prefix: number): boolean =>
  ((ipv4Bits(address) ^ ipv4Bits(network)) & maskBits(prefix)) === 0;

/** `10.11.12.13/24` or `10.11.12.13/255.255.255.0`. */
export function parsePrefixed(s: string): { readonly address: Ipv4; readonly prefix: number } | undefined {
  const [address, tail, more] = s.split("/");
  if (address === undefined || tail === undefined || more !== undefined) return undefined;
  if (parseIpv4(address) === undefined) return undefined;
  if (/^\d{1,2}$/.test(tail)) return Number(tail) <= 32 ? { address, prefix: Number(tail) } : undefined;
  const mask = parseIpv4(tail);
  const prefix = mask === undefined ? undefined : maskPrefix(mask);
  return prefix === undefined ? undefined : { address, prefix };
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));

export const formatMac = (b: Uint8Array, at: number): Mac =>
  `${HEX[b[at]!]}:${HEX[b[at + 1]!]}:${HEX[b[at + 2]!]}:${HEX[b[at + 3]!]}:${HEX[b[at + 4]!]}:${HEX[b[at + 5]!]}`;

type Notes = { readonly rfc?: string; readonly meaning?: (value: string) => Meaning | undefined };

export const ipv4Field = (notes: Notes = {}) =>
  text(
    4,
    (b, at) => `${b[at]}.${b[at + 1]}.${b[at + 2]}.${b[at + 3]}`,
    (s, into) => {
      const n = ipv4Bits(s);
      into[0] = n >>> 24;
      into[1] = n >>> 16;
      into[2] = n >>> 8;
      into[3] = n;
    },
    notes,
  );

export const macField = (notes: Notes = {}) =>
  text(
    6,
    formatMac,
    (s, into) => {
      for (let i = 0; i < 6; i++) into[i] = Number.parseInt(s.slice(3 * i, 3 * i + 2), 16);
    },
    notes,
  );
