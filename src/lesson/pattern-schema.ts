/** Patterns and expressions as lesson files spell them. The fact patterns are made from the table of facts. */
import * as z from "zod";
import { type FactValue, factShapes } from "../stack/fact.ts";
import { type CallName, callShapes, type Expr } from "./expression.ts";
import { A_PATTERN, AN_EXPRESSION } from "./finding.ts";
import { frameFields, frameLayers } from "./packet-path.ts";
import type { FactPattern, FramePattern, Pattern, RowPattern, Test } from "./pattern.ts";
import { type TableName, tableShapes } from "./table-rows.ts";

const literal = z.union([z.string(), z.number(), z.boolean()]);
const same = z.strictObject({ same: z.string() });
const range = z.strictObject({ min: z.number().optional(), max: z.number().optional() });

const textTest = z.union([z.string(), z.strictObject({ in: z.array(z.string()).min(1) }), same]);
const numberTest = z.union([z.number(), z.strictObject({ in: z.array(z.number()).min(1) }), range, same]);
const flagTest = z.union([z.boolean(), same]);
const anyTest = z.union([literal, z.strictObject({ in: z.array(literal).min(1) }), range, same]);

function testOf(value: FactValue): z.ZodType<Test> {
  if (value === "number") return numberTest;
  return value === "flag" ? flagTest : textTest;
}

const testsOf = (shape: Readonly<Record<string, FactValue>>): Record<string, z.ZodOptional<z.ZodType<Test>>> =>
  Object.fromEntries(Object.entries(shape).map(([field, value]) => [field, testOf(value).optional()]));

/** Which run of the lesson is looked at. */
const run = z.string().optional();

type Variant = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** The shapes are made from tables, so TypeScript sees a record where each variant has its own fields. */
const oneOf = (key: string, variants: readonly z.ZodObject[]): z.ZodType =>
  z.discriminatedUnion(key, variants as unknown as readonly [Variant, ...Variant[]]);

const factPattern = oneOf(
  "fact",
  Object.entries(factShapes).map(([kind, shape]) => z.strictObject({ fact: z.literal(kind), run, ...testsOf(shape) })),
) as z.ZodType<FactPattern>;

const rowPattern = oneOf(
  "row",
  Object.entries(tableShapes).map(([table, columns]) =>
    z.strictObject({ row: z.literal(table), host: z.string(), run, ...testsOf(columns) }),
  ),
) as z.ZodType<RowPattern>;

const framePattern = z
  .object({
    frame: z.enum(frameLayers),
    run,
    ...(Object.fromEntries(frameFields.map((field) => [field, anyTest.optional()])) as object),
  })
  .catchall(anyTest) as unknown as z.ZodType<FramePattern>;

export const pattern: z.ZodType<Pattern> = z.union([factPattern, framePattern, rowPattern], {
  error: () => A_PATTERN,
});

const callNames = Object.keys(callShapes) as [CallName, ...CallName[]];

export const expr: z.ZodType<Expr> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ value: literal }),
      z.strictObject({ let: z.string() }),
      z.strictObject({ next: pattern, take: z.string() }),
      z.strictObject({ last: pattern, take: z.string() }),
      z.strictObject({ count: pattern, since: z.string().optional() }),
      z.strictObject({ call: z.enum(callNames), args: z.array(expr) }),
    ],
    { error: () => AN_EXPRESSION },
  ),
);

/** The columns of a table, for suggestions. */
export const columnsOf = (table: string): readonly string[] =>
  Object.hasOwn(tableShapes, table) ? Object.keys(tableShapes[table as TableName]) : [];
