/** What can be written in lessons and worlds, said by their own schemas. */
import * as z from "zod";
import { assert } from "../base/assert.ts";
import { actVariants, httpVersion } from "../lesson/act-file.ts";
import { changeVariants, tcpSchema } from "../lesson/change-file.ts";
import { drawSchema } from "../lesson/drill-file.ts";
import { duration, worldSchema } from "../lesson/world-file.ts";
import { type JsonSchema, type NamedSchemas, schemaKey, signature } from "./signature.ts";

const COLUMNS = 110;

const jsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonSchema;

/** A part of a schema, by its keys; `*` for what any name has. */
function part(schema: JsonSchema, ...path: readonly string[]): JsonSchema {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const variants = schema.anyOf ?? schema.oneOf ?? [schema];
  const found = variants
    .map((one) => (key === "[]" ? one.items : key === "*" ? one.additionalProperties : one.properties?.[key]))
    .find((one) => typeof one === "object");
  assert(typeof found === "object", `the schema has ${path.join(".")}`);
  return part(found, ...rest);
}

const worldJson = jsonSchema(worldSchema);
const programs = part(worldJson, "devices", "*", "programs", "*");
const faultFrame = part(jsonSchema(changeVariants[0]), "lose");
const parts = {
  TIME: jsonSchema(duration),
  RATE: part(worldJson, "links", "[]", "rate"),
  VERSION: jsonSchema(httpVersion),
  TEST: part(faultFrame, "*"),
  FRAME: faultFrame,
  CHOICES: jsonSchema(tcpSchema),
  DEVICE: part(worldJson, "devices", "*"),
  TCP: part(worldJson, "devices", "*", "tcp"),
  PROGRAM: programs,
  DOCUMENT: part(programs, "site", "documents", "*"),
  STEP: part(programs, "steps", "[]"),
} as const satisfies Readonly<Record<string, JsonSchema>>;

const named: NamedSchemas = new Map(Object.entries(parts).map(([name, schema]) => [schemaKey(schema), name]));

export const actSignatures = (): readonly string[] => actVariants.map((one) => signatureOf(jsonSchema(one)));

export const changeSignatures = (): readonly string[] => [
  ...changeVariants.map((one) => signatureOf(jsonSchema(one))),
  ...setOut("FRAME", "CHOICES"),
];

export const drawSignatures = (): readonly string[] =>
  variantsOf(jsonSchema(drawSchema)).map((one) => signatureOf(one));

export const worldSignatures = (): readonly string[] => [
  signatureOf(worldJson),
  ...setOut("DEVICE", "PROGRAM", "DOCUMENT", "STEP", "TCP"),
];

/** Each part under its name. */
const setOut = (...names: readonly (keyof typeof parts)[]): readonly string[] =>
  names.flatMap((name) => [`${name}:`, ...variantsOf(parts[name]).map((one) => signatureOf(one, "  "))]);

const variantsOf = (schema: JsonSchema): readonly JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** A part that is set out itself does not stand for its name. */
function signatureOf(schema: JsonSchema, indent = ""): string {
  const key = schemaKey(schema);
  const others = new Map([...named].filter(([other]) => other !== key));
  return indent + signature(schema, others, COLUMNS, indent);
}
