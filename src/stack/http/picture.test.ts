import { describe, expect, test } from "vitest";
import { crc32 } from "../../wire/bytes.ts";
import { bytesOf } from "../stream.ts";
import { picture } from "./picture.ts";

const sizes = [200, 201, 255, 256, 257, 258, 259, 300, 513, 514, 515, 516, 6419, 70_000];

describe.each(["image/jpeg", "image/png", "image/gif"])("%s", (type) => {
  test.each(sizes)("of %i bytes has exactly so many", (size) => {
    expect(bytesOf(picture(type, 7, size)!).length).toBe(size);
  });

  test("that is too small for a picture is none", () => {
    expect(picture(type, 7, 10)).toBeUndefined();
  });
});

test("a GIF's comment blocks lead to the image, whatever the size", () => {
  for (let size = 40; size < 1400; size++) {
    const bytes = picture("image/gif", 1, size);
    if (!bytes) continue;
    const b = bytesOf(bytes);
    let at = 19;
    if (b[at] === 0x21) {
      at += 2;
      while (b[at] !== 0) at += b[at]! + 1;
      at += 1;
    }
    expect([size, at, b[at]]).toEqual([size, size - 16, 0x2c]);
  }
});

test("each chunk of a PNG has its own good check sequence", () => {
  const b = bytesOf(picture("image/png", 3, 500)!);
  const view = new DataView(b.buffer, b.byteOffset, b.length);
  const types: string[] = [];
  let at = 8;
  while (at < b.length) {
    const length = view.getUint32(at);
    const body = b.subarray(at + 4, at + 8 + length);
    types.push(String.fromCharCode(...body.subarray(0, 4)));
    expect(crc32(body)).toBe(view.getUint32(at + 8 + length));
    at += 12 + length;
  }
  expect(types).toEqual(["IHDR", "tEXt", "IDAT", "IEND"]);
});

test("the segments of a JPEG follow each other up to the scan", () => {
  const b = bytesOf(picture("image/jpeg", 3, 6419)!);
  const markers: number[] = [];
  let at = 2;
  while (b[at + 1] !== 0xda) {
    expect(b[at]).toBe(0xff);
    markers.push(b[at + 1]!);
    at += 2 + (b[at + 2]! << 8) + b[at + 3]!;
  }
  expect(markers).toEqual([0xe0, 0xfe, 0xdb, 0xc0, 0xc4, 0xc4]);
  expect([...b.subarray(-2)]).toEqual([0xff, 0xd9]);
});

test("an unknown type is no picture", () => {
  expect(picture("image/svg+xml", 1, 500)).toBeUndefined();
});
