/** The paths of header fields, made from the headers' own definitions. */
import { assert } from "../base/assert.ts";
import { frameFields, frameLayers, isPacketPath, packetPaths } from "../lesson/packet-path.ts";
import type { FieldNode } from "../wire/codec.ts";
import { type DnsMessage, dns, type RData, type ResourceRecord, sealDns } from "../wire/dns.ts";
import { sealTcp, type TcpOption, tcp } from "../wire/tcp.ts";

const address = "192.0.2.80";
const name = "ns.example.com";
const every: readonly RData[] = [
  { kind: "A", address },
  { kind: "NS", target: name },
  { kind: "MX", preference: 10, exchange: name },
  { kind: "SOA", mname: name, rname: name, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  { kind: "TXT", texts: ["text"] },
];
const records = every.map((data): ResourceRecord => ({ name, type: data.kind, class: "IN", ttl: 300, data }));
const message: DnsMessage = {
  id: 1,
  flags: {
    response: true,
    opcode: 0,
    authoritative: true,
    truncated: false,
    recdesired: true,
    recavail: true,
    z: 0,
    rcode: 0,
  },
  queries: [{ name, type: "A", class: "IN" }],
  answers: records,
  authorities: [],
  additionals: [],
};
const options: readonly TcpOption[] = [
  { kind: "mss", mss: 1460 },
  { kind: "window-scale", shift: 7 },
  { kind: "sack-permitted" },
  { kind: "timestamps", value: 1, echo: 0 },
  { kind: "sack", blocks: [{ left: 0, right: 1 }] },
];

const dnsBytes = sealDns(message);
const tcpBytes = sealTcp(
  address,
  address,
  { srcport: 80, dstport: 80, seq: 0, ack: 0, flags: {}, window: 0, options },
  new Uint8Array(),
);

/** Paths into the items of lists, with 0 for any number: what a message has that holds one of everything. */
const itemPaths = (): readonly string[] =>
  unique(
    [...pathsIn(parsed(dns.parse(dnsBytes)), "dns"), ...pathsIn(parsed(tcp.parse(tcpBytes)), "tcp")].filter(
      (path) => isPacketPath(path) && !packetPaths.includes(path),
    ),
  );

function parsed<T>(result: { readonly ok: true; readonly value: { readonly value: T } } | { readonly ok: false }): T {
  assert(result.ok, "what we wrote can be read");
  return result.value.value;
}

function pathsIn(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, `${path}.${key}`));
}

const unique = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => path.replace(/\.\d+(?=\.|$)/g, ".0"))),
];

/** By layer, the paths that patterns can test and expressions can take; first those that every frame has. */
export function framePaths(): readonly (readonly [layer: string, paths: readonly string[]])[] {
  const all = [...packetPaths, ...itemPaths()];
  return [
    ["any", frameFields],
    ...frameLayers.map((layer) => [`\`${layer}\``, all.filter((path) => path.startsWith(`${layer}.`))] as const),
  ];
}

/** Fields that the packet pane has and that hold no value of their own, or under another name. */
export function otherPoints(): readonly string[] {
  const shown = [...dns.describe(dnsBytes).fields, ...tcp.describe(tcpBytes).fields].flatMap(nodePaths);
  const taken = [...packetPaths, ...itemPaths()];
  return unique(shown).filter((path) => !taken.includes(path));
}

const nodePaths = ({ path, children = [] }: FieldNode): readonly string[] => [path, ...children.flatMap(nodePaths)];
