/** Plain values, how a path leads to one inside plain data, and what a value can be asked to be. */

/** What patterns and faults compare and expressions give: plain values, each with one spelling. */
export type Literal = string | number | boolean;

/** What a field must be: this value, one of these, or a number in a range (both ends belong to it). */
export type FieldTest =
  | Literal
  | { readonly in: readonly Literal[] }
  | { readonly min?: number | undefined; readonly max?: number | undefined };

/** A field that is not there passes no test. */
export function passesTest(test: FieldTest, value: Literal | undefined): boolean {
  if (value === undefined) return false;
  if (typeof test !== "object") return value === test;
  if ("in" in test) return test.in.includes(value);
  if (typeof value !== "number") return false;
  return (test.min === undefined || value >= test.min) && (test.max === undefined || value <= test.max);
}

/** Follows a path like `queries.0.name` into plain data; undefined where it leads nowhere or to no plain value. */
export function valueAt(data: unknown, path: string): Literal | undefined {
  let here: unknown = data;
  for (const part of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[part];
  }
  return typeof here === "string" || typeof here === "number" || typeof here === "boolean" ? here : undefined;
}
