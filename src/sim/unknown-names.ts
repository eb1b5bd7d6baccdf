/**
 * Any name can be opened: one that no zone of the world knows is given a zone, its server and a web server, always the
 * same for the same name. The last two labels (three under `co.kr` and its like) are the zone; deeper labels are hosts.
 * Names below `.invalid` (RFC 6761) and names of one label stay unknown.
 */
import type { DeviceId } from "../base/ids.ts";
import { hash32 } from "../base/rng.ts";
import type { AuthoritativeConfig } from "../stack/dns/authoritative.ts";
import { formatIpv4, type Ipv4, ipv4Bits, parseIpv4 } from "../wire/address.ts";
import type { ResourceRecord } from "../wire/dns.ts";
import { canonicalName, type DomainName, isWithin, joinLabels, labelsOf, ROOT, sameName } from "../wire/domain-name.ts";
import type { DeviceSpec, HostSpec, SubnetSpec, UnknownNamesSpec, WorldSpec } from "./spec.ts";

/** Second levels under which the public registers names, as `co.kr`. */
const REGISTRIES = new Set(["ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org", "pe", "re"]);

const ROOT_TTL = 172_800;
const TLD_TTL = 3600;
const HOST_TTL = 300;
/** 10 ms from the switch to a made-up server, 1 Gbit/s. */
const LINK = { delay: 10_000, rate: 1_000_000_000 };

/** The zone that a name without one would belong to, or undefined when it stays unknown. */
export function registeredZone(host: DomainName): DomainName | undefined {
  const labels = labelsOf(canonicalName(host));
  const top = labels.at(-1);
  if (labels.length < 2 || top === undefined || top === "invalid") return undefined;
  const second = labels.at(-2)!;
  const isRegistry = top.length === 2 && REGISTRIES.has(second);
  if (!isRegistry) return joinLabels(labels.slice(-2));
  return labels.length < 3 ? undefined : joinLabels(labels.slice(-3));
}

type Place = {
  readonly device: DeviceId;
  readonly program: string;
  readonly zone: AuthoritativeConfig["zones"][number];
};

function* places(spec: WorldSpec): Generator<Place> {
  for (const [device, d] of Object.entries(spec.devices)) {
    if (d.kind !== "host" && d.kind !== "router") continue;
    for (const [program, p] of Object.entries(d.programs ?? {})) {
      if (p.run === "authoritative") for (const zone of p.zones) yield { device, program, zone };
    }
  }
}

/** The world in which `host` can be looked up and visited at `port`. Unchanged where its zone exists already. */
export function withZoneFor(spec: WorldSpec, host: DomainName, port: number): WorldSpec {
  const rules = spec.unknownNames;
  const zone = registeredZone(host);
  if (!rules || zone === undefined || parseIpv4(host) !== undefined) return spec;
  for (const place of places(spec)) if (sameName(place.zone.name, zone)) return spec;
  const top = joinLabels(labelsOf(zone).slice(-1));
  const withTop = [...places(spec)].some((p) => sameName(p.zone.name, top)) ? spec : addTopLevel(spec, rules, top);
  return addSite(withTop, rules, zone, canonicalName(host), port);
}

/** A free address of the subnet, found from the name's hash: from .100 on, so that hand-made servers are not met. */
function freeAddress(spec: WorldSpec, subnet: SubnetSpec, name: string): Ipv4 {
  const taken = new Set<string>();
  for (const d of Object.values(spec.devices)) {
    if (d.kind === "host" || d.kind === "router") for (const p of Object.values(d.ports)) taken.add(p.address);
  }
  const first = 100;
  const span = 2 ** (32 - subnet.prefix) - 2 - first;
  const start = hash32(name) % span;
  for (let i = 0; i < span; i++) {
    const address = formatIpv4((ipv4Bits(subnet.network) + first + ((start + i) % span)) >>> 0);
    if (!taken.has(address)) return address;
  }
  return subnet.network;
}

function addHost(
  spec: WorldSpec,
  subnet: SubnetSpec,
  id: DeviceId,
  address: Ipv4,
  programs: HostSpec["programs"],
): WorldSpec {
  const device: DeviceSpec = {
    kind: "host",
    ports: { eth0: { address, prefix: subnet.prefix } },
    gateway: subnet.gateway,
    ...(programs && { programs }),
  };
  const link = {
    between: [
      { device: id, port: "eth0" },
      { device: subnet.switch, port: id },
    ] as const,
    ...LINK,
  };
  return { ...spec, devices: { ...spec.devices, [id]: device }, links: [...spec.links, link] };
}

const rr = (name: DomainName, ttl: number, data: ResourceRecord["data"]): ResourceRecord => ({
  name,
  type: data.kind === "other" ? "TXT" : data.kind,
  class: "IN",
  ttl,
  data,
});

const soa = (zone: DomainName, ns: DomainName): ResourceRecord =>
  rr(zone, TLD_TTL, {
    kind: "SOA",
    mname: ns,
    rname: zone === ROOT ? "hostmaster" : `hostmaster.${zone}`,
    serial: 2020100701,
    refresh: 3600,
    retry: 900,
    expire: 604_800,
    minimum: 60,
  });

/** Adds records to the zone that is the closest one above `child`. */
function delegate(spec: WorldSpec, child: DomainName, ttl: number, ns: DomainName, address: Ipv4): WorldSpec {
  let best: Place | undefined;
  for (const place of places(spec)) {
    if (!isWithin(child, place.zone.name) || sameName(child, place.zone.name)) continue;
    if (!best || labelsOf(place.zone.name).length > labelsOf(best.zone.name).length) best = place;
  }
  const device = best && spec.devices[best.device];
  if (!best || !device || (device.kind !== "host" && device.kind !== "router")) return spec;
  const program = device.programs![best.program]!;
  if (program.run !== "authoritative") return spec;
  const records = [
    ...best.zone.records,
    rr(child, ttl, { kind: "NS", target: ns }),
    rr(ns, ttl, { kind: "A", address }),
  ];
  const zones = program.zones.map((z) => (z === best.zone ? { ...z, records } : z));
  const programs = { ...device.programs, [best.program]: { ...program, zones } };
  return { ...spec, devices: { ...spec.devices, [best.device]: { ...device, programs } } };
}

function addTopLevel(spec: WorldSpec, rules: UnknownNamesSpec, top: DomainName): WorldSpec {
  const ns = `a.dns.${top}`;
  const address = freeAddress(spec, rules.servers, top);
  const records = [
    soa(top, ns),
    rr(top, ROOT_TTL, { kind: "NS", target: ns }),
    rr(ns, ROOT_TTL, { kind: "A", address }),
  ];
  const zone = { name: top, records };
  const withServer = addHost(spec, rules.servers, top, address, { named: { run: "authoritative", zones: [zone] } });
  return delegate(withServer, top, ROOT_TTL, ns, address);
}

function addSite(
  spec: WorldSpec,
  rules: UnknownNamesSpec,
  zone: DomainName,
  host: DomainName,
  port: number,
): WorldSpec {
  const ns = `ns.${zone}`;
  const nsAddress = freeAddress(spec, rules.servers, zone);
  const serverId = `ns-${zone}`;
  const webId = `web-${zone}`;
  const webAddress = freeAddress(spec, rules.sites, zone);
  const hosts = [...new Set([zone, `www.${zone}`, host])];
  const records = [
    soa(zone, ns),
    rr(zone, TLD_TTL, { kind: "NS", target: ns }),
    rr(ns, TLD_TTL, { kind: "A", address: nsAddress }),
    ...hosts.map((name) => rr(name, HOST_TTL, { kind: "A", address: webAddress })),
  ];
  const named = { named: { run: "authoritative" as const, zones: [{ name: zone, records }] } };
  const withServer = addHost(spec, rules.servers, serverId, nsAddress, named);
  const site = {
    httpd: {
      run: "http-server" as const,
      ports: port === 80 ? [80] : [80, port],
      site: { documents: {}, defaults: ["index.html"], anyPath: true },
    },
  };
  const withSite = addHost(withServer, rules.sites, webId, webAddress, site);
  return delegate(withSite, zone, TLD_TTL, ns, nsAddress);
}
