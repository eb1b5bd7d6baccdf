/** JSON Schema said shortly, as an author would write the value: `{ ping: text, count?: 1..100 }`. */

/** The part of JSON Schema that the schemas of lessons and worlds use. */
export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
};

/** Schemas that have a name, by `schemaKey`. */
export type NamedSchemas = ReadonlyMap<string, string>;

export const schemaKey = ({ $schema: _, ...schema }: JsonSchema & { readonly $schema?: string }): string =>
  JSON.stringify(schema);

/** Keys with a question mark may be left out. An object or a list wider than `columns` goes over several lines. */
export function signature(schema: JsonSchema, named: NamedSchemas, columns: number, indent = ""): string {
  const flat = flatly(schema, named);
  const inner = `${indent}  `;
  const parts = partsOf(schema, named, (one) => signature(one, named, columns, inner));
  if (!parts || indent.length + flat.length <= columns) return flat;
  const { open, close, all } = parts;
  return `${open}\n${all.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

function flatly(schema: JsonSchema, named: NamedSchemas): string {
  const parts = partsOf(schema, named, (one) => flatly(one, named));
  if (!parts) return plainly(schema, named);
  const { open, all } = parts;
  return open === "{" ? `{ ${all.join(", ")} }` : `[${all.join(", ")}]`;
}

type Parts = { readonly open: "{" | "["; readonly close: "}" | "]"; readonly all: readonly string[] };

/** The parts of an object or a list; undefined for what has a name, and for all else. */
function partsOf(schema: JsonSchema, named: NamedSchemas, say: (schema: JsonSchema) => string): Parts | undefined {
  if (named.has(schemaKey(schema))) return undefined;
  const { properties = {}, required = [], additionalProperties, items, prefixItems } = schema;
  if (schema.type === "object") {
    const keys = Object.entries(properties).map(
      ([key, value]) => `${key}${required.includes(key) ? "" : "?"}: ${say(value)}`,
    );
    const others = typeof additionalProperties === "object" ? [`NAME: ${say(additionalProperties)}`] : [];
    return { open: "{", close: "}", all: [...keys, ...others] };
  }
  if (prefixItems) return { open: "[", close: "]", all: prefixItems.map(say) };
  return items && { open: "[", close: "]", all: [say(items), "..."] };
}

function plainly(schema: JsonSchema, named: NamedSchemas): string {
  const name = named.get(schemaKey(schema));
  if (name !== undefined) return name;
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map((one) => flatly(one, named)).join(" | ");
  const { type, minimum, maximum } = schema;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.join(" | ");
  if (typeof type === "object") return type.map((one) => flatly({ type: one }, named)).join(" | ");
  if (type === "integer" || type === "number") {
    const least = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? "" : String(minimum);
    const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? "" : String(maximum);
    return least === "" && most === "" ? "number" : `${least}..${most}`;
  }
  if (type === "boolean") return "true | false";
  return type === "string" ? "text" : String(type);
}
