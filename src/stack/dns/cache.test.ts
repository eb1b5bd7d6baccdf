import { expect, test } from "vitest";
import { seconds } from "../../base/units.ts";
import type { ResourceRecord } from "../../wire/dns.ts";
import {
  type Cache,
  type Credibility,
  cacheAnswer,
  cachedRecords,
  cacheRows,
  emptyCache,
  keepNegative,
  keepRecords,
} from "./cache.ts";

const question = (name: string, type = "A") => ({ name, type, class: "IN" });
const address = (name: string, ttl: number, last = 1): ResourceRecord => ({
  ...question(name),
  ttl,
  data: { kind: "A", address: `192.0.2.${last}` },
});
const ns = (name: string, ttl: number, target = "ns.example"): ResourceRecord => ({
  ...question(name, "NS"),
  ttl,
  data: { kind: "NS", target },
});
const soa = (ttl: number, minimum: number): ResourceRecord => ({
  ...question("example", "SOA"),
  ttl,
  data: { kind: "SOA", mname: "a", rname: "b", serial: 1, refresh: 2, retry: 3, expire: 4, minimum },
});
const keep = (cache: Cache, rr: ResourceRecord, credibility: Credibility = "authoritative-answer", now = 0) =>
  keepRecords(cache, [rr], credibility, now).cache;

test("a record ages with virtual time and is gone when its TTL is over", () => {
  const cache = keep(emptyCache(), address("www.example", 3));
  const ttlAt = (now: number) => cachedRecords(cache, question("WWW.Example"), now)[0]?.ttl;
  expect([0, 1, 1.3, 2.9999, 3, 4].map((s) => ttlAt(seconds(s)))).toEqual([3, 2, 2, 1, undefined, undefined]);
});

test("TTL 0, and a TTL with the top bit set, are never kept; a week is the most", () => {
  for (const ttl of [0, 0x80000000]) expect(keep(emptyCache(), address("a", ttl)).entries).toEqual({});
  expect(cachedRecords(keep(emptyCache(), address("a", 0x7fffffff)), question("a"), 0)[0]!.ttl).toBe(604_800);
});

test("less credible data does not replace better, better and equal does; expired data counts for nothing", () => {
  const glue = keep(emptyCache(), address("ns.example", 60, 1), "referral");
  const better = keep(glue, address("ns.example", 60, 2));
  const shown = (cache: Cache, now = 0) => cacheRows(cache, now).map((row) => `${row.data} ${row.credibility}`);
  expect(shown(better)).toEqual(["192.0.2.2 authoritative-answer"]);
  expect(shown(keep(better, address("ns.example", 60, 3), "referral"))).toEqual(shown(better));
  expect(shown(keep(better, address("ns.example", 60, 4)))).toEqual(["192.0.2.4 authoritative-answer"]);
  const later = seconds(61);
  expect(shown(keep(better, address("ns.example", 60, 3), "referral", later), later)).toEqual(["192.0.2.3 referral"]);
});

test("a delegation told again by its own servers does not live longer", () => {
  const once = keep(emptyCache(), ns("example", 60), "authoritative-authority");
  const again = keep(once, ns("example", 60), "authoritative-authority", seconds(30));
  expect(cachedRecords(again, question("example", "NS"), seconds(30))[0]!.ttl).toBe(30);
  const moved = keep(once, ns("example", 60, "other.example"), "authoritative-authority", seconds(30));
  expect(cachedRecords(moved, question("example", "NS"), seconds(30))[0]!.ttl).toBe(60);
});

test.each(["referral", "additional"] as const)("what came as %s is there for the resolver but is no answer", (how) => {
  const cache = keep(emptyCache(), address("ns.example", 60), how);
  expect(cachedRecords(cache, question("ns.example"), 0)).toHaveLength(1);
  expect(cacheAnswer(cache, question("ns.example"), 0)).toBeUndefined();
});

test("an alias answers for every type but its own and ANY", () => {
  const rr: ResourceRecord = {
    ...question("a.example", "CNAME"),
    ttl: 60,
    data: { kind: "CNAME", target: "b.example" },
  };
  const cache = keep(emptyCache(), rr);
  expect(cacheAnswer(cache, question("a.example", "MX"), 0)?.kind).toBe("alias");
  expect(cacheAnswer(cache, question("a.example", "CNAME"), 0)?.kind).toBe("records");
  expect(cacheAnswer(cache, question("a.example", "ANY"), 0)).toBeUndefined();
});

test("no such name holds for every type, no data for its own; both count down with the SOA", () => {
  const noName = keepNegative(emptyCache(), "no-name", question("nx.example"), soa(600, 30), true, 0);
  expect(noName.added?.ttl).toBe(30);
  const found = cacheAnswer(noName.cache, question("nx.example", "MX"), seconds(1.1));
  expect(found?.kind === "no-name" && found.soa.ttl).toBe(29);
  expect(cacheAnswer(noName.cache, question("sub.nx.example"), 0)).toBeUndefined();
  const noData = keepNegative(emptyCache(), "no-data", question("www.example", "AAAA"), soa(10, 30), true, 0).cache;
  expect(cacheAnswer(noData, question("www.example", "AAAA"), 0)?.kind).toBe("no-data");
  expect(cacheAnswer(noData, question("www.example"), 0)).toBeUndefined();
  expect(cacheAnswer(noData, question("www.example", "AAAA"), seconds(10))).toBeUndefined();
});

test("no such name takes the place of the name's records, and a new record that of the denial", () => {
  const was = keep(emptyCache(), address("x.example", 60));
  const { cache } = keepNegative(was, "no-name", question("x.example"), soa(600, 30), true, 0);
  expect(cacheRows(cache, 0).map((r) => [r.type, r.data, r.negative])).toEqual([["any", "NXDOMAIN", true]]);
  expect(cacheRows(keep(cache, address("x.example", 60)), 0).map((r) => r.negative)).toEqual([false]);
});

test("a full cache gives up what is expired, then what would be gone first", () => {
  let cache = emptyCache(3);
  for (const [name, ttl] of [
    ["a", 100],
    ["b", 5],
    ["c", 50],
  ] as const)
    cache = keep(cache, address(name, ttl));
  const names = (c: Cache, now: number) => cacheRows(c, now).map((row) => row.name);
  const afterB = keep(cache, address("d", 100), "authoritative-answer", seconds(6));
  expect(names(afterB, seconds(6))).toEqual(["a", "c", "d"]);
  const withoutC = keep(afterB, address("e", 100), "authoritative-answer", seconds(6));
  expect(names(withoutC, seconds(6))).toEqual(["a", "d", "e"]);
});

test("names that JavaScript has for itself are names like others", () => {
  const cache = keep(emptyCache(), address("__proto__", 60));
  expect(cachedRecords(cache, question("__proto__"), 0)).toHaveLength(1);
  expect(cachedRecords(cache, question("constructor"), 0)).toEqual([]);
});
