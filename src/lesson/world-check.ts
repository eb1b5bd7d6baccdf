/** What can be wrong with a world that builds and runs all the same: addresses that nobody has, zones that nobody answers for. */
import type { DeviceId } from "../base/ids.ts";
import type { HostSpec, WorldSpec } from "../sim/spec.ts";
import type { ProgramSpec } from "../stack/programs/program.ts";
import { type Ipv4, inSubnet } from "../wire/address.ts";
import type { ResourceRecord } from "../wire/dns.ts";
import { type DomainName, isWithin, sameName } from "../wire/domain-name.ts";
import type { Finding, FindingBody } from "./finding.ts";
import type { SourceFile } from "./load.ts";
import { readYaml } from "./located-yaml.ts";

export function checkWorld(spec: WorldSpec, { file, text }: SourceFile): readonly Finding[] {
  const yaml = readYaml(text);
  const findings: Finding[] = [];
  const add = (path: readonly PropertyKey[], body: FindingBody, key = false): void => {
    findings.push({ file, ...yaml.placeOf(path, key), ...body });
  };
  const owners = ownersIn(spec);
  const zones = zonesIn(spec);
  const segments = segmentsOf(spec);
  const cabled = new Set(spec.links.flatMap(({ between }) => between.map(({ device }) => device)));
  for (const device of Object.keys(spec.devices)) {
    if (!cabled.has(device)) add(["devices", device], { kind: "no-cable", device }, true);
  }
  for (const [id, host] of hostsIn(spec)) {
    const path = ["devices", id];
    for (const [port, { address, prefix }] of Object.entries(host.ports)) {
      const segment = segments.get(`${id}.${port}`);
      // A router waits for whoever may come.
      if (segment === undefined || host.kind === "router") continue;
      const others = [...owners].filter(([other, { device }]) => device !== id && inSubnet(other, address, prefix));
      const near = others.filter(([, owner]) => segments.get(`${owner.device}.${owner.port}`) === segment);
      if (near.length === 0) {
        add([...path, "ports", port], { kind: "alone-in-subnet", device: id, port, address: `${address}/${prefix}` });
      } else if (host.gateway !== undefined && others.some(([other]) => other === host.gateway)) {
        if (near.some(([other]) => other === host.gateway)) continue;
        add([...path, "gateway"], { kind: "gateway-not-linked", device: id, gateway: host.gateway });
      }
    }
    const known = (address: Ipv4, at: readonly PropertyKey[]): void => {
      if (owners.has(address) || inSubnet(address, "127.0.0.0", 8)) return;
      add([...path, ...at], { kind: "nobody-has-address", address, device: id });
    };
    if (host.gateway !== undefined) known(host.gateway, ["gateway"]);
    for (const [i, { via }] of (host.routes ?? []).entries()) known(via, ["routes", i, "via"]);
    for (const [i, address] of (host.nameservers ?? []).entries()) known(address, ["nameservers", i]);
    for (const [name, program] of Object.entries(host.programs ?? {})) {
      const at = ["programs", name];
      if (program.run === "tools") known(program.nameserver, [...at, "nameserver"]);
      if (program.run === "recursive") {
        for (const [i, { address }] of program.hints.entries()) known(address, [...at, "hints", i, "address"]);
      }
      if (program.run !== "authoritative") continue;
      for (const zone of program.zones) {
        for (const [child, servers] of delegationsOf(zone.records, zone.name)) {
          const answers = (server: DomainName): boolean =>
            // Of a name of its own zone it must hold the address itself: nobody could ask for it below.
            addressesOf(server, isWithin(server, zone.name) ? [zone] : zones).some((address) =>
              holds(spec, owners.get(address)?.device, child),
            );
          if (servers.some(answers)) continue;
          add([...path, ...at, "zones", zone.name], { kind: "zone-without-server", zone: child, server: servers[0]! });
        }
      }
    }
  }
  return findings;
}

const hostsIn = (spec: WorldSpec): readonly (readonly [DeviceId, HostSpec])[] =>
  Object.entries(spec.devices).flatMap(([id, device]) => ("ports" in device ? [[id, device] as const] : []));

type Owner = { readonly device: DeviceId; readonly port: string };

const ownersIn = (spec: WorldSpec): ReadonlyMap<Ipv4, Owner> =>
  new Map(
    hostsIn(spec).flatMap(([device, { ports }]) =>
      Object.entries(ports).map(([port, { address }]) => [address, { device, port }] as const),
    ),
  );

/** Which ports reach each other without a router: those of one segment have its name. A switch or hub joins all of its own. */
function segmentsOf({ devices, links }: WorldSpec): ReadonlyMap<string, string> {
  const name = (device: DeviceId, port: string): string => {
    const spec = devices[device];
    return spec && "ports" in spec ? `${device}.${port}` : device;
  };
  const next = new Map<string, string[]>();
  for (const { between } of links) {
    const [a, b] = between.map(({ device, port }) => name(device, port)) as [string, string];
    next.set(a, [...(next.get(a) ?? []), b]);
    next.set(b, [...(next.get(b) ?? []), a]);
  }
  const found = new Map<string, string>();
  for (const start of next.keys()) {
    if (found.has(start)) continue;
    const waiting = [start];
    while (waiting.length > 0) {
      const one = waiting.pop()!;
      if (found.has(one)) continue;
      found.set(one, start);
      waiting.push(...(next.get(one) ?? []));
    }
  }
  return found;
}

type Authoritative = Extract<ProgramSpec, { run: "authoritative" }>;

const serversOn = (host: HostSpec): readonly Authoritative[] =>
  Object.values(host.programs ?? {}).filter((program) => program.run === "authoritative");

const zonesIn = (spec: WorldSpec): Authoritative["zones"] =>
  hostsIn(spec).flatMap(([, host]) => serversOn(host).flatMap(({ zones }) => zones));

/** Zones below this one that it points to, and the servers that it names for each. */
function delegationsOf(
  records: readonly ResourceRecord[],
  origin: DomainName,
): readonly (readonly [zone: DomainName, servers: readonly DomainName[]])[] {
  const found = new Map<DomainName, DomainName[]>();
  for (const { name, data } of records) {
    if (data.kind !== "NS" || sameName(name, origin)) continue;
    found.set(name, [...(found.get(name) ?? []), data.target]);
  }
  return [...found];
}

/** The addresses that these zones have for a name. */
const addressesOf = (name: DomainName, zones: Authoritative["zones"]): readonly Ipv4[] =>
  zones.flatMap(({ records }) =>
    records.flatMap((rr) => (rr.data.kind === "A" && sameName(rr.name, name) ? [rr.data.address] : [])),
  );

function holds(spec: WorldSpec, device: DeviceId | undefined, zone: DomainName): boolean {
  const host = device === undefined ? undefined : spec.devices[device];
  if (!host || !("ports" in host)) return false;
  return serversOn(host).some(({ zones }) => zones.some(({ name }) => sameName(name, zone)));
}
