/** A whole frame read back from its bytes: one record a layer, as far as the bytes make sense. */
import { type Arp, arp } from "./arp.ts";
import { internetChecksum, pseudoSum, sum16 } from "./bytes.ts";
import type { FieldNode, Header, Meaning, Problem } from "./codec.ts";
import { DNS_PORT, type DnsMessage, dns, dnsLength } from "./dns.ts";
import { ETHERNET_HEADER_BYTES, ETHERTYPE_ARP, ETHERTYPE_IPV4, type Ethernet, ethernet } from "./ethernet.ts";
import { type Icmp, icmp, icmpChecksumGood } from "./icmp.ts";
import { type Ipv4Header, ipv4, ipv4ChecksumGood, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "./ipv4.ts";
import { type TcpHeader, tcp, tcpChecksumGood } from "./tcp.ts";
import { type Udp, udp, udpChecksumGood } from "./udp.ts";

export type Protocol = "eth" | "arp" | "ip" | "icmp" | "udp" | "tcp" | "dns" | "http" | "data" | "padding";

export type Packet = {
  readonly eth?: Ethernet;
  readonly arp?: Arp;
  readonly ip?: Ipv4Header;
  readonly icmp?: Icmp;
  readonly udp?: Udp;
  readonly tcp?: TcpHeader;
  readonly dns?: DnsMessage;
  /** What the innermost header carries: the data of a segment or datagram, the rest of a message. */
  readonly payload: Uint8Array;
  /** Byte ranges [start, end) of what was read, outermost first. */
  readonly layers: readonly Layer[];
  readonly problem?: Problem;
};

export type Layer = { readonly protocol: Protocol; readonly start: number; readonly end: number };

type Mutable = { -readonly [K in keyof Packet]: Packet[K] } & { layers: Layer[] };

/** Never throws: bytes that are no packet give what could be read, and a problem. */
export function decodeFrame(bytes: Uint8Array): Packet {
  const p: Mutable = { payload: bytes, layers: [] };
  const take = <T>(h: Header<T>, protocol: Protocol, start: number, end: number): T | undefined => {
    const result = h.parse(bytes, start, end);
    if (!result.ok) {
      p.problem = result.error;
      p.payload = bytes.subarray(start, end);
      p.layers.push({ protocol, start, end });
      return undefined;
    }
    p.layers.push({ protocol, start, end: result.value.end });
    p.payload = bytes.subarray(result.value.end, end);
    return result.value.value;
  };

  const eth = take(ethernet, "eth", 0, bytes.length);
  if (!eth) return p;
  p.eth = eth;
  if (eth.type === ETHERTYPE_ARP) {
    const a = take(arp, "arp", ETHERNET_HEADER_BYTES, bytes.length);
    if (a) p.arp = a;
    return padded(p, bytes);
  }
  if (eth.type !== ETHERTYPE_IPV4) return p;
  const ip = take(ipv4, "ip", ETHERNET_HEADER_BYTES, bytes.length);
  if (!ip) return p;
  p.ip = ip;
  const end = ETHERNET_HEADER_BYTES + ip.len;
  const at = ETHERNET_HEADER_BYTES + ip.hdr_len * 4;
  if (end > bytes.length || ip.len < ip.hdr_len * 4) {
    p.problem = { kind: "bad-length", path: "ip.len", bit: (ETHERNET_HEADER_BYTES + 2) * 8, value: ip.len };
    return p;
  }
  p.payload = bytes.subarray(at, end);
  if (ip.frag_offset > 0) return padded(p, bytes, end);
  if (ip.proto === PROTOCOL_TCP) {
    const t = take(tcp, "tcp", at, end);
    if (t) {
      p.tcp = t;
      readDnsOverTcp(p, bytes, end);
    }
  } else if (ip.proto === PROTOCOL_UDP) {
    const u = take(udp, "udp", at, end);
    if (u) {
      p.udp = u;
      const isDns = u.srcport === DNS_PORT || u.dstport === DNS_PORT;
      if (isDns && !ip.flags.mf) {
        const m = take(dns, "dns", at + 8, end);
        if (m) p.dns = m;
      }
    }
  } else if (ip.proto === PROTOCOL_ICMP) {
    const i = take(icmp, "icmp", at, end);
    if (i) p.icmp = i;
  }
  return padded(p, bytes, end);
}

function readDnsOverTcp(p: Mutable, bytes: Uint8Array, end: number): void {
  const t = p.tcp!;
  if ((t.srcport !== DNS_PORT && t.dstport !== DNS_PORT) || p.payload.length < 14) return;
  const start = end - p.payload.length;
  const length = (bytes[start]! << 8) | bytes[start + 1]!;
  if (length !== p.payload.length - 2) return;
  const result = dns.parse(bytes, start + 2, end);
  if (!result.ok) return;
  p.dns = result.value.value;
  p.layers.push({ protocol: "dns", start, end });
  p.payload = bytes.subarray(end, end);
}

function padded(p: Mutable, bytes: Uint8Array, end = p.layers.at(-1)?.end ?? bytes.length): Packet {
  if (p.arp) p.payload = bytes.subarray(end, end);
  if (end < bytes.length) p.layers.push({ protocol: "padding", start: end, end: bytes.length });
  return p;
}

export type LayerTree = {
  readonly protocol: Protocol;
  /** Byte range [start, end). */
  readonly start: number;
  readonly end: number;
  readonly fields: readonly FieldNode[];
  readonly problem?: Problem;
};

/** Every field of every layer with its bits, checksums judged: what the packet pane shows. */
export function describeFrame(bytes: Uint8Array): readonly LayerTree[] {
  const packet = decodeFrame(bytes);
  const trees: LayerTree[] = [];
  const headers = { eth: ethernet, arp, ip: ipv4, icmp, udp, tcp, dns } as const;
  for (const layer of packet.layers) {
    const { protocol, start, end } = layer;
    if (protocol === "padding" || protocol === "data" || protocol === "http") {
      trees.push({ protocol, start, end, fields: [] });
      continue;
    }
    const overTcp = protocol === "dns" && packet.tcp !== undefined;
    const length = overTcp ? dnsLength.describe(bytes, start, start + 2).fields : [];
    const limit = protocol === "eth" || protocol === "arp" ? bytes.length : endOfIp(packet, bytes);
    const { fields, problem } = headers[protocol].describe(bytes, overTcp ? start + 2 : start, limit);
    const judged = judge(packet, protocol, bytes, start, limit, [...length, ...fields]);
    trees.push(problem ? { protocol, start, end, fields: judged, problem } : { protocol, start, end, fields: judged });
  }
  if (packet.payload.length > 0 && packet.layers.length > 0) {
    const start = packet.payload.byteOffset - bytes.byteOffset;
    const data: LayerTree = { protocol: "data", start, end: start + packet.payload.length, fields: [] };
    const padding = trees.findIndex((t) => t.protocol === "padding");
    if (!trees.some((t) => t.start === start && t.problem)) trees.splice(padding < 0 ? trees.length : padding, 0, data);
  }
  return trees;
}

const endOfIp = (packet: Packet, bytes: Uint8Array): number =>
  packet.ip ? Math.min(bytes.length, ETHERNET_HEADER_BYTES + packet.ip.len) : bytes.length;

/** Puts the verdict on the checksum fields: only the whole packet can tell. */
function judge(
  packet: Packet,
  protocol: Protocol,
  bytes: Uint8Array,
  start: number,
  end: number,
  fields: readonly FieldNode[],
): readonly FieldNode[] {
  const ip = packet.ip;
  if (!ip || packet.problem || ip.flags.mf || ip.frag_offset > 0) {
    if (protocol !== "ip") return fields;
  }
  const ipStart = ETHERNET_HEADER_BYTES;
  const verdict = (): Meaning | undefined => {
    if (!ip) return undefined;
    switch (protocol) {
      case "ip":
        return ipv4ChecksumGood(bytes, ipStart, ip.hdr_len * 4)
          ? { kind: "checksum-good" }
          : { kind: "checksum-bad", should: shouldBe(bytes, ipStart, ipStart + ip.hdr_len * 4, 10, 0) };
      case "tcp":
        return tcpChecksumGood(bytes, ipStart, start, end)
          ? { kind: "checksum-good" }
          : {
              kind: "checksum-bad",
              should: shouldBe(bytes, start, end, 16, pseudoSum(bytes, ipStart, PROTOCOL_TCP, end - start)),
            };
      case "udp":
        if (packet.udp?.checksum === 0) return { kind: "checksum-unused" };
        return udpChecksumGood(bytes, ipStart, start, end)
          ? { kind: "checksum-good" }
          : {
              kind: "checksum-bad",
              should: shouldBe(bytes, start, end, 6, pseudoSum(bytes, ipStart, PROTOCOL_UDP, end - start)) || 0xffff,
            };
      case "icmp":
        return icmpChecksumGood(bytes, start, end)
          ? { kind: "checksum-good" }
          : { kind: "checksum-bad", should: shouldBe(bytes, start, end, 2, 0) };
      default:
        return undefined;
    }
  };
  const meaning = verdict();
  return meaning ? fields.map((f) => (f.name === "checksum" ? { ...f, meaning } : f)) : fields;
}

/** The checksum that these bytes call for: the field at `offset` counts as zero. */
function shouldBe(bytes: Uint8Array, start: number, end: number, offset: number, sum: number): number {
  const field = (bytes[start + offset]! << 8) | bytes[start + offset + 1]!;
  return internetChecksum(sum16(bytes, start, end, sum) - field);
}
