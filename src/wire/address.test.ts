import { expect, test } from "vitest";
import {
  broadcastOf,
  formatIpv4,
  inSubnet,
  ipv4Bits,
  maskBits,
  maskPrefix,
  networkOf,
  parseIpv4,
  parsePrefixed,
} from "./address.ts";

// Figures of ipcalc 0.42.
test.each([
  ["10.11.12.13/24", "10.11.12.0", "10.11.12.255", "255.255.255.0"],
  ["10.11.12.13/30", "10.11.12.12", "10.11.12.15", "255.255.255.252"],
  ["172.16.99.7/20", "172.16.96.0", "172.16.111.255", "255.255.240.0"],
  ["203.0.113.77/32", "203.0.113.77", "203.0.113.77", "255.255.255.255"],
  ["203.0.113.77/0", "0.0.0.0", "255.255.255.255", "0.0.0.0"],
  ["192.0.2.129/25", "192.0.2.128", "192.0.2.255", "255.255.255.128"],
])("%s has network %s, broadcast %s, mask %s", (text, network, broadcast, mask) => {
  const { address, prefix } = parsePrefixed(text)!;
  expect(networkOf(address, prefix)).toBe(network);
  expect(broadcastOf(address, prefix)).toBe(broadcast);
  expect(formatIpv4(maskBits(prefix))).toBe(mask);
  expect(maskPrefix(ipv4Bits(mask))).toBe(prefix);
  expect(parsePrefixed(`${address}/${mask}`)).toEqual({ address, prefix });
  expect(inSubnet(network, broadcast, prefix)).toBe(true);
});

test.each(["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.-4", "a.b.c.d", "1.2.3.4 ", "1..2.3"])(
  "%j is no address",
  (text) => expect(parseIpv4(text)).toBeUndefined(),
);

test.each(["10.0.0.1", "10.0.0.1/33", "10.0.0.1/255.0.255.0", "10.0.0.1/24/2", "10.0.0.1/x"])(
  "%j is no prefix",
  (text) => expect(parsePrefixed(text)).toBeUndefined(),
);
