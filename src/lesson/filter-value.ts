/** The values of a filter as one types them: `80`, `1..`, `SYN,ACK`, `root|kr`, `"any text"`. */

import type { DeviceId } from "../base/ids.ts";
import type { Literal } from "../base/literal.ts";
import type { FactValue } from "../stack/fact.ts";
import type { TcpState } from "../stack/tcp/tcb.ts";
import { rcodeName } from "../wire/dns.ts";
import { METHODS } from "../wire/http.ts";
import type { Test } from "./pattern.ts";

/** `any`: a header field, whose value may be of every kind. */
export type ValueKind = FactValue | "any";

/** What stands between blanks: one part, or several with bars between. A quoted part is taken as it is. */
export type Token = { readonly raw: string; readonly start: number; readonly parts: readonly Part[] };
type Part = { readonly text: string; readonly quoted: boolean };

const TOKEN = /(?:"(?:[^"\\]|\\.)*"|[^\s"])+/gs;
const PART = /(?:"(?:[^"\\]|\\.)*"|[^|"])+/gs;
const QUOTED = /"((?:[^"\\]|\\.)*)"/gs;

/** Undefined where a quotation mark is not closed. */
export function tokensOf(text: string): readonly Token[] | undefined {
  const rest = text.replace(TOKEN, "");
  if (rest.includes('"')) return undefined;
  return [...text.matchAll(TOKEN)].map((m) => ({ raw: m[0], start: m.index, parts: partsOf(m[0]) }));
}

const partsOf = (raw: string): readonly Part[] =>
  [...raw.matchAll(PART)].map(([part]) => ({
    text: part.replace(QUOTED, (_, inside: string) => inside.replace(/\\(.)/gs, "$1")),
    quoted: part.includes('"'),
  }));

const states: Readonly<Record<TcpState | "LISTEN", true>> = {
  LISTEN: true,
  "SYN-SENT": true,
  "SYN-RECEIVED": true,
  ESTABLISHED: true,
  "FIN-WAIT-1": true,
  "FIN-WAIT-2": true,
  "CLOSE-WAIT": true,
  CLOSING: true,
  "LAST-ACK": true,
  "TIME-WAIT": true,
  CLOSED: true,
};
export const tcpStates: readonly string[] = Object.keys(states);
export const recordTypes: readonly string[] = ["A", "NS", "MX", "CNAME", "PTR", "SOA", "TXT", "AAAA", "ANY"];
export const rcodes: readonly string[] = [0, 1, 2, 3, 4, 5].map(rcodeName);
export const methods: readonly string[] = Object.keys(METHODS);
/** In the order in which facts name them. */
export const flagWords: readonly string[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

/** Words that have one spelling, however they are typed; by the field that they stand in. */
const vocabulary: Readonly<Record<string, readonly string[]>> = {
  to: tcpStates,
  from: tcpStates,
  state: tcpStates,
  type: recordTypes,
  rcode: rcodes,
  method: methods,
};

/** The words that a field's value may be, for completion. */
export function wordsFor(field: string): readonly string[] {
  if (field === "flags") return flagWords;
  const name = field.split(".").at(-1)!;
  return Object.hasOwn(vocabulary, name) ? vocabulary[name]! : [];
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const number = new RegExp(`^${NUMBER}$`, "i");
const range = new RegExp(String.raw`^(${NUMBER})?\.\.(${NUMBER})?$`, "i");
export const isIpv4 = (text: string): boolean => /^\d+(\.\d+){3}$/.test(text);
const yes: ReadonlySet<string> = new Set(["true", "yes", "1"]);
const no: ReadonlySet<string> = new Set(["false", "no", "0"]);

/** The word among `known` that differs by its case only. */
export const sameWord = (text: string, known: readonly string[]): string | undefined =>
  known.find((word) => word.toLowerCase() === text.toLowerCase());

/** Undefined where the token is no such value. */
export function readTest(token: Token, kind: ValueKind, field: string, devices: readonly DeviceId[]): Test | undefined {
  const { raw, parts } = token;
  const [first] = parts;
  if (!first) return undefined;
  if (!raw.replace(QUOTED, "").includes("|")) {
    const ends = first.quoted || (kind !== "number" && kind !== "any") ? null : range.exec(first.text);
    if (!ends) return readLiteral(first, kind, field, devices);
    const [, min, max] = ends;
    return { ...(min !== undefined && { min: Number(min) }), ...(max !== undefined && { max: Number(max) }) };
  }
  const items: Literal[] = [];
  for (const part of parts) {
    const item = readLiteral(part, kind, field, devices);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { in: items };
}

function readLiteral(
  { text, quoted }: Part,
  kind: ValueKind,
  field: string,
  devices: readonly DeviceId[],
): Literal | undefined {
  if (quoted) return kind === "number" || kind === "flag" ? undefined : text;
  // The name of a lesson's value: a filter has none.
  if (text.startsWith("$")) return undefined;
  const word = text.toLowerCase();
  switch (kind) {
    case "number":
      return number.test(text) ? Number(text) : undefined;
    case "flag":
      return yes.has(word) ? true : no.has(word) ? false : undefined;
    case "device":
      return sameWord(text, devices);
    case "host":
      return sameWord(text, devices) ?? (isIpv4(text) ? text : undefined);
    case "address":
      return isIpv4(text) ? text : undefined;
    case "mac":
      return /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/.test(word) ? word : undefined;
    case "name":
      return word;
    case "any":
      if (number.test(text)) return Number(text);
      return word === "true" ? true : word === "false" ? false : text;
    case "port":
      return text;
    case "text":
      return field === "flags" ? flagsOf(text) : (sameWord(text, wordsFor(field)) ?? text);
  }
}

/** `ack,syn` as facts write it: `SYN, ACK`. Other text stays. */
function flagsOf(text: string): string {
  const names = text.split(",").map((name) => sameWord(name.trim(), flagWords));
  if (names.includes(undefined)) return text;
  return flagWords.filter((flag) => names.includes(flag)).join(", ");
}

export const isFlags = (text: string): boolean =>
  text.split(",").every((name) => sameWord(name.trim(), flagWords) !== undefined);

/** As `readTest` reads it where the devices of the pattern are there; `$name` where the test refers to a lesson's value, which only a lesson has. */
export function spellTest(test: Test, kind: ValueKind, field: string): string {
  if (typeof test !== "object") return spellLiteral(test, kind, field);
  if ("same" in test) return `$${test.same}`;
  if ("in" in test) {
    const items = test.in.map((item) => spellLiteral(item, kind, field));
    return items.length === 1 ? `${items[0]!}|` : items.join("|");
  }
  return `${test.min ?? ""}..${test.max ?? ""}`;
}

function spellLiteral(value: Literal, kind: ValueKind, field: string): string {
  if (typeof value !== "string") return String(value);
  // Flags are typed without the blank.
  const bare = field === "flags" && isFlags(value) ? value.replaceAll(", ", ",") : value;
  const plain = bare !== "" && !/[\s"|]/.test(bare);
  const token: Token = { raw: bare, start: 0, parts: [{ text: bare, quoted: false }] };
  if (plain && readTest(token, kind, field, [value]) === value) return bare;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
