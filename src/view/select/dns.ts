/** What a host knows of names: a resolver's cache, a name server's zones, a client's settings; with what is new and what was used. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import type { Micros } from "../../base/units.ts";
import { lengthOf, stepAt, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";
import { type Cache, type CacheEntry, type CacheRow, type Credibility, cacheRows } from "../../stack/dns/cache.ts";
import type { Zone } from "../../stack/dns/zone.ts";
import type { Fact } from "../../stack/fact.ts";
import type { Host } from "../../stack/host-state.ts";
import { type ResourceRecord, rdataText } from "../../wire/dns.ts";
import { isWithin, sameName } from "../../wire/domain-name.ts";
import { type Thing, thing } from "../thing.ts";
import { changedAt } from "./changed.ts";
import { hostOf, hostsOf, lastStep, placeOf } from "./focus.ts";

export type DnsRow = {
  readonly mark: "new" | "used" | "gone" | "same";
  readonly name: string;
  readonly type: string;
  /** Seconds: what is left in a cache, what a zone gives. */
  readonly ttl: number;
  readonly data: string;
  /** Where a cache has it from. */
  readonly from?: Credibility;
  readonly negative: boolean;
  /** Names and addresses in the data. */
  readonly about: readonly Thing[];
};

export type DnsSection =
  | { readonly kind: "cache"; readonly process: string; readonly rows: readonly DnsRow[] }
  | { readonly kind: "zone"; readonly name: string; readonly rows: readonly DnsRow[] }
  /** Lines of `/etc/resolv.conf` and `/etc/hosts`, for a host that only asks. */
  | { readonly kind: "settings"; readonly lines: readonly string[] };

export type DnsModel = {
  readonly host?: DeviceId;
  readonly sections: readonly DnsSection[];
  readonly hosts: readonly DeviceId[];
  /** The step since which a row of a section, or a line of the settings, is as it is. */
  readonly since: (section: DnsSection, row: number) => StepIndex | undefined;
};

const programsOf = (host: Host): readonly string[] => Object.values(host.processes).map((p) => p.state.program);
const isResolver = (host: Host): boolean => programsOf(host).includes("recursive");
const isServer = (host: Host): boolean => isResolver(host) || programsOf(host).includes("authoritative");
const asks = (host: Host): boolean => isServer(host) || (runs(host) && host.stub.nameservers.length > 0);
const runs = (host: Host): boolean => Object.keys(host.processes).length > 0;

export function dnsModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): DnsModel {
  const world = worldAt(timeline, at);
  const hosts = hostsOf(timeline).filter((id) => {
    const host = hostOf(world, id);
    return host !== undefined && asks(host);
  });
  const id = chosen ?? followed(timeline, at, hosts);
  const host = hostOf(world, id);
  if (!host || id === undefined) return { sections: [], hosts, since: () => undefined };
  const facts = factsBetween(timeline, since, at).filter((f) => f.by === id);
  const old = worldAt(timeline, since);
  return {
    host: id,
    sections: sectionsOf(host, hostOf(old, id), world.now, old.now, facts),
    hosts,
    since: (section, row) => rowSince(timeline, at, id, section, row),
  };
}

/** TTLs run down without anything being done, so they do not count as a change. */
function rowSince(
  timeline: Timeline,
  at: StepIndex,
  id: DeviceId,
  section: DnsSection,
  row: number,
): StepIndex | undefined {
  switch (section.kind) {
    case "cache": {
      const shown = section.rows[row];
      if (!shown) return undefined;
      return changedAt(timeline, at, (world) => {
        const state = hostOf(world, id)?.processes[section.process]?.state;
        return state?.program === "recursive" ? cacheEntry(state.cache, shown, world.now) : undefined;
      });
    }
    case "zone": {
      const shown = section.rows[row];
      if (!shown) return undefined;
      const text = recordText(shown);
      const zoneIn = (world: World): Zone | undefined =>
        Object.values(hostOf(world, id)?.processes ?? {})
          .flatMap(({ state }) => (state.program === "authoritative" ? state.zones : []))
          .find((zone) => sameName(zone.name, section.name));
      const has = (zone: Zone | undefined): boolean => zone?.records.some((rr) => recordKey(rr) === text) ?? false;
      return changedAt(timeline, at, zoneIn, (a, b) => a === b || has(a) === has(b));
    }
    case "settings": {
      const isName = !/^(nameserver|search) /.test(section.lines[row] ?? "");
      return changedAt(timeline, at, (world) => {
        const host = hostOf(world, id);
        return isName ? host?.names : host?.stub;
      });
    }
    default:
      return unreachable(section);
  }
}

/** The entry that a row stands for, as long as it is good. */
const cacheEntry = (cache: Cache, row: DnsRow, now: Micros): CacheEntry | undefined =>
  Object.values(cache.entries).find(
    (entry) =>
      entry.expires > now &&
      (entry.kind === "no-name" ? "any" : entry.type) === row.type &&
      sameName(entry.name, row.name),
  );

/** The resolver's cache is what the walk fills: the one that was busy last, whoever else was asked meanwhile. */
function followed(timeline: Timeline, at: StepIndex, hosts: readonly DeviceId[]): DeviceId | undefined {
  const fits = (test: (host: Host) => boolean): readonly DeviceId[] =>
    hosts.filter((id) => {
      const host = hostOf(timeline.start, id);
      return host !== undefined && test(host);
    });
  const resolvers = fits(isResolver);
  const candidates = resolvers.length > 0 ? resolvers : fits(isServer);
  if (candidates.length <= 1) return candidates[0] ?? hosts[0];
  const step = lastStep(timeline, at, (s) => candidates.includes(placeOf(s) ?? ""));
  return placeOf(step) ?? candidates[0];
}

function factsBetween(timeline: Timeline, since: StepIndex, at: StepIndex): readonly Fact[] {
  const facts: Fact[] = [];
  for (let i = Math.max(0, since + 1); i <= Math.min(at, lengthOf(timeline) - 1); i++) {
    facts.push(...stepAt(timeline, i)!.facts);
  }
  return facts;
}

function sectionsOf(
  host: Host,
  before: Host | undefined,
  now: number,
  then: number,
  facts: readonly Fact[],
): readonly DnsSection[] {
  const sections: DnsSection[] = [];
  for (const { name, state } of Object.values(host.processes)) {
    const was = before?.processes[name]?.state;
    if (state.program === "recursive") {
      const old = was?.program === "recursive" ? cacheRows(was.cache, then) : [];
      sections.push({ kind: "cache", process: name, rows: cacheSection(cacheRows(state.cache, now), old, facts) });
    }
    if (state.program === "authoritative") {
      const old = was?.program === "authoritative" ? was.zones : [];
      for (const zone of state.zones) {
        sections.push({
          kind: "zone",
          name: zone.name,
          rows: zoneSection(
            zone,
            old.find((z) => sameName(z.name, zone.name)),
            facts,
          ),
        });
      }
    }
  }
  if (sections.length > 0) return sections;
  return host.stub.nameservers.length > 0 ? [{ kind: "settings", lines: settingsOf(host) }] : [];
}

const settingsOf = (host: Host): readonly string[] => [
  ...host.stub.nameservers.map((address) => `nameserver ${address}`),
  ...(host.stub.search.length > 0 ? [`search ${host.stub.search.join(" ")}`] : []),
  ...Object.entries(host.names).map(([name, address]) => `${address} ${name}`),
];

const sameEntry = (a: CacheRow, b: CacheRow): boolean =>
  a.type === b.type && sameName(a.name, b.name) && a.data === b.data && a.credibility === b.credibility;

function cacheSection(now: readonly CacheRow[], old: readonly CacheRow[], facts: readonly Fact[]): readonly DnsRow[] {
  const learned = facts.flatMap((f) => (f.kind === "dns-cached" || f.kind === "dns-negative-cached" ? [f] : []));
  const hits = facts.flatMap((f) => (f.kind === "dns-cache-hit" ? [f] : []));
  const rows = now.map((row): DnsRow => {
    const isNew =
      !old.some((o) => sameEntry(o, row)) || learned.some((f) => sameName(f.name, row.name) && typeFits(f.type, row));
    const isUsed = hits.some((f) => sameName(f.name, row.name) && typeFits(f.type, row));
    return dnsRow(row, isNew ? "new" : isUsed ? "used" : "same");
  });
  const gone = old.filter((o) => !now.some((row) => row.type === o.type && sameName(row.name, o.name)));
  return [...rows, ...gone.map((row) => dnsRow({ ...row, ttlLeft: 0 }, "gone"))];
}

/** A name that does not exist is kept for all types at once. */
const typeFits = (type: string, row: CacheRow): boolean => type === row.type || row.type === "any";

const dnsRow = ({ name, type, data, ttlLeft, credibility, negative }: CacheRow, mark: DnsRow["mark"]): DnsRow => ({
  mark,
  name,
  type,
  ttl: ttlLeft,
  data,
  from: credibility,
  negative,
  about: negative ? [] : data.split(", ").flatMap((one) => dataThings(type, one)),
});

/** What record data in zone-file notation names: `10 mail.example.com`, `192.0.2.1`. */
function dataThings(type: string, data: string): readonly Thing[] {
  if (type === "A") return [thing.address(data)];
  const words = data.split(" ");
  const name = type === "MX" ? words[1] : ["NS", "CNAME", "PTR", "SOA"].includes(type) ? words[0] : undefined;
  return name === undefined ? [] : [thing.name(name)];
}

function zoneSection(zone: Zone, old: Zone | undefined, facts: readonly Fact[]): readonly DnsRow[] {
  const before = new Set(old?.records.map(recordKey));
  return zone.records.map((rr) => ({
    mark: old && old !== zone && !before.has(recordKey(rr)) ? "new" : answers(rr, zone, facts) ? "used" : "same",
    name: rr.name,
    type: rr.type,
    ttl: rr.ttl,
    data: rdataText(rr.data),
    negative: false,
    about: dataThings(rr.type, rdataText(rr.data)),
  }));
}

const recordKey = (rr: ResourceRecord): string => recordText({ ...rr, data: rdataText(rr.data) });
const recordText = (row: Pick<DnsRow, "name" | "type" | "ttl" | "data">): string =>
  `${row.name} ${row.type} ${row.ttl} ${row.data}`;

/** Whether the record went into what the server said. */
function answers(rr: ResourceRecord, zone: Zone, facts: readonly Fact[]): boolean {
  return facts.some((f) => {
    if (f.kind === "dns-referral-sent") {
      if (!isWithin(f.zone, zone.name) || sameName(f.zone, zone.name)) return false;
      if (rr.type === "NS") return sameName(rr.name, f.zone);
      const servers = zone.records.filter((r) => r.type === "NS" && sameName(r.name, f.zone));
      return rr.type === "A" && servers.some((ns) => ns.data.kind === "NS" && sameName(ns.data.target, rr.name));
    }
    if (f.kind !== "dns-answer-sent" || !isWithin(f.name, zone.name)) return false;
    if (f.rcode === "NXDOMAIN" || f.data === "") return rr.type === "SOA" && sameName(rr.name, zone.name);
    return sameName(rr.name, f.name) && (rr.type === f.type || rr.type === "CNAME" || f.type === "ANY");
  });
}
