import { expect, test } from "vitest";
import { z } from "zod";
import { type JsonSchema, schemaKey, signature } from "./signature.ts";

const json = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
const said = (schema: z.ZodType, columns = 80): string => signature(json(schema), new Map(), columns);

test.each([
  [z.string(), "text"],
  [z.boolean(), "true | false"],
  [z.int(), "number"],
  [z.int().min(1), "1.."],
  [z.number().min(0).max(100), "0..100"],
  [z.enum(["A", "MX"]), "A | MX"],
  [z.literal("cache"), "cache"],
  [z.string().nullable(), "text | null"],
  [z.union([z.string(), z.int().max(9)]), "text | ..9"],
  [z.array(z.string()), "[text, ...]"],
  [z.tuple([z.string(), z.int()]), "[text, number]"],
  [z.record(z.string(), z.boolean()), "{ NAME: true | false }"],
  [z.strictObject({ ping: z.string(), count: z.int().min(1).optional() }), "{ ping: text, count?: 1.. }"],
])("a schema is said as an author would write the value (%#)", (schema, expected) => {
  expect(said(schema)).toBe(expected);
});

test("what is too wide goes over several lines, and only that", () => {
  const schema = z.strictObject({ one: z.strictObject({ a: z.string() }), two: z.array(z.enum(["left", "right"])) });
  expect(said(schema, 40)).toBe("{\n  one: { a: text },\n  two: [left | right, ...]\n}");
});

test("a schema that has a name stands as its name, wherever it is", () => {
  const time = z.string().regex(/^\d+ms$/);
  const named = new Map([[schemaKey(json(time)), "TIME"]]);
  expect(signature(json(z.strictObject({ delay: time, name: z.string() })), named, 80)).toBe(
    "{ delay: TIME, name: text }",
  );
});
