/** Sums and codes over bytes: the Internet checksum (RFC 1071), Ethernet's CRC-32 (IEEE 802.3), hex. */

/** The one's complement sum of 16-bit words so far; feed it to `internetChecksum` or to another `sum16`. */
export function sum16(bytes: Uint8Array, start = 0, end = bytes.length, sum = 0): number {
  let total = sum;
  let i = start;
  for (; i + 1 < end; i += 2) total += (bytes[i]! << 8) | bytes[i + 1]!;
  if (i < end) total += bytes[i]! << 8;
  return total;
}

/** Folds a sum and complements it: 0 to 0xffff. */
export function internetChecksum(sum: number): number {
  let s = sum;
  while (s > 0xffff) s = Math.floor(s / 0x10000) + (s & 0xffff);
  return ~s & 0xffff;
}

/** The pseudo-header of TCP and UDP over IPv4: both addresses as they stand in `ip`, protocol and length. */
export function pseudoSum(ip: Uint8Array, ipStart: number, protocol: number, length: number): number {
  return sum16(ip, ipStart + 12, ipStart + 20) + protocol + length;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** Ethernet's frame check sequence as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = crcTable[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export function toHex(bytes: Uint8Array, separator = ""): string {
  let out = "";
  for (let i = 0; i < bytes.length; i++) {
    if (i > 0) out += separator;
    out += (bytes[i]! < 16 ? "0" : "") + bytes[i]!.toString(16);
  }
  return out;
}

/** Undefined when `hex` is not pairs of hex digits. */
export function fromHex(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
