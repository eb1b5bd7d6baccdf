import fc from "fast-check";
import { expect, test } from "vitest";
import { bits, Cursor, header, many, record, Sink } from "./codec.ts";

test("numbers of any width at any bit come back as they were written, most significant bit first", () => {
  const field = fc
    .integer({ min: 1, max: 32 })
    .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: 2 ** n - 1 })));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 12 }), (fields) => {
      const sink = new Sink();
      for (const [n, value] of fields) sink.put(n, value);
      const length = fields.reduce((sum, [n]) => sum + n, 0);
      const padding = (8 - (length % 8)) % 8;
      if (padding > 0) sink.put(padding, 0);
      const bytes = sink.bytes();
      const asBits = fields.map(([n, value]) => value.toString(2).padStart(n, "0")).join("") + "0".repeat(padding);
      expect([...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")).toBe(asBits);
      const cursor = new Cursor(bytes, 0, bytes.length, 0, "quick");
      expect(fields.map(([n]) => cursor.take(n))).toEqual(fields.map(([, value]) => value));
    }),
    { seed: 1 },
  );
});

const list = header("list", record({ kind: bits(8), items: many(record({ a: bits(16), b: bits(8) })) }));

test("a problem names field and bit, though well-formed bytes are read without keeping count of either", () => {
  expect(list.parse(Uint8Array.of(1, 0, 2, 3))).toEqual({
    ok: true,
    value: { value: { kind: 1, items: [{ a: 2, b: 3 }] }, end: 4 },
  });
  expect(list.parse(Uint8Array.of(1, 0, 2, 3, 0, 4))).toEqual({
    ok: false,
    error: { kind: "truncated", path: "list.items.1.b", bit: 48 },
  });
  expect(list.describe(Uint8Array.of(1, 0, 2, 3, 0, 4)).problem).toEqual({
    kind: "truncated",
    path: "list.items.1.b",
    bit: 48,
  });
});
