/** From the plan of a world to the world, switched on, its servers ready. */
import { assert } from "../base/assert.ts";
import type { DeviceId } from "../base/ids.ts";
import { seedRng } from "../base/rng.ts";
import { stubState } from "../stack/dns/stub.ts";
import type { Host, Interface, Process, Route } from "../stack/host-state.ts";
import { type ProfileName, profiles } from "../stack/profile.ts";
import { programState } from "../stack/programs/program.ts";
import { DEFAULT_AGEING, type Switch } from "../stack/switch.ts";
import { type TcpPolicy, withChoices } from "../stack/tcp/policy.ts";
import { type Ipv4, ipv4Bits, type Mac, networkOf } from "../wire/address.ts";
import type { Entry } from "./agenda.ts";
import { insert } from "./agenda.ts";
import type { Link } from "./link.ts";
import type { DeviceSpec, HostSpec, WorldSpec } from "./spec.ts";
import { advance, type Device, inject, nextAt, type World } from "./world.ts";

export type BuildOptions = { readonly profile: ProfileName; readonly seed: number };

const DEFAULT_MTU = 1500;
/** The first port of IANA's dynamic range (RFC 6335 section 6): where a counting host begins. */
const FIRST_COUNTED_PORT = 49152;
const FIRST_PID = 100;

/** A locally administered MAC address that shows the IP address it belongs to. */
export function macFor(address: Ipv4): Mac {
  const bits = ipv4Bits(address);
  const hex = [24, 16, 8, 0].map((shift) => ((bits >>> shift) & 255).toString(16).padStart(2, "0"));
  return `02:00:${hex.join(":")}`;
}

export function buildWorld(spec: WorldSpec, options: BuildOptions): World {
  const devices: Record<DeviceId, Device> = {};
  const owners: Record<string, DeviceId> = {};
  for (const [id, device] of Object.entries(spec.devices)) {
    devices[id] = buildDevice(id, device, spec, options);
    if ("ports" in device) {
      for (const port of Object.values(device.ports)) owners[port.address] = id;
    }
  }
  const links: Record<string, Link> = {};
  const wiring: Record<string, { link: string; end: 0 | 1 }> = {};
  for (const { between, delay, rate } of spec.links) {
    const [a, b] = between;
    const id = `${a.device}.${a.port}--${b.device}.${b.port}`;
    links[id] = {
      id,
      ends: [a, b],
      up: true,
      delay,
      rate,
      freeAt: [0, 0],
      faults: [],
      rng: seedRng(options.seed, `link ${id}`),
    };
    wiring[`${a.device}.${a.port}`] = { link: id, end: 0 };
    wiring[`${b.device}.${b.port}`] = { link: id, end: 1 };
  }
  let world: World = {
    now: 0,
    nextSeq: 0,
    nextStep: 0,
    nextFrame: 1,
    nextPacket: 1,
    agenda: [],
    devices,
    links,
    wiring,
    owners,
  };
  for (const device of Object.values(devices)) {
    if (device.kind === "host" && Object.keys(device.processes).length > 0) world = started(world, device);
  }
  return world;
}

/** To make its sockets and wait takes a server some ten steps, and as many again for each further port. */
const MAX_STEPS_TO_READY = 1000;

/**
 * Servers are ready before the run, and wait: its first step is what somebody does. A machine that a script tells what to
 * do starts with the run, where it can be seen, and so does one that has too much to get ready.
 */
function started(world: World, host: Host): World {
  const starts = { kind: "starts", device: host.id } as const;
  const later = inject(world, 0, starts);
  if (Object.values(host.processes).some(({ state }) => state.program === "script")) return later;
  let ready = inject({ ...world, agenda: [] }, 0, starts);
  while (nextAt(ready) === 0) {
    ready = advance(ready).world;
    if (ready.nextStep > MAX_STEPS_TO_READY) return later;
  }
  assert(ready.nextFrame === world.nextFrame, `${host.id} speaks before the run`);
  // The steps that set them are not in the run.
  const timers = ready.agenda.map((entry): Entry => ({ ...entry, by: "start" }));
  return { ...ready, nextStep: 0, agenda: timers.reduce(insert, world.agenda) };
}

function buildDevice(id: DeviceId, spec: DeviceSpec, world: WorldSpec, options: BuildOptions): Device {
  if ("ports" in spec) return buildHost(id, spec, options);
  const ports = world.links.flatMap((l) => l.between.filter((p) => p.device === id).map((p) => p.port));
  const state: Switch = { kind: spec.kind, id, up: true, ports, table: {}, ageing: spec.ageing ?? DEFAULT_AGEING };
  return state;
}

function buildHost(id: DeviceId, spec: HostSpec, options: BuildOptions): Host {
  const interfaces: Interface[] = Object.entries(spec.ports).map(([port, p]) => ({
    port,
    mac: p.mac ?? macFor(p.address),
    address: p.address,
    prefix: p.prefix,
    mtu: p.mtu ?? DEFAULT_MTU,
  }));
  const profile = profiles[spec.profile ?? options.profile];
  const { nameservers = [], search = [], aaaa, ahead = { ports: 0, ids: 0, sequence: 0 } } = spec;
  const stub = { nameservers, search, ndots: 1, ...(aaaa !== undefined && { aaaa }) };
  const processes: Record<string, Process> = {};
  Object.entries(spec.programs ?? {}).forEach(([name, program], i) => {
    const boot = programState(program);
    processes[name] = {
      name,
      pid: FIRST_PID + i,
      state: boot,
      boot,
      resolver: stubState(stub),
      descriptors: {},
    };
  });
  return {
    kind: "host",
    id,
    forwarding: spec.kind === "router",
    up: true,
    profile: spec.tcp || spec.ahead ? { ...profile, tcp: tcpOf(profile.tcp, spec) } : profile,
    interfaces,
    routes: routesOf(id, spec, interfaces),
    neighbours: {},
    resolving: {},
    pathMtus: {},
    assembling: {},
    ipId: ahead.ids,
    names: { localhost: "127.0.0.1", ...spec.names },
    stub,
    sockets: {},
    nextSocket: 1,
    nextPort: FIRST_COUNTED_PORT + ahead.ports,
    opened: 0,
    answered: 0,
    processes,
    pings: [],
    damage: null,
    rng: seedRng(options.seed, `device ${id}`),
  };
}

function tcpOf(policy: TcpPolicy, { tcp, ahead }: HostSpec): TcpPolicy {
  const chosen = tcp ? withChoices(policy, tcp) : policy;
  const { initialSequence: from } = chosen;
  if (!ahead || from.kind !== "fixed") return chosen;
  const { active, passive } = from;
  const later = { ...from, active: active + ahead.sequence, passive: passive + ahead.sequence };
  return { ...chosen, initialSequence: later };
}

/** One route for each subnet that the machine stands in, then those it was told, the default route last. */
function routesOf(id: DeviceId, spec: HostSpec, interfaces: readonly Interface[]): readonly Route[] {
  const direct: Route[] = interfaces.map((i) => ({
    network: networkOf(i.address, i.prefix),
    prefix: i.prefix,
    port: i.port,
  }));
  const through = (network: Ipv4, prefix: number, via: Ipv4): Route => {
    const [out] = direct.filter((r) => networkOf(via, r.prefix) === r.network).sort((a, b) => b.prefix - a.prefix);
    assert(out, `${id}: the gateway ${via} is on none of its subnets`);
    return { network, prefix, via, port: out.port };
  };
  const told = (spec.routes ?? []).map((r) => through(r.network, r.prefix, r.via));
  const byDefault = spec.gateway === undefined ? [] : [through("0.0.0.0", 0, spec.gateway)];
  return [...direct, ...told, ...byDefault];
}
