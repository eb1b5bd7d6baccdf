/** What is wrong with a file that an author wrote, and where: data that `i18n` puts into words. */
import type { ZodError, z } from "zod";
import { type FactKind, factShapes } from "../stack/fact.ts";
import type { LocatedYaml, Place } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

export type FindingBody =
  | { readonly kind: "yaml"; readonly text: string }
  | { readonly kind: "unknown-key"; readonly key: string; readonly suggestion?: string }
  | { readonly kind: "missing"; readonly key: string }
  | { readonly kind: "wrong-type"; readonly path: string; readonly expected: string }
  | { readonly kind: "wrong-value"; readonly path: string; readonly expected: string }
  | { readonly kind: "zone-line"; readonly problem: string; readonly text: string }
  | { readonly kind: "unknown-device"; readonly device: string; readonly suggestion?: string }
  | { readonly kind: "unknown-port"; readonly device: string; readonly port: string }
  | { readonly kind: "port-used-twice"; readonly device: string; readonly port: string }
  | { readonly kind: "address-used-twice"; readonly address: string; readonly device: string }
  | { readonly kind: "gateway-off-subnet"; readonly device: string; readonly gateway: string }
  | { readonly kind: "unknown-world"; readonly world: string }
  | { readonly kind: "missing-file"; readonly file: string }
  | { readonly kind: "beat-not-reached"; readonly beat: string }
  | { readonly kind: "heading-missing"; readonly heading: string; readonly language: string }
  | { readonly kind: "heading-extra"; readonly heading: string; readonly language: string }
  | { readonly kind: "placeholder-unknown"; readonly name: string }
  | { readonly kind: "unknown-fact"; readonly fact: string; readonly suggestion?: string }
  | { readonly kind: "unknown-field"; readonly field: string; readonly fact: string; readonly suggestion?: string }
  | { readonly kind: "value-not-found"; readonly name: string }
  | { readonly kind: "heading-twice"; readonly heading: string; readonly language: string }
  | { readonly kind: "beat-twice"; readonly beat: string }
  | { readonly kind: "unknown-beat"; readonly beat: string; readonly suggestion?: string }
  /** A value that no `let` up to here gives. */
  | { readonly kind: "unknown-name"; readonly name: string; readonly suggestion?: string }
  /** A path into a packet that no header has. */
  | { readonly kind: "unknown-path"; readonly path: string; readonly suggestion?: string }
  /** No frame of the beat's step has this field. */
  | { readonly kind: "point-not-found"; readonly path: string; readonly beat: string }
  /** The right answer is none of the choices. */
  | { readonly kind: "answer-not-offered"; readonly answer: string; readonly beat: string }
  | { readonly kind: "run-does-not-end"; readonly steps: number };

export type Finding = Place & { readonly file: string } & FindingBody;

/** A schema's complaints as findings at their places. `keysAt` names the keys that an object at a path may have. */
export function schemaFindings(
  file: string,
  yaml: LocatedYaml,
  error: ZodError,
  keysAt: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): readonly Finding[] {
  const found = error.issues.flatMap((issue) => findingsOf(file, yaml, issue, keysAt));
  // A misspelt key is also a missing one: to say it once is enough.
  const meant = new Set(found.map((f) => (f.kind === "unknown-key" ? f.suggestion : undefined)));
  return found.filter((f) => f.kind !== "missing" || !meant.has(f.key.split(".").at(-1)));
}

function findingsOf(
  file: string,
  yaml: LocatedYaml,
  issue: z.core.$ZodIssue,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): readonly Finding[] {
  const path = issue.path;
  const name = path.map(String).join(".");
  if (isAbsent(issue) && path.length > 0) {
    return [{ file, ...yaml.placeOf(path.slice(0, -1)), kind: "missing", key: name }];
  }
  if (issue.code === "unrecognized_keys") {
    const fact = factOf(issue.input);
    if (fact !== undefined) {
      const fields = Object.keys(factShapes[fact]);
      return issue.keys.map((field) => {
        const suggestion = suggest(field, fields);
        const place = yaml.placeOf([...path, field], true);
        return { file, ...place, kind: "unknown-field", field, fact, ...(suggestion && { suggestion }) };
      });
    }
    return issue.keys.map((key) => {
      const suggestion = suggest(key, keysAt(path));
      const place = yaml.placeOf([...path, key], true);
      return { file, ...place, kind: "unknown-key", key, ...(suggestion && { suggestion }) };
    });
  }
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    const word = discriminatorOf(issue);
    if (word === undefined) return [{ file, ...yaml.placeOf(path.slice(0, -1)), kind: "missing", key: name }];
    if (issue.discriminator === "fact") {
      const suggestion = suggest(String(word), Object.keys(factShapes));
      const place = yaml.placeOf(path);
      return [{ file, ...place, kind: "unknown-fact", fact: String(word), ...(suggestion && { suggestion }) }];
    }
    const expected = "options" in issue && Array.isArray(issue.options) ? issue.options.join(" | ") : issue.message;
    return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected }];
  }
  if (issue.code === "invalid_union") {
    const meant = issue.errors.filter((issues) => !issues.some(isOtherVariant));
    const choice = meant.length > 0 ? meant : issue.errors;
    const inner = choice.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    if (inner.length > 0 && (meant.length === 1 || depth(inner) > 0)) {
      return inner.flatMap((i) => findingsOf(file, yaml, { ...i, path: [...path, ...i.path] }, keysAt));
    }
    return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected: issue.message }];
  }
  if (issue.code === "invalid_type") {
    return [{ file, ...yaml.placeOf(path), kind: "wrong-type", path: name, expected: issue.expected }];
  }
  if (issue.code === "invalid_value") {
    const expected = issue.values.map(String).join(" | ");
    return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected }];
  }
  return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected: issue.message }];
}

function discriminatorOf(issue: z.core.$ZodIssueInvalidUnion): unknown {
  const { input, discriminator } = issue;
  if (typeof input !== "object" || input === null || discriminator === undefined) return undefined;
  return (input as Readonly<Record<string, unknown>>)[discriminator];
}

/** The kind of fact that a fact's pattern is about. */
function factOf(input: unknown): FactKind | undefined {
  if (typeof input !== "object" || input === null || !("fact" in input)) return undefined;
  const { fact } = input;
  return typeof fact === "string" && Object.hasOwn(factShapes, fact) ? (fact as FactKind) : undefined;
}

/** The value is not there at all. */
const isAbsent = (issue: z.core.$ZodIssue): boolean =>
  issue.input === undefined && ["invalid_type", "invalid_value", "invalid_union"].includes(issue.code);

/** The value is of another type altogether, or lacks the key by which this variant is known. */
const isOtherVariant = (issue: z.core.$ZodIssue): boolean =>
  (issue.code === "invalid_union" && issue.discriminator !== undefined && discriminatorOf(issue) === undefined) ||
  (issue.code === "invalid_type" && issue.path.length === 0) ||
  (issue.path.length === 1 && isAbsent(issue));

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((i) => i.path.length));
