import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WorldSpec } from "../sim/spec.ts";
import { broadcastOf, inSubnet, networkOf } from "../wire/address.ts";
import { renumbered, renumbering } from "./renumber.ts";
import { shippedLesson } from "./testing/shipped.ts";

const worlds: Readonly<Record<string, WorldSpec>> = Object.fromEntries(
  ["journey", "ip-address", "subnets-and-routers"].map((slug) => [slug, shippedLesson(slug).spec]),
);
const seeds = { numRuns: 40, seed: 1 };
const given = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["192.0.2.0", 24],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
] as const;

describe.each(Object.keys(worlds))("the world of %s", (slug) => {
  const spec = worlds[slug]!;
  const hosts = Object.values(spec.devices).flatMap((d) => ("ports" in d ? [d] : []));
  const cards = hosts.flatMap((d) => Object.values(d.ports));

  test("two addresses of one subnet are in one subnet afterwards, two of others in others", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const to = renumbering(spec, seed);
        for (const a of cards) {
          for (const b of cards) {
            const network = networkOf(to(a.address)!, a.prefix);
            expect(inSubnet(to(b.address)!, network, a.prefix)).toBe(
              inSubnet(b.address, networkOf(a.address, a.prefix), a.prefix),
            );
          }
        }
        expect(new Set(cards.map(({ address }) => to(address))).size).toBe(
          new Set(cards.map(({ address }) => address)).size,
        );
      }),
      seeds,
    );
  });

  test("the first and the last address of a subnet stay the first and the last, and no host has one of them", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const to = renumbering(spec, seed);
        for (const { address, prefix } of cards) {
          const now = to(address)!;
          expect(to(networkOf(address, prefix))).toBe(networkOf(now, prefix));
          expect(to(broadcastOf(address, prefix))).toBe(broadcastOf(now, prefix));
          expect([networkOf(now, prefix), broadcastOf(now, prefix)]).not.toContain(now);
        }
      }),
      seeds,
    );
  });

  test("all addresses are for examples or for private use, and few stay what they were", () => {
    let same = 0;
    let all = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const to = renumbering(spec, seed);
        for (const { address } of cards) {
          const now = to(address)!;
          expect(given.some(([network, prefix]) => inSubnet(now, network, prefix))).toBe(true);
          all++;
          if (now === address) same++;
        }
      }),
      seeds,
    );
    expect(same / all).toBeLessThan(0.05);
  });
});

describe("texts", () => {
  const to = (address: string) =>
    inSubnet(address, "192.0.2.0", 24) ? address.replace("192.0.2", "203.0.113") : undefined;
  const of = (text: string) => renumbered(text, to, (_, port) => (port === 49_152 ? 50_000 : port));

  test.each([
    ["http://192.0.2.226:8080/a", "http://203.0.113.226:8080/a"],
    ["192.0.2.226:49152", "203.0.113.226:50000"],
    ["From 192.0.2.1 to 192.0.2.9.", "From 203.0.113.1 to 203.0.113.9."],
    ["226.2.0.192.in-addr.arpa", "226.113.0.203.in-addr.arpa"],
    ["226.2.0.192", "226.113.0.203"],
    ["192.0.2.226.in-addr.arpa", "203.0.113.226.in-addr.arpa"],
    ["2.0.192.in-addr.arpa", "113.0.203.in-addr.arpa"],
  ])("%s", (text, expected) => {
    expect(of(text)).toBe(expected);
  });

  test.each(["127.0.0.1", "1.192.0.2.226", "192.0.2.226.5", "192.0.2.2260", "192.0.2", "www.lab.cyber.co.kr"])(
    "%s stays",
    (text) => {
      expect(of(text)).toBe(text);
    },
  );
});
