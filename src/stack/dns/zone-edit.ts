/** What an administrator does to a zone: a set of records replaced or taken away, and the serial counted up (RFC 1912 section 2.2). */
import type { RData, ResourceRecord, RrType } from "../../wire/dns.ts";
import { type DomainName, sameName } from "../../wire/domain-name.ts";
import type { Zone } from "./zone.ts";

/** Serials count modulo 2^32, RFC 1982. */
const SERIALS = 2 ** 32;

/**
 * The zone with this record (`ttl` in seconds) in the place of all of its type at `name`, or with none of them for null.
 * Where one of them is an alias it is a matter of all records at the name: a CNAME has nothing beside it (RFC 1034 section 3.6.2).
 * The zone itself when nothing is to be taken away. A new SOA brings its own serial.
 */
export function withRecord(
  zone: Zone,
  name: DomainName,
  type: RrType,
  record: { readonly ttl: number; readonly data: RData } | null,
): Zone {
  const gives = (rr: ResourceRecord): boolean =>
    sameName(rr.name, name) && (rr.type === type || (record !== null && (type === "CNAME" || rr.type === "CNAME")));
  const place = zone.records.findIndex(gives);
  if (record === null && place < 0) return zone;
  const kept = zone.records.filter((rr) => !gives(rr)).map((rr) => (type === "SOA" ? rr : counted(rr)));
  if (record === null) return { ...zone, records: kept };
  const added: ResourceRecord = { name, type, class: zone.class ?? "IN", ...record };
  return { ...zone, records: kept.toSpliced(place < 0 ? kept.length : place, 0, added) };
}

function counted(rr: ResourceRecord): ResourceRecord {
  return rr.data.kind === "SOA" ? { ...rr, data: { ...rr.data, serial: (rr.data.serial + 1) % SERIALS } } : rr;
}
