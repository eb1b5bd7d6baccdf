/** What patterns compare and expressions give: plain values, each with one spelling. */
export type Literal = string | number | boolean;

/** Follows a path like `queries.0.name` into plain data; undefined where it leads nowhere or to no plain value. */
export function valueAt(data: unknown, path: string): Literal | undefined {
  let here: unknown = data;
  for (const part of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[part];
  }
  return typeof here === "string" || typeof here === "number" || typeof here === "boolean" ? here : undefined;
}
