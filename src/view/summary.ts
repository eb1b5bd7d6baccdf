/**
 * One line a frame: tshark's Info column with `->` for its arrow, and without the numbers of other frames that it adds.
 * Each segment speaks for itself, as with tshark's TCP reassembly switched off: the frame that carries the status line
 * says so, later ones are `Continuation`; fragments are named as such, whole or not.
 */
import type { Micros } from "../base/units.ts";
import type { Arp } from "../wire/arp.ts";
import { ARP_REPLY, ARP_REQUEST } from "../wire/arp.ts";
import { type DnsMessage, type ResourceRecord, rcodeName } from "../wire/dns.ts";
import { type DomainName, ROOT } from "../wire/domain-name.ts";
import { describeHttp, type HttpPart, headerValue } from "../wire/http.ts";
import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST, ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE, type Icmp } from "../wire/icmp.ts";
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "../wire/ipv4.ts";
import { decodeFrame, type Packet } from "../wire/packet.ts";
import { flagNames, type TcpHeader, type TcpOption } from "../wire/tcp.ts";
import {
  type Conversations,
  noConversations,
  noteFrame,
  onHttpPort,
  type TcpMark,
  type TcpNote,
} from "./conversations.ts";

export type SeenFrame = { readonly at: Micros; readonly bytes: Uint8Array };

/** The frames of one place in the order in which they passed, one line each. */
export function summaries(frames: readonly SeenFrame[]): readonly string[] {
  let index = noConversations;
  return frames.map((frame) => {
    const { text, conversations } = summaryOf(index, frame);
    index = conversations;
    return text;
  });
}

/** The line for the next frame, and the index that the one after it needs. */
export function summaryOf(
  index: Conversations,
  frame: SeenFrame,
): { readonly text: string; readonly conversations: Conversations } {
  const packet = decodeFrame(frame.bytes);
  const { conversations, note } = noteFrame(index, packet, frame.at);
  return { text: summaryLine(packet, note), conversations };
}

/** `note` is what the conversation index said of this segment; without it the numbers are raw. */
export function summaryLine(packet: Packet, note?: TcpNote): string {
  const { arp, ip, icmp, udp, tcp, dns } = packet;
  if (arp) return arpLine(arp);
  if (ip && (ip.flags.mf || ip.frag_offset > 0)) return fragmentLine(ip);
  if (tcp) return tcpLine(packet, tcp, note ?? rawNote(packet, tcp));
  if (dns) return dnsLine(dns);
  if (packet.problem) return "[Malformed Packet]";
  if (udp) return `${udp.srcport} -> ${udp.dstport} Len=${packet.payload.length}`;
  if (icmp && ip) return icmpLine(icmp, ip.ttl);
  if (ip) return `IP protocol ${ip.proto}`;
  return packet.eth ? `Ethernet II type 0x${packet.eth.type.toString(16).padStart(4, "0")}` : "[Malformed Packet]";
}

function arpLine(arp: Arp): string {
  const { src_proto_ipv4: from, dst_proto_ipv4: to } = arp;
  if (arp.opcode === ARP_REQUEST) {
    if (from === to) return `ARP Announcement for ${from}`;
    return from === "0.0.0.0" ? `Who has ${to}? (ARP Probe)` : `Who has ${to}? Tell ${from}`;
  }
  if (arp.opcode === ARP_REPLY) {
    return from === to ? `Gratuitous ARP for ${from} (Reply)` : `${from} is at ${arp.src_hw_mac}`;
  }
  return `Unknown ARP opcode 0x${arp.opcode.toString(16).padStart(4, "0")}`;
}

const protocolNames: Readonly<Record<number, string>> = {
  [PROTOCOL_ICMP]: "ICMP",
  [PROTOCOL_TCP]: "TCP",
  [PROTOCOL_UDP]: "UDP",
};

function fragmentLine(ip: NonNullable<Packet["ip"]>): string {
  const name = protocolNames[ip.proto] ?? "Unknown";
  const id = ip.id.toString(16).padStart(4, "0");
  return `Fragmented IP protocol (proto=${name} ${ip.proto}, off=${ip.frag_offset * 8}, ID=${id})`;
}

// ---- ICMP

const unreachable: readonly string[] = [
  "Network unreachable",
  "Host unreachable",
  "Protocol unreachable",
  "Port unreachable",
  "Fragmentation needed",
];

function icmpLine(icmp: Icmp, ttl: number): string {
  switch (icmp.type) {
    case ICMP_ECHO_REQUEST:
      return `Echo (ping) request  ${echo(icmp, ttl)}`;
    case ICMP_ECHO_REPLY:
      return `Echo (ping) reply    ${echo(icmp, ttl)}`;
    case ICMP_UNREACHABLE:
      return `Destination unreachable (${unreachable[icmp.code] ?? `Unknown code: ${icmp.code}`})`;
    case ICMP_TIME_EXCEEDED:
      return icmp.code === 1
        ? "Time-to-live exceeded (Fragment reassembly time exceeded)"
        : "Time-to-live exceeded (Time to live exceeded in transit)";
    default:
      return `ICMP type ${icmp.type} code ${icmp.code}`;
  }
}

/** The sequence number as it stands, and as a machine with the other byte order would read it. */
function echo({ ident, seq }: Icmp, ttl: number): string {
  const swapped = ((seq & 0xff) << 8) | (seq >>> 8);
  return `id=0x${ident.toString(16).padStart(4, "0")}, seq=${seq}/${swapped}, ttl=${ttl}`;
}

// ---- DNS

const errors: Readonly<Record<number, string>> = {
  1: "Format error",
  2: "Server failure",
  3: "No such name",
  4: "Not implemented",
  5: "Refused",
};

function dnsLine(m: DnsMessage): string {
  const words = ["Standard query"];
  if (m.flags.response) words.push("response");
  words.push(`0x${m.id.toString(16).padStart(4, "0")}`);
  if (m.flags.response && m.flags.rcode !== 0) words.push(errors[m.flags.rcode] ?? rcodeName(m.flags.rcode));
  for (const { type, name } of m.queries) words.push(type, shownName(name));
  for (const rr of [...m.answers, ...m.authorities, ...m.additionals]) words.push(...recordWords(rr));
  return words.join(" ");
}

const shownName = (name: DomainName): string => (name === ROOT ? "<Root>" : name);

function recordWords({ type, data }: ResourceRecord): readonly string[] {
  switch (data.kind) {
    case "A":
      return [type, data.address];
    case "NS":
    case "CNAME":
    case "PTR":
      return [type, shownName(data.target)];
    case "MX":
      return [type, String(data.preference), shownName(data.exchange)];
    case "SOA":
      return [type, shownName(data.mname)];
    case "TXT":
    case "other":
      return [type];
  }
}

// ---- TCP and HTTP

function rawNote({ ip }: Packet, tcp: TcpHeader): TcpNote {
  const length = ip ? ip.len - ip.hdr_len * 4 - tcp.hdr_len * 4 : 0;
  return {
    seq: tcp.seq,
    ack: tcp.ack,
    window: tcp.window_size_value,
    length,
    ackBase: 0,
    http: onHttpPort(tcp),
    marks: [],
  };
}

function tcpLine(packet: Packet, tcp: TcpHeader, note: TcpNote): string {
  const prefix = marksText(note.marks);
  // Wireshark keeps what looks sent twice from those who read the data; fast and spurious repeats get through.
  const again = note.marks.some((m) => m.kind === "retransmission" || m.kind === "out-of-order");
  if (!again && note.length > 0) {
    if (packet.dns) return prefix + dnsLine(packet.dns);
    if (note.http && onHttpPort(tcp)) return prefix + httpLine(packet.payload);
  }
  return prefix + segmentLine(tcp, note);
}

function segmentLine(tcp: TcpHeader, note: TcpNote): string {
  const words = [`${tcp.srcport} -> ${tcp.dstport} [${flagNames(tcp.flags).join(", ")}]`, `Seq=${note.seq}`];
  if (tcp.flags.ack) words.push(`Ack=${note.ack}`);
  words.push(`Win=${note.window}`, `Len=${note.length}`);
  for (const option of tcp.options) words.push(...optionWords(option, note.ackBase));
  return words.join(" ");
}

function optionWords(o: TcpOption, ackBase: number): readonly string[] {
  switch (o.kind) {
    case "mss":
      return [`MSS=${o.mss}`];
    case "window-scale":
      return [`WS=${2 ** o.shift}`];
    case "sack-permitted":
      return ["SACK_PERM"];
    case "sack":
      return o.blocks.map((b) => `SLE=${(b.left - ackBase) >>> 0} SRE=${(b.right - ackBase) >>> 0}`);
    case "timestamps":
      return [`TSval=${o.value}`, `TSecr=${o.echo}`];
    case "eol":
    case "nop":
    case "other":
      return [];
  }
}

/** Wireshark puts each in front of what is there already, in this order. */
const markOrder: readonly TcpMark["kind"][] = [
  "ports-reused",
  "retransmission",
  "fast-retransmission",
  "spurious-retransmission",
  "out-of-order",
  "acked-unseen",
  "previous-segment-missing",
  "window-full",
  "window-update",
  "keep-alive",
  "keep-alive-ack",
  "duplicate-ack",
  "zero-window-probe",
  "zero-window",
  "zero-window-probe-ack",
];

const markNames: Readonly<Record<TcpMark["kind"], string>> = {
  "ports-reused": "TCP Port numbers reused",
  retransmission: "TCP Retransmission",
  "fast-retransmission": "TCP Fast Retransmission",
  "spurious-retransmission": "TCP Spurious Retransmission",
  "out-of-order": "TCP Out-Of-Order",
  "acked-unseen": "TCP ACKed unseen segment",
  "previous-segment-missing": "TCP Previous segment not captured",
  "window-full": "TCP Window Full",
  "window-update": "TCP Window Update",
  "keep-alive": "TCP Keep-Alive",
  "keep-alive-ack": "TCP Keep-Alive ACK",
  "duplicate-ack": "TCP Dup ACK",
  "zero-window-probe": "TCP ZeroWindowProbe",
  "zero-window": "TCP ZeroWindow",
  "zero-window-probe-ack": "TCP ZeroWindowProbeAck",
};

function marksText(marks: readonly TcpMark[]): string {
  let text = "";
  for (const kind of markOrder) {
    const mark = marks.find((m) => m.kind === kind);
    if (!mark) continue;
    const which = mark.kind === "duplicate-ack" ? ` ${mark.frame}#${mark.count}` : "";
    text = `[${markNames[kind]}${which}] ${text}`;
  }
  return text;
}

/** As tshark calls data in the middle of a message. */
export const CONTINUATION = "Continuation";

/** The start line, as far as this segment holds it; the kind of body in parentheses when some of it is here too. */
export function httpLine(payload: Uint8Array): string {
  const parts = describeHttp(payload);
  const first = parts[0];
  if (!first || (first.kind !== "request-line" && first.kind !== "status-line")) return CONTINUATION;
  const line = first.tokens.map((t) => (t.kind === "line-end" ? " " : t.text)).join("");
  const body = parts.some((p) => p.kind === "body");
  const type = body ? headerValue(headersOf(parts), "Content-Type") : undefined;
  return type === undefined ? line : `${line} (${type.split(";")[0]!.trim()})`;
}

const headersOf = (parts: readonly HttpPart[]) => parts.flatMap((p) => (p.kind === "header" ? [p] : []));
