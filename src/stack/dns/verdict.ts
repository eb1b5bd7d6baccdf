/** What a resolver makes of a server's response, and what of it may be believed: RFC 1034 section 5.3.3, RFC 2181 section 5.4. */
import { type DnsMessage, NOERROR, NXDOMAIN, type Question, type ResourceRecord, rcodeName } from "../../wire/dns.ts";
import { canonicalName, type DomainName, isWithin, sameName } from "../../wire/domain-name.ts";
import type { Credibility } from "./cache.ts";
import { recordSets } from "./message.ts";

export type Verdict =
  | { readonly kind: "answer"; readonly records: readonly ResourceRecord[] }
  | { readonly kind: "alias"; readonly alias: ResourceRecord; readonly target: DomainName }
  | { readonly kind: "no-data" | "no-name"; readonly soa?: ResourceRecord }
  | {
      readonly kind: "referral";
      readonly zone: DomainName;
      readonly servers: readonly ResourceRecord[];
      readonly glue: readonly ResourceRecord[];
    }
  /** Of no use: ask another server. `reason` is the response code, or what is wrong with the rest. */
  | { readonly kind: "useless"; readonly reason: string };

export type Believed = { readonly records: readonly ResourceRecord[]; readonly credibility: Credibility };

/**
 * Judges the response of a server of `zone` to `question`. Only records at or below `zone` are believed (the bailiwick),
 * and of a chain of aliases only the first: its target is looked up on its own, as BIND does.
 */
export function judge(
  message: DnsMessage,
  question: Question,
  zone: DomainName,
): { readonly verdict: Verdict; readonly believed: readonly Believed[] } {
  const { rcode, authoritative } = message.flags;
  const only = (verdict: Verdict) => ({ verdict, believed: [] });
  if (rcode !== NOERROR && rcode !== NXDOMAIN) return only({ kind: "useless", reason: rcodeName(rcode) });

  const credibility: Credibility = authoritative ? "authoritative-answer" : "answer";
  const own = message.answers.filter((rr) => sameName(rr.name, question.name) && rr.class === question.class);
  const records = question.type === "ANY" ? own : own.filter((rr) => rr.type === question.type);
  if (records.length > 0) {
    if (rcode === NXDOMAIN) return only({ kind: "useless", reason: "contradiction" });
    const sets = recordSets(records).map((set) => ({ records: set, credibility }));
    return { verdict: { kind: "answer", records }, believed: [...sets, ...besides(message, records, question, zone)] };
  }
  const alias = own.find((rr) => rr.type === "CNAME");
  if (alias?.data.kind === "CNAME") {
    return {
      verdict: { kind: "alias", alias, target: alias.data.target },
      believed: [{ records: [alias], credibility }],
    };
  }
  const soa = message.authorities.find(
    (rr) => rr.type === "SOA" && isWithin(rr.name, zone) && isWithin(question.name, rr.name),
  );
  if (rcode === NXDOMAIN) return only(soa ? { kind: "no-name", soa } : { kind: "no-name" });
  const servers = nameServers(message, (owner) => isWithin(owner, zone) && isWithin(question.name, owner));
  const cut = servers[0]?.name;
  if (soa) return only({ kind: "no-data", soa });
  if (cut !== undefined && !sameName(cut, zone) && !authoritative) {
    const glue = addressesFor(message, servers, zone);
    const believed: Believed[] = [{ records: withoutZeroTtl(servers), credibility: "referral" }];
    for (const set of recordSets(glue)) believed.push({ records: set, credibility: "referral" });
    return { verdict: { kind: "referral", zone: cut, servers, glue }, believed };
  }
  if (authoritative) return only({ kind: "no-data" });
  return only({
    kind: "useless",
    reason: message.authorities.some((rr) => rr.type === "NS") ? "upward-referral" : "empty",
  });
}

/** What comes along with an answer: the zone's name servers, and the addresses of hosts that the answer or they name. */
function besides(
  message: DnsMessage,
  answer: readonly ResourceRecord[],
  question: Question,
  zone: DomainName,
): readonly Believed[] {
  const servers = nameServers(message, (owner) => isWithin(owner, zone) && isWithin(question.name, owner));
  const believed: Believed[] = [];
  if (servers.length > 0) {
    const credibility = message.flags.authoritative ? "authoritative-authority" : "additional";
    believed.push({ records: servers, credibility });
  }
  for (const set of recordSets(addressesFor(message, [...answer, ...servers], zone))) {
    believed.push({ records: set, credibility: "additional" });
  }
  return believed;
}

/** The first set of name servers in the authority section whose owner will do. */
function nameServers(message: DnsMessage, fits: (owner: DomainName) => boolean): readonly ResourceRecord[] {
  const first = message.authorities.find((rr) => rr.type === "NS" && fits(rr.name));
  if (!first) return [];
  return message.authorities.filter((rr) => rr.type === "NS" && sameName(rr.name, first.name));
}

function addressesFor(
  message: DnsMessage,
  naming: readonly ResourceRecord[],
  zone: DomainName,
): readonly ResourceRecord[] {
  const hosts = new Set<DomainName>();
  for (const { data } of naming) {
    if (data.kind === "NS") hosts.add(canonicalName(data.target));
    else if (data.kind === "MX") hosts.add(canonicalName(data.exchange));
  }
  return message.additionals.filter(
    (rr) =>
      (rr.type === "A" || rr.type === "AAAA") &&
      rr.class === "IN" &&
      hosts.has(canonicalName(rr.name)) &&
      isWithin(rr.name, zone),
  );
}

/** A delegation that may not be kept could not be followed; BIND takes a TTL of 0 there for 1 s. */
const withoutZeroTtl = (servers: readonly ResourceRecord[]): readonly ResourceRecord[] =>
  servers.map((rr) => (rr.ttl === 0 ? { ...rr, ttl: 1 } : rr));
