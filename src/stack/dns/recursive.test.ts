import { expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import {
  type DnsMessage,
  NOERROR,
  NXDOMAIN,
  REFUSED,
  type ResourceRecord,
  rdataText,
  SERVFAIL,
  sealDns,
} from "../../wire/dns.ts";
import { ednsOf } from "../../wire/edns.ts";
import {
  type AuthoritativeState,
  authoritative,
  authoritativeState,
  withBehaviour,
  withZones,
} from "./authoritative.ts";
import { cacheRows } from "./cache.ts";
import { queryMessage, readResponse } from "./message.ts";
import { behavingAs, type RecursiveState, recursive, recursiveState } from "./recursive.ts";
import {
  CYBER_SERVER,
  coKrZone,
  hints,
  internet,
  LAB_SERVER,
  labZone,
  RESOLVER,
  ROOT_SERVER,
  rootZone,
  server,
  TLD_SERVER,
  zone,
} from "./testing/internet.ts";
import { type Lab, lab, type Running, running, type Sent } from "./testing/lab.ts";
import { exampleZones, isiZone } from "./testing/rfc1034.ts";

const line = (rr: ResourceRecord) => `${rr.name} ${rr.ttl} ${rr.type} ${rdataText(rr.data)}`;
const bits = ({ flags }: DnsMessage) =>
  [flags.authoritative && "aa", flags.truncated && "tc", flags.recdesired && "rd", flags.recavail && "ra"]
    .filter(Boolean)
    .join(" ");
const show = ({ from, to, message: m }: Sent) =>
  m.flags.response
    ? `${from} > ${to} ${m.queries[0]!.name} ${m.queries[0]!.type} [${bits(m)}] ${m.flags.rcode} an=${m.answers.length} ns=${m.authorities.length} ar=${m.additionals.length}`
    : `${from} > ${to} ${m.queries[0]!.name} ${m.queries[0]!.type} [${bits(m)}]`;

/** Asks the resolver as `dig` would and gives its response. */
function dig(net: Lab, name: string, type = "A", recdesired = true): DnsMessage {
  const { replies } = net.ask("client", RESOLVER, sealDns(queryMessage(77, { name, type, class: "IN" }, recdesired)));
  net.run();
  expect(replies).toHaveLength(1);
  return readResponse(replies[0]!.data)!;
}

/** What was sent while `act` ran. */
function during(net: Lab, act: () => void): readonly Sent[] {
  const before = net.sent.length;
  act();
  return net.sent.slice(before);
}
const upstream = (net: Lab, act: () => void) =>
  during(net, act).filter((s) => s.from === "resolver" && s.to !== "client");

const edit =
  (f: (state: AuthoritativeState) => AuthoritativeState) =>
  (program: Running): Running =>
    running(authoritative, f(program.state as AuthoritativeState));

test("D1, D2: a cold cache walks root, top level, cyber.co.kr, lab.cyber.co.kr with the full name", () => {
  const net = internet();
  net.resolve("client", "www.lab.cyber.co.kr");
  net.run();
  const name = "www.lab.cyber.co.kr";
  expect(net.sent.map(show)).toEqual([
    `client > resolver ${name} A [rd]`,
    `resolver > root ${name} A []`,
    `root > resolver ${name} A [] 0 an=0 ns=1 ar=1`,
    `resolver > tld ${name} A []`,
    `tld > resolver ${name} A [] 0 an=0 ns=1 ar=1`,
    `resolver > cyber ${name} A []`,
    `cyber > resolver ${name} A [] 0 an=0 ns=1 ar=1`,
    `resolver > lab ${name} A []`,
    `lab > resolver ${name} A [aa] 0 an=1 ns=1 ar=1`,
    `resolver > client ${name} A [rd ra] 0 an=1 ns=1 ar=1`,
  ]);
  const queries = net.sent.filter((s) => s.from === "resolver" && s.toPort === 53);
  expect(new Set(queries.map((s) => s.message.id)).size).toBe(4);
  expect(new Set(queries.map((s) => s.fromPort)).size).toBe(4);
  const last = net.sent.at(-1)!;
  expect(last.message.answers.map(line)).toEqual([`${name} 300 A 10.20.2.80`]);
  expect(last.message.authorities.map(line)).toEqual(["lab.cyber.co.kr 1800 NS ns1.lab.cyber.co.kr"]);
  expect(last.message.additionals.map(line)).toEqual(["ns1.lab.cyber.co.kr 1800 A 10.30.3.40"]);
  // As long as the real ones, which have 42 bytes of headers in front.
  expect([net.sent[0]!.bytes, last.bytes]).toEqual([37, 87]);
});

test("D4: the server of kr and co.kr refers straight to cyber.co.kr", () => {
  const net = internet();
  net.resolve("client", "www.lab.cyber.co.kr");
  net.run();
  expect(net.factsOf("dns-referral-received").map((f) => [f.from, f.zone, f.server, f.address])).toEqual([
    [ROOT_SERVER, "kr", "a.dns.kr", TLD_SERVER],
    [TLD_SERVER, "cyber.co.kr", "ns1.cyber.co.kr", CYBER_SERVER],
    [CYBER_SERVER, "lab.cyber.co.kr", "ns1.lab.cyber.co.kr", LAB_SERVER],
  ]);
});

test("D3: a warm cache answers without any query to another server", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  expect(upstream(net, () => dig(net, "www.lab.cyber.co.kr"))).toEqual([]);
  expect(net.factsOf("dns-answer-sent", "resolver").map((f) => f.cached)).toEqual([false, true]);
});

test("a sibling name starts at the deepest zone in the cache", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  expect(upstream(net, () => dig(net, "ftp.lab.cyber.co.kr")).map((s) => s.to)).toEqual(["lab"]);
  expect(upstream(net, () => dig(net, "mail.cyber.co.kr")).map((s) => s.to)).toEqual(["cyber"]);
});

test("D5, D6, D7: no such name is kept for every type, its TTL counts down, and one query was enough", () => {
  const net = internet();
  const first = dig(net, "nx.lab.cyber.co.kr");
  expect(first.flags.rcode).toBe(NXDOMAIN);
  expect(first.flags.authoritative).toBe(false);
  expect(first.answers).toEqual([]);
  expect(first.authorities.map((rr) => [rr.type, rr.ttl])).toEqual([["SOA", 30]]);
  const authority = net.sent.find((s) => s.from === "lab")!.message;
  expect([authority.flags.authoritative, authority.authorities[0]!.ttl]).toEqual([true, 30]);
  net.run(net.now() + ms(1100));
  const asked = upstream(net, () => {
    const repeat = dig(net, "nx.lab.cyber.co.kr");
    expect([repeat.flags.rcode, repeat.authorities[0]!.ttl]).toEqual([NXDOMAIN, 29]);
    const other = dig(net, "nx.lab.cyber.co.kr", "MX");
    expect([other.flags.rcode, other.authorities[0]!.ttl]).toEqual([NXDOMAIN, 29]);
  });
  expect(asked).toEqual([]);
  expect(net.sent.filter((s) => s.from === "resolver" && s.to === "lab")).toHaveLength(1);
});

test("D8: a name below one that does not exist is still asked", () => {
  const net = internet();
  dig(net, "nx.lab.cyber.co.kr");
  expect(upstream(net, () => dig(net, "sub.nx.lab.cyber.co.kr")).map((s) => s.to)).toEqual(["lab"]);
});

test("D9: a name without the type asked for gives NODATA, kept for that type alone", () => {
  const net = internet();
  const first = dig(net, "www.lab.cyber.co.kr", "AAAA");
  expect([first.flags.rcode, first.answers.length, first.authorities.map((rr) => rr.type)]).toEqual([
    NOERROR,
    0,
    ["SOA"],
  ]);
  expect(first.authorities[0]!.ttl).toBe(30);
  expect(upstream(net, () => dig(net, "www.lab.cyber.co.kr", "AAAA"))).toEqual([]);
  expect(upstream(net, () => dig(net, "www.lab.cyber.co.kr"))).toHaveLength(1);
});

test("D10, D11: a short TTL counts down, then only the zone's own server is asked again", () => {
  const net = internet();
  expect(dig(net, "short.lab.cyber.co.kr").answers[0]!.ttl).toBe(3);
  net.run(net.now() + ms(1300));
  expect(dig(net, "short.lab.cyber.co.kr").answers[0]!.ttl).toBe(2);
  net.run(net.now() + ms(2800));
  const again = upstream(net, () => expect(dig(net, "short.lab.cyber.co.kr").answers[0]!.ttl).toBe(3));
  expect(again.map((s) => s.to)).toEqual(["lab"]);
});

test("D12: a record with TTL 0 is given once and never from the cache", () => {
  const net = internet();
  for (let i = 0; i < 2; i++) expect(dig(net, "zero.lab.cyber.co.kr").answers[0]!.ttl).toBe(0);
  expect(net.sent.filter((s) => s.from === "resolver" && s.to === "lab")).toHaveLength(2);
});

test("D13: an alias and its target come in one answer, each with its own TTL", () => {
  const net = internet();
  expect(dig(net, "alias.lab.cyber.co.kr").answers.map(line)).toEqual([
    "alias.lab.cyber.co.kr 120 CNAME www.lab.cyber.co.kr",
    "www.lab.cyber.co.kr 300 A 10.20.2.80",
  ]);
  expect(upstream(net, () => dig(net, "alias.lab.cyber.co.kr"))).toEqual([]);
});

test("an alias into another zone is chased and joined", () => {
  const net = internet();
  expect(dig(net, "outside.lab.cyber.co.kr").answers.map(line)).toEqual([
    "outside.lab.cyber.co.kr 120 CNAME mail.cyber.co.kr",
    "mail.cyber.co.kr 3600 A 192.0.2.227",
  ]);
  expect(net.sent.filter((s) => s.from === "resolver" && s.toPort === 53).map((s) => s.to)).toEqual([
    "root",
    "tld",
    "cyber",
    "lab",
    "cyber",
  ]);
});

test.each([
  ["notype", NOERROR],
  ["nowhere", NXDOMAIN],
])("an alias %s: the answer holds the alias, the authority section the SOA", (label, rcode) => {
  const reply = dig(internet(), `${label}.lab.cyber.co.kr`);
  expect(reply.flags.rcode).toBe(rcode);
  expect(reply.answers.map((rr) => rr.type)).toEqual(["CNAME"]);
  expect(reply.authorities.map((rr) => rr.type)).toEqual(["SOA"]);
});

test("a ring of aliases ends in SERVFAIL", () => {
  const net = internet();
  expect(dig(net, "loop1.lab.cyber.co.kr").flags.rcode).toBe(SERVFAIL);
  expect(net.factsOf("dns-gave-up").map((f) => f.reason)).toEqual(["too-many-aliases"]);
});

test("D14: mail hosts come with their addresses, also from the cache", () => {
  const net = internet();
  for (let i = 0; i < 2; i++) {
    const reply = dig(net, "cyber.co.kr", "MX");
    expect(reply.answers.map((rr) => rdataText(rr.data))).toEqual(["20 mail2.cyber.co.kr", "10 mail.cyber.co.kr"]);
    expect(reply.additionals.map((rr) => rr.name)).toEqual([
      "mail2.cyber.co.kr",
      "mail.cyber.co.kr",
      "ns1.cyber.co.kr",
    ]);
  }
});

test("D14: an address is looked up backwards under in-addr.arpa", () => {
  const net = internet();
  const root = zone(
    ".",
    `$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS a.\n10.in-addr.arpa. NS ns.example.\nns.example. A ${LAB_SERVER}`,
  );
  const reverse = zone(
    "10.in-addr.arpa",
    "$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS ns.example.\n80.2.20 PTR www.lab.cyber.co.kr.",
  );
  net.change(
    "root",
    edit((s) => withZones(s, [root])),
  );
  net.change(
    "lab",
    edit((s) => withZones(s, [reverse])),
  );
  expect(dig(net, "80.2.20.10.in-addr.arpa", "PTR").answers.map(line)).toEqual([
    "80.2.20.10.in-addr.arpa 60 PTR www.lab.cyber.co.kr",
  ]);
});

test("D15: in another letter case the answer comes from the cache and the question is echoed", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  const asked = upstream(net, () => {
    const reply = dig(net, "WwW.Lab.CYBER.co.kr");
    expect(reply.queries[0]!.name).toBe("WwW.Lab.CYBER.co.kr");
    expect(reply.answers).toHaveLength(1);
  });
  expect(asked).toEqual([]);
});

test("D16: a response cut at 512 bytes has an empty answer, and the question is asked again over TCP", () => {
  const net = internet();
  net.resolve("client", "www.lab.cyber.co.kr");
  net.run();
  const asked = during(net, () => {
    const lookup = net.resolve("client", "big.lab.cyber.co.kr");
    net.run();
    const { result } = lookup.answer();
    expect(result.op === "gethostbyname" && "addresses" in result && result.addresses.length).toBe(40);
  });
  const short = ({ from, to, via, message: m }: Sent) =>
    `${via} ${from} > ${to} ${m.flags.response ? `tc=${m.flags.truncated} an=${m.answers.length}` : ""}`.trimEnd();
  expect(asked.map(short)).toEqual([
    "udp client > resolver",
    "udp resolver > lab",
    "udp lab > resolver tc=true an=0",
    "tcp resolver > lab",
    "tcp lab > resolver tc=false an=40",
    "udp resolver > client tc=true an=0",
    "tcp client > resolver",
    "tcp resolver > client tc=false an=40",
  ]);
  expect(asked.filter((s) => s.via === "tcp").map((s) => s.toPort)).toContain(53);
});

test("D20: a dead server is asked six times in ten seconds, then the client gets SERVFAIL", () => {
  const net = internet();
  dig(net, "x.cyber.co.kr");
  net.host("dead", "10.30.3.99");
  net.power("dead", false);
  const began = net.now();
  const asked = upstream(net, () => expect(dig(net, "www.dead.co.kr").flags.rcode).toBe(SERVFAIL));
  const dead = asked.filter((s) => s.to === "dead");
  const since = dead.map((s) => s.at - dead[0]!.at);
  expect(since).toEqual([0, 0.8, 1.6, 2.4, 4, 7.2].map(seconds));
  expect(new Set(dead.map((s) => s.message.id)).size).toBe(6);
  expect(new Set(dead.map((s) => s.fromPort)).size).toBe(6);
  const reply = net.sent.at(-1)!;
  // One way from the client to the resolver, then the whole lifetime.
  expect(reply.at - began).toBe(seconds(10) + ms(10));
  expect(net.factsOf("dns-timeout", "resolver").map((f) => f.attempt)).toEqual([2, 3, 4, 5, 6, 7]);
});

test("D21: one lost query is sent again after 0.8 s", () => {
  const net = internet();
  let lost = 0;
  net.lose((s) => s.to === "lab" && s.via === "udp" && lost++ === 0);
  expect(dig(net, "www.lab.cyber.co.kr").answers).toHaveLength(1);
  const asked = net.sent.filter((s) => s.from === "resolver" && s.to === "lab");
  expect(asked.map((s) => s.at - asked[0]!.at)).toEqual([0, ms(800)]);
});

test("a server's name without glue is looked up first", () => {
  const net = internet();
  expect(dig(net, "www.glueless.com").answers.map(line)).toEqual(["www.glueless.com 300 A 192.0.2.1"]);
  expect(
    net.sent
      .filter((s) => s.from === "resolver" && s.toPort === 53)
      .map((s) => `${s.to} ${s.message.queries[0]!.name}`),
  ).toEqual([
    "root www.glueless.com",
    "tld www.glueless.com",
    // The address of its server, from the deepest zone known: com's server is kr's too, but kr itself is not known yet.
    "root ns1.lab.cyber.co.kr",
    "tld ns1.lab.cyber.co.kr",
    "cyber ns1.lab.cyber.co.kr",
    "lab ns1.lab.cyber.co.kr",
    "lab www.glueless.com",
  ]);
});

test("two zones whose servers are in each other's cannot be followed, and that is found out", () => {
  const net = internet();
  const com = zone("com", "$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS a.dns.kr.\none NS ns.two\ntwo NS ns.one");
  net.change(
    "tld",
    edit((s) => withZones(s, [com])),
  );
  expect(dig(net, "www.one.com").flags.rcode).toBe(SERVFAIL);
  expect(net.factsOf("dns-gave-up").length).toBeGreaterThan(0);
  expect((net.stateOf("resolver") as RecursiveState).fetches).toEqual({});
});

/** Zones z0 … zn.com, each with its only server named in the next, the last two with glue. All are held by one server. */
function chainOfZones(length: number): Lab {
  const net = internet();
  const delegations = Array.from({ length }, (_, i) => `z${i} NS ns.z${i + 1}`).join("\n");
  const com = zone(
    "com",
    `$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS a.dns.kr.\n${delegations}\nz${length} NS ns.z${length}\nns.z${length} A 10.30.3.70`,
  );
  net.change(
    "tld",
    edit((s) => withZones(s, [com])),
  );
  const zones = Array.from({ length: length + 1 }, (_, i) =>
    zone(`z${i}.com`, "$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS ns\nns A 10.30.3.70\nwww A 192.0.2.1"),
  );
  net.host("all", "10.30.3.70", server(...zones));
  net.run();
  return net;
}

test("servers' names are looked up seven deep, not eight", () => {
  expect(dig(chainOfZones(8), "www.z0.com").flags.rcode).toBe(NOERROR);
  expect(dig(chainOfZones(9), "www.z0.com").flags.rcode).toBe(SERVFAIL);
});

test("a delegation to very many names that lead nowhere costs a hundred queries at most", () => {
  const net = internet();
  const servers = Array.from({ length: 150 }, (_, i) => `evil NS ns${i}.lab.cyber.co.kr.`).join("\n");
  const com = zone("com", `$TTL 60\n@ SOA a. b. 1 2 3 4 5\n@ NS a.dns.kr.\n${servers}`);
  net.change(
    "tld",
    edit((s) => withZones(s, [com, coKrZone])),
  );
  const asked = upstream(net, () => expect(dig(net, "www.evil.com").flags.rcode).toBe(SERVFAIL));
  expect(asked).toHaveLength(100);
  expect(net.factsOf("dns-gave-up").map((f) => f.reason)).toContain("too-many-queries");
});

test("with a thousand questions under way a further one is answered with SERVFAIL at once", () => {
  const net = internet();
  const query = sealDns(queryMessage(1, { name: "www.lab.cyber.co.kr", type: "A", class: "IN" }, true));
  net.ask("client", RESOLVER, query);
  net.run(net.now() + ms(15));
  net.change("resolver", (program) => {
    const state = program.state as RecursiveState;
    const [job] = Object.values(state.jobs);
    const jobs = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i + 1000, { ...job!, id: i + 1000 }]));
    return running(recursive, { ...state, jobs });
  });
  const { replies } = net.ask("client", RESOLVER, query);
  net.run(net.now() + ms(25));
  expect(replies.map((r) => readResponse(r.data)!.flags.rcode)).toEqual([SERVFAIL]);
});

/** A second server for lab.cyber.co.kr, named before or after the first. */
function withSecondServer(behaviour: AuthoritativeState["behaviour"] | "closed"): Lab {
  const net = internet();
  const lines = `lab 60 NS ns0.lab\nlab 60 NS ns1.lab\nns0.lab 60 A 10.30.3.41\nns1.lab 60 A ${LAB_SERVER}`;
  const cyber = zone("cyber.co.kr", `$TTL 60\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A ${CYBER_SERVER}\n${lines}`);
  net.change(
    "cyber",
    edit((s) => withZones(s, [cyber])),
  );
  if (behaviour === "closed") net.host("second", "10.30.3.41");
  else
    net.host(
      "second",
      "10.30.3.41",
      running(authoritative, withBehaviour(authoritativeState({ zones: [labZone] }), behaviour)),
    );
  net.run();
  return net;
}

test.each([
  ["lame", "REFUSED", 0],
  ["closed", "ECONNREFUSED", 0],
] as const)("a server that is %s is left at once for the next", (behaviour, reason, wait) => {
  const net = withSecondServer(behaviour);
  expect(dig(net, "www.lab.cyber.co.kr").answers).toHaveLength(1);
  expect(net.factsOf("dns-server-useless").map((f) => [f.server, f.reason])).toEqual([["10.30.3.41", reason]]);
  const asked = net.sent.filter((s) => s.from === "resolver" && (s.to === "second" || s.to === "lab"));
  expect(asked[1]!.at - asked[0]!.at).toBe(ms(20) + wait);
});

test("a silent server is left after 0.8 s, and the quicker one is asked first from then on", () => {
  const net = withSecondServer("silent");
  dig(net, "www.lab.cyber.co.kr");
  const asked = net.sent.filter((s) => s.from === "resolver" && (s.to === "second" || s.to === "lab"));
  expect(asked.map((s) => [s.to, s.at - asked[0]!.at])).toEqual([
    ["second", 0],
    ["lab", ms(800)],
  ]);
  expect(upstream(net, () => dig(net, "ftp.lab.cyber.co.kr")).map((s) => s.to)).toEqual(["lab"]);
});

test("all servers refusing ends in SERVFAIL at once", () => {
  const net = internet();
  net.change(
    "lab",
    edit((s) => withBehaviour(s, "lame")),
  );
  const began = net.now();
  expect(dig(net, "www.lab.cyber.co.kr").flags.rcode).toBe(SERVFAIL);
  expect(net.sent.at(-1)!.at - began).toBeLessThan(seconds(0.2));
});

test("a resolver that falls silent finishes its walk for itself, tells nobody, and answers again when it is well", () => {
  const net = internet();
  const become = (behaviour: RecursiveState["behaviour"]) =>
    net.change("resolver", ({ state }) => running(recursive, behavingAs(state as RecursiveState, behaviour)));
  const ask = () =>
    net.ask(
      "client",
      RESOLVER,
      sealDns(queryMessage(77, { name: "www.lab.cyber.co.kr", type: "A", class: "IN" }, true)),
    );
  const early = ask();
  net.run(net.now() + ms(30));
  become("silent");
  const late = ask();
  net.run();
  expect([early.replies, late.replies]).toEqual([[], []]);
  expect(net.factsOf("dns-answer-sent").filter(({ by }) => by === "resolver")).toEqual([]);
  become("answering");
  expect(upstream(net, () => dig(net, "www.lab.cyber.co.kr"))).toEqual([]);
});

test("a resolver that refuses asks nobody", () => {
  const net = internet();
  net.change("resolver", ({ state }) => running(recursive, behavingAs(state as RecursiveState, "lame")));
  let rcode = NOERROR;
  expect(upstream(net, () => (rcode = dig(net, "www.lab.cyber.co.kr").flags.rcode))).toEqual([]);
  expect(rcode).toBe(REFUSED);
});

test("a referral back up is no help", () => {
  const net = internet();
  net.change(
    "lab",
    edit((s) => withZones(s, [rootZone])),
  );
  expect(dig(net, "www.lab.cyber.co.kr").flags.rcode).toBe(SERVFAIL);
  expect(net.factsOf("dns-server-useless").map((f) => f.reason)).toEqual(["upward-referral"]);
});

test("the same query again while the first is worked on is answered once; other clients share the walk", () => {
  const net = internet();
  const query = sealDns(queryMessage(5, { name: "www.lab.cyber.co.kr", type: "A", class: "IN" }, true));
  const first = net.ask("client", RESOLVER, query, 5001);
  net.run(net.now() + ms(15));
  net.forge("10.10.1.10", 5001, RESOLVER, 53, query);
  const other = net.ask("client", RESOLVER, query, 5002);
  net.run();
  expect([first.replies.length, other.replies.length]).toEqual([1, 1]);
  expect(net.sent.filter((s) => s.from === "resolver" && s.toPort === 53)).toHaveLength(4);
});

test("responses with a wrong id, question or sender are ignored", () => {
  const net = internet();
  net.ask("client", RESOLVER, sealDns(queryMessage(5, { name: "www.lab.cyber.co.kr", type: "A", class: "IN" }, true)));
  while (!net.sent.some((s) => s.to === "lab")) net.run(net.now() + ms(1));
  const { fromPort, message } = net.sent.find((s) => s.to === "lab")!;
  const lie = (change: Partial<DnsMessage>) =>
    sealDns({
      ...message,
      flags: { ...message.flags, response: true, authoritative: true },
      answers: [{ ...message.queries[0]!, ttl: 999, data: { kind: "A", address: "6.6.6.6" } }],
      ...change,
    });
  const to = [RESOLVER, fromPort] as const;
  net.forge(LAB_SERVER, 53, ...to, lie({ id: message.id ^ 1 }));
  net.forge(LAB_SERVER, 53, ...to, lie({ queries: [{ ...message.queries[0]!, name: "evil.example" }] }));
  net.forge("10.66.6.6", 53, ...to, lie({}));
  net.forge(LAB_SERVER, 53, ...to, Uint8Array.of(1, 2, 3));
  net.run();
  expect(net.sent.at(-1)!.message.answers.map(line)).toEqual(["www.lab.cyber.co.kr 300 A 10.20.2.80"]);
  expect(net.factsOf("dns-answer-ignored").map((f) => f.reason)).toEqual(["id", "question", "malformed"]);
});

test("records outside the asked zone are not believed", () => {
  const net = internet();
  const lying = {
    name: "lab.cyber.co.kr",
    records: [
      ...labZone.records,
      {
        name: "lab.cyber.co.kr",
        type: "MX",
        class: "IN",
        ttl: 60,
        data: { kind: "MX", preference: 1, exchange: "www.bank.com" },
      },
    ],
  } as const;
  const bank = zone("bank.com", "$TTL 60\n@ SOA a. b. 1 2 3 4 5\nwww A 6.6.6.6");
  net.change(
    "lab",
    edit((s) => withZones(s, [lying, bank])),
  );
  const reply = dig(net, "lab.cyber.co.kr", "MX");
  expect(net.sent.find((s) => s.from === "lab")!.message.additionals.map((rr) => rr.name)).toContain("www.bank.com");
  expect(reply.additionals.map((rr) => rr.name)).not.toContain("www.bank.com");
  const rows = cacheRows((net.stateOf("resolver") as RecursiveState).cache, net.now());
  expect(rows.map((row) => row.name)).not.toContain("www.bank.com");
});

test("what only came as glue is never an answer: the zone's own server is asked", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  expect(upstream(net, () => dig(net, "ns1.cyber.co.kr")).map((s) => s.to)).toEqual(["cyber"]);
});

test("without recursion wanted, the cache answers or says whom to ask", () => {
  const net = internet();
  const cold = dig(net, "www.lab.cyber.co.kr", "A", false);
  expect([cold.answers.length, cold.authorities.length, cold.flags.recavail]).toEqual([0, 13, true]);
  dig(net, "www.lab.cyber.co.kr");
  expect(dig(net, "www.lab.cyber.co.kr", "A", false).answers).toHaveLength(1);
  expect(dig(net, "other.lab.cyber.co.kr", "A", false).authorities.map(line)).toEqual([
    "lab.cyber.co.kr 1800 NS ns1.lab.cyber.co.kr",
  ]);
});

test("another class is refused", () => {
  const net = internet();
  const query = queryMessage(9, { name: "version.bind", type: "TXT", class: "CH" }, true);
  const { replies } = net.ask("client", RESOLVER, sealDns(query));
  net.run();
  expect(readResponse(replies[0]!.data)!.flags.rcode).toBe(REFUSED);
});

test("a changed record is answered wrongly until its TTL is over or the cache is flushed", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  const moved = labZone.records.map((rr) =>
    rr.name === "www.lab.cyber.co.kr" ? ({ ...rr, data: { kind: "A", address: "10.20.2.99" } } as const) : rr,
  );
  net.change(
    "lab",
    edit((s) => withZones(s, [{ ...labZone, records: moved }])),
  );
  expect(rdataText(dig(net, "www.lab.cyber.co.kr").answers[0]!.data)).toBe("10.20.2.80");
  net.tell("resolver", { kind: "flush-cache" });
  expect(rdataText(dig(net, "www.lab.cyber.co.kr").answers[0]!.data)).toBe("10.20.2.99");
});

test("the facts of a walk tell it in order", () => {
  const net = internet();
  net.resolve("client", "www.lab.cyber.co.kr");
  net.run();
  expect(net.facts.map((f) => `${f.by} ${f.kind}`)).toEqual([
    "client dns-query-sent",
    "resolver dns-query-received",
    ...["root", "tld", "cyber"].flatMap((s) => [
      "resolver dns-query-sent",
      `${s} dns-query-received`,
      `${s} dns-referral-sent`,
      "resolver dns-referral-received",
      "resolver dns-cached",
      "resolver dns-cached",
    ]),
    "resolver dns-query-sent",
    "lab dns-query-received",
    "lab dns-answer-sent",
    "resolver dns-answer-received",
    // The answer and the zone's own name servers; their addresses are known from the glue.
    "resolver dns-cached",
    "resolver dns-cached",
    "resolver dns-answer-sent",
    "client dns-answer-received",
    "client name-resolved",
  ]);
});

test("eight messages for a name that its zone's server holds itself: each zone with a server of its own", () => {
  const net = lab();
  const records = "$TTL 60\n@ SOA a. b. 1 2 3 4 5\n";
  net.host("root", ROOT_SERVER, server(zone(".", `${records}com. NS ns.com.\nns.com. A 10.0.0.1`)));
  net.host("com", "10.0.0.1", server(zone("com", `${records}naver NS ns.naver\nns.naver A 10.0.0.2`)));
  net.host("naver", "10.0.0.2", server(zone("naver.com", `${records}@ NS ns\nns A 10.0.0.2\nwww A 10.0.0.3`)));
  net.host("resolver", RESOLVER, running(recursive, recursiveState({ hints })));
  net.client("client", "10.10.1.10", { nameservers: [RESOLVER], search: [], ndots: 1 });
  net.run();
  net.resolve("client", "www.naver.com");
  net.run();
  expect(net.sent.map((s) => s.to)).toEqual([
    "resolver",
    "root",
    "resolver",
    "com",
    "resolver",
    "naver",
    "resolver",
    "client",
  ]);
});

test("RFC 1034 §6.3: the examples of resolution, from root servers that hold EDU too", () => {
  const net = lab();
  net.host("c.isi.edu", "10.0.0.52", server(...exampleZones));
  net.host("venera", "10.1.0.52", server(isiZone));
  net.host("vaxa", "10.2.0.27", server(isiZone));
  const roots = [{ name: "C.ISI.EDU", address: "10.0.0.52" }];
  net.host("resolver", RESOLVER, running(recursive, recursiveState({ hints: roots })));
  net.client("client", "10.10.1.10", { nameservers: [RESOLVER], search: [], ndots: 1 });
  net.run();
  const mail = dig(net, "ISI.EDU", "MX");
  expect(mail.answers.map((rr) => rdataText(rr.data))).toEqual(["10 VENERA.ISI.EDU", "20 VAXA.ISI.EDU"]);
  expect(mail.additionals.filter((rr) => rr.name.startsWith("V")).map(line)).toEqual([
    "VENERA.ISI.EDU 172800 A 10.1.0.52",
    "VENERA.ISI.EDU 172800 A 128.9.0.32",
    "VAXA.ISI.EDU 172800 A 10.2.0.27",
    "VAXA.ISI.EDU 172800 A 128.9.0.33",
  ]);
  expect(dig(net, "65.0.6.26.IN-ADDR.ARPA", "PTR").answers.map(line)).toEqual([
    "65.0.6.26.IN-ADDR.ARPA 86400 PTR ACC.ARPA",
  ]);
  expect(dig(net, "poneria.ISI.EDU").flags.rcode).toBe(NXDOMAIN);
  expect(dig(net, "USC-ISIC.ARPA").answers.map(line)).toEqual([
    "USC-ISIC.ARPA 86400 CNAME C.ISI.EDU",
    "C.ISI.EDU 172800 A 10.0.0.52",
  ]);
});

test("the state is plain data and nothing is left open after a walk", () => {
  const net = internet();
  dig(net, "www.lab.cyber.co.kr");
  const state = net.stateOf("resolver") as RecursiveState;
  expect(structuredClone(state)).toEqual(state);
  expect([state.jobs, state.fetches]).toEqual([{}, {}]);
  expect(Object.values(state.open.waiting).map((w) => w.kind)).toEqual(["listener-accept", "listener-datagram"]);
});

const asked = (list: readonly Sent[]) =>
  list.map((s) => `${s.to} ${s.message.queries[0]!.type} ${s.message.queries[0]!.name}`);
/** What the resolver asked of the servers while the client looked this up. */
const walk = (net: Lab, name: string, type = "A") =>
  asked(upstream(net, () => dig(net, name, type)).filter((s) => !s.message.flags.response));

test("minimised: with the zone in the cache its server is asked for the whole name at once", () => {
  const net = internet(undefined, { minimise: true });
  expect(walk(net, "www.lab.cyber.co.kr")).toEqual([
    "root NS kr",
    "tld NS co.kr",
    "tld NS cyber.co.kr",
    "cyber NS lab.cyber.co.kr",
    "lab A www.lab.cyber.co.kr",
  ]);
  expect(walk(net, "ftp.lab.cyber.co.kr")).toEqual(["lab A ftp.lab.cyber.co.kr"]);
  expect(walk(net, "www.lab.cyber.co.kr", "NS")).toEqual(["lab NS www.lab.cyber.co.kr"]);
});

test("minimised: a name in the middle without a zone of its own is passed, one that is denied ends it", () => {
  const net = internet(undefined, { minimise: true });
  dig(net, "www.lab.cyber.co.kr");
  expect(walk(net, "any.wild.lab.cyber.co.kr")).toEqual([
    "lab NS wild.lab.cyber.co.kr",
    "lab A any.wild.lab.cyber.co.kr",
  ]);
  expect(walk(net, "a.b.nx.lab.cyber.co.kr")).toEqual(["lab NS nx.lab.cyber.co.kr", "lab A a.b.nx.lab.cyber.co.kr"]);
  expect(walk(net, "x.alias.lab.cyber.co.kr")).toEqual([
    "lab NS alias.lab.cyber.co.kr",
    "lab A x.alias.lab.cyber.co.kr",
  ]);
  expect(dig(net, "a.b.nx.lab.cyber.co.kr").flags.rcode).toBe(NXDOMAIN);
});

test("minimised: below six labels the whole name is asked", () => {
  const net = internet(undefined, { minimise: true });
  dig(net, "www.lab.cyber.co.kr");
  const deep = "e.d.c.b.any.wild.lab.cyber.co.kr";
  expect(walk(net, deep)).toEqual(["lab NS wild.lab.cyber.co.kr", "lab NS any.wild.lab.cyber.co.kr", `lab A ${deep}`]);
});

test("minimised: where every server refuses the shorter name, the whole one is asked", () => {
  const net = internet(undefined, { minimise: true });
  dig(net, "www.lab.cyber.co.kr");
  net.change(
    "lab",
    edit((state) => withBehaviour(state, "lame")),
  );
  expect(walk(net, "x.wild.lab.cyber.co.kr")).toEqual(["lab NS wild.lab.cyber.co.kr", "lab A x.wild.lab.cyber.co.kr"]);
});

test("primed: once the root's name servers are known, they are not asked for again", () => {
  const net = internet(undefined, { priming: true });
  expect(walk(net, "www.lab.cyber.co.kr").filter((q) => q.startsWith("root"))).toEqual([
    "root A www.lab.cyber.co.kr",
    "root NS .",
  ]);
  expect(walk(net, "www.glueless.com").filter((q) => q.startsWith("root"))).toEqual(["root A www.glueless.com"]);
  net.tell("resolver", { kind: "flush-cache" });
  expect(walk(net, "www.lab.cyber.co.kr").filter((q) => q === "root NS .")).toHaveLength(1);
  net.tell("resolver", { kind: "flush-cache" });
  expect(walk(net, ".", "NS")).toEqual(["root NS ."]);
});

test("EDNS: a server is shown the same cookie each time, and DO only when asked for", () => {
  const net = internet(undefined, { edns: { udpSize: 4096, dnssecOk: false, cookie: true } });
  const sent = upstream(net, () => {
    dig(net, "www.lab.cyber.co.kr");
    dig(net, "ftp.lab.cyber.co.kr");
    dig(net, "big.lab.cyber.co.kr");
  }).filter((s) => s.to === "lab" && !s.message.flags.response);
  const opts = sent.map((s) => ednsOf(s.message));
  expect(opts.map((opt) => [opt?.udpSize, opt?.dnssecOk])).toEqual(sent.map(() => [4096, false]));
  expect(sent.map((s) => s.via)).toEqual(["udp", "udp", "udp"]);
  expect(new Set(opts.map((opt) => opt?.options[0]?.data.join())).size).toBe(1);
});
