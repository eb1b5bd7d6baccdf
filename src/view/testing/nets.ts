/** Small worlds whose drawing can be read at a glance, written as world files are. */
import { parseWorld } from "../../lesson/world-file.ts";
import { buildWorld } from "../../sim/build.ts";
import type { Change } from "../../sim/change.ts";
import { runTimeline, type Timeline } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";

export type Net = {
  readonly devices: Readonly<Record<string, string>>;
  /** `a.eth0, s.1` */
  readonly links: readonly string[];
};

export type Pinged = { readonly from?: string; readonly to?: string; readonly changes?: readonly Change[] };

/** A run in which the changes are made at the start, and then somebody pings an address once. */
export function pinged({ devices, links }: Net, { from, to, changes = [] }: Pinged = {}): Timeline {
  const yaml = [
    "devices:",
    ...Object.entries(devices).map(([id, text]) => `  ${id}: ${text}`),
    links.length === 0 ? "links: []" : "links:",
    ...links.map((join) => `  - { join: [${join}], delay: 1ms, rate: 1Gbit/s }`),
  ].join("\n");
  const parsed = parseWorld(yaml, "net.yaml");
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.error)}\n${yaml}`);
  let world = buildWorld(parsed.value, { profile: "textbook", seed: 1 });
  for (const change of changes) world = inject(world, 0, { kind: "change", change });
  if (from !== undefined && to !== undefined) {
    world = inject(world, 0, { kind: "act", device: from, act: { kind: "ping", address: to, count: 1 } });
  }
  return runTimeline(world, { limit: 400 });
}

const machine = (kind: string, ports: Readonly<Record<string, string>>, gateway?: string): string =>
  `{ kind: ${kind}, ports: { ${Object.entries(ports)
    .map(([port, address]) => `${port}: ${address}`)
    .join(
      ", ",
    )} }${gateway === undefined ? "" : `, gateway: ${gateway}`}, programs: { tools: { run: tools, nameserver: 127.0.0.1 } } }`;

export const hostAt = (address: string, gateway?: string): string => machine("host", { eth0: address }, gateway);
const routerAt = (ports: Readonly<Record<string, string>>, gateway?: string): string =>
  machine("router", ports, gateway);

/** A host on a repeater hub, behind two switches. */
export const hubChain: Net = {
  devices: {
    a: hostAt("10.0.0.1/24"),
    b: hostAt("10.0.0.2/24"),
    c: hostAt("10.0.0.3/24"),
    hub: "{ kind: hub }",
    s1: "{ kind: switch }",
    s2: "{ kind: switch }",
  },
  links: ["a.eth0, hub.1", "hub.2, s1.1", "s1.2, s2.1", "b.eth0, s1.3", "c.eth0, s2.2"],
};

/** Four routers in a ring, a host on the first and a machine that nothing is plugged into. */
export const ring: Net = {
  devices: {
    r1: routerAt({ l: "10.4.1.1/24", r: "10.1.2.1/24", h: "10.9.0.1/24" }),
    r2: routerAt({ l: "10.1.2.2/24", r: "10.2.3.2/24" }),
    r3: routerAt({ l: "10.2.3.3/24", r: "10.3.4.3/24" }),
    r4: routerAt({ l: "10.3.4.4/24", r: "10.4.1.4/24" }),
    h: hostAt("10.9.0.2/24", "10.9.0.1"),
    alone: hostAt("10.8.0.1/24"),
  },
  links: ["h.eth0, r1.h", "r1.r, r2.l", "r2.r, r3.l", "r3.r, r4.l", "r4.r, r1.l"],
};

/** Two routers between three subnets of one host each. */
export const twoRouters: Net = {
  devices: {
    a: hostAt("10.0.1.2/24", "10.0.1.1"),
    s1: "{ kind: switch }",
    r1: routerAt({ a: "10.0.1.1/24", m: "10.0.2.1/24" }, "10.0.2.2"),
    s2: "{ kind: switch }",
    m: hostAt("10.0.2.9/24", "10.0.2.1"),
    r2: routerAt({ m: "10.0.2.2/24", b: "10.0.3.1/24" }, "10.0.2.1"),
    b: hostAt("10.0.3.2/24", "10.0.3.1"),
  },
  links: ["a.eth0, s1.1", "s1.2, r1.a", "r1.m, s2.1", "m.eth0, s2.2", "s2.3, r2.m", "r2.b, b.eth0"],
};

/** A router with five LANs: sixty devices and one. */
export function campus(): Net {
  const devices: Record<string, string> = {
    core: routerAt(Object.fromEntries([0, 1, 2, 3, 4].map((lan) => [`p${lan}`, `10.0.${lan}.1/24`]))),
  };
  const links: string[] = [];
  for (let lan = 0; lan < 5; lan++) {
    devices[`sw${lan}`] = "{ kind: switch }";
    links.push(`core.p${lan}, sw${lan}.up`);
    for (let n = 2; n < 13; n++) {
      devices[`pc-${lan}-${n}`] = hostAt(`10.0.${lan}.${n}/24`, `10.0.${lan}.1`);
      links.push(`pc-${lan}-${n}.eth0, sw${lan}.${n}`);
    }
  }
  return { devices, links };
}
