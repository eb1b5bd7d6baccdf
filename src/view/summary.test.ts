import { describe, expect, test } from "vitest";
import { arpMessage } from "../wire/arp.ts";
import { type DnsMessage, sealDns } from "../wire/dns.ts";
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, emitEthernet } from "../wire/ethernet.ts";
import { ICMP_ECHO_REPLY, ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE, sealIcmp } from "../wire/icmp.ts";
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP, sealIpv4 } from "../wire/ipv4.ts";
import { sealTcp, type TcpFields } from "../wire/tcp.ts";
import { ascii } from "../wire/text.ts";
import { sealUdp } from "../wire/udp.ts";
import { noConversations } from "./conversations.ts";
import { summaries, summaryOf } from "./summary.ts";

const A = "192.0.2.1";
const B = "192.0.2.2";
const MACS = { dst: "02:00:00:00:00:02", src: "02:00:00:00:00:01" };

const ip = (proto: number, payload: Uint8Array, src = A, dst = B, mf = false, fragOffset = 0): Uint8Array =>
  emitEthernet(
    { ...MACS, type: ETHERTYPE_IPV4 },
    sealIpv4({ id: 7, ttl: 64, proto, src, dst, mf, fragOffset }, payload),
  );

const udp = (srcport: number, dstport: number, payload: Uint8Array): Uint8Array =>
  ip(PROTOCOL_UDP, sealUdp({ src: A, dst: B, srcport, dstport }, payload));

const line = (bytes: Uint8Array): string => summaryOf(noConversations, { at: 0, bytes }).text;

describe("one frame", () => {
  const arp = (opcode: number, from: string, to: string): Uint8Array =>
    emitEthernet(
      { ...MACS, type: ETHERTYPE_ARP },
      arpMessage({
        opcode,
        src_hw_mac: MACS.src,
        src_proto_ipv4: from,
        dst_hw_mac: MACS.dst,
        dst_proto_ipv4: to,
      }),
    );

  test.each([
    ["an ARP request", arp(1, A, B), "Who has 192.0.2.2? Tell 192.0.2.1"],
    ["an ARP reply", arp(2, A, B), "192.0.2.1 is at 02:00:00:00:00:01"],
    ["an ARP announcement", arp(1, A, A), "ARP Announcement for 192.0.2.1"],
    ["an ARP probe", arp(1, "0.0.0.0", B), "Who has 192.0.2.2? (ARP Probe)"],
    ["UDP without a known payload", udp(4000, 4001, ascii("hello")), "4000 -> 4001 Len=5"],
    [
      "a ping's answer",
      ip(PROTOCOL_ICMP, sealIcmp({ type: ICMP_ECHO_REPLY, code: 0, ident: 1, seq: 258 }, ascii("x"))),
      "Echo (ping) reply    id=0x0001, seq=258/513, ttl=64",
    ],
    [
      "a port where nobody listens",
      ip(PROTOCOL_ICMP, sealIcmp({ type: ICMP_UNREACHABLE, code: 3, ident: 0, seq: 0 }, ascii("x"))),
      "Destination unreachable (Port unreachable)",
    ],
    [
      "a packet that went round too long",
      ip(PROTOCOL_ICMP, sealIcmp({ type: ICMP_TIME_EXCEEDED, code: 0, ident: 0, seq: 0 }, ascii("x"))),
      "Time-to-live exceeded (Time to live exceeded in transit)",
    ],
    [
      "a later fragment",
      ip(PROTOCOL_UDP, ascii("x".repeat(16)), A, B, true, 185),
      "Fragmented IP protocol (proto=UDP 17, off=1480, ID=0007)",
    ],
    ["bytes that are no frame", ascii("short"), "[Malformed Packet]"],
  ])("%s", (_, bytes, expected) => {
    expect(line(bytes)).toBe(expected);
  });
});

describe("DNS", () => {
  const flags = {
    response: true,
    opcode: 0,
    authoritative: true,
    truncated: false,
    recdesired: true,
    recavail: false,
    z: 0,
    rcode: 0,
  };
  const name = "www.lab.cyber.co.kr";
  const base = { type: "A", class: "IN", ttl: 300 };
  const question = { name, type: "A", class: "IN" };
  const message = (m: Partial<DnsMessage>): Uint8Array =>
    sealDns({ id: 0x1a2b, flags, queries: [question], answers: [], authorities: [], additionals: [], ...m });
  const soa = {
    kind: "SOA",
    mname: "ns1.cyber.co.kr",
    rname: "hostmaster.cyber.co.kr",
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum: 1,
  } as const;

  test("a query, an answer with its servers, and that there is no such name", () => {
    expect(line(udp(4000, 53, message({ flags: { ...flags, response: false } })))).toBe(
      "Standard query 0x1a2b A www.lab.cyber.co.kr",
    );
    const opt = { name: ".", type: "OPT", class: "CLASS1232", ttl: 0, data: { kind: "other", bytes: [] } } as const;
    expect(line(udp(4000, 53, message({ flags: { ...flags, response: false }, additionals: [opt] })))).toBe(
      "Standard query 0x1a2b A www.lab.cyber.co.kr OPT",
    );
    const answer = message({
      answers: [{ ...base, name, data: { kind: "A", address: "192.0.2.226" } }],
      authorities: [
        { ...base, name: "lab.cyber.co.kr", type: "NS", data: { kind: "NS", target: "ns1.lab.cyber.co.kr" } },
      ],
      additionals: [
        { ...base, name: "mail.cyber.co.kr", type: "MX", data: { kind: "MX", preference: 10, exchange: "." } },
      ],
    });
    expect(line(udp(53, 4000, answer))).toBe(
      "Standard query response 0x1a2b A www.lab.cyber.co.kr A 192.0.2.226 NS ns1.lab.cyber.co.kr MX 10 <Root>",
    );
    const none = message({
      flags: { ...flags, rcode: 3 },
      authorities: [{ ...base, name: "cyber.co.kr", type: "SOA", data: soa }],
    });
    expect(line(udp(53, 4000, none))).toBe(
      "Standard query response 0x1a2b No such name A www.lab.cyber.co.kr SOA ns1.cyber.co.kr",
    );
  });
});

describe("a TCP conversation", () => {
  const segment = (from: "client" | "server", f: Partial<TcpFields>, data = ""): Uint8Array => {
    const [src, dst, srcport, dstport] =
      from === "client" ? ([A, B, 49152, 80] as const) : ([B, A, 80, 49152] as const);
    const fields = { srcport, dstport, seq: 0, ack: 0, flags: { ack: true }, window: 1000, ...f };
    return ip(PROTOCOL_TCP, sealTcp(src, dst, fields, ascii(data)), src, dst);
  };
  const told = (frames: readonly (readonly [number, Uint8Array])[]): readonly string[] =>
    summaries(frames.map(([at, bytes]) => ({ at, bytes })));
  const handshake: readonly (readonly [number, Uint8Array])[] = [
    [0, segment("client", { seq: 0xffffffff, flags: { syn: true }, options: [{ kind: "mss", mss: 1460 }] })],
    [10_000, segment("server", { seq: 300, ack: 0, flags: { syn: true, ack: true } })],
    [10_100, segment("client", { seq: 0, ack: 301 })],
  ];

  test("numbers count from the SYN, also where the sequence number wraps around", () => {
    expect(told(handshake)).toEqual([
      "49152 -> 80 [SYN] Seq=0 Win=1000 Len=0 MSS=1460",
      "80 -> 49152 [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
      "49152 -> 80 [ACK] Seq=1 Ack=1 Win=1000 Len=0",
    ]);
  });

  test("the segment with the start line names it, what follows is its continuation", () => {
    const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>";
    const lines = told([
      ...handshake,
      [
        11_000,
        segment("client", { seq: 0, ack: 301, flags: { ack: true, push: true } }, "GET /a HTTP/1.1\r\nHost: b\r\n\r\n"),
      ],
      [21_000, segment("server", { seq: 301, ack: 28 }, page)],
      [21_100, segment("server", { seq: 301 + page.length, ack: 28 }, "more")],
    ]);
    expect(lines.slice(3)).toEqual(["GET /a HTTP/1.1 ", "HTTP/1.1 200 OK  (text/html)", "Continuation"]);
  });

  test("a segment that was sent before is a retransmission, and is not read again", () => {
    const get = segment("client", { seq: 0, ack: 301 }, "GET / HTTP/1.0\r\n\r\n");
    expect(told([...handshake, [11_000, get], [900_000, get]]).slice(3)).toEqual([
      "GET / HTTP/1.0 ",
      "[TCP Retransmission] 49152 -> 80 [ACK] Seq=1 Ack=1 Win=1000 Len=18",
    ]);
  });

  test("ACKs that say nothing new are counted, and the gap before them is told", () => {
    const lines = told([
      ...handshake,
      [20_000, segment("server", { seq: 401, ack: 0 }, "x".repeat(100))],
      [20_010, segment("client", { seq: 0, ack: 301 })],
      [20_020, segment("client", { seq: 0, ack: 301 })],
      [20_030, segment("server", { seq: 301, ack: 0 }, "x".repeat(100))],
    ]);
    expect(lines.slice(3)).toEqual([
      "[TCP Previous segment not captured] 80 -> 49152 [ACK] Seq=101 Ack=1 Win=1000 Len=100",
      "[TCP Dup ACK 3#1] 49152 -> 80 [ACK] Seq=1 Ack=1 Win=1000 Len=0",
      "[TCP Dup ACK 3#2] 49152 -> 80 [ACK] Seq=1 Ack=1 Win=1000 Len=0",
      "[TCP Fast Retransmission] 80 -> 49152 [ACK] Seq=1 Ack=1 Win=1000 Len=100",
    ]);
  });

  test("a window that fills up, closes, is probed and opens", () => {
    const small = handshake.map(([at, bytes], i) =>
      i === 0
        ? ([at, segment("client", { seq: 0xffffffff, flags: { syn: true }, window: 100 })] as const)
        : ([at, bytes] as const),
    );
    const lines = told([
      ...small.slice(0, 2),
      [10_100, segment("client", { seq: 0, ack: 301, window: 100 })],
      [20_000, segment("server", { seq: 301, ack: 0 }, "x".repeat(100))],
      [20_100, segment("client", { seq: 0, ack: 401, window: 0 })],
      [300_000, segment("server", { seq: 401, ack: 0 }, "x")],
      [300_100, segment("client", { seq: 0, ack: 401, window: 0 })],
      [400_000, segment("client", { seq: 0, ack: 401, window: 100 })],
    ]);
    expect(lines.slice(3)).toEqual([
      "[TCP Window Full] 80 -> 49152 [ACK] Seq=1 Ack=1 Win=1000 Len=100",
      "[TCP ZeroWindow] 49152 -> 80 [ACK] Seq=1 Ack=101 Win=0 Len=0",
      "[TCP ZeroWindowProbe] 80 -> 49152 [ACK] Seq=101 Ack=1 Win=1000 Len=1",
      "[TCP ZeroWindowProbeAck] [TCP ZeroWindow] 49152 -> 80 [ACK] Seq=1 Ack=101 Win=0 Len=0",
      "[TCP Window Update] 49152 -> 80 [ACK] Seq=1 Ack=101 Win=100 Len=0",
    ]);
  });
});
