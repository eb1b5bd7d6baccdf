/** What a resolver keeps of what it learned: RFC 1035 section 7.4, RFC 2181 section 5 (credibility), RFC 2308 (negative). */
import { unreachable } from "../../base/assert.ts";
import { MICROS_PER_SECOND, type Micros } from "../../base/units.ts";
import { NXDOMAIN, type Question, type ResourceRecord, type RrClass, type RrType, rcodeName } from "../../wire/dns.ts";
import { canonicalName, type DomainName } from "../../wire/domain-name.ts";
import { dataText } from "./message.ts";

/** Where a record set was seen, best first (RFC 2181 section 5.4.1): in a reply with AA, or without, or in a referral. */
export type Credibility =
  | "authoritative-answer"
  | "authoritative-authority"
  | "answer"
  | "additional"
  /** Both the name servers and their addresses, as the zone above tells them. */
  | "referral";

const ranks: Readonly<Record<Credibility, number>> = {
  "authoritative-answer": 4,
  "authoritative-authority": 3,
  answer: 2,
  referral: 1,
  additional: 0,
};

export type CacheEntry = {
  readonly name: DomainName;
  readonly class: RrClass;
  readonly credibility: Credibility;
  readonly expires: Micros;
} & (
  | { readonly kind: "records"; readonly type: RrType; readonly records: readonly ResourceRecord[] }
  | { readonly kind: "no-data"; readonly type: RrType; readonly soa: ResourceRecord }
  /** The name does not exist, so no type of it does. */
  | { readonly kind: "no-name"; readonly soa: ResourceRecord }
);

export type Cache = { readonly entries: Readonly<Record<string, CacheEntry>>; readonly limit: number };

/** Seconds; BIND's `max-cache-ttl` and `max-ncache-ttl`. */
const MAX_TTL = 7 * 24 * 3600;
const MAX_NEGATIVE_TTL = 3 * 3600;

export const emptyCache = (limit = 1000): Cache => ({ entries: {}, limit });

const keyOf = (name: DomainName, rrClass: RrClass, type: RrType | "*"): string =>
  `${canonicalName(name)} ${rrClass} ${type}`;

const live = (entry: CacheEntry | undefined, now: Micros): CacheEntry | undefined =>
  entry && entry.expires > now ? entry : undefined;

/** What is left in seconds, as a message carries it: whole, and not 0 before the entry is gone. */
const ttlLeft = (entry: CacheEntry, now: Micros): number => Math.ceil((entry.expires - now) / MICROS_PER_SECOND);

/** A TTL with its top bit set counts as 0: RFC 2181 section 8. */
const sane = (ttl: number, max: number): number => (ttl > 0x7fffffff ? 0 : Math.min(ttl, max));

/** The entry for exactly this name and type, whatever its credibility, or that the name does not exist. */
export function peek(cache: Cache, { name, class: rrClass, type }: Question, now: Micros): CacheEntry | undefined {
  return live(cache.entries[keyOf(name, rrClass, type)], now) ?? live(cache.entries[keyOf(name, rrClass, "*")], now);
}

/** The records of a set with the TTL that is left; none when it is not there. */
export function cachedRecords(cache: Cache, question: Question, now: Micros): readonly ResourceRecord[] {
  const entry = peek(cache, question, now);
  return entry?.kind === "records" ? aged(entry.records, ttlLeft(entry, now)) : [];
}

const aged = (records: readonly ResourceRecord[], ttl: number): readonly ResourceRecord[] =>
  records.map((rr) => ({ ...rr, ttl }));

export type CacheAnswer =
  | { readonly kind: "records"; readonly records: readonly ResourceRecord[] }
  | { readonly kind: "alias"; readonly alias: ResourceRecord; readonly target: DomainName }
  | { readonly kind: "no-data" | "no-name"; readonly soa: ResourceRecord };

/** What the cache answers a client: never with what only came along with a referral or as an extra. */
export function cacheAnswer(cache: Cache, question: Question, now: Micros): CacheAnswer | undefined {
  const entry = peek(cache, question, now);
  if (entry && isAnswer(entry)) {
    switch (entry.kind) {
      case "records":
        return { kind: "records", records: aged(entry.records, ttlLeft(entry, now)) };
      case "no-data":
      case "no-name":
        return { kind: entry.kind, soa: { ...entry.soa, ttl: ttlLeft(entry, now) } };
      default:
        return unreachable(entry);
    }
  }
  if (question.type === "CNAME" || question.type === "ANY") return undefined;
  const alias = peek(cache, { ...question, type: "CNAME" }, now);
  if (alias?.kind !== "records" || !isAnswer(alias)) return undefined;
  const [rr] = aged(alias.records, ttlLeft(alias, now));
  return rr?.data.kind === "CNAME" ? { kind: "alias", alias: rr, target: rr.data.target } : undefined;
}

const isAnswer = (entry: CacheEntry): boolean => ranks[entry.credibility] >= ranks.answer;

export type CacheChange = {
  readonly cache: Cache;
  /** What is new or replaced; undefined when the cache knew better or the TTL is 0. */
  readonly added?: CacheEntry & { readonly ttl: number };
};

/** Keeps a record set. Data less credible than what is there and has not expired is left out (RFC 2181 section 5.4.1). */
export function keepRecords(
  cache: Cache,
  records: readonly ResourceRecord[],
  credibility: Credibility,
  now: Micros,
): CacheChange {
  const first = records[0];
  if (!first) return { cache };
  const ttl = sane(Math.min(...records.map((rr) => rr.ttl)), MAX_TTL);
  const { name, class: rrClass, type } = first;
  const known = live(cache.entries[keyOf(name, rrClass, type)], now);
  const noName = live(cache.entries[keyOf(name, rrClass, "*")], now);
  for (const old of [known, noName]) {
    if (old && ranks[old.credibility] > ranks[credibility]) return { cache };
  }
  // A delegation must not live on for ever by being told again by its own servers.
  const same = known?.kind === "records" && dataText(known.records) === dataText(records);
  if (type === "NS" && same && known.credibility === credibility) return { cache };
  if (ttl === 0) return { cache };
  const expires = now + ttl * MICROS_PER_SECOND;
  const entry = { kind: "records", name, class: rrClass, type, records, credibility, expires } as const;
  const cleared = noName ? without(cache, keyOf(name, rrClass, "*")) : cache;
  return { cache: put(cleared, keyOf(name, rrClass, type), entry, now), added: { ...entry, ttl } };
}

/** Keeps "no such name" or "no such type" for the TTL that its SOA record carries. */
export function keepNegative(
  cache: Cache,
  kind: "no-data" | "no-name",
  { name, class: rrClass, type }: Question,
  soa: ResourceRecord,
  authoritative: boolean,
  now: Micros,
): CacheChange {
  const minimum = soa.data.kind === "SOA" ? soa.data.minimum : 0;
  const ttl = Math.min(sane(soa.ttl, MAX_NEGATIVE_TTL), sane(minimum, MAX_NEGATIVE_TTL));
  if (ttl === 0) return { cache };
  const base = {
    name,
    class: rrClass,
    soa,
    credibility: authoritative ? "authoritative-authority" : "answer",
    expires: now + ttl * MICROS_PER_SECOND,
  } as const;
  if (kind === "no-data") {
    const entry = { ...base, kind, type } as const;
    return { cache: put(cache, keyOf(name, rrClass, type), entry, now), added: { ...entry, ttl } };
  }
  const prefix = keyOf(name, rrClass, "*").slice(0, -1);
  const entries = Object.fromEntries(Object.entries(cache.entries).filter(([key]) => !key.startsWith(prefix)));
  const entry = { ...base, kind } as const;
  return { cache: put({ ...cache, entries }, keyOf(name, rrClass, "*"), entry, now), added: { ...entry, ttl } };
}

function without(cache: Cache, key: string): Cache {
  const { [key]: _, ...entries } = cache.entries;
  return { ...cache, entries };
}

function put(cache: Cache, key: string, entry: CacheEntry, now: Micros): Cache {
  // A key that is set anew goes to the end, so that the order is the order of learning.
  const fresh = { ...without(cache, key).entries, [key]: entry };
  if (Object.keys(fresh).length <= cache.limit) return { ...cache, entries: fresh };
  const kept = Object.entries(fresh).filter(([, e]) => e.expires > now);
  if (kept.length > cache.limit) {
    // What would be gone first is the smallest loss.
    let soonest = 0;
    for (let i = 1; i < kept.length; i++) if (kept[i]![1].expires < kept[soonest]![1].expires) soonest = i;
    kept.splice(soonest, 1);
  }
  return { ...cache, entries: Object.fromEntries(kept) };
}

export type CacheRow = {
  readonly name: DomainName;
  /** `any` where the name does not exist at all. */
  readonly type: RrType;
  /** The records in zone-file notation, or the response code of a negative entry. */
  readonly data: string;
  /** Seconds. */
  readonly ttlLeft: number;
  readonly credibility: Credibility;
  readonly negative: boolean;
};

/** What is in the cache now, oldest first. */
export function cacheRows(cache: Cache, now: Micros): readonly CacheRow[] {
  return Object.values(cache.entries)
    .filter((entry) => entry.expires > now)
    .map((entry) => ({
      name: entry.name,
      type: entry.kind === "no-name" ? "any" : entry.type,
      data: entry.kind === "records" ? dataText(entry.records) : negativeName(entry.kind),
      ttlLeft: ttlLeft(entry, now),
      credibility: entry.credibility,
      negative: entry.kind !== "records",
    }));
}

/** How people call a negative answer: NODATA is no response code, but RFC 2308 section 2.2 gives it the name. */
export const negativeName = (kind: "no-data" | "no-name"): string =>
  kind === "no-name" ? rcodeName(NXDOMAIN) : "NODATA";
