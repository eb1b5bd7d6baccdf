import { expect, test } from "vitest";
import { countHits, endOf, findLast, findNext, type Pattern, passes, START, take } from "./pattern.ts";
import { playedJourney } from "./testing/lessons.ts";

const { timeline } = playedJourney();
const end = timeline.steps.length - 1;
const next = (pattern: Pattern, path: string, after = START) => {
  const hit = findNext(pattern, timeline, after);
  return hit && take(hit, path, timeline);
};

test.each([
  ["a literal", "kr", "kr", true],
  ["another literal", "kr", "com", false],
  ["a number is no text", 80, "80", false],
  ["one of several", { in: ["SYN", "ACK"] }, "ACK", true],
  ["none of several", { in: ["SYN", "ACK"] }, "FIN", false],
  ["inside a range", { min: 1, max: 3 }, 3, true],
  ["below a range", { min: 1 }, 0, false],
  ["above a range", { max: 3 }, 4, false],
  ["text in a range", { min: 1 }, "2", false],
  ["the same as a value", { same: "host" }, "www", true],
  ["the same as an unknown value", { same: "nobody" }, "www", false],
  ["no value at all", { min: 0 }, undefined, false],
] as const)("%s", (_, given, value, result) => {
  expect(passes(given, value, { host: "www" })).toBe(result);
});

test("the data of a frame is what UDP or TCP carries, a DNS message too", () => {
  const length = Number(next({ frame: "dns" }, "udp.length"));
  expect(length).toBeGreaterThan(8);
  expect(next({ frame: "dns" }, "data")).toBe(length - 8);
  expect(next({ frame: "tcp", "tcp.flags.syn": true }, "data")).toBe(0);
});

test("the first fact that fits, and the first after it", () => {
  const pattern: Pattern = { fact: "dns-query-sent", by: "nearest" };
  const first = findNext(pattern, timeline, START);
  expect(first && take(first, "to", timeline)).toBe("root");
  expect(first && next(pattern, "to", first.at)).toBe("kr");
});

test("facts of one step come in order, then its frames", () => {
  const call = findNext(
    { fact: "call-made", by: "client", op: "connect", to: "stack", from: "application" },
    timeline,
    START,
  );
  const syn = call && findNext({ fact: "tcp-segment-sent" }, timeline, call.at);
  const asked = syn && findNext({ fact: "arp-asked" }, timeline, syn.at);
  const frame = asked && findNext({ frame: "arp" }, timeline, asked.at);
  expect([syn?.at.step, asked?.at.step, frame?.at.step]).toEqual(Array(3).fill(call?.at.step));
  // From the end of the step on, the next one is the router's.
  expect(next({ fact: "arp-asked" }, "by", endOf(call!.at.step))).toBe("isp");
});

test("a frame's speakers are the owners of its addresses, wherever it is seen", () => {
  expect(next({ frame: "dns", from: "nearest", to: "root" }, "by")).toBe("nearest");
  expect(next({ frame: "dns", from: "nearest", to: "root", by: "router" }, "link")).toBe("router.wan--isp.customer");
  expect(next({ frame: "arp", from: "client", to: "router" }, "arp.dst_proto_ipv4")).toBe("10.11.12.1");
  expect(next({ frame: "dns", from: "client", to: "root" }, "by")).toBeUndefined();
});

test("paths lead into the decoded packet and to what a frame is besides", () => {
  const syn: Pattern = { frame: "tcp", "tcp.flags.syn": true, "tcp.flags.ack": false };
  expect(next(syn, "tcp.options.0.mss")).toBe(1460);
  expect(next(syn, "lost")).toBe(false);
  expect(next(syn, "data")).toBe(0);
  expect(next(syn, "bytes")).toBe(60);
  expect(next(syn, "tcp.flags")).toBeUndefined();
  expect(next({ frame: "dns", "dns.queries.0.name": "www.lab.cyber.co.kr" }, "dns.flags.recdesired")).toBe(true);
});

test("rows of a table: when a state is first there, and how it was last", () => {
  const hit = findNext({ row: "sockets", host: "client", state: "SYN-SENT" }, timeline, START);
  expect(hit && take(hit, "remote", timeline)).toBe("192.0.2.226:80");
  expect(hit && take(hit, "time", timeline)).toBe(136_315);
  const gone = findLast({ row: "sockets", host: "client", protocol: "tcp" }, timeline, end);
  expect(gone && take(gone, "state", timeline)).toBe("LAST-ACK");
  const set = findLast({ row: "nameservers", host: "client" }, timeline, -1);
  expect(set && take(set, "address", timeline)).toBe("10.11.12.53");
  expect(findLast({ row: "dns-cache", host: "nearest" }, timeline, -1)).toBeUndefined();
});

test("the last hit is at or before the step, and none is no hit", () => {
  const pattern: Pattern = { fact: "dns-referral-received", by: "nearest" };
  const all = findLast(pattern, timeline, end);
  expect(all && take(all, "from", timeline)).toBe("ns-cyber");
  const before = findLast(pattern, timeline, all!.at.step - 1);
  expect(before && take(before, "from", timeline)).toBe("kr");
  expect(findLast(pattern, timeline, 0)).toBeUndefined();
  expect(findNext(pattern, timeline, endOf(end))).toBeUndefined();
});

test("counting: facts since a place, rows of one moment", () => {
  expect(countHits({ fact: "dns-query-sent" }, timeline, START, end)).toBe(5);
  const first = findNext({ fact: "dns-query-sent" }, timeline, START)!;
  expect(countHits({ fact: "dns-query-sent" }, timeline, first.at, end)).toBe(4);
  expect(countHits({ fact: "dns-query-sent" }, timeline, START, first.at.step)).toBe(1);
  expect(countHits({ row: "routes", host: "client" }, timeline, START, 0)).toBe(2);
});

test("a test may refer to a value that was found before", () => {
  const hit = findNext({ fact: "arp-asked", host: { same: "gateway" } }, timeline, START, { gateway: "isp" });
  expect(hit && take(hit, "by", timeline)).toBe("router");
});
