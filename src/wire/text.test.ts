import fc from "fast-check";
import { expect, test } from "vitest";
import { ascii, concatBytes, percentDecode, percentEncode, text, utf8, utf8Text } from "./text.ts";

fc.configureGlobal({ seed: 20_201_007 });

test("bytes and text of one byte a character are the same thing, at any length", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(ascii(text(bytes))).toEqual(bytes);
    }),
  );
  const long = Uint8Array.from({ length: 200_000 }, (_, i) => i);
  expect(ascii(text(long))).toEqual(long);
  expect(text(ascii("abcdef"), 2, 4)).toBe("cd");
});

test("a character without a byte of its own is a bug", () => {
  expect(() => ascii("한")).toThrow("U+d55c");
});

test("UTF-8 keeps every character, a byte order mark too, and replaces what is none", () => {
  const all = "a한\u{1f600}\ufeff";
  expect(utf8Text(utf8(`\ufeff${all}`))).toBe(`\ufeff${all}`);
  expect(utf8Text(utf8("\ud800"))).toBe("\ufffd");
  expect(utf8Text(Uint8Array.of(0x61, 0xff))).toBe("a\ufffd");
});

test("pieces are copied one after the other", () => {
  const piece = Uint8Array.of(1, 2);
  const joined = concatBytes([piece, new Uint8Array(0), Uint8Array.of(3)]);
  piece[0] = 9;
  expect(joined).toEqual(Uint8Array.of(1, 2, 3));
});

test.each([
  ["%41%ED%95%9C", "A한"],
  ["%", "%"],
  ["%4", "%4"],
  ["%zz%41", "%zzA"],
  ["%ff", "\ufffd"],
])("%s is percent-decoded to %s", (encoded, decoded) => {
  expect(percentDecode(encoded)).toBe(decoded);
});

test("percent-encoding any text and decoding it gives it back", () => {
  const isPlain = (character: string) => /[a-z]/.test(character);
  expect(percentEncode("a A%한", isPlain)).toBe("a%20%41%25%ED%95%9C");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (given) => {
      expect(percentDecode(percentEncode(given, isPlain))).toBe(given);
    }),
  );
});
