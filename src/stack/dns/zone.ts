/** A name server's zones and how a question is answered from them: RFC 1034 section 4.3.2, RFC 4592 (wildcards), RFC 2308. */
import {
  NOERROR,
  NXDOMAIN,
  type Question,
  REFUSED,
  type ResourceRecord,
  type RrClass,
  type RrType,
  type Soa,
} from "../../wire/dns.ts";
import {
  ancestry,
  canonicalName,
  type DomainName,
  isWithin,
  joinLabels,
  labelsOf,
  sameName,
} from "../../wire/domain-name.ts";

/** The records that one server is responsible for, in the order of the zone file; addresses below a cut are glue. */
export type Zone = {
  readonly name: DomainName;
  /** `IN` when left out; `CH` for what a server says about itself. */
  readonly class?: RrClass;
  readonly records: readonly ResourceRecord[];
};

export type Sections = {
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
};

/** What the zones say to a question. `authoritative` is the AA bit, which belongs to the name that was asked. */
export type Found = Sections & { readonly rcode: number; readonly authoritative: boolean } & (
    | { readonly kind: "answer" | "no-data" | "no-name" | "not-authoritative" }
    /** Delegated further down: `zone` is what the servers named in `authorities` hold. */
    | { readonly kind: "referral"; readonly zone: DomainName }
  );

/** A chain of CNAMEs inside one server is followed this far, as BIND does. */
const MAX_RESTARTS = 16;

type Index = {
  readonly records: ReadonlyMap<DomainName, readonly ResourceRecord[]>;
  /** Every name that exists, those in the middle without records too (RFC 4592 section 2.2.2). */
  readonly exists: ReadonlySet<DomainName>;
};

// Derived from the zone and nothing else, so keeping it beside a world changes no run.
const indexes = new WeakMap<Zone, Index>();

function indexOf(zone: Zone): Index {
  const known = indexes.get(zone);
  if (known) return known;
  const records = new Map<DomainName, ResourceRecord[]>();
  const exists = new Set<DomainName>([canonicalName(zone.name)]);
  for (const rr of zone.records) {
    const name = canonicalName(rr.name);
    const here = records.get(name);
    if (here) here.push(rr);
    else records.set(name, [rr]);
    for (const above of ancestry(name)) if (isWithin(above, zone.name)) exists.add(above);
  }
  const index = { records, exists };
  indexes.set(zone, index);
  return index;
}

const recordsAt = (zone: Zone, name: DomainName): readonly ResourceRecord[] =>
  indexOf(zone).records.get(canonicalName(name)) ?? [];

const ofType = (records: readonly ResourceRecord[], type: RrType): readonly ResourceRecord[] =>
  type === "ANY" ? records : records.filter((rr) => rr.type === type);

/** The deepest of the zones that holds `name`. */
export function zoneOf(zones: readonly Zone[], name: DomainName, rrClass: RrClass = "IN"): Zone | undefined {
  let best: Zone | undefined;
  for (const zone of zones) {
    if (rrClass !== "ANY" && (zone.class ?? "IN") !== rrClass) continue;
    if (!isWithin(name, zone.name)) continue;
    if (!best || labelsOf(zone.name).length > labelsOf(best.name).length) best = zone;
  }
  return best;
}

/**
 * Answers a question from the server's own zones. `turn` rotates the records of each answered set, so that counting it
 * up gives round robin; 0 keeps the order of the zone file.
 */
export function lookup(zones: readonly Zone[], question: Question, turn = 0): Found {
  // Zones are not handed out to whoever asks.
  if (question.type === "AXFR") return notAuthoritative;
  const answers: ResourceRecord[] = [];
  const visited = new Set<DomainName>();
  let name = question.name;
  for (;;) {
    const zone = zoneOf(zones, name, question.class);
    if (!zone) return answers.length > 0 ? answered(zones, answers, []) : notAuthoritative;
    const cut = delegationAbove(zone, name);
    if (cut) return referral(zones, zone, cut, answers);
    const records = recordsOrWildcard(zone, name);
    if (!records) return negative(zone, "no-name", answers);
    const alias = records.find((rr) => rr.type === "CNAME");
    if (alias?.data.kind === "CNAME" && question.type !== "CNAME" && question.type !== "ANY") {
      answers.push(alias);
      visited.add(canonicalName(name));
      name = alias.data.target;
      // A ring of aliases is the zone's mistake: what was found so far is the answer.
      if (visited.has(canonicalName(name)) || visited.size > MAX_RESTARTS) return answered(zones, answers, []);
      continue;
    }
    const matching = ofType(records, question.type);
    if (matching.length === 0) return negative(zone, "no-data", answers);
    answers.push(...rotate(matching, turn));
    return answered(zones, answers, nameServersOf(zone));
  }
}

/** The first of a ring of records moves on by one each turn; sets of different types stay apart. */
function rotate(records: readonly ResourceRecord[], turn: number): readonly ResourceRecord[] {
  const types = [...new Set(records.map((rr) => rr.type))];
  return types.flatMap((type) => {
    const set = records.filter((rr) => rr.type === type);
    const first = turn % set.length;
    return [...set.slice(first), ...set.slice(0, first)];
  });
}

const nameServersOf = (zone: Zone): readonly ResourceRecord[] => ofType(recordsAt(zone, zone.name), "NS");

/** The name servers at the highest cut between the zone's top and `name`, that name included. */
function delegationAbove(zone: Zone, name: DomainName): readonly ResourceRecord[] | undefined {
  const depth = labelsOf(zone.name).length;
  const labels = labelsOf(name);
  for (let from = labels.length - depth - 1; from >= 0; from--) {
    const servers = ofType(recordsAt(zone, joinLabels(labels.slice(from))), "NS");
    if (servers.length > 0) return servers;
  }
  return undefined;
}

/** Undefined when the name does not exist and no wildcard stands for it; a name in the middle has no records. */
function recordsOrWildcard(zone: Zone, name: DomainName): readonly ResourceRecord[] | undefined {
  const { exists } = indexOf(zone);
  if (exists.has(canonicalName(name))) return recordsAt(zone, name);
  const encloser = ancestry(name).find((above) => exists.has(above))!;
  const wildcard = joinLabels(["*", ...labelsOf(encloser)]);
  if (!exists.has(wildcard)) return undefined;
  return recordsAt(zone, wildcard).map((rr) => ({ ...rr, name }));
}

const notAuthoritative: Found = {
  kind: "not-authoritative",
  rcode: REFUSED,
  authoritative: false,
  answers: [],
  authorities: [],
  additionals: [],
};

function answered(
  zones: readonly Zone[],
  answers: readonly ResourceRecord[],
  servers: readonly ResourceRecord[],
): Found {
  const authorities = servers.filter((ns) => !answers.some((rr) => rr.type === "NS" && sameName(rr.name, ns.name)));
  const additionals = additionalsFor([...answers, ...authorities], answers, (name) => addressesIn(zones, name));
  return { kind: "answer", rcode: NOERROR, authoritative: true, answers, authorities, additionals };
}

function referral(
  zones: readonly Zone[],
  zone: Zone,
  servers: readonly ResourceRecord[],
  answers: readonly ResourceRecord[],
): Found {
  const addresses = (name: DomainName) => {
    const glue = recordsAt(zone, name).filter((rr) => rr.type === "A" || rr.type === "AAAA");
    return glue.length > 0 ? glue : addressesIn(zones, name);
  };
  return {
    kind: "referral",
    zone: servers[0]!.name,
    rcode: NOERROR,
    // After an alias of our own the bit speaks of that alias (RFC 1035 section 4.1.1).
    authoritative: answers.length > 0,
    answers,
    authorities: servers,
    additionals: additionalsFor(servers, answers, addresses),
  };
}

function negative(zone: Zone, kind: "no-data" | "no-name", answers: readonly ResourceRecord[]): Found {
  const soa = recordsAt(zone, zone.name).find((rr) => rr.type === "SOA");
  return {
    kind,
    rcode: kind === "no-name" ? NXDOMAIN : NOERROR,
    authoritative: true,
    answers,
    authorities: soa?.data.kind === "SOA" ? [{ ...soa, ttl: negativeTtl(soa.ttl, soa.data) }] : [],
    additionals: [],
  };
}

/** How long "there is none" may be kept, in seconds: RFC 2308 section 5. */
export const negativeTtl = (ttl: number, soa: Soa): number => Math.min(ttl, soa.minimum);

function addressesIn(zones: readonly Zone[], name: DomainName): readonly ResourceRecord[] {
  const holders = zones
    .filter((zone) => (zone.class ?? "IN") === "IN" && isWithin(name, zone.name))
    .sort((a, b) => labelsOf(b.name).length - labelsOf(a.name).length);
  for (const zone of holders) {
    const addresses = recordsAt(zone, name).filter((rr) => rr.type === "A" || rr.type === "AAAA");
    if (addresses.length > 0) return addresses;
  }
  return [];
}

/** The addresses of the hosts that NS and MX records name, each once and none that the answer has already. */
export function additionalsFor(
  records: readonly ResourceRecord[],
  answers: readonly ResourceRecord[],
  addressesOf: (name: DomainName) => readonly ResourceRecord[],
): readonly ResourceRecord[] {
  const done = new Set(answers.filter((rr) => rr.type === "A").map((rr) => canonicalName(rr.name)));
  const additionals: ResourceRecord[] = [];
  for (const { data } of records) {
    const host = data.kind === "NS" ? data.target : data.kind === "MX" ? data.exchange : undefined;
    if (host === undefined || done.has(canonicalName(host))) continue;
    done.add(canonicalName(host));
    additionals.push(...addressesOf(host));
  }
  return additionals;
}
