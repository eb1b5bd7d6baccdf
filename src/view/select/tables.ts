/** The tables that devices send by: interfaces, routes, ARP cache and DNS servers of a host, MAC table of a switch. */
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { MICROS_PER_SECOND, type Micros } from "../../base/units.ts";
import { lengthOf, stepsOf, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Device, Step, World } from "../../sim/world.ts";
import type { Fact } from "../../stack/fact.ts";
import type { Host, Route } from "../../stack/host-state.ts";
import type { Switch } from "../../stack/switch.ts";
import { type Ipv4, type Mac, UNSPECIFIED } from "../../wire/address.ts";
import { type Thing, thing } from "../thing.ts";
import { changedAt } from "./changed.ts";
import { hostOf, hostsOf, lastStep, placeOf, stepAt } from "./focus.ts";
import { packetOf } from "./messages.ts";

type RowBase = {
  readonly mark: "new" | "changed" | "gone" | "used" | "same";
  readonly things: readonly Thing[];
  /** The latest step that wrote the row; undefined for one that was there from the start. */
  readonly because: () => StepIndex | undefined;
};

export type InterfaceRow = RowBase & {
  readonly port: string;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly mac: Mac;
  /** Bytes of IP packet. */
  readonly mtu: number;
};

export type RouteRow = RowBase & {
  readonly network: Ipv4;
  readonly prefix: number;
  /** None where the destination is on the link itself. */
  readonly via?: Ipv4;
  readonly port: string;
};

export type NeighbourRow = RowBase & {
  readonly address: Ipv4;
  /** None while the answer is waited for. */
  readonly mac?: Mac;
  readonly port: string;
  /** Seconds until it is forgotten. */
  readonly left?: number;
  readonly device?: DeviceId;
};

export type NameserverRow = RowBase & { readonly address: Ipv4; readonly device?: DeviceId };

/** RFC 1191: what the way to a destination can carry, where that is less than the interface can. */
export type PathMtuRow = RowBase & { readonly address: Ipv4; readonly mtu: number };

export type MacRow = RowBase & {
  readonly mac: Mac;
  readonly port: string;
  /** Seconds since a frame came from there. */
  readonly age: number;
  readonly device?: DeviceId;
};

export type TableSection =
  | { readonly kind: "interfaces"; readonly rows: readonly InterfaceRow[] }
  | { readonly kind: "routes"; readonly rows: readonly RouteRow[] }
  | { readonly kind: "arp"; readonly rows: readonly NeighbourRow[] }
  | { readonly kind: "nameservers"; readonly rows: readonly NameserverRow[] }
  | { readonly kind: "path-mtus"; readonly rows: readonly PathMtuRow[] }
  | { readonly kind: "macs"; readonly rows: readonly MacRow[] };

export type TablesModel = {
  readonly device?: DeviceId;
  /** A hub keeps none at all, a switch only one. */
  readonly sections: readonly TableSection[];
  /** False for one that is switched off. */
  readonly up: boolean;
  /** Hosts and routers, then switches. */
  readonly hosts: readonly DeviceId[];
};

export function tablesModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): TablesModel {
  const world = worldAt(timeline, at);
  const hosts = devicesOf(timeline);
  const id = chosen ?? placeOf(lastStep(timeline, at, (step) => placeOf(step) !== undefined)) ?? hosts[0];
  const device = id === undefined ? undefined : world.devices[id];
  if (!device) return { sections: [], up: true, hosts };
  const before = worldAt(timeline, since);
  const view: View = { timeline, at: Math.min(at, lengthOf(timeline) - 1), id: device.id, world, before };
  const sections = device.kind === "host" ? hostSections(view, device, since) : switchSections(view, device, since);
  return { device: device.id, sections, up: device.up, hosts };
}

function devicesOf(timeline: Timeline): readonly DeviceId[] {
  const switches = Object.values(timeline.start.devices).filter(({ kind }) => kind === "switch");
  return [...hostsOf(timeline), ...switches.map(({ id }) => id)];
}

type View = {
  readonly timeline: Timeline;
  readonly at: StepIndex;
  readonly id: DeviceId;
  readonly world: World;
  readonly before: World;
};

// ---- hosts and routers

function hostSections(view: View, now: Host, since: StepIndex): readonly TableSection[] {
  const before = hostOf(view.before, view.id);
  const pathMtus = pathMtuRows(view, now, before);
  return [
    { kind: "interfaces", rows: interfaceRows(view, now, before) },
    { kind: "routes", rows: routeRows(view, now, before, since) },
    { kind: "arp", rows: neighbourRows(view, now, before) },
    ...(pathMtus.length === 0 ? [] : [{ kind: "path-mtus", rows: pathMtus } as const]),
    ...(now.stub.nameservers.length === 0 && (before?.stub.nameservers.length ?? 0) === 0
      ? []
      : [{ kind: "nameservers", rows: nameserverRows(view, now, before) } as const]),
  ];
}

type Plain<R> = Omit<R, keyof RowBase>;

/**
 * The rows there are now and, marked as gone, those that were there before. `same` leaves out what runs down by itself.
 * `entry` is what the device keeps for the row: when that was written last is asked only for the row under the cursor.
 */
function merged<P extends object>(
  { timeline, at, id }: View,
  now: readonly P[],
  before: readonly P[],
  key: (row: P) => string,
  same: (a: P, b: P) => boolean,
  things: (row: P) => readonly Thing[],
  entry: (device: Device, row: P) => unknown,
  used: (row: P) => boolean = () => false,
): readonly (P & RowBase)[] {
  const old = new Map(before.map((row) => [key(row), row]));
  const because = (row: P) => () =>
    changedAt(timeline, at, (world) => {
      const device = world.devices[id];
      return device && entry(device, row);
    });
  const rows = now.map((row): P & RowBase => {
    const was = old.get(key(row));
    old.delete(key(row));
    const mark = was === undefined ? "new" : !same(was, row) ? "changed" : used(row) ? "used" : "same";
    return { ...row, mark, things: things(row), because: because(row) };
  });
  const gone = [...old.values()].map((row): P & RowBase => ({
    ...row,
    mark: "gone",
    things: things(row),
    because: because(row),
  }));
  return [...rows, ...gone];
}

/** What a host keeps, asked of a device that is one all along. */
const ofHost =
  <T, P>(pick: (host: Host, row: P) => T) =>
  (device: Device, row: P): T | undefined =>
    device.kind === "host" ? pick(device, row) : undefined;

const addresses = (world: World, ...found: readonly (Ipv4 | undefined)[]): readonly Thing[] => {
  const known = found.filter((address) => address !== undefined && address !== UNSPECIFIED);
  const owners = known.flatMap((address) => world.owners[address!] ?? []);
  return [...known.map((address) => thing.address(address!)), ...owners.map(thing.device)];
};

function interfaceRows(view: View, now: Host, before: Host | undefined): readonly InterfaceRow[] {
  return merged<Plain<InterfaceRow>>(
    view,
    now.interfaces,
    before?.interfaces ?? [],
    ({ port }) => port,
    (a, b) => a.address === b.address && a.prefix === b.prefix && a.mac === b.mac && a.mtu === b.mtu,
    ({ address, mac, port }) => {
      const plug = view.world.wiring[`${view.id}.${port}`];
      const link = plug ? [thing.link(plug.link)] : [];
      return [thing.address(address), thing.address(mac), ...link, thing.device(view.id)];
    },
    ofHost((host, { port }) => host.interfaces.find((i) => i.port === port)),
  );
}

const routeKey = ({ network, prefix, via, port }: Plain<RouteRow>): string =>
  `${network}/${prefix} ${via ?? ""} ${port}`;

function routeRows(view: View, now: Host, before: Host | undefined, since: StepIndex): readonly RouteRow[] {
  const chosen = lastFact(view, since, (fact) => fact.kind === "route-chosen");
  const found = (route: Route): boolean =>
    chosen?.kind === "route-chosen" &&
    route.network === chosen.network &&
    route.prefix === chosen.prefix &&
    route.port === chosen.port &&
    (route.via === undefined ? chosen.direct : route.via === chosen.next);
  return merged<Plain<RouteRow>>(
    view,
    now.routes,
    before?.routes ?? [],
    routeKey,
    () => true,
    ({ network, via }) => addresses(view.world, network, via),
    ofHost((host, row) => host.routes.find((route) => routeKey(route) === routeKey(row))),
    found,
  );
}

const secondsLeft = (until: Micros, now: Micros): number => Math.max(0, Math.ceil((until - now) / MICROS_PER_SECOND));

function neighboursOf(host: Host | undefined, { now, owners }: World): readonly Plain<NeighbourRow>[] {
  if (!host) return [];
  const named = (address: Ipv4) => (owners[address] === undefined ? {} : { device: owners[address] });
  const learned = Object.entries(host.neighbours).flatMap(([address, { mac, port, expires }]) =>
    expires > now ? [{ address, mac, port, left: secondsLeft(expires, now), ...named(address) }] : [],
  );
  const asked = Object.entries(host.resolving).flatMap(([address, { port }]) =>
    learned.some((row) => row.address === address) ? [] : [{ address, port, ...named(address) }],
  );
  return [...learned, ...asked];
}

function neighbourRows(view: View, now: Host, before: Host | undefined): readonly NeighbourRow[] {
  const sentTo = macsSentTo(stepAt(view.timeline, view.at), view.id);
  return merged<Plain<NeighbourRow>>(
    view,
    neighboursOf(now, view.world),
    neighboursOf(before, view.before),
    ({ address }) => address,
    (a, b) => a.mac === b.mac && a.port === b.port,
    ({ address, mac, device }) => [
      thing.address(address),
      ...(mac === undefined ? [] : [thing.address(mac)]),
      ...(device === undefined ? [] : [thing.device(device)]),
    ],
    ofHost(({ neighbours, resolving }, { address }) => [neighbours[address], resolving[address]?.attempt]),
    ({ mac }) => mac !== undefined && sentTo.has(mac),
  );
}

/** To which MAC addresses the device sent something in this step. */
function macsSentTo(step: Step | undefined, id: DeviceId): ReadonlySet<Mac> {
  const sent = step?.sent.filter(({ from }) => from.device === id) ?? [];
  return new Set(sent.flatMap(({ frame }) => packetOf(frame.bytes).eth?.dst ?? []));
}

function nameserverRows(view: View, now: Host, before: Host | undefined): readonly NameserverRow[] {
  const rows = (host: Host | undefined): readonly Plain<NameserverRow>[] =>
    (host?.stub.nameservers ?? []).map((address) => {
      const device = view.world.owners[address];
      return { address, ...(device !== undefined && { device }) };
    });
  return merged<Plain<NameserverRow>>(
    view,
    rows(now),
    rows(before),
    ({ address }) => address,
    () => true,
    ({ address }) => addresses(view.world, address),
    ofHost((host, { address }) => host.stub.nameservers.includes(address)),
  );
}

function pathMtuRows(view: View, now: Host, before: Host | undefined): readonly PathMtuRow[] {
  const rows = (host: Host | undefined): readonly Plain<PathMtuRow>[] =>
    Object.entries(host?.pathMtus ?? {}).map(([address, mtu]) => ({ address, mtu }));
  return merged<Plain<PathMtuRow>>(
    view,
    rows(now),
    rows(before),
    ({ address }) => address,
    (a, b) => a.mtu === b.mtu,
    ({ address }) => addresses(view.world, address),
    ofHost((host, { address }) => host.pathMtus[address]),
  );
}

/** The device's latest such fact since then. */
function lastFact({ timeline, at, id }: View, since: StepIndex, fits: (fact: Fact) => boolean): Fact | undefined {
  let found: Fact | undefined;
  for (const step of stepsOf(timeline, since + 1)) {
    if (step.index > at) break;
    found = step.facts.findLast((fact) => fact.by === id && fits(fact)) ?? found;
  }
  return found;
}

// ---- switches

function switchSections(view: View, now: Switch, since: StepIndex): readonly TableSection[] {
  if (now.kind === "hub") return [];
  const was = view.before.devices[view.id];
  const passed = lastFact(view, since, (fact) => fact.kind === "frame-switched");
  const owner = new Map(
    Object.values(view.world.devices).flatMap((d) =>
      d.kind === "host" ? d.interfaces.map(({ mac }) => [mac, d.id] as const) : [],
    ),
  );
  const rows = (state: Device | undefined, time: Micros): readonly Plain<MacRow>[] =>
    state === undefined || state.kind === "host"
      ? []
      : Object.entries(state.table).flatMap(([mac, { port, expires }]) => {
          const device = owner.get(mac);
          const age = Math.max(0, Math.floor((time - (expires - state.ageing)) / MICROS_PER_SECOND));
          return expires > time ? [{ mac, port, age, ...(device !== undefined && { device }) }] : [];
        });
  const macs = merged<Plain<MacRow>>(
    view,
    rows(now, view.world.now),
    rows(was, view.before.now),
    ({ mac }) => mac,
    (a, b) => a.port === b.port,
    ({ mac, port, device }) => {
      const plug = view.world.wiring[`${view.id}.${port}`];
      return [
        thing.address(mac),
        ...(device === undefined ? [] : [thing.device(device)]),
        ...(plug ? [thing.link(plug.link)] : []),
      ];
    },
    (device, { mac }) => (device.kind === "host" ? undefined : device.table[mac]),
    ({ mac }) => passed?.kind === "frame-switched" && passed.mac === mac,
  );
  return [{ kind: "macs", rows: macs }];
}
