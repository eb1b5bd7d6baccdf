/** Which paths lead into a decoded packet: `tcp.flags.syn`, `dns.queries.0.name`. Names as Wireshark has them. */
import type { Arp } from "../wire/arp.ts";
import type { DnsFlags, DnsMessage } from "../wire/dns.ts";
import type { Ethernet } from "../wire/ethernet.ts";
import type { Icmp } from "../wire/icmp.ts";
import type { Ipv4Header } from "../wire/ipv4.ts";
import type { TcpFlags, TcpHeader } from "../wire/tcp.ts";
import type { Udp } from "../wire/udp.ts";
import { suggest } from "./suggest.ts";

/** True: a value. `items`: a list of records, whose own fields depend on their kind. */
type Shape<T> = { readonly [K in keyof T]-?: true | "items" | { readonly [F in string]: true | "items" } };
type Flags<T> = { readonly [K in keyof T]: true };

const ipFlags: Flags<Ipv4Header["flags"]> = { rb: true, df: true, mf: true };
const tcpFlags: Flags<TcpFlags> = {
  cwr: true,
  ece: true,
  urg: true,
  ack: true,
  push: true,
  reset: true,
  syn: true,
  fin: true,
};
const dnsFlags: Flags<DnsFlags> = {
  response: true,
  opcode: true,
  authoritative: true,
  truncated: true,
  recdesired: true,
  recavail: true,
  z: true,
  rcode: true,
};
const eth: Shape<Ethernet> = { dst: true, src: true, type: true };
const arp: Shape<Arp> = {
  hw_type: true,
  proto_type: true,
  hw_size: true,
  proto_size: true,
  opcode: true,
  src_hw_mac: true,
  src_proto_ipv4: true,
  dst_hw_mac: true,
  dst_proto_ipv4: true,
};
const ip: Shape<Ipv4Header> = {
  version: true,
  hdr_len: true,
  dscp: true,
  ecn: true,
  len: true,
  id: true,
  flags: ipFlags,
  frag_offset: true,
  ttl: true,
  proto: true,
  checksum: true,
  src: true,
  dst: true,
  options: "items",
};
const udp: Shape<Udp> = { srcport: true, dstport: true, length: true, checksum: true };
/** `len` stands in no header: the segment's data in bytes. */
const tcp: Shape<TcpHeader & { readonly len: number }> = {
  srcport: true,
  dstport: true,
  seq: true,
  ack: true,
  hdr_len: true,
  len: true,
  res: true,
  flags: tcpFlags,
  window_size_value: true,
  checksum: true,
  urgent_pointer: true,
  options: "items",
};
const dns: Shape<DnsMessage> = {
  id: true,
  flags: dnsFlags,
  queries: "items",
  answers: "items",
  authorities: "items",
  additionals: "items",
};

/** The layers whose fields a pattern can test. */
export const frameLayers = ["eth", "arp", "ip", "icmp", "udp", "tcp", "dns"] as const;
export type FrameLayer = (typeof frameLayers)[number];

/** What a frame has besides its headers: who speaks to whom, where it was seen, how long it is (in bytes). */
export const frameFields = ["from", "to", "by", "link", "lost", "bytes", "data"] as const;

const icmp: Shape<Icmp> = { type: true, code: true, checksum: true, ident: true, seq: true };
const shapes: Readonly<
  Record<FrameLayer, Readonly<Record<string, true | "items" | Readonly<Record<string, unknown>>>>>
> = {
  eth,
  arp,
  ip,
  icmp,
  udp,
  tcp,
  dns,
};

function known(): { readonly values: readonly string[]; readonly lists: readonly string[] } {
  const values: string[] = [];
  const lists: string[] = [];
  for (const [layer, fields] of Object.entries(shapes)) {
    for (const [name, shape] of Object.entries(fields)) {
      const path = `${layer}.${name}`;
      if (shape === true) values.push(path);
      else if (shape === "items") lists.push(path);
      else values.push(...Object.keys(shape).map((inner) => `${path}.${inner}`));
    }
  }
  return { values, lists };
}

const { values, lists } = known();

/** Every path that leads to one value; lists are followed by `.0.` and a field of their items. */
export const packetPaths: readonly string[] = values;

const flags: ReadonlySet<string> = new Set([
  ...Object.keys(ipFlags).map((flag) => `ip.flags.${flag}`),
  ...Object.keys(tcpFlags).map((flag) => `tcp.flags.${flag}`),
  ...Object.keys(dnsFlags)
    .filter((flag) => !["opcode", "z", "rcode"].includes(flag))
    .map((flag) => `dns.flags.${flag}`),
]);

export type MisspeltTest =
  | { readonly kind: "quoted"; readonly text: string }
  | { readonly kind: "wrong-type"; readonly expected: string };

/** A number or a flag in quotes, a flag written as a number: no frame passes such a test. */
export function misspeltTest(path: string, test: unknown): MisspeltTest | undefined {
  const isFlag = flags.has(path);
  if (typeof test === "string" && values.includes(path)) {
    if (isFlag ? /^(true|false)$/.test(test) : /^\d+$/.test(test)) return { kind: "quoted", text: test };
  }
  return isFlag && (typeof test === "string" || typeof test === "number")
    ? { kind: "wrong-type", expected: "true | false" }
    : undefined;
}

export function isPacketPath(path: string): boolean {
  if (values.includes(path)) return true;
  return lists.some(
    (list) => path.startsWith(`${list}.`) && /^\d+\.[a-z_]+(\.[a-z_]+)*$/.test(path.slice(list.length + 1)),
  );
}

/** The path that the author may have meant. */
export const suggestPath = (path: string): string | undefined => suggest(path, [...values, ...frameFields]);
