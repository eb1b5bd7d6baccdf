/** Frames in one line each, as an observer's packet list has them: `C > S [SYN] seq=0 len=0 win=64240 mss=1460`. */
import type { Micros } from "../../../base/units.ts";
import { type DnsMessage, type ResourceRecord, rcodeName, rdataText } from "../../../wire/dns.ts";
import { ICMP_UNREACHABLE, UNREACHABLE_NEEDS_FRAGMENTING } from "../../../wire/icmp.ts";
import { decodeFrame, type Packet } from "../../../wire/packet.ts";
import { flagNames, type TcpOption } from "../../../wire/tcp.ts";
import { observe } from "../../capture.ts";
import type { Timeline } from "../../timeline.ts";

/** One frame seen. `text` holds all there is to say; a table of what is expected says only what matters. */
export type Said = {
  readonly at: Micros;
  readonly text: string;
  readonly packet: Packet;
  readonly bytes: Uint8Array;
};

/** What the adapters of `device` see, in order; sequence numbers count from each side's own start. */
export function trace(timeline: Timeline, device: string, letters: Readonly<Record<string, string>>): readonly Said[] {
  const { owners } = timeline.start;
  const who = (address: string): string => letters[owners[address] ?? ""] ?? address;
  const starts: Record<string, number> = {};
  return timeline.steps
    .flatMap((step) => observe(step, { device }))
    .map(({ at, frame }) => {
      const packet = decodeFrame(frame.bytes);
      return { at, text: textOf(packet, who, starts), packet, bytes: frame.bytes };
    });
}

function textOf(p: Packet, who: (address: string) => string, starts: Record<string, number>): string {
  if (p.arp) {
    const from = who(p.arp.src_proto_ipv4);
    if (p.arp.opcode === 2) return `${from} > ${who(p.arp.dst_proto_ipv4)} ARP is-at ${p.arp.src_hw_mac}`;
    const to = p.eth?.dst === "ff:ff:ff:ff:ff:ff" ? "*" : who(p.arp.dst_proto_ipv4);
    const zero = p.arp.dst_hw_mac === "00:00:00:00:00:00" ? " target-zero" : "";
    return `${from} > ${to} ARP who-has ${who(p.arp.dst_proto_ipv4)}${zero}`;
  }
  if (!p.ip) return "?";
  const ends = `${who(p.ip.src)} > ${who(p.ip.dst)}`;
  const df = p.ip.flags.df ? " DF" : "";
  const ip = `ttl=${p.ip.ttl} id=${p.ip.id}${df}`;
  if (p.ip.frag_offset > 0 || p.ip.flags.mf) {
    return `${ends} IP frag=${p.ip.frag_offset}${p.ip.flags.mf ? " MF" : ""} len=${p.ip.len - 20} ${ip}`;
  }
  if (p.tcp) return `${ends} ${tcpText(p, starts)} ${ip}`;
  if (p.icmp) {
    const mtu =
      p.icmp.type === ICMP_UNREACHABLE && p.icmp.code === UNREACHABLE_NEEDS_FRAGMENTING ? ` mtu=${p.icmp.seq}` : "";
    return `${ends} ICMP ${p.icmp.type}/${p.icmp.code}${mtu} len=${p.ip.len - 20} ${ip}`;
  }
  if (p.dns) return `${ends} ${dnsText(p.dns)} len=${(p.udp?.length ?? 8) - 8} ${ip}`;
  if (p.udp) return `${ends} UDP ${p.udp.srcport}>${p.udp.dstport} len=${p.udp.length - 8} ${ip}`;
  return `${ends} IP len=${p.ip.len - 20} ${ip}`;
}

function tcpText(p: Packet, starts: Record<string, number>): string {
  const t = p.tcp!;
  const ip = p.ip!;
  const own = `${ip.src}:${t.srcport} ${ip.dst}:${t.dstport}`;
  const other = `${ip.dst}:${t.dstport} ${ip.src}:${t.srcport}`;
  if (t.flags.syn) starts[own] = t.seq;
  const seq = (t.seq - (starts[own] ?? 0)) >>> 0;
  const ack = (t.ack - (starts[other] ?? 0)) >>> 0;
  const words = [`[${flagNames(t.flags).join(",")}]`, `seq=${seq}`];
  if (t.flags.ack) words.push(`ack=${ack}`);
  else words.push(`rawack=${t.ack}`);
  const end = ip.len - ip.hdr_len * 4 - t.hdr_len * 4;
  words.push(`len=${end}`, `win=${t.window_size_value}`, `hdr=${t.hdr_len * 4}`, ...t.options.flatMap(optionWords));
  words.push(`${t.srcport}>${t.dstport}`);
  return words.join(" ");

  function optionWords(o: TcpOption): string[] {
    switch (o.kind) {
      case "mss":
        return [`mss=${o.mss}`];
      case "window-scale":
        return [`wscale=${o.shift}`];
      case "timestamps":
        return ["ts"];
      case "sack-permitted":
        return ["sackok"];
      case "sack": {
        const base = starts[other] ?? 0;
        return [`sack=${o.blocks.map((b) => `${(b.left - base) >>> 0}-${(b.right - base) >>> 0}`).join(",")}`];
      }
      default:
        return [];
    }
  }
}

function dnsText(m: DnsMessage): string {
  const { flags } = m;
  const words = ["DNS", flags.response ? rcodeName(flags.rcode) : "query"];
  for (const q of m.queries) words.push(q.type, q.name);
  if (flags.authoritative) words.push("AA");
  if (flags.truncated) words.push("TC");
  if (flags.recdesired) words.push("RD");
  if (flags.recavail) words.push("RA");
  words.push(`an=${records(m.answers)}`, `au=${records(m.authorities)}`, `ar=${records(m.additionals)}`);
  return words.join(" ");
}

/** `A:300:10.20.2.80|…`; `-` for none. */
const records = (list: readonly ResourceRecord[]): string =>
  list.length === 0 ? "-" : list.map((rr) => `${rr.type}:${rr.ttl}:${shortData(rr)}`).join("|");

/** Of a SOA only the name of its server: the rest stands in the zone. */
const shortData = (rr: ResourceRecord): string =>
  rr.data.kind === "SOA" ? rr.data.mname : rdataText(rr.data).replaceAll(" ", ",");

/** A segment that only acknowledges. */
export const isPureAck = ({ packet: { tcp, payload } }: Said): boolean =>
  tcp !== undefined && payload.length === 0 && tcp.flags.ack && !tcp.flags.syn && !tcp.flags.fin && !tcp.flags.reset;
