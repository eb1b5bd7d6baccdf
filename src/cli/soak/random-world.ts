/** A world made up from a seed: one to three routers in a row, hosts behind them, bad links, and people who open pages. */
import { assert } from "../../base/assert.ts";
import { ms } from "../../base/units.ts";
import { buildWorld } from "../../sim/build.ts";
import type { Change } from "../../sim/change.ts";
import type { DeviceSpec, HostSpec, LinkSpec, PlugSpec, PortSpec, RouteSpec, WorldSpec } from "../../sim/spec.ts";
import { inject, type World } from "../../sim/world.ts";
import type { Zone } from "../../stack/dns/zone.ts";
import type { SiteDocument } from "../../stack/http/site.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { ProgramSpec } from "../../stack/programs/program.ts";
import { ROOT } from "../../wire/domain-name.ts";
import { parseZoneFile } from "../../wire/zone-file.ts";
import { type Dice, diceFor } from "./dice.ts";

export type RandomWorld = {
  readonly world: World;
  readonly clients: readonly string[];
  /** How many pages are asked for. */
  readonly visits: number;
  /** Frames are lost, delayed, doubled or flipped on the way, or a link is cut for a while. */
  readonly faulty: boolean;
  /** A router flips bits inside packets: wrong checksums are to be expected. */
  readonly damaging: boolean;
};

const PROFILES: readonly ProfileName[] = ["textbook", "linux", "plain"];
const RATES = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000] as const;

type Plan = {
  readonly dice: Dice;
  readonly devices: Record<string, DeviceSpec>;
  readonly links: LinkSpec[];
  /** Where hosts can be put; the first address of each is the router's. */
  readonly lans: { readonly switch: string; readonly subnet: number; used: number }[];
};

export function randomWorld(seed: number): RandomWorld {
  const dice = diceFor(seed, "world");
  const plan: Plan = { dice, devices: {}, links: [], lans: [] };
  layRouters(plan, dice.between(1, 3));

  const sites = dice.between(1, 3);
  const siteAddresses = Array.from({ length: sites }, (_, n) => addHost(plan, `site${n}`, { httpd: webServer(dice) }));
  const lab = place(plan);
  addHost(plan, "lab-ns", { named: nameServer("lab", labZone(lab.address, siteAddresses)) }, [], lab);
  const root = place(plan);
  addHost(plan, "root-ns", { named: nameServer(ROOT, rootZone(root.address, lab.address)) }, [], root);
  const hints = [{ name: "ns.root", address: root.address }];
  const resolver = addHost(plan, "resolver", { named: { run: "recursive", hints } }, ["127.0.0.1"]);
  const clients = Array.from({ length: dice.between(1, 2) }, (_, n) => `client${n}`);
  for (const name of clients) addHost(plan, name, { browser: browser(dice) }, [resolver]);

  const spec: WorldSpec = { devices: plan.devices, links: plan.links };
  let world = buildWorld(spec, { profile: dice.one(PROFILES), seed });
  const change = (at: number, what: Change): void => {
    world = inject(world, at, { kind: "change", change: what });
  };
  const faulty = dice.percent(70);
  if (faulty) for (const link of Object.keys(world.links)) if (dice.percent(35)) addFaults(dice, link, change);
  const damaging = dice.percent(15);
  if (damaging) {
    const device = dice.one(Object.keys(plan.devices).filter((d) => plan.devices[d]!.kind === "router"));
    change(0, { kind: "damage-inside", device, choice: { kind: "chance", percent: dice.between(1, 3) } });
  }
  let visits = 0;
  for (const device of clients) {
    for (let n = dice.between(1, 3); n > 0; n--) {
      const url = `http://www${dice.between(0, sites - 1)}.lab/${dice.one(["", "page.html", "big.bin", "none"])}`;
      world = inject(world, ms(dice.between(0, 20_000)), { kind: "act", device, act: { kind: "open-url", url } });
      visits += 1;
    }
  }
  return { world, clients, visits, faulty, damaging };
}

/** Routers in a row, each with a subnet of its own that has a switch or a hub in the middle. */
function layRouters(plan: Plan, count: number): void {
  const { dice } = plan;
  for (let r = 0; r < count; r++) {
    const ports: Record<string, PortSpec> = { lan: { address: `10.${r}.0.1`, prefix: 24 } };
    const narrow = dice.percent(30) ? { mtu: dice.between(576, 1499) } : {};
    if (r > 0) ports.left = { address: `10.200.${r}.2`, prefix: 30, ...narrow };
    if (r < count - 1) ports.right = { address: `10.200.${r + 1}.1`, prefix: 30, ...narrow };
    const routes: RouteSpec[] = [];
    for (let other = 0; other < count; other++) {
      if (other === r) continue;
      const via = other < r ? `10.200.${r}.1` : `10.200.${r + 1}.2`;
      routes.push({ network: `10.${other}.0.0`, prefix: 24, via });
    }
    plan.devices[`r${r}`] = { kind: "router", ports, routes };
    plan.devices[`lan${r}`] = { kind: dice.percent(75) ? "switch" : "hub" };
    addLink(plan, { device: `r${r}`, port: "lan" }, { device: `lan${r}`, port: "p0" });
    if (r > 0) addLink(plan, { device: `r${r - 1}`, port: "right" }, { device: `r${r}`, port: "left" });
    plan.lans.push({ switch: `lan${r}`, subnet: r, used: 1 });
  }
}

function addLink({ dice, links }: Plan, a: PlugSpec, b: PlugSpec): void {
  links.push({ between: [a, b], delay: dice.between(0, 20_000), rate: dice.one(RATES) });
}

type Place = { readonly address: string; readonly gateway: string; readonly plug: PlugSpec };

function place({ dice, lans }: Plan): Place {
  const lan = dice.one(lans);
  lan.used += 1;
  const { subnet, used } = lan;
  return {
    address: `10.${subnet}.0.${used}`,
    gateway: `10.${subnet}.0.1`,
    plug: { device: lan.switch, port: `p${used}` },
  };
}

function addHost(
  plan: Plan,
  name: string,
  programs: Readonly<Record<string, ProgramSpec>>,
  nameservers: readonly string[] = [],
  { address, gateway, plug } = place(plan),
): string {
  const host: HostSpec = {
    kind: "host",
    ports: { eth0: { address, prefix: 24 } },
    gateway,
    nameservers,
    programs,
    ...(plan.dice.percent(20) && { profile: plan.dice.one(PROFILES) }),
  };
  plan.devices[name] = host;
  addLink(plan, { device: name, port: "eth0" }, plug);
  return address;
}

function webServer(dice: Dice): ProgramSpec {
  const images = Array.from({ length: dice.between(0, 3) }, (_, n) => `/img${n}.${dice.one(["png", "gif", "jpg"])}`);
  const documents: Record<string, SiteDocument> = {
    "/index.html": { images },
    "/page.html": { images: images.slice(0, 1), bytes: dice.between(1, 9_000), ...chunks(dice) },
    "/big.bin": { bytes: dice.between(10_000, 150_000), ...chunks(dice) },
  };
  for (const image of images) documents[image] = { bytes: dice.between(60, 20_000) };
  return {
    run: "http-server",
    site: { documents },
    version: dice.one(["1.0", "1.1"]),
    ...(dice.percent(20) && { sendBuffer: dice.between(2_000, 20_000) }),
    ...(dice.percent(20) && { idle: ms(dice.between(200, 5_000)) }),
  };
}

const chunks = (dice: Dice): SiteDocument => (dice.percent(25) ? { chunked: dice.between(1, 4_000) } : {});

const browser = (dice: Dice): ProgramSpec => ({
  run: "browser",
  version: dice.one(["1.0", "1.1"]),
  ...(dice.percent(25) && { receiveBuffer: dice.between(1_500, 30_000) }),
  ...(dice.percent(15) && { readPause: ms(dice.between(1, 300)), readSize: dice.between(200, 5_000) }),
});

function nameServer(origin: string, source: string): ProgramSpec {
  const parsed = parseZoneFile(source, { origin });
  assert(parsed.ok, `zone ${origin}: ${JSON.stringify(parsed)}`);
  const zone: Zone = { name: origin, records: parsed.value };
  return { run: "authoritative", zones: [zone] };
}

const labZone = (self: string, sites: readonly string[]): string =>
  [
    "$TTL 300",
    "@ IN SOA ns hostmaster 1 3600 900 604800 60",
    "@ IN NS ns",
    `ns IN A ${self}`,
    ...sites.map((address, n) => `www${n} IN A ${address}`),
  ].join("\n");

const rootZone = (self: string, lab: string): string =>
  [
    "$TTL 86400",
    "@ IN SOA ns.root. hostmaster.root. 1 3600 900 604800 60",
    "@ IN NS ns.root.",
    `ns.root. IN A ${self}`,
    "lab. IN NS ns.lab.",
    `ns.lab. IN A ${lab}`,
  ].join("\n");

function addFaults(dice: Dice, link: string, change: (at: number, what: Change) => void): void {
  const chance = (most: number) => ({ kind: "chance", percent: dice.between(1, most) }) as const;
  const add = (fault: Extract<Change, { kind: "add-fault" }>["fault"]): void =>
    change(0, { kind: "add-fault", link, fault });
  if (dice.percent(60)) add({ kind: "lose", match: {}, choice: chance(6) });
  if (dice.percent(40)) add({ kind: "delay", match: {}, choice: chance(15), by: ms(dice.between(1, 40)) });
  if (dice.percent(30)) add({ kind: "duplicate", match: {}, choice: chance(6), gap: dice.between(1, 5_000) });
  if (dice.percent(30)) add({ kind: "corrupt", match: {}, choice: chance(3) });
  if (dice.percent(20)) {
    const at = ms(dice.between(0, 20_000));
    change(at, { kind: "set-link", link, up: false });
    change(at + ms(dice.between(100, 8_000)), { kind: "set-link", link, up: true });
  }
}
