/** Which servers a resolver asks first: the deepest zone cut that it knows on the way to a name (RFC 1034 section 5.3.3). */
import type { Micros } from "../../base/units.ts";
import type { Ipv4 } from "../../wire/address.ts";
import type { ResourceRecord } from "../../wire/dns.ts";
import { ancestry, type DomainName, isWithin, ROOT, sameName } from "../../wire/domain-name.ts";
import { type Cache, cachedRecords } from "./cache.ts";

/** A root server's name and address, as the hints file of every resolver lists them. */
export type RootHint = { readonly name: DomainName; readonly address: Ipv4 };

export type Delegation = {
  readonly zone: DomainName;
  /** In the order of their names, each once. */
  readonly addresses: readonly Ipv4[];
  /** Servers whose address has to be looked up first. Names inside the zone itself cannot be: only glue would help. */
  readonly unknown: readonly DomainName[];
};

/** The deepest usable cut at or above `name`; `cached` is the record set that told of it, none for the root hints. */
export function closestDelegation(
  cache: Cache,
  hints: readonly RootHint[],
  name: DomainName,
  now: Micros,
): Delegation & { readonly cached: readonly ResourceRecord[] } {
  for (const zone of ancestry(name)) {
    const cached = cachedRecords(cache, { name: zone, class: "IN", type: "NS" }, now);
    const found = delegationTo(zone, cached, (server) => addressesOf(cache, hints, server, now));
    if (found.addresses.length > 0 || found.unknown.length > 0) return { ...found, cached };
  }
  return { zone: ROOT, addresses: [...new Set(hints.map((hint) => hint.address))], unknown: [], cached: [] };
}

export function delegationTo(
  zone: DomainName,
  servers: readonly ResourceRecord[],
  addressesOfServer: (server: DomainName) => readonly Ipv4[],
): Delegation {
  const addresses = new Set<Ipv4>();
  const unknown: DomainName[] = [];
  for (const { data } of servers) {
    if (data.kind !== "NS") continue;
    const known = addressesOfServer(data.target);
    for (const address of known) addresses.add(address);
    if (known.length === 0 && !isWithin(data.target, zone)) unknown.push(data.target);
  }
  return { zone, addresses: [...addresses], unknown };
}

/** The addresses of a server's name that are known without asking, glue included. */
export function addressesOf(
  cache: Cache,
  hints: readonly RootHint[],
  server: DomainName,
  now: Micros,
): readonly Ipv4[] {
  const cached = addressesIn(cachedRecords(cache, { name: server, class: "IN", type: "A" }, now), server);
  if (cached.length > 0) return cached;
  return hints.filter((hint) => sameName(hint.name, server)).map((hint) => hint.address);
}

/** The IPv4 addresses that the records give the host. */
export function addressesIn(records: readonly ResourceRecord[], host: DomainName): readonly Ipv4[] {
  return records.flatMap((rr) => (rr.data.kind === "A" && sameName(rr.name, host) ? [rr.data.address] : []));
}
