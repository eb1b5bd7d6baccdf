import { describe, expect, test } from "vitest";
import { concat, fromHex } from "./bytes.ts";
import { sealDns } from "./dns.ts";
import { ETHERTYPE_IPV4, emitEthernet } from "./ethernet.ts";
import { sealIpv4 } from "./ipv4.ts";
import { decodeFrame, type Packet } from "./packet.ts";
import { dataLength, packetValue } from "./packet-value.ts";
import { sealTcp, type TcpFields } from "./tcp.ts";
import { sealUdp } from "./udp.ts";

const src = "10.11.12.13";
const dst = "192.0.2.226";
const flags = {
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recdesired: true,
  recavail: false,
  z: 0,
  rcode: 0,
};
const query = sealDns({
  id: 7,
  flags,
  queries: [{ name: "www.lab", type: "A", class: "IN" }],
  answers: [],
  authorities: [],
  additionals: [],
});

/** Padded to the least size of a frame: padding is no data. */
function frame(proto: number, payload: Uint8Array): Packet {
  const bytes = emitEthernet(
    { dst: "02:00:0a:0b:0c:01", src: "02:00:0a:0b:0c:0d", type: ETHERTYPE_IPV4 },
    sealIpv4({ id: 7, ttl: 64, proto, src, dst, df: true }, payload),
  );
  return decodeFrame(concat([bytes, new Uint8Array(Math.max(0, 60 - bytes.length))]));
}

function segment(fields: Partial<TcpFields>, data: Uint8Array = new Uint8Array(0)): Packet {
  const all = { srcport: 49152, dstport: 80, seq: 100, ack: 0, flags: {}, window: 65535, ...fields };
  return frame(6, sealTcp(src, dst, all, data));
}

const datagram = (dstport: number, data: Uint8Array): Packet =>
  frame(17, sealUdp({ src, dst, srcport: 5353, dstport }, data));
const arp = decodeFrame(fromHex(`ffffffffffff02000a0b0c0d08060001080006040001${"00".repeat(20)}`)!);

describe("a field by its path", () => {
  test.each([
    ["tcp.flags.syn", segment({ flags: { syn: true } }), true],
    ["tcp.flags.fin", segment({ flags: { syn: true } }), false],
    ["ip.dst", segment({}), dst],
    ["tcp.options.0.mss", segment({ options: [{ kind: "mss", mss: 1460 }] }), 1460],
    ["dns.flags.response", datagram(53, query), false],
    ["dns.queries.0.name", datagram(53, query), "www.lab"],
    ["dns.queries.1.name", datagram(53, query), undefined],
    ["tcp.dstport", datagram(53, query), undefined],
    ["ip.src", arp, undefined],
  ] as const)("%s", (path, packet, value) => {
    expect(packetValue(packet, path)).toBe(value);
  });
});

describe("how much data there is", () => {
  const framed = concat([Uint8Array.of(0, query.length), query]);
  test.each([
    ["a bare segment", segment({}), 0, 0],
    ["one with options and data", segment({ options: [{ kind: "mss", mss: 1460 }] }, new Uint8Array(9)), 9, 9],
    ["a DNS message in a segment", segment({ dstport: 53 }, framed), framed.length, framed.length],
    ["a DNS message in a datagram", datagram(53, query), undefined, query.length],
    ["a datagram", datagram(9999, new Uint8Array(5)), undefined, 5],
    ["an ARP message", arp, undefined, undefined],
  ] as const)("%s", (_, packet, length, data) => {
    expect([packetValue(packet, "tcp.len"), dataLength(packet)]).toEqual([length, data]);
  });
});
