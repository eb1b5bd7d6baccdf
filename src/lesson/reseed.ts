/** Another run of the same story: a lesson and its world with other addresses, ports, numbers, delays and sizes. */
import type { DeviceId } from "../base/ids.ts";
import { ms } from "../base/units.ts";
import type { Change } from "../sim/change.ts";
import type { DeviceSpec, HostSpec, LinkSpec, SubnetSpec, WorldSpec } from "../sim/spec.ts";
import type { ProgramSpec } from "../stack/programs/program.ts";
import { type Ipv4, networkOf } from "../wire/address.ts";
import type { Lesson } from "./load.ts";
import { pick, renumbered, renumbering, seedFrom } from "./renumber.ts";

/**
 * `whole`: delays, lifetimes of records and sizes of files differ too. `numbers`: only what nothing can hang on, for
 * stories that need their times as they are.
 */
export type Reach = "whole" | "numbers";

/**
 * What the words of a lesson name stays: names, paths, prefix lengths, the times at which things are done, which frame is
 * lost. The same seed gives the same lesson; what is the same in two runs of it is the same afterwards.
 */
export function reseed(lesson: Lesson, seed: number, reach: Reach = "whole"): Lesson {
  const { spec, file, ...plan } = lesson;
  const owners = ownersOf(spec);
  const to = renumbering(spec, seed);
  const aheadOf = (id: DeviceId) => ahead(seed, id);
  const portOf = (address: Ipv4, port: number): number => {
    const owner = owners.get(address);
    return owner !== undefined && counted(port) ? port + aheadOf(owner).ports : port;
  };
  const text = (s: string): string => renumbered(s, to, portOf);
  const other = mapStrings(plan, text);
  const runs = Object.entries(other.runs).map(([name, run]) => {
    const changes = run.changes.map((c) => ({ ...c, change: reach === "whole" ? changed(c.change, seed) : c.change }));
    return [name, { ...run, seed: seedFrom(seed, run.seed), changes }] as const;
  });
  return {
    ...other,
    file,
    seed: seedFrom(seed, lesson.seed),
    runs: Object.fromEntries(runs),
    spec: reseedWorld(mapStrings(spec, text), seed, reach, aheadOf),
  };
}

/** Where a counting host's ports begin, and as far beyond as a lesson would name one. */
const counted = (port: number): boolean => port >= 49_152 && port < 50_152;

function ownersOf(spec: WorldSpec): ReadonlyMap<Ipv4, DeviceId> {
  const all = Object.entries(spec.devices).flatMap(([id, device]) =>
    "ports" in device ? Object.values(device.ports).map(({ address }) => [address, id] as const) : [],
  );
  return new Map(all);
}

/** Sequence numbers in whole hundreds: still easy to add to. */
const ahead = (seed: number, id: DeviceId): NonNullable<HostSpec["ahead"]> => ({
  ports: 1 + pick(seed, `ports ${id}`, 9000),
  ids: 1 + pick(seed, `ids ${id}`, 30_000),
  sequence: 100 * (1 + pick(seed, `sequence ${id}`, 600)),
});

/** Plain data with each of its strings changed; the names of fields stay. */
function mapStrings<T>(data: T, change: (text: string) => string): T {
  const mapped = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(mapped);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapped(part)]));
  };
  return mapped(data) as T;
}

function reseedWorld(
  spec: WorldSpec,
  seed: number,
  reach: Reach,
  aheadOf: (id: DeviceId) => NonNullable<HostSpec["ahead"]>,
): WorldSpec {
  const devices = Object.entries(spec.devices).map(([id, device]): [DeviceId, DeviceSpec] => {
    if (!("ports" in device)) return [id, device];
    const programs = mapRecord(device.programs ?? {}, (p) => (reach === "whole" ? resized(p, seed) : p));
    const routes = device.routes?.map((r) => ({ ...r, network: networkOf(r.network, r.prefix) }));
    return [id, { ...device, programs, ahead: aheadOf(id), ...(routes && { routes }) }];
  });
  const { unknownNames } = spec;
  const subnet = (s: SubnetSpec): SubnetSpec => ({ ...s, network: networkOf(s.network, s.prefix) });
  return {
    ...spec,
    devices: Object.fromEntries(devices),
    links: spec.links.map((link) => (reach === "whole" ? slower(link, seed) : link)),
    ...(unknownNames && {
      unknownNames: { ...unknownNames, servers: subnet(unknownNames.servers), sites: subnet(unknownNames.sites) },
    }),
  };
}

const mapRecord = <T>(from: Readonly<Record<string, T>>, make: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, make(value, key)]));

/** In hundredths of a delay; one of a LAN's cable stays. */
const FASTEST = 80;
const SLOWEST = 140;

function slower(link: LinkSpec, seed: number): LinkSpec {
  if (link.delay < ms(1)) return link;
  const name = `delay ${link.between.map(({ device, port }) => `${device}.${port}`).join(" ")}`;
  const percent = FASTEST + pick(seed, name, SLOWEST - FASTEST + 1);
  // In tenths of a millisecond.
  return { ...link, delay: Math.round((link.delay * percent) / 100 / 100) * 100 };
}

/** Files are a little longer, records live a little shorter: what there was enough of, and what was over, still is. */
function resized(program: ProgramSpec, seed: number): ProgramSpec {
  if (program.run === "authoritative") {
    const zones = program.zones.map((zone) => ({
      ...zone,
      records: zone.records.map((r) => ({ ...r, ttl: lifetime(r.name, r.type, r.ttl, seed) })),
    }));
    return { ...program, zones };
  }
  if (program.run !== "http-server" || !program.site.documents) return program;
  const documents = mapRecord(program.site.documents, (document, path) =>
    document.bytes === undefined ? document : { ...document, bytes: longer(document.bytes, path, seed) },
  );
  return { ...program, site: { ...program.site, documents } };
}

/** A segment's data on Ethernet. */
const MSS = 1460;

/** By up to a third, by one segment at most. */
const longer = (bytes: number, path: string, seed: number): number =>
  bytes + pick(seed, `bytes ${path}`, Math.min(Math.floor(bytes / 3), MSS) + 1);

/** Zones' own records are left: caches and delegations hang on them. In seconds, by up to a fifth, in whole tens. */
function lifetime(name: string, type: string, ttl: number, seed: number): number {
  if (type === "NS" || type === "SOA" || ttl < 100) return ttl;
  return ttl - 10 * pick(seed, `ttl ${name} ${type}`, Math.floor(ttl / 50) + 1);
}

function changed(change: Change, seed: number): Change {
  if (change.kind !== "set-record" || change.record === null) return change;
  const ttl = lifetime(change.name, change.type, change.record.ttl, seed);
  return { ...change, record: { ...change.record, ttl } };
}
