import { expect, test } from "vitest";
import { sealIcmp } from "../wire/icmp.ts";
import { PROTOCOL_ICMP, PROTOCOL_UDP, sealIpv4 } from "../wire/ipv4.ts";
import { sealUdp } from "../wire/udp.ts";
import { destinationOf, packetName } from "./packet-name.ts";

const [src, dst] = ["10.11.12.13", "192.0.2.80"];
const packet = (proto: number, payload: Uint8Array): Uint8Array =>
  sealIpv4({ src, dst, proto, df: false, id: 1, ttl: 64 }, payload);
const datagram = (srcport: number, dstport: number): Uint8Array =>
  packet(PROTOCOL_UDP, sealUdp({ src, dst, srcport, dstport }, new Uint8Array(12)));

test.each([
  ["a datagram to port 53", datagram(49_152, 53), "dns-query"],
  ["a datagram from port 53", datagram(53, 49_152), "dns-response"],
  ["any other datagram", datagram(49_152, 7), "datagram"],
  [
    "an ICMP message",
    packet(PROTOCOL_ICMP, sealIcmp({ type: 8, code: 0, ident: 1, seq: 1 }, new Uint8Array(8))),
    "icmp-message",
  ],
  ["a protocol that is not simulated", packet(99, new Uint8Array(8)), "packet"],
  ["a segment that is cut short", packet(6, new Uint8Array(8)), "packet"],
  ["no packet at all", new Uint8Array(3), "packet"],
])("%s", (_, bytes, name) => {
  expect(packetName(bytes)).toBe(name);
});

test("whom a packet is for", () => {
  expect(destinationOf(datagram(1, 2))).toBe(dst);
  expect(destinationOf(new Uint8Array(3))).toBe("");
});
