/** Sums and codes over bytes: the Internet checksum (RFC 1071), Ethernet's CRC-32 (IEEE 802.3), hex. */

/** The one's complement sum of 16-bit words so far; feed it to `internetChecksum` or to another `sum16`. */
export function sum16(bytes: Uint8Array, start = 0, end = bytes.length, sum = 0): number {
  // The bytes of each side are added up by themselves: at most 255 for each, far below what a number holds.
  let high = 0;
  let low = 0;
  let i = start;
  for (const whole = end - 3; i < whole; i += 4) {
    high += bytes[i]! + bytes[i + 2]!;
    low += bytes[i + 1]! + bytes[i + 3]!;
  }
  for (; i + 1 < end; i += 2) {
    high += bytes[i]!;
    low += bytes[i + 1]!;
  }
  if (i < end) high += bytes[i]!;
  return sum + high * 256 + low;
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

/**
 * Eight tables one behind the other: entry 256 k + n is what byte n does to the code k bytes further on. With them eight
 * bytes are taken at a time.
 */
const crcTables = new Int32Array(8 * 256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  crcTables[n] = c;
}
for (let i = 256; i < crcTables.length; i++) {
  const before = crcTables[i - 256]!;
  crcTables[i] = (before >>> 8) ^ crcTables[before & 0xff]!;
}

/** Ethernet's frame check sequence as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  const t = crcTables;
  let c = -1;
  let i = 0;
  for (const end = bytes.length - 7; i < end; i += 8) {
    const low = c ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    c =
      t[1792 + (low & 0xff)]! ^
      t[1536 + ((low >>> 8) & 0xff)]! ^
      t[1280 + ((low >>> 16) & 0xff)]! ^
      t[1024 + (low >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) c = t[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
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
