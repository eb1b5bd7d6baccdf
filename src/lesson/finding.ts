/** What is wrong with a file that an author wrote, and where: data that `i18n` puts into words. */
import type * as z from "zod";
import type { ChangeProblem } from "../sim/change-problem.ts";
import { type Fact, type FactKind, factShapes } from "../stack/fact.ts";
import type { LocatedYaml, Place } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

export type FindingBody =
  | { readonly kind: "yaml"; readonly text: string }
  /** A bracket that nothing closes. */
  | { readonly kind: "yaml-unclosed"; readonly mark: string }
  | { readonly kind: "unknown-key"; readonly key: string; readonly suggestion?: string }
  | { readonly kind: "missing"; readonly key: string }
  | { readonly kind: "wrong-type"; readonly path: string; readonly expected: string }
  /** `expected` are all values that may stand there, or one `example` of them. */
  | { readonly kind: "wrong-value"; readonly path: string; readonly expected: string; readonly example?: true }
  /** A time or a rate that is a number only; `example` is the number with a unit. */
  | { readonly kind: "unit-missing"; readonly path: string; readonly example: string }
  /** A number or a flag in quotes. */
  | { readonly kind: "quoted"; readonly path: string; readonly text: string }
  /** A text that YAML reads as a number or a flag. */
  | { readonly kind: "unquoted"; readonly path: string; readonly text: string }
  /** A bare value, or something else, in the place of an expression. `example` is how it is written. */
  | { readonly kind: "no-expression"; readonly path: string; readonly example: string }
  | { readonly kind: "no-pattern"; readonly path: string; readonly example: string }
  | { readonly kind: "zone-line"; readonly problem: string; readonly text: string }
  /** `known`: those that there are, where none is near. */
  | {
      readonly kind: "unknown-device";
      readonly device: string;
      readonly suggestion?: string;
      readonly known?: readonly string[];
    }
  | { readonly kind: "unknown-port"; readonly device: string; readonly port: string }
  | { readonly kind: "port-used-twice"; readonly device: string; readonly port: string }
  | { readonly kind: "address-used-twice"; readonly address: string; readonly device: string }
  | { readonly kind: "gateway-off-subnet"; readonly device: string; readonly gateway: string }
  | { readonly kind: "unknown-world"; readonly world: string }
  | { readonly kind: "missing-file"; readonly file: string }
  /** `why` is the system's code: `EACCES`. */
  | { readonly kind: "unreadable"; readonly why: string }
  /** A directory, a device, a pipe. */
  | { readonly kind: "no-regular-file" }
  /** A link to something that does not lie in the lesson's folder. */
  | { readonly kind: "leads-out" }
  /** Bytes that are no UTF-8, or NUL. */
  | { readonly kind: "no-text" }
  /** `reason`: what went wrong in its run, if anything. */
  | { readonly kind: "beat-not-reached"; readonly beat: string; readonly reason?: Fact }
  | { readonly kind: "heading-missing"; readonly heading: string; readonly language: string }
  /** `suggestion`: a heading that is missing. */
  | {
      readonly kind: "heading-extra";
      readonly heading: string;
      readonly language: string;
      readonly suggestion?: string;
    }
  /** Without a blank behind its marks, or with the wrong number of them. */
  | { readonly kind: "heading-misspelt"; readonly heading: string; readonly suggestion: string }
  /** Four marks or more. */
  | { readonly kind: "heading-too-deep"; readonly heading: string }
  | { readonly kind: "title-twice"; readonly heading: string }
  | { readonly kind: "placeholder-unknown"; readonly name: string; readonly suggestion?: string }
  /** `beat` is the first that fills it. */
  | { readonly kind: "placeholder-early"; readonly name: string; readonly beat: string }
  /** A particle behind a placeholder that Korean does not have, or that is not in the Korean text. */
  | { readonly kind: "particle-unknown"; readonly particle: string; readonly known: readonly string[] }
  /** A mark of Markdown that is shown as it stands. */
  | { readonly kind: "mark-alone"; readonly mark: string }
  | { readonly kind: "html"; readonly tag: string }
  | { readonly kind: "unknown-fact"; readonly fact: string; readonly suggestion?: string }
  | { readonly kind: "unknown-field"; readonly field: string; readonly fact: string; readonly suggestion?: string }
  | { readonly kind: "value-not-found"; readonly name: string }
  | { readonly kind: "heading-twice"; readonly heading: string; readonly language: string }
  /** The glossary refers to a term that it does not have, or to the term itself. */
  | { readonly kind: "unknown-term"; readonly term: string; readonly suggestion?: string }
  /** Another term explains this field already. */
  | { readonly kind: "field-twice"; readonly field: string; readonly term: string }
  /** A heading with the id only: the term as it is written is missing. */
  | { readonly kind: "term-unwritten"; readonly term: string; readonly language: string }
  | { readonly kind: "text-missing"; readonly term: string; readonly language: string }
  | { readonly kind: "text-too-long"; readonly term: string; readonly words: number; readonly most: number }
  | { readonly kind: "beat-twice"; readonly beat: string }
  | { readonly kind: "unknown-beat"; readonly beat: string; readonly suggestion?: string }
  /** A value that no `let` up to here gives. */
  | { readonly kind: "unknown-name"; readonly name: string; readonly suggestion?: string }
  /** A path into a packet that no header has. */
  | { readonly kind: "unknown-path"; readonly path: string; readonly suggestion?: string }
  /** No frame of the beat's step has this field. */
  | { readonly kind: "point-not-found"; readonly path: string; readonly beat: string; readonly suggestion?: string }
  /** A function with too few arguments, or too many. */
  | {
      readonly kind: "arguments-unfit";
      readonly call: string;
      readonly takes: readonly string[];
      readonly given: number;
    }
  /** The right answer is none of the choices. */
  | { readonly kind: "answer-not-offered"; readonly answer: string; readonly beat: string }
  | { readonly kind: "run-does-not-end"; readonly steps: number }
  | { readonly kind: "unknown-run"; readonly run: string; readonly suggestion?: string }
  /** Both runs of a beat are the same one. */
  | { readonly kind: "beside-itself"; readonly run: string }
  /** A beat waits for something in a run that it does not show. */
  /** A beat about a run that it takes back in virtual time, because it waits for another one that is there for the first time. */
  | { readonly kind: "beat-goes-back"; readonly beat: string; readonly run: string; readonly until: string }
  | { readonly kind: "run-off-stage"; readonly run: string; readonly beat: string }
  | { readonly kind: "unknown-link"; readonly link: string; readonly suggestion?: string }
  /** A change that this world cannot have. */
  | { readonly kind: "change-unfit"; readonly problem: ChangeProblem }
  /** None or several of `nth`, `first` and `percent`. */
  | { readonly kind: "how-many-unclear" }
  /** None or several of a device's programs could be meant. */
  | { readonly kind: "program-unclear"; readonly device: string; readonly programs: readonly string[] }
  /** No program of the device holds the zone; `zones` are those that they hold. */
  | {
      readonly kind: "unknown-zone";
      readonly device: string;
      readonly zone: string;
      readonly zones: readonly string[];
      readonly suggestion?: string;
    }
  /** No program of the device does such an act. */
  | { readonly kind: "nobody-does"; readonly device: string; readonly program: string }
  /** A beat asks at most one thing. */
  | { readonly kind: "asks-twice"; readonly beat: string; readonly keys: readonly string[] }
  | { readonly kind: "unknown-action"; readonly action: string; readonly suggestion?: string }
  /** A link to a term that the glossary does not have. */
  | { readonly kind: "dead-link"; readonly term: string; readonly suggestion?: string }
  /** `limit` in bytes. */
  | { readonly kind: "too-large"; readonly bytes: number; readonly limit: number }
  /** `alone`: actions that reach the goal when nothing else is done. */
  | { readonly kind: "solution-fails"; readonly beat: string; readonly alone: readonly string[] }
  | { readonly kind: "task-does-itself"; readonly beat: string }
  | { readonly kind: "what-if-changes-nothing"; readonly beat: string; readonly id: string }
  /** No frame of its run is the one that it is about. */
  | { readonly kind: "fault-never-strikes"; readonly run: string }
  | { readonly kind: "choices-alike"; readonly beat: string; readonly keys: readonly string[] }
  | { readonly kind: "wrong-is-right"; readonly beat: string; readonly key: string }
  /** No values that were drawn make a question of it. */
  | { readonly kind: "drill-fails"; readonly beat: string }
  | { readonly kind: "words-too-many"; readonly heading: string; readonly words: number; readonly most: number }
  /** Rows of 78 columns. */
  | { readonly kind: "rows-too-many"; readonly heading: string; readonly rows: number; readonly most: number }
  | { readonly kind: "line-too-wide"; readonly heading: string; readonly columns: number; readonly most: number }
  | { readonly kind: "point-not-shown"; readonly point: string; readonly needs: readonly string[] }
  /** The right answer is nothing that can be picked. */
  | { readonly kind: "pick-unfit"; readonly beat: string; readonly pick: "host" | "field"; readonly answer: string }
  | { readonly kind: "no-cable"; readonly device: string }
  /** Nobody whom the port reaches without a router has an address in its subnet. */
  | { readonly kind: "alone-in-subnet"; readonly device: string; readonly port: string; readonly address: string }
  | { readonly kind: "gateway-not-linked"; readonly device: string; readonly gateway: string }
  | { readonly kind: "nobody-has-address"; readonly address: string; readonly device: string }
  | { readonly kind: "zone-without-server"; readonly zone: string; readonly server: string }
  /** A number or an address that is typed, and that the run has too: in a `let` of this beat, else by this expression. */
  | { readonly kind: "bare-number"; readonly text: string; readonly name: string; readonly beat: string }
  | { readonly kind: "bare-number"; readonly text: string; readonly expression: string }
  /** A `let` that nothing refers to. */
  | { readonly kind: "let-unused"; readonly name: string };

export type Finding = Place & { readonly file: string } & FindingBody;

/** A lesson with an error in it does not play, or not as it was meant; a warning is advice. */
export type Severity = "error" | "warning";

const advice: ReadonlySet<FindingBody["kind"]> = new Set(["bare-number", "let-unused"]);

export const severityOf = ({ kind }: FindingBody): Severity => (advice.has(kind) ? "warning" : "error");

/** What the parser says: of one mistake it finds many, so only the first is told. */
export function yamlFindings(file: string, { problems }: Pick<LocatedYaml, "problems">): readonly Finding[] {
  return problems.slice(0, 1).map(({ line, column, text, opened }) => {
    const body: FindingBody = opened === undefined ? { kind: "yaml", text } : { kind: "yaml-unclosed", mark: opened };
    return { file, line, column, ...body };
  });
}

/** A schema's complaints as findings at their places. `keysAt` names the keys that an object at a path may have. */
export function schemaFindings(
  file: string,
  yaml: LocatedYaml,
  error: z.ZodError,
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
    const strange = strangeTo(issue);
    if (strange.length > 0) {
      return strange.map((key) => {
        const suggestion = suggest(key, keysAt(path));
        return {
          file,
          ...yaml.placeOf([...path, key], true),
          kind: "unknown-key",
          key,
          ...(suggestion && { suggestion }),
        };
      });
    }
    const meant = issue.errors.filter((issues) => !issues.some(isOtherVariant));
    const choice = meant.length > 0 ? meant : issue.errors;
    const inner = choice.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    if (inner.length > 0 && (meant.length === 1 || depth(inner) > 0)) {
      return inner.flatMap((i) => findingsOf(file, yaml, { ...i, path: [...path, ...i.path] }, keysAt));
    }
    const wanted = issue.errors.flatMap((issues) =>
      issues.flatMap((i) => (i.code === "invalid_type" && i.path.length === 0 ? [i.expected] : [])),
    );
    return [{ file, ...yaml.placeOf(path), ...misfit(name, issue.input, [...new Set(wanted)], issue.message) }];
  }
  if (issue.code === "invalid_key") {
    const inner = issue.issues[0];
    const expected = inner?.message ?? issue.message;
    const place = yaml.placeOf(path, true);
    return [{ file, ...place, kind: "wrong-value", path: name, expected, ...(inner && isExample(inner)) }];
  }
  if ((issue.code === "too_small" || issue.code === "too_big") && issue.message.startsWith("Too ")) {
    const expected = issue.code === "too_small" ? `>= ${issue.minimum}` : `<= ${issue.maximum}`;
    return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected }];
  }
  if (issue.code === "invalid_type") {
    const { expected, input, message } = issue;
    const place = yaml.placeOf(path);
    // Only what is written with a unit says more about its type than the type.
    if (!message.startsWith(ZODS_OWN)) {
      return typeof input === "number"
        ? [{ file, ...place, kind: "unit-missing", path: name, example: message }]
        : [{ file, ...place, kind: "wrong-value", path: name, expected: message, example: true }];
    }
    return [{ file, ...place, ...misfit(name, input, [expected], message) }];
  }
  if (issue.code === "invalid_value") {
    const expected = issue.values.map(String).join(" | ");
    return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected }];
  }
  const expected = issue.message;
  return [{ file, ...yaml.placeOf(path), kind: "wrong-value", path: name, expected, ...isExample(issue) }];
}

/** How the schema library begins its own messages, which nobody is shown. */
const ZODS_OWN = "Invalid ";

/** What a schema gives its own message with, where that is one value of many: `expecting` those that are all. */
export const forExample = (text: string) => ({ error: () => text, params: { example: true } });

const isExample = (issue: z.core.$ZodIssue): { readonly example?: true } =>
  issue.code === "invalid_format" || (issue.code === "custom" && issue.params?.example === true)
    ? { example: true }
    : {};

/** Messages of the unions of expressions and of patterns. */
export const AN_EXPRESSION = "an expression";
export const A_PATTERN = "a pattern";

/** A value of none of these types, and the remedy where it is plain what was meant. */
function misfit(path: string, input: unknown, types: readonly string[], message: string): FindingBody {
  const bare = typeof input === "string" || typeof input === "number" || typeof input === "boolean";
  if (message === AN_EXPRESSION) {
    return { kind: "no-expression", path, example: `{ value: ${bare ? String(input) : 80} }` };
  }
  if (message === A_PATTERN) {
    const fact = typeof input === "string" && Object.hasOwn(factShapes, input) ? input : "page-loaded";
    return { kind: "no-pattern", path, example: `{ fact: ${fact} }` };
  }
  const has = (...wanted: readonly string[]): boolean => types.some((type) => wanted.includes(type));
  if (typeof input === "string" && !has("string")) {
    const isNumber = /^-?\d+(\.\d+)?$/.test(input);
    const isFlag = input === "true" || input === "false";
    if ((isNumber && has("number", "int")) || (isFlag && has("boolean"))) return { kind: "quoted", path, text: input };
  }
  if (bare && typeof input !== "string" && has("string")) return { kind: "unquoted", path, text: String(input) };
  return { kind: "wrong-type", path, expected: types.map((type) => typeWords[type] ?? type).join(" | ") };
}

/** Types as YAML writes them. */
const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  int: "number",
  boolean: "true | false",
  object: "{ … }",
  record: "{ … }",
  array: "[ … ]",
};

/** Keys that none of the variants has, where all of them lack the one that they are known by: the misspelt ones. */
function strangeTo(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  const [first, ...rest] = issue.errors.map((issues) => {
    const keys = issues.flatMap((i) => (i.code === "unrecognized_keys" && i.path.length === 0 ? i.keys : []));
    return issues.some(isOtherVariant) ? keys : [];
  });
  return (first ?? []).filter((key) => rest.every((keys) => keys.includes(key)));
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
  (issue.code === "invalid_value" && issue.path.length === 0 && typeof issue.input === "object") ||
  (issue.path.length === 1 && isAbsent(issue));

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((i) => i.path.length));
