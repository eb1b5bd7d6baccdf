/** World files: YAML in, the plan of a world out, or findings that point at lines. */
import * as z from "zod";
import { err, ok, type Result } from "../base/result.ts";
import type { DeviceSpec, LinkSpec, PlugSpec, WorldSpec } from "../sim/spec.ts";
import type { ProgramSpec } from "../stack/programs/program.ts";
import { type Ipv4, inSubnet, parseIpv4, parseMac, parsePrefixed } from "../wire/address.ts";
import { fromHex } from "../wire/bytes.ts";
import { parseHttpDate } from "../wire/http.ts";
import { parseZoneFile } from "../wire/zone-file.ts";
import { type Finding, forExample, schemaFindings, yamlFindings } from "./finding.ts";
import { type LocatedYaml, readYaml } from "./located-yaml.ts";
import { suggest } from "./suggest.ts";

const SECOND = 1_000_000;
const timeUnits: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
};
const rateUnits: Readonly<Record<string, number>> = { "bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9 };

/** `usual` is the unit that a number without one is likely to have been meant in. */
function quantity(units: Readonly<Record<string, number>>, example: string, usual: string) {
  const pattern = new RegExp(`^(\\d{1,9}(?:\\.\\d{1,9})?) ?(${Object.keys(units).join("|")})$`);
  return z
    .string({ error: ({ input }) => (typeof input === "number" ? `${input}${usual}` : example) })
    .regex(pattern, example)
    .transform((text) => {
      const m = pattern.exec(text)!;
      return Math.round(Number(m[1]) * units[m[2]!]!);
    });
}

/** More than any timer of the protocols, and whole microseconds are exact by far. */
const MAX_DURATION = 366 * 86_400 * SECOND;
const DURATIONS = "50us, 10ms, 2s, 10m, 1h, 2d";
export const duration = quantity(timeUnits, DURATIONS, "s").refine((t) => t <= MAX_DURATION, forExample(DURATIONS));
const RATES = "64kbit/s, 100Mbit/s, 1Gbit/s";
const bitRate = quantity(rateUnits, RATES, "Mbit/s").refine((rate) => rate > 0, forExample(RATES));
/** Names stand in paths like `client.eth0`, and in what is shown. */
const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, "web-1, eth0");
const address = z.string().refine((s) => parseIpv4(s) !== undefined, forExample("192.0.2.226"));
const prefixed = z
  .string()
  .refine((s) => parsePrefixed(s) !== undefined, forExample("10.11.12.13/24"))
  .transform((s) => parsePrefixed(s)!);
const mac = z.string().refine((s) => parseMac(s) !== undefined, forExample("02:00:0a:0b:0c:0d"));
const plug = z
  .string()
  .regex(/^[^.\s]+(\.[^.\s]+)*\.[^.\s]+$/, "client.eth0")
  .transform((s): PlugSpec => {
    const dot = s.lastIndexOf(".");
    return { device: s.slice(0, dot), port: s.slice(dot + 1) };
  });

const port = z.union([
  prefixed.transform((at) => ({ at })),
  z
    .strictObject({ address: prefixed, mac: mac.optional(), mtu: z.int().min(68).max(65535).optional() })
    .transform((p) => ({ at: p.address, mac: p.mac, mtu: p.mtu })),
]);

const hint = z.strictObject({ name: z.string(), address });

const httpDateText = z
  .string()
  .refine((s) => parseHttpDate(s) !== undefined, forExample("Wed, 07 Oct 2020 09:00:00 GMT"))
  .transform((s) => parseHttpDate(s)!);

const document = z.strictObject({
  text: z.string().optional(),
  bytes: z.int().min(0).optional(),
  title: z.string().optional(),
  images: z.array(z.string()).optional(),
  type: z.string().optional(),
  modified: httpDateText.optional(),
  location: z.string().optional(),
  status: z.int().min(100).max(599).optional(),
  chunked: z.int().min(1).optional(),
  program: z.literal("echo").optional(),
});

const bytes = z.int().min(1);
const portNumber = z.int().min(1).max(65535);

const browser = z.strictObject({
  run: z.literal("browser"),
  window: z.string().optional(),
  version: z.enum(["1.0", "1.1"]).optional(),
  images: z.boolean().optional(),
  keepAlive: z.boolean().optional(),
  cache: z.boolean().optional(),
  headers: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
  readSize: bytes.optional(),
  readPause: duration.optional(),
  receiveBuffer: bytes.optional(),
  timeout: duration.optional(),
});
const edns = z.strictObject({
  udpSize: z.int().min(512).max(65535),
  dnssecOk: z.boolean(),
  cookie: z.boolean(),
});
const recursive = z.strictObject({
  run: z.literal("recursive"),
  hints: z.array(hint).min(1),
  cacheLimit: bytes.optional(),
  minimise: z.boolean().optional(),
  edns: edns.optional(),
  priming: z.boolean().optional(),
});
const authoritative = z.strictObject({
  run: z.literal("authoritative"),
  zones: z.record(z.string(), z.string()),
  roundRobin: z.boolean().optional(),
});
const httpServer = z.strictObject({
  run: z.literal("http-server"),
  site: z.strictObject({
    documents: z
      .record(
        z.string().refine((path) => path.startsWith("/"), forExample("/index.html")),
        document,
      )
      .default({}),
    defaults: z.array(z.string()).optional(),
    anyPath: z.boolean().optional(),
  }),
  ports: z.array(portNumber).optional(),
  version: z.enum(["1.0", "1.1"]).optional(),
  keepAlive: z.boolean().optional(),
  idle: duration.optional(),
  writable: z.boolean().optional(),
  targetLimit: bytes.optional(),
  bodyLimit: bytes.optional(),
  readSize: bytes.optional(),
  readPause: duration.optional(),
  closeLate: duration.optional(),
  receiveBuffer: bytes.optional(),
  sendBuffer: bytes.optional(),
});
const on = z.string();
const orStop = z.boolean().optional();
const data = {
  bytes: z.int().min(0).optional(),
  text: z.string().optional(),
  hex: z
    .string()
    .refine((s) => fromHex(s) !== undefined, forExample("0a1b2c"))
    .optional(),
};
const calls = [
  z.strictObject({ op: z.literal("socket"), as: on, type: z.enum(["stream", "dgram"]).optional(), orStop }),
  z.strictObject({
    op: z.literal("setsockopt"),
    on,
    option: z.enum(["SO_RCVBUF", "SO_SNDBUF", "TCP_NODELAY", "SO_LINGER"]),
    value: z.int().min(0),
    orStop,
  }),
  z.strictObject({
    op: z.literal("bind"),
    on,
    address: address.optional(),
    port: z.int().min(0).max(65535),
    orStop,
  }),
  z.strictObject({ op: z.literal("listen"), on, backlog: z.int().min(0).optional(), orStop }),
  z.strictObject({ op: z.literal("accept"), on, as: z.string(), orStop }),
  z.strictObject({ op: z.literal("connect"), on, to: z.string(), port: portNumber, orStop }),
  z.strictObject({ op: z.literal("write"), on, ...data, orStop }),
  z.strictObject({
    op: z.literal("read"),
    on,
    bytes: bytes.optional(),
    size: bytes.optional(),
    timeout: duration.optional(),
    orStop,
  }),
  z.strictObject({ op: z.enum(["shutdown", "close"]), on, orStop }),
  z.strictObject({ op: z.literal("sendto"), on, to: z.string(), port: portNumber.optional(), ...data, orStop }),
  z.strictObject({
    op: z.literal("recvfrom"),
    on,
    as: z.string().optional(),
    timeout: duration.optional(),
    orStop,
  }),
  z.strictObject({
    op: z.literal("ping"),
    to: z.string(),
    bytes: z.int().min(0).max(65507).optional(),
    sequence: z.int().min(0).max(65535).optional(),
    ttl: z.int().min(1).max(255).optional(),
    df: z.boolean().optional(),
    timeout: duration.optional(),
    orStop,
  }),
  z.strictObject({ op: z.literal("sleep"), for: duration, orStop }),
  z.strictObject({ op: z.literal("gethostbyname"), name: z.string(), as: z.string().optional(), orStop }),
] as const;
const script = z.strictObject({ run: z.literal("script"), steps: z.array(z.discriminatedUnion("op", calls)).min(1) });
const tools = z.strictObject({ run: z.literal("tools"), nameserver: address });
const programs = { browser, recursive, authoritative, "http-server": httpServer, script, tools } as const;
const program = z.discriminatedUnion("run", [browser, recursive, authoritative, httpServer, script, tools]);

const route = z.strictObject({ to: prefixed, via: address });

export const tcpChoices = z.strictObject({
  receiveBuffer: bytes.optional(),
  sendBuffer: bytes.optional(),
  seededSequence: z.boolean().optional(),
  timestamps: z.boolean().optional(),
  sack: z.boolean().optional(),
  windowScale: z.int().min(0).max(14).optional(),
  initialWindow: z.int().min(1).optional(),
  delayedAck: duration.optional(),
  finOnData: z.boolean().optional(),
  linearSynRetries: z.int().min(0).max(20).optional(),
  emptyProbes: z.boolean().optional(),
  duplicateAcks: z.int().min(0).optional(),
});

const host = z.strictObject({
  kind: z.enum(["host", "router"]),
  ports: z.record(label, port),
  gateway: address.optional(),
  routes: z.array(route).optional(),
  nameservers: z.array(address).optional(),
  search: z.array(z.string()).optional(),
  aaaa: z.boolean().optional(),
  names: z.record(z.string(), address).optional(),
  profile: z.enum(["textbook", "linux", "plain"]).optional(),
  tcp: tcpChoices.optional(),
  programs: z.record(label, program).optional(),
});
const switching = z.strictObject({ kind: z.enum(["switch", "hub"]), ageing: duration.optional() });

const subnet = z.strictObject({ switch: z.string(), subnet: prefixed, gateway: address });

export const worldSchema = z.strictObject({
  devices: z.record(label, z.discriminatedUnion("kind", [host, switching])),
  links: z.array(z.strictObject({ join: z.tuple([plug, plug]), delay: duration, rate: bitRate })),
  unknownNames: z.strictObject({ root: z.string(), servers: subnet, sites: subnet }).optional(),
});

type WorldFile = z.output<typeof worldSchema>;

/** `file` only names the text in findings. */
export function parseWorld(text: string, file: string): Result<WorldSpec, readonly Finding[]> {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) {
    return err(yamlFindings(file, yaml));
  }
  const parsed = worldSchema.safeParse(yaml.value, { reportInput: true });
  if (!parsed.success) return err(schemaFindings(file, yaml, parsed.error, keysAt));
  const findings: Finding[] = [];
  const devices: Record<string, DeviceSpec> = {};
  for (const [id, d] of Object.entries(parsed.data.devices))
    devices[id] = deviceSpec(id, d, file, text, yaml, findings);
  const links: LinkSpec[] = parsed.data.links.map((l) => ({ between: l.join, delay: l.delay, rate: l.rate }));
  const unknown = parsed.data.unknownNames;
  const sub = (s: NonNullable<typeof unknown>["sites"]) => ({
    switch: s.switch,
    network: s.subnet.address,
    prefix: s.subnet.prefix,
    gateway: s.gateway,
  });
  const spec: WorldSpec = {
    devices,
    links,
    ...(unknown && { unknownNames: { root: unknown.root, servers: sub(unknown.servers), sites: sub(unknown.sites) } }),
  };
  findings.push(...fits(spec, file, yaml));
  return findings.length > 0 ? err(findings) : ok(spec);
}

type DeviceFile = WorldFile["devices"][string];

function deviceSpec(
  id: string,
  d: DeviceFile,
  file: string,
  text: string,
  yaml: LocatedYaml,
  findings: Finding[],
): DeviceSpec {
  if (!("ports" in d)) {
    return d.ageing === undefined ? { kind: d.kind } : { kind: d.kind, ageing: d.ageing };
  }
  const ports = Object.fromEntries(
    Object.entries(d.ports).map(([name, p]) => {
      const more = p as { mac?: string | undefined; mtu?: number | undefined };
      return [name, { ...p.at, ...(more.mac && { mac: more.mac.toLowerCase() }), ...(more.mtu && { mtu: more.mtu }) }];
    }),
  );
  const programs: Record<string, ProgramSpec> = {};
  for (const [name, p] of Object.entries(d.programs ?? {})) {
    programs[name] = programSpec(p, ["devices", id, "programs", name], file, text, yaml, findings);
  }
  return withoutUndefined({
    kind: d.kind,
    ports,
    gateway: d.gateway,
    routes: d.routes?.map((r) => ({ network: r.to.address, prefix: r.to.prefix, via: r.via })),
    nameservers: d.nameservers,
    search: d.search,
    aaaa: d.aaaa,
    names: d.names,
    profile: d.profile,
    tcp: d.tcp,
    programs,
  });
}

export type Defined<T> = T extends readonly unknown[]
  ? { readonly [K in keyof T]: Defined<T[K]> }
  : T extends object
    ? { readonly [K in keyof T]: Defined<Exclude<T[K], undefined>> }
    : T;

/** Without the keys that have no value, all the way down: a key left out is not one set to undefined. */
export function withoutUndefined<T>(value: T): Defined<T> {
  if (Array.isArray(value)) return value.map(withoutUndefined) as Defined<T>;
  if (typeof value !== "object" || value === null) return value as Defined<T>;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.map(([k, v]) => [k, withoutUndefined(v)])) as Defined<T>;
}

function programSpec(
  p: NonNullable<Extract<DeviceFile, { kind: "host" | "router" }>["programs"]>[string],
  path: readonly string[],
  file: string,
  text: string,
  yaml: LocatedYaml,
  findings: Finding[],
): ProgramSpec {
  switch (p.run) {
    case "browser":
    case "recursive":
    case "http-server":
    case "script":
    case "tools":
      return withoutUndefined(p);
    case "authoritative": {
      const zones = Object.entries(p.zones).map(([origin, source]) => {
        const at = yaml.placeOf([...path, "zones", origin]);
        const block = /[|>][-+0-9]*\s*$/.test(text.split("\n")[at.line - 1] ?? "");
        const parsed = parseZoneFile(source, { origin });
        if (parsed.ok) return { name: origin, records: parsed.value };
        for (const problem of parsed.error) {
          const line = block ? at.line + problem.line : at.line;
          const { kind, line: _l, column, ...rest } = problem;
          findings.push({
            file,
            line,
            column: block ? column : at.column,
            kind: "zone-line",
            problem: kind,
            text: "text" in rest ? String(rest.text) : "",
          });
        }
        return { name: origin, records: [] };
      });
      return { run: "authoritative", zones, ...(p.roundRobin !== undefined && { roundRobin: p.roundRobin }) };
    }
  }
}

/** What no schema sees: whether the parts fit together. */
function fits(spec: WorldSpec, file: string, yaml: LocatedYaml): readonly Finding[] {
  const findings: Finding[] = [];
  const known = Object.keys(spec.devices);
  const used = new Set<string>();
  spec.links.forEach((link, i) => {
    link.between.forEach((end, j) => {
      const at = yaml.placeOf(["links", i, "join", j]);
      const device = spec.devices[end.device];
      const { port } = end;
      if (!device) {
        const suggestion = suggest(end.device, known);
        findings.push({ file, ...at, kind: "unknown-device", device: end.device, ...(suggestion && { suggestion }) });
      } else if ("ports" in device && !device.ports[port]) {
        findings.push({ file, ...at, kind: "unknown-port", device: end.device, port });
      } else if (used.has(`${end.device}.${port}`)) {
        findings.push({ file, ...at, kind: "port-used-twice", device: end.device, port });
      }
      used.add(`${end.device}.${port}`);
    });
  });
  const owners = new Map<Ipv4, string>();
  for (const [id, device] of Object.entries(spec.devices)) {
    if (!("ports" in device)) continue;
    const ports = Object.entries(device.ports);
    for (const [name, p] of ports) {
      const owner = owners.get(p.address);
      const at = yaml.placeOf(["devices", id, "ports", name]);
      if (owner) findings.push({ file, ...at, kind: "address-used-twice", address: p.address, device: owner });
      else owners.set(p.address, id);
    }
    const reachable = (via: Ipv4): boolean => ports.some(([, p]) => inSubnet(via, p.address, p.prefix));
    const gateways: [Ipv4, readonly PropertyKey[]][] = (device.routes ?? []).map((r, i) => [
      r.via,
      ["devices", id, "routes", i, "via"],
    ]);
    if (device.gateway) gateways.push([device.gateway, ["devices", id, "gateway"]]);
    for (const [gateway, path] of gateways) {
      if (!reachable(gateway)) {
        findings.push({ file, ...yaml.placeOf(path), kind: "gateway-off-subnet", device: id, gateway });
      }
    }
  }
  return findings;
}

const hostKeys = Object.keys(host.shape);
const keysAt = (path: readonly PropertyKey[]): readonly string[] => {
  if (path.length === 0) return Object.keys(worldSchema.shape);
  if (path[0] === "links") return ["join", "delay", "rate"];
  if (path[0] === "devices" && path.length === 2) return hostKeys;
  if (path.at(-2) === "programs") return [...new Set(Object.values(programs).flatMap((p) => Object.keys(p.shape)))];
  if (path.at(-1) === "edns") return Object.keys(edns.shape);
  if (path.at(-1) === "tcp") return Object.keys(tcpChoices.shape);
  if (path.at(-2) === "steps") return [...new Set(calls.flatMap((c) => Object.keys(c.shape)))];
  if (path.at(-2) === "documents") return Object.keys(document.shape);
  return ["documents", "defaults", "anyPath", "address", "mac", "mtu", "subnet", "switch", "gateway"];
};
