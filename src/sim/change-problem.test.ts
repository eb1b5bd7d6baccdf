import { describe, expect, test } from "vitest";
import { buildWorld } from "./build.ts";
import type { Change } from "./change.ts";
import { type ChangeProblem, changeProblem } from "./change-problem.ts";
import { internet } from "./testing/worlds.ts";
import { advance, inject, nextAt } from "./world.ts";

const world = buildWorld(internet(), { profile: "textbook", seed: 1 });
const once = { kind: "count", skip: 0, count: 1 } as const;
const fault = { kind: "lose", match: {}, choice: once } as const;
const LINK = "router.wan--isp.customer";
const ns = { device: "ns-lab-cyber", process: "named" } as const;
const zone = "lab.cyber.co.kr";
const A = { ttl: 1, data: { kind: "A", address: "192.0.2.1" } } as const;
const alias = { ttl: 1, data: { kind: "CNAME", target: "www.lab.cyber.co.kr" } } as const;
const set = (more: Partial<Extract<Change, { kind: "set-record" }>>): Change => ({
  kind: "set-record",
  ...ns,
  zone,
  name: `x.${zone}`,
  type: "A",
  record: A,
  ...more,
});
const behave = (device: string, process: string, behaviour: "silent" | "lame"): Change => ({
  kind: "set-behaviour",
  device,
  process,
  behaviour,
});

const fitting: readonly Change[] = [
  { kind: "add-fault", link: LINK, fault },
  { kind: "clear-faults", link: LINK },
  { kind: "set-link", link: LINK, up: false },
  { kind: "set-device", device: "lan", up: false },
  { kind: "damage-inside", device: "router", choice: once },
  { kind: "set-tcp", device: "router", choices: { sack: true } },
  { kind: "pass-time" },
  behave("root", "named", "lame"),
  behave("web-lab-cyber", "httpd", "silent"),
  behave("nearest", "named", "silent"),
  set({}),
  set({ zone: "LAB.cyber.co.kr.", record: null }),
  set({ name: zone, type: "NS", record: null }),
  set({ type: "CNAME", record: alias }),
];

const unfitting: readonly (readonly [Change, ChangeProblem])[] = [
  [
    { kind: "add-fault", link: "a--b", fault },
    { kind: "no-link", link: "a--b" },
  ],
  [
    { kind: "clear-faults", link: "toString" },
    { kind: "no-link", link: "toString" },
  ],
  [
    { kind: "set-link", link: "", up: true },
    { kind: "no-link", link: "" },
  ],
  [
    { kind: "set-device", device: "nosuch", up: true },
    { kind: "no-device", device: "nosuch" },
  ],
  [
    { kind: "set-tcp", device: "nosuch", choices: {} },
    { kind: "no-device", device: "nosuch" },
  ],
  [
    { kind: "set-tcp", device: "lan", choices: {} },
    { kind: "no-host", device: "lan" },
  ],
  [
    { kind: "damage-inside", device: "client", choice: once },
    { kind: "no-router", device: "client" },
  ],
  [behave("root", "httpd", "silent"), { kind: "no-process", device: "root", process: "httpd" }],
  [
    behave("web-lab-cyber", "httpd", "lame"),
    { kind: "no-such-behaviour", device: "web-lab-cyber", process: "httpd", behaviour: "lame" },
  ],
  [
    behave("client", "browser", "silent"),
    { kind: "no-such-behaviour", device: "client", process: "browser", behaviour: "silent" },
  ],
  [set({ process: "nosuch" }), { kind: "no-process", device: "ns-lab-cyber", process: "nosuch" }],
  [set({ zone: "kr" }), { kind: "no-zone", ...ns, zone: "kr" }],
  [
    set({ device: "web-lab-cyber", process: "httpd" }),
    { kind: "no-zone", device: "web-lab-cyber", process: "httpd", zone },
  ],
  [set({ name: "www.cyber.co.kr" }), { kind: "outside-zone", name: "www.cyber.co.kr", zone }],
  [set({ name: zone, type: "CNAME", record: alias }), { kind: "zone-top", name: zone, type: "CNAME" }],
  [set({ name: zone, type: "SOA", record: null }), { kind: "zone-top", name: zone, type: "SOA" }],
];

describe("a change that fits the world", () => {
  test.each(fitting.map((change) => [change.kind, change] as const))("%s", (_, change) => {
    expect(changeProblem(world, change)).toBeUndefined();
    let now = inject(world, 0, { kind: "change", change });
    while (nextAt(now) !== undefined) now = advance(now).world;
  });
});

describe("a change that does not", () => {
  test.each(unfitting.map(([change, problem]) => [problem.kind, change, problem] as const))(
    "%s",
    (_, change, problem) => {
      expect(changeProblem(world, change)).toEqual(problem);
      let now = inject(world, 0, { kind: "change", change });
      expect(() => {
        while (nextAt(now) !== undefined) now = advance(now).world;
      }).toThrow(problem.kind);
    },
  );
});
