/** What a host knows of names: a resolver's cache, a name server's zones, a client's settings; with what is new and what was used. */
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { type Timeline, worldAt } from "../../sim/timeline.ts";
import { type CacheRow, type Credibility, cacheRows } from "../../stack/dns/cache.ts";
import type { Zone } from "../../stack/dns/zone.ts";
import type { Fact } from "../../stack/fact.ts";
import type { Host } from "../../stack/host-state.ts";
import { type ResourceRecord, rdataText } from "../../wire/dns.ts";
import { isWithin, sameName } from "../../wire/domain-name.ts";
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
  if (!host || id === undefined) return { sections: [], hosts };
  const facts = factsBetween(timeline, since, at).filter((f) => f.by === id);
  const old = worldAt(timeline, since);
  return { host: id, sections: sectionsOf(host, hostOf(old, id), world.now, old.now, facts), hosts };
}

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
  for (let i = Math.max(0, since + 1); i <= Math.min(at, timeline.steps.length - 1); i++) {
    facts.push(...timeline.steps[i]!.facts);
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
  const lines = [
    ...host.stub.nameservers.map((address) => `nameserver ${address}`),
    ...(host.stub.search.length > 0 ? [`search ${host.stub.search.join(" ")}`] : []),
    ...Object.entries(host.names).map(([name, address]) => `${address} ${name}`),
  ];
  return host.stub.nameservers.length > 0 ? [{ kind: "settings", lines }] : [];
}

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
});

function zoneSection(zone: Zone, old: Zone | undefined, facts: readonly Fact[]): readonly DnsRow[] {
  const before = new Set(old?.records.map(recordKey));
  return zone.records.map((rr) => ({
    mark: old && old !== zone && !before.has(recordKey(rr)) ? "new" : answers(rr, zone, facts) ? "used" : "same",
    name: rr.name,
    type: rr.type,
    ttl: rr.ttl,
    data: rdataText(rr.data),
    negative: false,
  }));
}

const recordKey = (rr: ResourceRecord): string => `${rr.name} ${rr.type} ${rr.ttl} ${rdataText(rr.data)}`;

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
