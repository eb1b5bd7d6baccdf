/**
 * Filters: patterns as one types them. `dns query root`, `tcp state ESTABLISHED`, `len 1..`, `tcp.flags.syn true`.
 * First what is looked for (a fact by its words, a layer, a table), then tests: a field and its value, or a value alone
 * where it can only belong to one field. Case does not matter.
 */
import type { DeviceId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type FactKind, type FactValue, factShapes } from "../stack/fact.ts";
import { callOps, type Head, type Phrase, phrases, usualFacts } from "./filter-phrase.ts";
import {
  isFlags,
  isIpv4,
  methods,
  rcodes,
  readTest,
  recordTypes,
  sameWord,
  spellTest,
  type Token,
  tcpStates,
  tokensOf,
  type ValueKind,
  wordsFor,
} from "./filter-value.ts";
import { type FrameLayer, frameFields, isPacketPath, packetPaths } from "./packet-path.ts";
import { isFact, isFrame, type Pattern, type Test, testsOf } from "./pattern.ts";
import { suggest } from "./suggest.ts";
import { tableShapes } from "./table-rows.ts";

export type FilterProblem =
  | { readonly kind: "empty" }
  | { readonly kind: "unclosed-quote" }
  /** `start`: the place in the text, counted from 0. */
  | { readonly kind: "unknown-word"; readonly word: string; readonly start: number; readonly suggestion?: string }
  /** Several patterns fit; `choices` are spelt so that one does. */
  | { readonly kind: "ambiguous"; readonly word: string; readonly choices: readonly string[] }
  | { readonly kind: "value-missing"; readonly field: string }
  | {
      readonly kind: "wrong-value";
      readonly field: string;
      readonly value: string;
      readonly expected: ValueKind;
      readonly suggestion?: string;
    }
  | { readonly kind: "field-twice"; readonly field: string }
  /** A table belongs to a device. */
  | { readonly kind: "device-missing"; readonly table: string };

type Read<T> = Result<T, FilterProblem>;

/** `devices` are the names in the world at hand. */
export function parseFilter(text: string, devices: readonly DeviceId[]): Read<Pattern> {
  const tokens = tokensOf(text);
  if (!tokens) return err({ kind: "unclosed-quote" });
  if (tokens.length === 0) return err({ kind: "empty" });
  const readings = readingsOf(tokens, devices);
  let problem: FilterProblem | undefined;
  for (const { heads, taken } of readings) {
    const read = heads.map((head) => addTests(head, tokens.slice(taken), devices, taken === 0));
    const fitting = read.flatMap((one) => (one.ok ? [one.value] : []));
    if (fitting.length === 1) return ok(fitting[0]!);
    if (fitting.length > 1) {
      const word = tokens
        .slice(0, Math.max(1, taken))
        .map(({ raw }) => raw)
        .join(" ");
      return err({ kind: "ambiguous", word, choices: fitting.map((one) => spellFilter(one)) });
    }
    const [first] = read;
    if (first && !first.ok) problem ??= first.error;
  }
  return err(withNeighbour(problem ?? unknownWord(tokens[0]!, [...firstWords(), ...devices]), text, devices));
}

/** For a word that no field is near: the nearest of those that could stand in its place, such as the rest of a phrase. */
function withNeighbour(problem: FilterProblem, text: string, devices: readonly DeviceId[]): FilterProblem {
  if (problem.kind !== "unknown-word" || problem.suggestion !== undefined) return problem;
  const possible = complete(text.slice(0, problem.start), devices).map((whole) => whole.slice(problem.start).trim());
  const suggestion = suggest(problem.word, possible);
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

/** So that `parseFilter` reads the same pattern again. */
export function spellFilter(pattern: Pattern): string {
  const head = isFact(pattern)
    ? pattern.fact.replaceAll("-", " ")
    : isFrame(pattern)
      ? `frame ${pattern.frame}`
      : `row ${pattern.row} host ${spellTest(pattern.host, "device", "host")}`;
  const tests = testsOf(pattern).map(([field, test]) => `${field} ${spellTest(test, kindOf(pattern, field), field)}`);
  return [head, ...tests].join(" ");
}

/** What a text may begin with, and how many tokens say so. */
type Reading = { readonly heads: readonly Head[]; readonly taken: number };

/** The likeliest first: phrases, the longer ones before the shorter ones, then a field or a device that stands alone. */
function readingsOf(tokens: readonly Token[], devices: readonly DeviceId[]): readonly Reading[] {
  const readings: Reading[] = [];
  const said = tokens.map(({ raw }) => raw.toLowerCase());
  const first = said[0] ?? "";
  for (let taken = Math.min(tokens.length, LONGEST); taken > 0; taken--) {
    const words = said.slice(0, taken);
    const exact = phrases.find((phrase) => phrase.words.length === taken && startsWith(phrase, words));
    if (exact) {
      readings.push({ heads: exact.means, taken });
      continue;
    }
    if (taken === 1 && Object.hasOwn(usualFacts, first)) readings.push({ heads: bareHeads(first), taken: 0 });
    // Nobody types all words of a fact where fewer are enough.
    const begun = phrases.filter((phrase) => phrase.words[0] !== "row" && startsWith(phrase, words));
    if (begun.length > 0) readings.push({ heads: begun.flatMap(({ means }) => means), taken });
  }
  if (isPacketPath(first)) readings.push({ heads: [{ frame: first.split(".")[0] } as Head], taken: 0 });
  else readings.push({ heads: bareHeads(first), taken: 0 });
  const device = sameWord(first, devices);
  if (device !== undefined) {
    const heads = [{ from: device, by: device }, { to: device }].map((tests) => ({ ...tests, frame: "eth" }) as Head);
    readings.push({ heads, taken: 1 });
  }
  return readings;
}

const LONGEST = Math.max(...phrases.map(({ words }) => words.length));
const startsWith = (phrase: Phrase, words: readonly string[]): boolean =>
  words.every((word, i) => phrase.words[i] === word);

/** What a field by itself may be a field of. */
function bareHeads(field: string): readonly Head[] {
  if (frameFields.some((name) => name === field)) return [{ frame: "eth" } as Head];
  const usual = Object.hasOwn(usualFacts, field) ? usualFacts[field] : undefined;
  if (usual) return [{ fact: usual } as Head];
  return (Object.keys(factShapes) as FactKind[])
    .filter((kind) => Object.hasOwn(factShapes[kind], field))
    .map((kind) => ({ fact: kind }) as Head);
}

/** `bare`: nothing but tests was typed. */
function addTests(head: Head, tokens: readonly Token[], devices: readonly DeviceId[], bare: boolean): Read<Pattern> {
  const pattern: Record<string, Test> = { ...head };
  const put = (field: string, token: Token): FilterProblem | undefined => {
    if (Object.hasOwn(pattern, field)) return { kind: "field-twice", field };
    const kind = kindOf(head, field);
    const test = readTest(token, kind, field, devices);
    if (test === undefined) {
      const meant = kind === "device" || kind === "host" ? suggest(token.raw, devices) : undefined;
      const suggestion = meant === undefined ? {} : { suggestion: meant };
      return { kind: "wrong-value", field, value: token.raw, expected: kind, ...suggestion };
    }
    pattern[field] = test;
    return undefined;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const field = fieldOf(head, token.raw.toLowerCase());
    if (field !== undefined) {
      while (/^={1,2}$/.test(tokens[i + 1]?.raw ?? "")) i++;
      const value = tokens[++i];
      const problem = value ? put(field, value) : ({ kind: "value-missing", field: token.raw } as const);
      if (problem) return err(problem);
      continue;
    }
    const own = fieldsFor(head, token, devices).find((name) => !Object.hasOwn(pattern, name));
    if (own === undefined) return err(unknownWord(token, [...fieldsOf(head), ...devices]));
    const problem = put(own, token);
    if (problem) return err(problem);
  }
  if ("row" in head && !Object.hasOwn(pattern, "host")) return err({ kind: "device-missing", table: String(head.row) });
  // Who says that a frame is from a device means that it comes out of it, not each time that it is passed on.
  const { from, by } = pattern;
  if (bare && "frame" in head && from !== undefined && by === undefined) pattern.by = from;
  return ok(pattern as Pattern);
}

type Shape = Readonly<Record<string, FactValue>>;

/** The fields of facts and tables; undefined for frames, whose fields are paths. */
function shapeOf(head: Head): Shape | undefined {
  if ("fact" in head) return factShapes[head.fact as FactKind];
  if ("row" in head) return tableShapes[head.row as keyof typeof tableShapes];
  return undefined;
}

const frameKinds: Readonly<Record<(typeof frameFields)[number], ValueKind>> = {
  from: "host",
  to: "host",
  by: "device",
  link: "text",
  lost: "flag",
  bytes: "number",
  data: "number",
};

function kindOf(head: Head, field: string): ValueKind {
  const shape = shapeOf(head);
  if (shape) return field === "host" && "row" in head ? "device" : (shape[field] ?? "any");
  if (Object.hasOwn(frameKinds, field)) return frameKinds[field as keyof typeof frameKinds];
  const [layer, group, flag] = field.split(".");
  if (group === "flags" && flag !== undefined) {
    // The only two of them that are more than one bit, or reserved ones.
    return layer === "dns" && ["opcode", "rcode", "z"].includes(flag) ? "number" : "flag";
  }
  if (layer === "dns" && /\.name$/.test(field)) return "name";
  return layer === "dns" && /\.type$/.test(field) ? "text" : "any";
}

/** Wireshark's name is long, and everybody says the short one. */
const pathAliases: Readonly<Record<string, string>> = {
  window: "window_size_value",
  port: "dstport",
  name: "queries.0.name",
  type: "queries.0.type",
};

/** The field that a word means here. */
function fieldOf(head: Head, word: string): string | undefined {
  const shape = shapeOf(head);
  if (!shape) {
    if (Object.hasOwn(frameKinds, word)) return word;
    const layer = (head as { readonly frame: FrameLayer }).frame;
    const named = Object.hasOwn(pathAliases, word) ? pathAliases[word] : word;
    return [word, `${layer}.${word}`, `${layer}.${named}`].find(isPacketPath);
  }
  if (Object.hasOwn(shape, word)) return word;
  if ("row" in head) return word === "host" ? "host" : undefined;
  const isHost = (field: string): boolean => shape[field] === "host" || shape[field] === "device";
  switch (word) {
    // Who sends is `by` where the fact is told of the sender, and the other way round.
    case "from":
      return isHost("to") ? "by" : undefined;
    case "to":
      return isHost("from") ? "by" : undefined;
    case "port":
      return shape.remote === "number" ? "remote" : undefined;
    case "state":
      return head.fact === "tcp-state-changed" ? "to" : undefined;
    default:
      return undefined;
  }
}

/** For a value without a field: the fields that it can belong to, the likeliest first. */
function fieldsFor(head: Head, { parts }: Token, devices: readonly DeviceId[]): readonly string[] {
  const all = (fits: (text: string) => boolean): boolean => parts.every(({ text, quoted }) => !quoted && fits(text));
  const among = (known: readonly string[]): boolean => all((text) => sameWord(text, known) !== undefined);
  const shape = shapeOf(head);
  const of = (kinds: readonly ValueKind[], fields: readonly string[]): readonly string[] =>
    fields.filter((field) => shape && kinds.includes(shape[field] ?? "any"));
  if (among(devices)) {
    if (!shape) return ["by"];
    return "row" in head ? ["host"] : of(["host", "device"], ["to", "from", "server", "by"]);
  }
  if (!shape) return [];
  const isState = "row" in head || ("fact" in head && head.fact === "tcp-state-changed");
  if (isState && among(tcpStates)) return of(["text"], ["to", "state"]);
  if (all(isFlags)) return of(["text"], ["flags"]);
  const dns = shape.rcode === "text" || shape.name === "name";
  if (dns && among(recordTypes)) return of(["text"], ["type"]);
  if (among(rcodes)) return of(["text"], ["rcode"]);
  if (among(callOps) && Object.hasOwn(shape, "op")) return ["op"];
  if (among(methods)) return of(["text"], ["method"]);
  if (all((text) => /^\d+$|^\d*\.\.\d*$/.test(text))) return of(["number"], ["status"]);
  if (all(isIpv4)) return of(["address", "host"], ["address", "dst", "to", "from"]);
  if (all((text) => text.includes("://"))) return of(["text"], ["url"]);
  if (all((text) => text.startsWith("/"))) return of(["text"], ["target", "path"]);
  if (all((text) => text.includes("."))) return of(["name"], ["name", "zone"]);
  return [];
}

/** The words for fields here. */
function fieldsOf(head: Head): readonly string[] {
  const shape = shapeOf(head);
  if (shape) return Object.keys(shape);
  const layer = (head as { readonly frame: FrameLayer }).frame;
  return [...frameFields, ...packetPaths.filter((path) => path.startsWith(`${layer}.`))];
}

const firstWords = (): readonly string[] => [
  ...new Set([...phrases.map(({ words }) => words[0]!), ...Object.keys(usualFacts), ...frameFields]),
];

function unknownWord({ raw, start }: Token, known: readonly string[]): FilterProblem {
  const suggestion = suggest(raw, known);
  return { kind: "unknown-word", word: raw, start, ...(suggestion !== undefined && { suggestion }) };
}

/**
 * The texts that a half-typed filter can become by its last word, which is empty behind a blank. Each is the whole text;
 * in the order of likelihood, none twice.
 */
export function complete(text: string, devices: readonly DeviceId[]): readonly string[] {
  const start = /\S*$/.exec(text)!.index;
  const begun = text.slice(start);
  const tokens = tokensOf(text.slice(0, start));
  if (!tokens) return [];
  const wanted = begun.toLowerCase();
  const words = [...new Set(nextWords(tokens, devices))];
  return words.filter((word) => word.toLowerCase().startsWith(wanted)).map((word) => text.slice(0, start) + word);
}

function nextWords(tokens: readonly Token[], devices: readonly DeviceId[]): readonly string[] {
  const [first] = tokens;
  if (!first) return [...firstWords(), ...devices];
  const said = tokens.map(({ raw }) => raw.toLowerCase());
  const words = phrases
    .filter((phrase) => phrase.words.length > said.length && startsWith(phrase, said))
    .map((phrase) => phrase.words[said.length]!);
  for (const { heads, taken } of readingsOf(tokens, devices)) {
    for (const head of heads) words.push(...wordsAfter(head, tokens.slice(taken), devices));
  }
  return words;
}

/** What may follow these tests: the words of a field's value, else fields and what can stand without one. */
function wordsAfter(head: Head, tokens: readonly Token[], devices: readonly DeviceId[]): readonly string[] {
  const last = tokens.at(-1);
  const before = tokens.slice(0, -1);
  const field = last && fieldOf(head, last.raw.toLowerCase());
  if (field !== undefined && !isValue(head, before)) {
    const kind = kindOf(head, field);
    if (kind === "device" || kind === "host") return devices;
    return kind === "flag" ? ["true", "false"] : wordsFor(field);
  }
  const given = new Set(tokens.map(({ raw }) => fieldOf(head, raw.toLowerCase())));
  const fields = fieldsOf(head).filter((name) => !given.has(name));
  const free = "fact" in head && head.fact === "tcp-state-changed" ? tcpStates : [];
  return [...free, ...fields, ...devices];
}

/** Whether the token behind these is the value of a field. */
function isValue(head: Head, tokens: readonly Token[]): boolean {
  let value = false;
  for (const { raw } of tokens) value = !value && fieldOf(head, raw.toLowerCase()) !== undefined;
  return value;
}
