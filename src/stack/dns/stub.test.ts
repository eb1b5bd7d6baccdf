import { expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { Ipv4 } from "../../wire/address.ts";
import { type DnsMessage, sealDns } from "../../wire/dns.ts";
import { type AuthoritativeState, authoritative, authoritativeState, withBehaviour } from "./authoritative.ts";
import { candidatesFor } from "./stub.ts";
import { cyberZone, internet, labZone, RESOLVER, server } from "./testing/internet.ts";
import { type Lab, lab, running } from "./testing/lab.ts";

const FIRST: Ipv4 = "10.10.1.53";
const SECOND: Ipv4 = "10.10.1.54";
const THIRD: Ipv4 = "10.10.1.55";

/** A client with these name servers; a server answers for lab.cyber.co.kr, is silent, lame, without a program, or off. */
function withServers(...kinds: readonly (AuthoritativeState["behaviour"] | "closed" | "off")[]): Lab {
  const net = lab();
  const addresses = [FIRST, SECOND, THIRD].slice(0, kinds.length);
  kinds.forEach((kind, i) => {
    const name = `server${i + 1}`;
    const state = authoritativeState({ zones: [labZone] });
    if (kind === "closed") net.host(name, addresses[i]!);
    else net.host(name, addresses[i]!, running(authoritative, kind === "off" ? state : withBehaviour(state, kind)));
    if (kind === "off") net.power(name, false);
  });
  net.client("client", "10.10.1.10", { nameservers: addresses, search: [], ndots: 1 });
  net.run();
  return net;
}
function resolve(net: Lab, name = "www.lab.cyber.co.kr") {
  const began = net.now();
  const lookup = net.resolve("client", name);
  net.run();
  const { at, result } = lookup.answer();
  return { took: at - began, result };
}
const queries = (net: Lab) => net.sent.filter((s) => s.from === "client");
const TRY_AGAIN = { op: "gethostbyname", failed: "TRY_AGAIN" };

test("a name gets its address from the nearest server", () => {
  const net = internet();
  expect(resolve(net).result).toEqual({
    op: "gethostbyname",
    addresses: ["10.20.2.80"],
    canonical: "www.lab.cyber.co.kr",
  });
  expect(net.factsOf("name-resolved")).toEqual([
    { kind: "name-resolved", by: "client", process: "browser", name: "www.lab.cyber.co.kr", address: "10.20.2.80" },
  ]);
});

test("an address in place of a name sends no message", () => {
  const net = internet();
  expect(resolve(net, "192.0.2.226")).toEqual({
    took: 0,
    result: { op: "gethostbyname", addresses: ["192.0.2.226"], canonical: "192.0.2.226" },
  });
  expect([net.sent, net.facts]).toEqual([[], []]);
});

test("an alias is followed inside the answer", () => {
  const net = internet();
  expect(resolve(net, "alias.lab.cyber.co.kr").result).toEqual({
    op: "gethostbyname",
    addresses: ["10.20.2.80"],
    canonical: "www.lab.cyber.co.kr",
  });
  expect(queries(net)).toHaveLength(1);
});

test.each([
  ["nx.lab.cyber.co.kr", "HOST_NOT_FOUND"],
  ["text.lab.cyber.co.kr", "NO_DATA"],
  ["notype.lab.cyber.co.kr", "NO_DATA"],
  ["loop1.lab.cyber.co.kr", "TRY_AGAIN"],
])("%s fails with %s", (name, failed) => {
  const net = internet();
  expect(resolve(net, name).result).toEqual({ op: "gethostbyname", failed });
  expect(net.factsOf("name-not-resolved").map((f) => f.reason)).toEqual([failed]);
});

test("D18: a silent server is asked twice, 5 s apart, with the same id and port, and given up at 10 s", () => {
  const net = withServers("silent");
  expect(resolve(net)).toEqual({ took: seconds(10), result: TRY_AGAIN });
  const [first, second, ...more] = queries(net);
  expect(more).toEqual([]);
  expect(second!.at - first!.at).toBe(seconds(5));
  expect([second!.message.id, second!.fromPort]).toEqual([first!.message.id, first!.fromPort]);
  expect(net.factsOf("dns-timeout").map((f) => f.attempt)).toEqual([1, 2]);
});

test("D19: of two servers the second is asked after the first's 5 s", () => {
  const net = withServers("silent", "answering");
  expect(resolve(net).took).toBe(seconds(5) + ms(20));
  expect(queries(net).map((s) => [s.to, s.at])).toEqual([
    ["server1", 0],
    ["server2", seconds(5)],
  ]);
});

test("three silent servers: 5, 3 and 6 s each in turn, as glibc shares the time out", () => {
  const net = withServers("silent", "silent", "silent");
  expect(resolve(net).result).toEqual(TRY_AGAIN);
  expect(queries(net).map((s) => [s.to, s.at / seconds(1)])).toEqual([
    ["server1", 0],
    ["server2", 5],
    ["server3", 8],
    ["server1", 14],
    ["server2", 19],
    ["server3", 22],
  ]);
});

test("a closed port is told by ICMP, and the next server asked at once", () => {
  const net = withServers("closed", "answering");
  expect(resolve(net).took).toBe(ms(40));
  expect(queries(net).map((s) => s.to)).toEqual(["server1", "server2"]);
});

test("only closed ports: both tries end at once", () => {
  const net = withServers("closed");
  expect(resolve(net)).toEqual({ took: ms(40), result: TRY_AGAIN });
  expect(queries(net)).toHaveLength(2);
});

test("a machine that is switched off is waited for; a server that refuses is not", () => {
  const off = withServers("off", "answering");
  expect(resolve(off).took).toBe(seconds(5) + ms(20));
  const lame = withServers("lame", "answering");
  expect(resolve(lame).took).toBe(ms(40));
});

test("without any name server there is nothing to wait for", () => {
  expect(resolve(withServers())).toEqual({ took: 0, result: TRY_AGAIN });
});

test("a server on the way to nowhere fails at once", () => {
  const net = withServers("answering");
  expect(resolve(net, "www.naver.com").result).toEqual(TRY_AGAIN);
  expect(net.factsOf("dns-server-useless").map((f) => f.reason)).toEqual(["REFUSED", "REFUSED"]);
});

test("a lost answer costs 5 s", () => {
  const net = internet();
  let lost = 0;
  net.lose((s) => s.to === "client" && lost++ === 0);
  expect(resolve(net).took).toBe(seconds(5) + ms(20));
});

test("a late or forged answer is not taken", () => {
  const net = withServers("silent");
  const lookup = net.resolve("client", "www.lab.cyber.co.kr");
  net.run(ms(50));
  const { message, fromPort } = queries(net)[0]!;
  const answer = (change: Partial<DnsMessage>): Uint8Array =>
    sealDns({
      ...message,
      flags: { ...message.flags, response: true, recavail: true },
      answers: [{ ...message.queries[0]!, ttl: 9, data: { kind: "A", address: "192.0.2.9" } }],
      ...change,
    });
  net.forge(FIRST, 53, "10.10.1.10", fromPort, answer({ id: message.id ^ 1 }));
  net.forge(FIRST, 53, "10.10.1.10", fromPort, answer({ queries: [] }));
  net.forge(FIRST, 53, "10.10.1.10", fromPort, Uint8Array.of(0));
  net.forge("10.66.6.6", 53, "10.10.1.10", fromPort, answer({}));
  net.run(seconds(1));
  expect(net.factsOf("dns-answer-ignored").map((f) => f.reason)).toEqual(["id", "question", "malformed"]);
  net.forge(FIRST, 53, "10.10.1.10", fromPort, answer({}));
  net.run();
  expect(lookup.answer()).toMatchObject({ at: seconds(1) + ms(10), result: { addresses: ["192.0.2.9"] } });
});

test("D24: one label goes to the search list first; a name nobody has is tried under each suffix and then bare", () => {
  const net = lab();
  net.host("server", RESOLVER, server(labZone, cyberZone));
  const search = ["lab.cyber.co.kr", "cyber.co.kr"];
  net.client("client", "10.10.1.10", { nameservers: [RESOLVER], search, ndots: 1 });
  net.run();
  expect(resolve(net, "www").result).toMatchObject({ addresses: ["10.20.2.80"], canonical: "www.lab.cyber.co.kr" });
  resolve(net, "nobody");
  const asked = queries(net).map((s) => s.message.queries[0]!.name);
  // The bare name is refused here, and so asked twice.
  expect(asked).toEqual(["www.lab.cyber.co.kr", "nobody.lab.cyber.co.kr", "nobody.cyber.co.kr", "nobody", "nobody"]);
});

test("after a suffix without any answer only the name as it stands is still tried", () => {
  const net = lab();
  net.host("server", RESOLVER, running(authoritative, withBehaviour(authoritativeState({ zones: [] }), "silent")));
  net.client("client", "10.10.1.10", { nameservers: [RESOLVER], search: ["a.kr", "b.kr"], ndots: 1 });
  net.run();
  expect(resolve(net, "www")).toEqual({ took: seconds(20), result: TRY_AGAIN });
  expect(queries(net).map((s) => s.message.queries[0]!.name)).toEqual(["www.a.kr", "www.a.kr", "www", "www"]);
});

test("a suffix under which the name has no address counts for more than the name that nobody has", () => {
  const net = internet();
  net.client("other", "10.10.1.11", { nameservers: [RESOLVER], search: ["lab.cyber.co.kr"], ndots: 1 });
  const lookup = net.resolve("other", "text");
  net.run();
  expect(lookup.answer().result).toEqual({ op: "gethostbyname", failed: "NO_DATA" });
});

test.each([
  ["www", ["www.a.kr", "www.b.kr", "www"]],
  ["www.x", ["www.x", "www.x.a.kr", "www.x.b.kr"]],
  ["www.x.", ["www.x"]],
  ["www.", ["www"]],
  ["a..b", []],
  [`${"x".repeat(64)}.kr`, []],
  ["한국.kr", []],
])("the names tried for %s", (name, expected) => {
  const config = { nameservers: [], search: ["a.kr", "b.kr"], ndots: 1 };
  expect(candidatesFor(name, config).map((c) => c.name)).toEqual(expected);
});

test("a name that cannot be sent is not found", () => {
  expect(resolve(internet(), "a..b").result).toEqual({ op: "gethostbyname", failed: "HOST_NOT_FOUND" });
});

test("two look-ups of one process at a time do not disturb each other", () => {
  const net = internet();
  const both = ["www.lab.cyber.co.kr", "ftp.lab.cyber.co.kr"].map((name) => net.resolve("client", name));
  net.run();
  expect(both.map((l) => l.answer().result)).toMatchObject([
    { addresses: ["10.20.2.80"] },
    { addresses: ["10.20.2.81"] },
  ]);
});

/** A client beside the other that asks for both kinds of addresses. */
function dual(net: Lab, nameservers: readonly Ipv4[] = [FIRST]): Lab {
  net.client("dual", "10.10.1.11", { nameservers, search: [], ndots: 1, aaaa: true });
  return net;
}
function resolveBoth(net: Lab, name = "www.lab.cyber.co.kr") {
  const began = net.now();
  const lookup = net.resolve("dual", name);
  net.run();
  const { at, result } = lookup.answer();
  const sent = net.sent.filter((s) => s.from === "dual");
  return { took: at - began, result, sent, asked: sent.map((s) => `${s.to} ${s.via} ${s.message.queries[0]!.type}`) };
}
const FOUND = { op: "gethostbyname", addresses: ["10.20.2.80"], canonical: "www.lab.cyber.co.kr" };

test("D23: A and AAAA go out together, two ids and one port; no AAAA is no failure", () => {
  const { result, sent, asked } = resolveBoth(dual(withServers("answering")));
  expect(result).toEqual(FOUND);
  expect(asked).toEqual(["server1 udp A", "server1 udp AAAA"]);
  expect(sent[0]!.at).toBe(sent[1]!.at);
  expect(sent[0]!.fromPort).toBe(sent[1]!.fromPort);
  expect(sent[0]!.message.id).not.toBe(sent[1]!.message.id);
});

test.each([
  ["nx.lab.cyber.co.kr", "HOST_NOT_FOUND"],
  ["text.lab.cyber.co.kr", "NO_DATA"],
])("of both kinds: %s fails with %s after two questions", (name, failed) => {
  const { result, asked } = resolveBoth(dual(withServers("answering")), name);
  expect(result).toEqual({ op: "gethostbyname", failed });
  expect(asked).toEqual(["server1 udp A", "server1 udp AAAA"]);
});

test.each([
  ["A", "udp AAAA", FOUND],
  ["AAAA", "udp A", FOUND],
] as const)("of both kinds: an answer to %s is kept, only the other is asked again", (kept, again, found) => {
  const net = dual(withServers("answering"));
  let lost = 0;
  net.lose((s) => s.to === "dual" && s.message?.queries[0]?.type !== kept && lost++ === 0);
  const { took, result, asked } = resolveBoth(net);
  expect(result).toEqual(found);
  expect(asked).toEqual(["server1 udp A", "server1 udp AAAA", `server1 ${again}`]);
  expect(took).toBe(seconds(5) + ms(20));
});

test("of both kinds: the address is found although AAAA is never answered", () => {
  const net = dual(withServers("answering"));
  net.lose((s) => s.to === "dual" && s.message?.queries[0]?.type === "AAAA");
  expect(resolveBoth(net)).toMatchObject({ took: seconds(10), result: FOUND });
});

test("of both kinds: a cut answer is asked for over TCP, each in its own frame", () => {
  const net = dual(withServers("answering"));
  net.lose((s) => s.to === "dual" && s.via === "udp" && s.message?.queries[0]?.type === "AAAA");
  const { result, asked } = resolveBoth(net, "big.lab.cyber.co.kr");
  expect(result).toMatchObject({ addresses: expect.arrayContaining(["10.20.3.1", "10.20.3.40"]) });
  expect(asked).toEqual(["server1 udp A", "server1 udp AAAA", "server1 tcp A", "server1 tcp AAAA"]);
});

test("of both kinds: a silent server is asked for both twice, a lame one once before the next", () => {
  const silent = resolveBoth(dual(withServers("silent")));
  expect(silent).toMatchObject({ took: seconds(10), result: TRY_AGAIN });
  expect(silent.asked).toEqual(["server1 udp A", "server1 udp AAAA", "server1 udp A", "server1 udp AAAA"]);
  const lame = resolveBoth(dual(withServers("lame", "answering"), [FIRST, SECOND]));
  expect(lame.result).toEqual(FOUND);
  expect(lame.asked).toEqual(["server1 udp A", "server1 udp AAAA", "server2 udp A", "server2 udp AAAA"]);
});
