/**
 * The worlds of the measurements: a client and its resolver on one LAN, a router, a web server 10 ms and name servers
 * 5 ms behind it; and two hosts A and B, 20 ms apart.
 */
import { afterAll } from "vitest";
import { assert } from "../../../base/assert.ts";
import type { DeviceId } from "../../../base/ids.ts";
import { type Micros, ms } from "../../../base/units.ts";
import type { Act } from "../../../stack/app.ts";
import type { Choice } from "../../../stack/choice.ts";
import type { Zone } from "../../../stack/dns/zone.ts";
import type { Fact, FactKind, FactOf } from "../../../stack/fact.ts";
import type { Host } from "../../../stack/host-state.ts";
import type { SiteDocument } from "../../../stack/http/site.ts";
import type { ProfileName } from "../../../stack/profile.ts";
import type { ProgramSpec } from "../../../stack/programs/program.ts";
import type { ScriptRecord, ScriptStep } from "../../../stack/programs/script.ts";
import type { TcpChoices } from "../../../stack/tcp/policy.ts";
import { parseZoneFile } from "../../../wire/zone-file.ts";
import { buildWorld } from "../../build.ts";
import type { Change, Fault, FrameMatch } from "../../change.ts";
import type { DeviceSpec, LinkSpec, WorldSpec } from "../../spec.ts";
import { runTimeline, type Timeline } from "../../timeline.ts";
import { inject, nextAt } from "../../world.ts";
import { expectReadable } from "./judged.ts";

type Programs = Readonly<Record<string, ProgramSpec>>;

const GIGABIT = 1_000_000_000;

export const link = (a: string, b: string, delay: Micros = 20, rate = GIGABIT): LinkSpec => {
  const plug = (text: string) => {
    const [device = "", port = ""] = text.split(".");
    return { device, port };
  };
  return { between: [plug(a), plug(b)], delay, rate };
};

export const script = (...steps: readonly ScriptStep[]): ProgramSpec => ({ run: "script", steps });

/** A records file as a zone; a problem in it is the test's own mistake. */
export function zone(name: string, text: string): Zone {
  const parsed = parseZoneFile(text, { origin: name });
  assert(parsed.ok, `zone ${name}: ${parsed.ok ? "" : JSON.stringify(parsed.error)}`);
  return { name, records: parsed.value };
}

export const RESOLVER = "10.10.1.53";
export const WEB = "10.20.2.80";
export const LETTERS = {
  client: "C",
  resolver: "R",
  web: "S",
  router: "G",
  root: "root",
  tld: "tld",
  cyber: "cyber",
  labns: "labns",
} as const;

const rootZone = `$TTL 172800
@ 518400 IN SOA a.root-servers.net. nstld.example. 1 1800 900 604800 86400
@ 518400 IN NS a.root-servers.net.
kr. NS a.dns.kr.
a.dns.kr. A 10.30.3.20
com. NS a.dns.kr.
in-addr.arpa. NS a.dns.kr.
`;
const tldZone = (more: string): string => `$TTL 172800
@ SOA a.dns.kr. host.dns.kr. 1 3600 900 604800 60
@ NS a.dns.kr.
${more}`;
const cyberZone = `$TTL 3600
@ 600 SOA ns1 hostmaster 2024010101 3600 900 604800 30
@ NS ns1
@ MX 20 mail2
@ MX 10 mail1
ns1 A 10.30.3.30
mail1 A 10.30.3.31
mail2 A 10.30.3.32
lab 1800 NS ns1.lab
ns1.lab 1800 A 10.30.3.40
away CNAME www.lab
`;
export const labZone = `$TTL 1800
@ 600 SOA ns1 hostmaster 2024010101 3600 900 604800 30
@ NS ns1
ns1 A 10.30.3.40
www 300 A 10.20.2.80
cut 120 CNAME www
onlyv4 120 CNAME www
short 3 A 10.20.2.81
zero 0 A 10.20.2.82
*.wild 60 A 10.20.2.83
out CNAME mail1.cyber.co.kr.
big TXT ${Array.from({ length: 4 }, (_, i) => `"${String(i).repeat(200)}"`).join(" ")}
`;
const reverseZone = tldZone("80.2.20.10 PTR www.lab.cyber.co.kr.\n");

export type LabOptions = {
  /** Programs of the client beside the browser. */
  readonly client?: Programs;
  readonly web?: Programs;
  readonly documents?: Readonly<Record<string, SiteDocument>>;
  readonly nameservers?: readonly string[];
  readonly zone?: string;
  readonly delay?: Micros;
  readonly webMtu?: number;
  readonly more?: { readonly devices: Readonly<Record<DeviceId, DeviceSpec>>; readonly links: readonly LinkSpec[] };
};

/** The page of the measurements, as large as it was. */
const PAGE: SiteDocument = { bytes: 291, type: "text/html" };

export function labWorld(o: LabOptions = {}): WorldSpec {
  const authoritative = (address: string, ...zones: Zone[]): DeviceSpec => ({
    kind: "host",
    ports: { eth0: { address, prefix: 24 } },
    gateway: "10.30.3.1",
    programs: { named: { run: "authoritative", zones } },
  });
  const site = { documents: o.documents ?? { "/dir/file1.html": PAGE } };
  return {
    devices: {
      client: {
        kind: "host",
        ports: { eth0: { address: "10.10.1.10", prefix: 24 } },
        gateway: "10.10.1.1",
        nameservers: o.nameservers ?? [RESOLVER],
        programs: { browser: { run: "browser" }, ...o.client },
      },
      resolver: {
        kind: "host",
        ports: { eth0: { address: RESOLVER, prefix: 24 } },
        gateway: "10.10.1.1",
        programs: { named: { run: "recursive", hints: [{ name: "a.root-servers.net", address: "10.30.3.10" }] } },
      },
      lan: { kind: "switch" },
      router: {
        kind: "router",
        ports: {
          lan: { address: "10.10.1.1", prefix: 24 },
          web: { address: "10.20.2.1", prefix: 24, ...(o.webMtu !== undefined && { mtu: o.webMtu }) },
          dns: { address: "10.30.3.1", prefix: 24 },
        },
      },
      web: {
        kind: "host",
        ports: { eth0: { address: WEB, prefix: 24 } },
        gateway: "10.20.2.1",
        programs: o.web ?? {
          nginx: { run: "http-server", site },
          python: { run: "http-server", site, version: "1.0", ports: [8000] },
        },
      },
      "dns-lan": { kind: "switch" },
      root: authoritative("10.30.3.10", zone(".", rootZone)),
      tld: authoritative(
        "10.30.3.20",
        zone("kr", tldZone("a.dns A 10.30.3.20\nco NS a.dns\n")),
        zone(
          "co.kr",
          tldZone("cyber 3600 NS ns1.cyber\nns1.cyber 3600 A 10.30.3.30\ndead NS ns1.dead\nns1.dead A 10.30.3.99\n"),
        ),
        zone("com", tldZone("")),
        zone("in-addr.arpa", reverseZone),
      ),
      cyber: authoritative("10.30.3.30", zone("cyber.co.kr", cyberZone)),
      labns: authoritative("10.30.3.40", zone("lab.cyber.co.kr", o.zone ?? labZone)),
      ...o.more?.devices,
    },
    links: [
      link("client.eth0", "lan.1"),
      link("resolver.eth0", "lan.2"),
      link("router.lan", "lan.3"),
      link("router.web", "web.eth0", o.delay ?? ms(10)),
      link("router.dns", "dns-lan.1", ms(5)),
      ...["root", "tld", "cyber", "labns"].map((d, i) => link(`${d}.eth0`, `dns-lan.${i + 2}`)),
      ...(o.more?.links ?? []),
    ],
  };
}

export const PAIR_LETTERS = { a: "A", b: "B" } as const;
export const PAIR_LINK = "a.eth0--b.eth0";
const A = "10.1.0.2";
const B = "10.1.0.1";

export type PairOptions = {
  readonly a: readonly ScriptStep[];
  /** What B does with the connection that it has accepted as `s`; the listening socket is `l`. */
  readonly b?: readonly ScriptStep[];
  /** In place of all of B. */
  readonly programs?: Programs;
  readonly listen?: readonly ScriptStep[];
  readonly mtuA?: number;
  /** Where the TCP of both differs from the profile. */
  readonly tcp?: TcpChoices;
};

/** B's script up to the connection `s`: it listens on port 80, with options that the connection inherits. */
export const serving = (options: readonly ScriptStep[] = [], ...then: readonly ScriptStep[]): ProgramSpec =>
  script(
    { op: "socket", as: "l" },
    ...options,
    { op: "bind", on: "l", port: 80 },
    { op: "listen", on: "l" },
    { op: "accept", on: "l", as: "s" },
    ...then,
  );

/** A's script up to the connection `s` from port 40000 to B's port 80. */
export const opening = (...options: readonly ScriptStep[]): readonly ScriptStep[] => [
  { op: "socket", as: "s" },
  ...options,
  { op: "bind", on: "s", port: 40_000 },
  { op: "connect", on: "s", to: B, port: 80 },
];

/** A asks 100 bytes, B answers with `bytes`; A reads to the end and closes. */
export const asking = (...options: readonly ScriptStep[]): readonly ScriptStep[] => [
  ...opening(...options),
  { op: "write", on: "s", bytes: 100 },
  { op: "read", on: "s" },
  { op: "close", on: "s" },
];
export const answering = (bytes: number): readonly ScriptStep[] => [
  { op: "read", on: "s", bytes: 100 },
  { op: "write", on: "s", bytes },
  { op: "close", on: "s" },
];

export function pairWorld(o: PairOptions): WorldSpec {
  const host = (address: string, programs: Programs, mtu?: number): DeviceSpec => ({
    kind: "host",
    ports: { eth0: { address, prefix: 24, ...(mtu !== undefined && { mtu }) } },
    ...(o.tcp && { tcp: o.tcp }),
    programs,
  });
  return {
    devices: {
      a: host(A, { client: script(...o.a) }, o.mtuA),
      b: host(B, o.programs ?? { server: serving(o.listen, ...(o.b ?? [])) }),
    },
    links: [link("a.eth0", "b.eth0", ms(20))],
  };
}

export type RunOptions = {
  readonly profile?: ProfileName;
  readonly seed?: number;
  readonly acts?: readonly { readonly at?: Micros; readonly device: DeviceId; readonly act: Act }[];
  readonly changes?: readonly (Change & { readonly at?: Micros })[];
  /** Nothing that is due later is carried out. */
  readonly until?: Micros;
  readonly limit?: number;
};

const runs: Timeline[] = [];
afterAll(() => expectReadable(runs.splice(0)));

export function run(spec: WorldSpec, o: RunOptions = {}): Timeline {
  const timeline = carryOut(spec, o);
  // A router's damage is meant to be a bad checksum.
  if (!o.changes?.some((c) => c.kind === "damage-inside")) runs.push(timeline);
  return timeline;
}

function carryOut(spec: WorldSpec, o: RunOptions): Timeline {
  let world = buildWorld(spec, { profile: o.profile ?? "textbook", seed: o.seed ?? 1 });
  for (const { at = 0, ...change } of o.changes ?? []) world = inject(world, at, { kind: "change", change });
  for (const { at = 0, device, act } of o.acts ?? []) world = inject(world, at, { kind: "act", device, act });
  const until = o.until ?? Number.POSITIVE_INFINITY;
  return runTimeline(world, {
    ...(o.limit !== undefined && { limit: o.limit }),
    enough: ({ world: w }) => (nextAt(w) ?? 0) > until,
  });
}

/** Loses (or what `how` says) the frames that match: the first `count` after `skip`. */
export function fault(
  link: string,
  match: FrameMatch,
  how: { readonly skip?: number; readonly count?: number; readonly kind?: "lose" | "corrupt" } = {},
): Change {
  const choice: Choice = { kind: "count", skip: how.skip ?? 0, count: how.count ?? 1 };
  return { kind: "add-fault", link, fault: { kind: how.kind ?? "lose", match, choice } };
}

export const onLink = (link: string, one: Fault): Change => ({ kind: "add-fault", link, fault: one });

/** The machine at the end of the run. */
export function hostAt(timeline: Timeline, device: DeviceId): Host {
  const host = (timeline.steps.at(-1)?.world ?? timeline.start).devices[device];
  assert(host?.kind === "host", `${device} is no host`);
  return host;
}

/** What the script of a process has recorded so far. */
export function recordsOf(timeline: Timeline, device: DeviceId, process: string): readonly ScriptRecord[] {
  const state = hostAt(timeline, device).processes[process]?.state;
  assert(state?.program === "script", `${device} runs no script ${process}`);
  return state.vars.records;
}

/** `connect ECONNREFUSED`, one line a step, without times. */
export const outcomes = (records: readonly ScriptRecord[]): readonly string[] =>
  records.map((r) => [r.op, r.errno ?? (r.bytes === undefined ? "ok" : String(r.bytes))].join(" "));

export function factsOf<K extends FactKind>(timeline: Timeline, kind: K, by?: DeviceId): readonly FactOf<K>[] {
  return timeline.steps.flatMap((s) =>
    s.facts.flatMap((f: Fact) =>
      f.kind === kind && (by === undefined || f.by === by) ? [f as unknown as FactOf<K>] : [],
    ),
  );
}
