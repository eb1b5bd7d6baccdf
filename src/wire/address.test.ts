import fc from "fast-check";
import ipaddr from "ipaddr.js";
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

test("masks, networks and broadcasts agree with another library, for any address and prefix", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(byte, byte, byte, byte).map((b) => b.join("."));
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 32 }), (a, b, prefix) => {
      const cidr = `${a}/${prefix}`;
      expect(networkOf(a, prefix)).toBe(ipaddr.IPv4.networkAddressFromCIDR(cidr).toString());
      expect(broadcastOf(a, prefix)).toBe(ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString());
      expect(formatIpv4(maskBits(prefix))).toBe(ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString());
      expect(inSubnet(b, a, prefix)).toBe(ipaddr.IPv4.parse(b).match(ipaddr.IPv4.parse(a), prefix));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test("what is an IPv4 address agrees with another library, for any four decimals", () => {
  const part = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.constantFrom("", "00", "01", "1e1", " 1", "-1"),
  );
  fc.assert(
    fc.property(part, part, part, part, (a, b, c, d) => {
      const text = [a, b, c, d].join(".");
      expect(parseIpv4(text) !== undefined).toBe(ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text));
    }),
    { seed: 1, numRuns: 1000 },
  );
});
