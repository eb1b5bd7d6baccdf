import { expect, test } from "vitest";
import { pattern } from "../lesson/pattern-schema.ts";
import { type FactKind, factShapes } from "../stack/fact.ts";
import { exampleOf } from "./fact-example.ts";

test.each(Object.keys(factShapes) as FactKind[])(
  "the example of %s has all of its fields and fits a pattern",
  (kind) => {
    const { kind: fact, ...fields } = exampleOf(kind);
    expect(Object.keys(fields)).toEqual(Object.keys(factShapes[kind]));
    expect(pattern.safeParse({ fact, ...fields }).success).toBe(true);
  },
);
