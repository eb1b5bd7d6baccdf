import { expect, test } from "vitest";
import { z } from "zod";
import { schemaFindings } from "./finding.ts";
import { readYaml } from "./located-yaml.ts";

const shape = z.strictObject({
  size: z.union([z.number(), z.strictObject({ min: z.number() }), z.strictObject({ in: z.array(z.string()) })]),
  level: z.enum(["low", "high"]).optional(),
});
const findings = (text: string) => {
  const yaml = readYaml(text);
  const parsed = shape.safeParse(yaml.value, { reportInput: true });
  return parsed.success
    ? []
    : schemaFindings("f", yaml, parsed.error, (path) => (path.length === 0 ? ["size", "level"] : ["min", "in"]));
};

test.each([
  ["a right file", "size: 3\n", []],
  [
    "a misspelt key is not also missing",
    "sise: 3\n",
    [{ line: 1, column: 1, kind: "unknown-key", key: "sise", suggestion: "size" }],
  ],
  [
    "the variant that is meant tells what is wrong",
    "size: { in: [a, 2] }\n",
    [{ line: 1, column: 17, kind: "unquoted", path: "size.in.1", text: "2" }],
  ],
  [
    "another variant's inside",
    "size: { min: x }\n",
    [{ line: 1, column: 14, kind: "wrong-type", path: "size.min", expected: "number" }],
  ],
  [
    "none of the variants",
    "size: x\n",
    [{ line: 1, column: 7, kind: "wrong-type", path: "size", expected: "number | { … }" }],
  ],
  ["a number in quotes", "size: '3'\n", [{ line: 1, column: 7, kind: "quoted", path: "size", text: "3" }]],
  [
    "a value out of a list",
    "size: 1\nlevel: mid\n",
    [{ line: 2, column: 8, kind: "wrong-value", path: "level", expected: "low | high" }],
  ],
  ["nothing at all for a key", "level: low\n", [{ line: 1, column: 1, kind: "missing", key: "size" }]],
])("%s", (_, text, expected) => {
  expect(findings(text)).toEqual(expected.map((f) => expect.objectContaining({ file: "f", ...f })));
});
