/** Master files, RFC 1035 section 5.1 with `$TTL` (RFC 2308 section 4) and unknown data (RFC 3597 section 5). */
import { err, ok, type Result } from "../base/result.ts";
import { parseIpv4 } from "./address.ts";
import { fromHex } from "./bytes.ts";
import {
  isRrType,
  MAX_TEXT_BYTES,
  type RData,
  type ResourceRecord,
  type RrClass,
  type RrType,
  rdataText,
} from "./dns.ts";
import {
  canonicalName,
  type DomainName,
  endsWithDot,
  isSendable,
  isWithin,
  joinLabels,
  labelBytes,
  labelsOf,
  labelText,
  ROOT,
} from "./domain-name.ts";
import { text as latin1, utf8 } from "./text.ts";

/** What is wrong in a zone file and where: `line` and `column` count from 1, `text` is the piece that is wrong. */
export type ZoneFileProblem = {
  readonly kind:
    | "bad-address"
    | "bad-data"
    | "bad-name"
    | "bad-number"
    | "bad-ttl"
    | "class-differs"
    | "cname-and-other-data"
    | "missing-field"
    | "no-origin"
    | "no-owner"
    | "no-ttl"
    | "outside-zone"
    | "text-too-long"
    | "too-many-fields"
    | "unclosed-parenthesis"
    | "unclosed-quote"
    | "unknown-directive"
    | "unknown-type"
    | "unopened-parenthesis";
  readonly line: number;
  readonly column: number;
  readonly text: string;
};

export type ZoneFileOptions = {
  /** What relative names belong to until `$ORIGIN` says otherwise. */
  readonly origin?: DomainName;
  /** Seconds, for records without a TTL until `$TTL` says otherwise. */
  readonly ttl?: number;
  /** Records outside this zone are a problem. */
  readonly zone?: DomainName;
};

type Token = { readonly text: string; readonly quoted: boolean; readonly line: number; readonly column: number };
/** What stands on one line, or on several inside parentheses. */
type Entry = { readonly tokens: readonly Token[]; readonly indented: boolean };

const MAX_TTL = 0x7fffffff;
/** The types whose data has a text of its own here; any other is given as bytes. */
const KNOWN_TYPES: readonly RrType[] = ["A", "NS", "CNAME", "PTR", "MX", "SOA", "TXT"];
const CLASSES: readonly RrClass[] = ["IN", "CH", "HS"];
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** The records in the order of the file, names without the dot at the end; or every problem of the file. */
export function parseZoneFile(
  text: string,
  options: ZoneFileOptions = {},
): Result<readonly ResourceRecord[], readonly ZoneFileProblem[]> {
  const problems: ZoneFileProblem[] = [];
  const found: { readonly rr: ResourceRecord; readonly at: Token }[] = [];
  const reader = new Reader(options, problems);
  for (const entry of entriesOf(text, problems)) {
    const rr = reader.entry(entry);
    if (rr) found.push({ rr, at: entry.tokens[0]! });
  }
  const types = new Map<DomainName, Set<RrType>>();
  for (const { rr, at } of found) {
    const here = types.get(canonicalName(rr.name)) ?? new Set();
    types.set(canonicalName(rr.name), here);
    // RFC 1034 section 3.6.2: an alias is all that there is at a name, and there is one.
    if (here.has("CNAME") || (rr.type === "CNAME" && here.size > 0)) problems.push(problem("cname-and-other-data", at));
    here.add(rr.type);
    if (options.zone !== undefined && !isWithin(rr.name, options.zone)) problems.push(problem("outside-zone", at));
  }
  if (problems.length === 0) return ok(found.map(({ rr }) => rr));
  return err(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

const problem = (kind: ZoneFileProblem["kind"], { line, column, text }: Token): ZoneFileProblem => ({
  kind,
  line,
  column,
  text,
});

/** Splits the text; comments end at the line's end, and inside parentheses a line's end is only a space. */
function entriesOf(text: string, problems: ZoneFileProblem[]): readonly Entry[] {
  const entries: Entry[] = [];
  let tokens: Token[] = [];
  let indented = false;
  let opened: Token | undefined;
  let line = 0;
  for (const content of text.split(/\r\n|\n|\r/)) {
    line++;
    if (!opened) indented = /^[ \t]/.test(content);
    let at = 0;
    while (at < content.length) {
      const column = at + 1;
      const here = (length: number): Token => ({ text: content.slice(at, at + length), quoted: false, line, column });
      const c = content[at]!;
      if (c === ";") break;
      if (c === " " || c === "\t") at++;
      else if (c === "(") {
        opened ??= here(1);
        at++;
      } else if (c === ")") {
        if (!opened) problems.push(problem("unopened-parenthesis", here(1)));
        opened = undefined;
        at++;
      } else if (c === '"') {
        const end = endOfToken(content, at + 1, /"/);
        if (end === content.length) problems.push(problem("unclosed-quote", here(end - at)));
        tokens.push({ text: content.slice(at + 1, end), quoted: true, line, column });
        at = end + 1;
      } else {
        const end = endOfToken(content, at, /[ \t;()"]/);
        tokens.push(here(end - at));
        at = end;
      }
    }
    if (opened) continue;
    if (tokens.length > 0) entries.push({ tokens, indented });
    tokens = [];
  }
  if (opened) {
    problems.push(problem("unclosed-parenthesis", opened));
    if (tokens.length > 0) entries.push({ tokens, indented });
  }
  return entries;
}

/** The place of the first character from `at` on that matches and has no backslash before it. */
function endOfToken(content: string, at: number, stop: RegExp): number {
  let i = at;
  while (i < content.length && !stop.test(content[i]!)) i += content[i] === "\\" ? 2 : 1;
  return Math.min(i, content.length);
}

/** `1h30m` in seconds; undefined when it is no time. */
export function parseTtl(text: string): number | undefined {
  if (!/^(\d+|(\d+[smhdw])+)$/i.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)) {
    total += Number(number) * UNIT_SECONDS[unit || "s"]!;
  }
  return total <= MAX_TTL ? total : undefined;
}

/** Goes through the entries of one file; what may be left out is taken from what stood before. */
class Reader {
  private origin: DomainName | undefined;
  private defaultTtl: number | undefined;
  private lastTtl: number | undefined;
  private minimum: number | undefined;
  private owner: DomainName | undefined;
  private rrClass: RrClass | undefined;
  private tokens: readonly Token[] = [];
  private next = 0;

  constructor(
    options: ZoneFileOptions,
    private readonly problems: ZoneFileProblem[],
  ) {
    this.origin = options.origin;
    this.defaultTtl = options.ttl;
  }

  entry({ tokens, indented }: Entry): ResourceRecord | undefined {
    this.tokens = tokens;
    this.next = 0;
    const first = tokens[0]!;
    if (!indented && !first.quoted && first.text.startsWith("$")) {
      this.directive(first);
      return undefined;
    }
    return this.record(first, indented);
  }

  private fail(kind: ZoneFileProblem["kind"], at: Token): undefined {
    this.problems.push(problem(kind, at));
    return undefined;
  }

  /** The next piece of the entry; without one, the place behind the last is a problem. */
  private take(): Token | undefined {
    const token = this.tokens[this.next];
    if (token) {
      this.next++;
      return token;
    }
    const { line, column, text } = this.tokens.at(-1)!;
    return this.fail("missing-field", { line, column: column + text.length, text: "", quoted: false });
  }

  private finish(): void {
    const extra = this.tokens[this.next];
    if (extra) this.fail("too-many-fields", extra);
  }

  private directive(first: Token): void {
    this.next = 1;
    switch (first.text.toUpperCase()) {
      case "$ORIGIN": {
        this.origin = this.name() ?? this.origin;
        return this.finish();
      }
      case "$TTL": {
        this.defaultTtl = this.time() ?? this.defaultTtl;
        return this.finish();
      }
      default:
        // $INCLUDE too: a zone is one text here.
        this.fail("unknown-directive", first);
    }
  }

  private record(first: Token, indented: boolean): ResourceRecord | undefined {
    const owner = indented ? this.owner : this.name();
    if (indented && owner === undefined) this.fail("no-owner", first);
    this.owner = owner;

    let ttl: number | undefined;
    let type: Token | undefined;
    for (;;) {
      type = this.take();
      if (!type) return undefined;
      const upper = type.text.toUpperCase();
      if (CLASSES.includes(upper)) {
        if (this.rrClass !== undefined && this.rrClass !== upper) this.fail("class-differs", type);
        this.rrClass = upper;
      } else if (/^\d/.test(type.text)) {
        ttl = parseTtl(type.text);
        if (ttl === undefined) return this.fail("bad-ttl", type);
        this.lastTtl = ttl;
      } else break;
    }
    const rrType = type.text.toUpperCase();
    if (!isRrType(rrType) || ["OPT", "ANY", "AXFR"].includes(rrType)) return this.fail("unknown-type", type);
    const data = this.data(rrType, type);
    if (data) this.finish();
    if (data?.kind === "SOA") this.minimum ??= data.minimum;
    const used = ttl ?? this.defaultTtl ?? this.lastTtl ?? this.minimum;
    if (used === undefined) this.fail("no-ttl", type);
    if (owner === undefined || data === undefined || used === undefined) return undefined;
    return { name: owner, type: rrType, class: this.rrClass ?? "IN", ttl: used, data };
  }

  private data(type: RrType, at: Token): RData | undefined {
    const isUnknown = !KNOWN_TYPES.includes(type) || (type === "A" && (this.rrClass ?? "IN") !== "IN");
    if (isUnknown) return this.tokens[this.next]?.text === "\\#" ? this.unknown() : this.fail("unknown-type", at);
    switch (type) {
      case "A": {
        const token = this.take();
        if (!token) return undefined;
        return parseIpv4(token.text) === undefined
          ? this.fail("bad-address", token)
          : { kind: "A", address: token.text };
      }
      case "NS":
      case "CNAME":
      case "PTR": {
        const target = this.name();
        return target === undefined ? undefined : { kind: type, target };
      }
      case "MX": {
        const preference = this.number(0xffff);
        const exchange = this.name();
        return preference === undefined || exchange === undefined ? undefined : { kind: "MX", preference, exchange };
      }
      case "SOA": {
        const mname = this.name();
        const rname = this.name();
        const serial = this.number(0xffffffff);
        const [refresh, retry, expire, minimum] = [this.time(), this.time(), this.time(), this.time()];
        if (mname === undefined || rname === undefined || serial === undefined) return undefined;
        if (refresh === undefined || retry === undefined || expire === undefined || minimum === undefined) {
          return undefined;
        }
        return { kind: "SOA", mname, rname, serial, refresh, retry, expire, minimum };
      }
      case "TXT":
        return this.texts();
      default:
        return this.fail("unknown-type", at);
    }
  }

  private texts(): RData | undefined {
    const texts: string[] = [];
    do {
      const token = this.take();
      if (!token) return undefined;
      const bytes = textBytes(token.text);
      if (!bytes) return this.fail("bad-data", token);
      if (bytes.length > MAX_TEXT_BYTES) return this.fail("text-too-long", token);
      texts.push(latin1(bytes));
    } while (this.next < this.tokens.length);
    return { kind: "TXT", texts };
  }

  /** `\# 3 010203`: any data as its bytes. */
  private unknown(): RData | undefined {
    const mark = this.take()!;
    const length = this.number(0xffff);
    if (length === undefined) return undefined;
    let hex = "";
    while (this.next < this.tokens.length) hex += this.take()!.text;
    const bytes = fromHex(hex);
    return bytes?.length === length ? { kind: "other", bytes: Array.from(bytes) } : this.fail("bad-data", mark);
  }

  private number(max: number): number | undefined {
    const token = this.take();
    if (!token) return undefined;
    const value = /^\d{1,10}$/.test(token.text) ? Number(token.text) : Number.NaN;
    return value <= max ? value : this.fail("bad-number", token);
  }

  private time(): number | undefined {
    const token = this.take();
    return token && (parseTtl(token.text) ?? this.fail("bad-ttl", token));
  }

  private name(): DomainName | undefined {
    const token = this.take();
    if (!token) return undefined;
    const { text, quoted } = token;
    if (text === "@" && !quoted) return this.origin ?? this.fail("no-origin", token);
    if (quoted || !isName(text)) return this.fail("bad-name", token);
    const labels = text === ROOT ? [] : labelsOf(text).map((label) => labelText(Uint8Array.from(labelBytes(label))));
    const whole = endsWithDot(text);
    if (!whole && this.origin === undefined) return this.fail("no-origin", token);
    const name = joinLabels(whole ? labels : [...labels, ...labelsOf(this.origin!)]);
    return isSendable(name) ? name : this.fail("bad-name", token);
  }
}

/** No empty label, and every backslash followed by three digits up to 255 or by something else than a digit. */
function isName(text: string): boolean {
  if (text === ROOT) return true;
  if (/^\.|\\$/.test(text) || /[^\x21-\x7e]/.test(text.replace(/\\ /g, ""))) return false;
  const plain = text.replace(/\\(\d{3})/g, (_, d: string) => (Number(d) <= 255 ? "x" : "\\0")).replace(/\\\D/g, "x");
  return !plain.includes("\\") && !plain.includes("..");
}

/** The bytes of a character string: UTF-8, with `\DDD` and `\X` taken apart; undefined for a bad escape. */
function textBytes(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const [piece] of text.matchAll(/\\\d{3}|\\\D|[^\\]+|\\/gu)) {
    if (!piece.startsWith("\\")) bytes.push(...utf8(piece));
    else if (/^\\\d{3}$/.test(piece) && Number(piece.slice(1)) <= 255) bytes.push(Number(piece.slice(1)));
    else if (/^\\\D$/u.test(piece)) bytes.push(...utf8(piece.slice(1)));
    else return undefined;
  }
  return Uint8Array.from(bytes);
}

/** One record as a line of a zone file that any origin reads back the same. */
export function formatRecord(rr: ResourceRecord): string {
  const { data } = rr;
  return `${formatName(rr.name)} ${rr.ttl} ${rr.class} ${rr.type} ${formatData(data)}`;
}

function formatData(data: RData): string {
  switch (data.kind) {
    case "NS":
    case "CNAME":
    case "PTR":
      return formatName(data.target);
    case "MX":
      return `${data.preference} ${formatName(data.exchange)}`;
    case "SOA": {
      const { serial, refresh, retry, expire, minimum } = data;
      return `${formatName(data.mname)} ${formatName(data.rname)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case "A":
    case "TXT":
    case "other":
      return rdataText(data);
  }
}

/** With the dot at the end, and what means something to a zone file behind a backslash. */
function formatName(name: DomainName): string {
  const whole = name === ROOT || endsWithDot(name) ? name : `${name}.`;
  return whole.replace(/\\.|[;()"$]/g, (c) => (c.length > 1 ? c : `\\${c}`));
}
