/**
 * Pictures of one pixel in as many bytes as asked for: JPEG (ITU-T T.81), PNG (RFC 2083) and GIF89a, filled up with a
 * comment. A decoder that looks into the response finds what the Content-Type says.
 */
import { concat, crc32 } from "../../wire/bytes.ts";
import { ascii } from "../../wire/text.ts";
import { bytesOf, generated, join, type Stream, slice, streamOf } from "../stream.ts";

type Form = {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  /** A comment of exactly `size` bytes in all; at least `least` are needed. */
  readonly comment: (seed: number, size: number) => Uint8Array;
  readonly least: number;
};

/** A comment longer than this would only be copied about: what is left stands behind the picture's end. */
const LONGEST_COMMENT = 60_000;

const u16 = (n: number): readonly number[] => [n >>> 8, n & 255];
const u32 = (n: number): readonly number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const filling = (seed: number, size: number): Uint8Array => bytesOf(generated(seed, size));

/** Tables with a single code each: the one grey pixel is two zero bits. */
const huffman = (id: number): readonly number[] => [0xff, 0xc4, ...u16(20), id, 1, ...Array(15).fill(0), 0];

const jpeg: Form = {
  start: Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...u16(16), ...ascii("JFIF\0"), 1, 1, 0, ...u16(1), ...u16(1), 0, 0]),
  end: Uint8Array.from([
    ...[0xff, 0xdb, ...u16(67), 0, ...Array(64).fill(1)],
    ...[0xff, 0xc0, ...u16(11), 8, ...u16(1), ...u16(1), 1, 1, 0x11, 0],
    ...huffman(0x00),
    ...huffman(0x10),
    ...[0xff, 0xda, ...u16(8), 1, 1, 0, 0, 63, 0, 0x3f],
    ...[0xff, 0xd9],
  ]),
  least: 4,
  comment: (seed, size) => concat([Uint8Array.from([0xff, 0xfe, ...u16(size - 2)]), filling(seed, size - 4)]),
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concat([ascii(type), data]);
  return concat([Uint8Array.from(u32(data.length)), body, Uint8Array.from(u32(crc32(body)))]);
}

const png: Form = {
  start: concat([
    Uint8Array.from([0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]),
    chunk("IHDR", Uint8Array.from([...u32(1), ...u32(1), 8, 0, 0, 0, 0])),
  ]),
  end: concat([
    // A zlib stream (RFC 1950) with one stored block: filter 0 and a black pixel.
    chunk("IDAT", Uint8Array.from([0x78, 0x01, 1, 2, 0, 0xfd, 0xff, 0, 0, ...u32(0x00020001)])),
    chunk("IEND", new Uint8Array(0)),
  ]),
  least: 20,
  comment: (seed, size) => chunk("tEXt", concat([ascii("Comment\0"), filling(seed, size - 20)])),
};

const gif: Form = {
  start: Uint8Array.from([...ascii("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  end: Uint8Array.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]),
  least: 5,
  comment: (seed, size) => {
    const blocks: Uint8Array[] = [Uint8Array.from([0x21, 0xfe])];
    let left = size - 3;
    while (left > 0) {
      // A block is its length and up to 255 bytes; a last one of its length alone would end the list too early.
      const whole = left === 257 ? 255 : Math.min(left, 256);
      blocks.push(Uint8Array.from([whole - 1]), filling(seed + blocks.length, whole - 1));
      left -= whole;
    }
    blocks.push(Uint8Array.from([0]));
    return concat(blocks);
  },
};

const forms: Readonly<Record<string, Form>> = { "image/jpeg": jpeg, "image/png": png, "image/gif": gif };

/** A picture of this type and size, or undefined for a type we do not draw or a size that no picture fits into. */
export function picture(type: string, seed: number, size: number): Stream | undefined {
  const form = forms[type];
  if (!form) return undefined;
  const room = size - form.start.length - form.end.length;
  if (room === 0) return streamOf(concat([form.start, form.end]));
  if (room < form.least) return undefined;
  const comment = Math.min(room, LONGEST_COMMENT);
  const whole = streamOf(concat([form.start, form.comment(seed, comment), form.end]));
  return room === comment ? whole : join(whole, slice(generated(seed, size), whole.length, size));
}
