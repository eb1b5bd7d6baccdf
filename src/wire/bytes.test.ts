import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32, internetChecksum, sum16 } from "./bytes.ts";

const bytes = fc.uint8Array({ maxLength: 70 });

/** IEEE 802.3 section 3.2.9 bit by bit, least significant bit first. */
function crcByDefinition(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (((crc ^ (byte >>> bit)) & 1) * 0xedb88320);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

test("the check value of CRC-32", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("CRC-32 by tables is CRC-32 bit by bit, at every length and place", () => {
  fc.assert(
    fc.property(bytes, fc.nat(9), (data, skipped) => {
      const view = data.subarray(Math.min(skipped, data.length));
      expect(crc32(view)).toBe(crcByDefinition(view));
    }),
    { seed: 1 },
  );
});

test("the sum of a range is the sum of its 16-bit words, an odd last byte standing in front of a zero", () => {
  fc.assert(
    fc.property(bytes, fc.nat(70), fc.nat(70), fc.nat(100_000), (data, a, b, before) => {
      const [start, end] = [Math.min(a, b, data.length), Math.min(Math.max(a, b), data.length)];
      let sum = before;
      for (let i = start; i < end; i += 2) sum += data[i]! * 256 + (i + 1 < end ? data[i + 1]! : 0);
      expect(sum16(data, start, end, before)).toBe(sum);
    }),
    { seed: 1 },
  );
});

test("the example of RFC 1071 section 3", () => {
  const sum = sum16(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7));
  expect(internetChecksum(sum)).toBe(0xffff - 0xddf2);
});
