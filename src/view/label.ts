/** A packet in a few words, for an arrow: `A? www.cyber.co.kr`, `SYN, ACK`, `200 OK`. Field names and flags only, no prose. */
import { ARP_REQUEST, type Arp } from "../wire/arp.ts";
import { type DnsMessage, rcodeName, rdataText } from "../wire/dns.ts";
import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST } from "../wire/icmp.ts";
import type { Packet } from "../wire/packet.ts";
import { flagNames, type TcpHeader } from "../wire/tcp.ts";
import { onHttpPort, type TcpNote } from "./conversations.ts";
import { CONTINUATION, httpLine, summaryLine } from "./summary.ts";

export function messageLabel(packet: Packet, note?: TcpNote): string {
  const { arp, ip, icmp, udp, tcp, dns } = packet;
  if (arp) return arpLabel(arp);
  if (ip && (ip.flags.mf || ip.frag_offset > 0)) return `IP off=${ip.frag_offset * 8}`;
  if (dns) return dnsLabel(dns);
  if (tcp) return tcpLabel(packet, tcp, note);
  if (icmp) {
    if (icmp.type === ICMP_ECHO_REQUEST) return `Echo request ${icmp.seq}`;
    if (icmp.type === ICMP_ECHO_REPLY) return `Echo reply ${icmp.seq}`;
    return summaryLine(packet).replace(/^(Destination |Time-to-live )/, "");
  }
  return udp ? `UDP Len=${packet.payload.length}` : summaryLine(packet);
}

/** The frame's line; data in the middle of a message says which bytes it has, since `Continuation` alone says nothing. */
export function tellingLine(packet: Packet, note?: TcpNote): string {
  const line = summaryLine(packet, note);
  return line.endsWith(CONTINUATION) ? `${line} ${messageLabel(packet, note)}` : line;
}

/** Only what differs from the sender's own address: `.53`. */
const tail = (address: string, other: string): string => {
  const dot = address.lastIndexOf(".");
  return address.slice(0, dot) === other.slice(0, dot) ? address.slice(dot) : address;
};

const arpLabel = (arp: Arp): string =>
  arp.opcode === ARP_REQUEST
    ? `ARP who-has ${tail(arp.dst_proto_ipv4, arp.src_proto_ipv4)}`
    : `ARP ${tail(arp.src_proto_ipv4, arp.dst_proto_ipv4)} is-at ${arp.src_hw_mac}`;

function dnsLabel(m: DnsMessage): string {
  const question = m.queries[0];
  if (!m.flags.response) return question ? `${question.type}? ${question.name}` : "?";
  if (m.flags.truncated) return "TC";
  if (m.flags.rcode !== 0) return rcodeName(m.flags.rcode);
  const answer = m.answers.find((rr) => rr.type === question?.type) ?? m.answers[0];
  if (answer) {
    const more = m.answers.length > 1 ? ` +${m.answers.length - 1}` : "";
    return `${answer.type} ${rdataText(answer.data)}${more}`;
  }
  const referral = m.authorities.find((rr) => rr.type === "NS");
  return referral ? `NS ${referral.name}` : "NODATA";
}

function tcpLabel(packet: Packet, tcp: TcpHeader, note: TcpNote | undefined): string {
  const length = packet.payload.length;
  const flags = flagNames(tcp.flags).join(", ");
  const { syn, fin, reset } = tcp.flags;
  if (length > 0) {
    const http = onHttpPort(tcp) ? httpLine(packet.payload) : "";
    if (http !== "" && http !== CONTINUATION)
      return http
        .replace(/ HTTP\/\d\.\d *$|^HTTP\/\d\.\d /g, "")
        .replace(/ +/g, " ")
        .trim();
    return `${fin ? `${flags} ` : ""}Seq=${note?.seq ?? tcp.seq} Len=${length}`;
  }
  return syn || fin || reset ? flags : `${flags}=${note?.ack ?? tcp.ack}`;
}
