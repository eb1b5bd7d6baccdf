import { expect, test } from "vitest";
import { NOERROR, NXDOMAIN, REFUSED, type ResourceRecord, rdataText } from "../../wire/dns.ts";
import { coKrZone, cyberZone, krZone, labZone, rootZone, zone } from "./testing/internet.ts";
import { exampleZones } from "./testing/rfc1034.ts";
import { lookup, type Zone, zoneOf } from "./zone.ts";

const ask = (zones: readonly Zone[], name: string, type = "A", turn = 0) =>
  lookup(zones, { name, type, class: "IN" }, turn);
const line = (rr: ResourceRecord) => `${rr.name} ${rr.type} ${rdataText(rr.data)}`;

test("RFC 1034 §6.2.1: a host's addresses, in the order of the zone", () => {
  const found = ask(exampleZones, "SRI-NIC.ARPA");
  expect([found.kind, found.authoritative]).toEqual(["answer", true]);
  expect(found.answers.map(line)).toEqual(["SRI-NIC.ARPA A 26.0.0.73", "SRI-NIC.ARPA A 10.0.0.51"]);
});

test("RFC 1034 §6.2.2: all that there is at a name", () => {
  expect(ask(exampleZones, "SRI-NIC.ARPA", "ANY").answers.map((rr) => rr.type)).toEqual(["A", "A", "MX"]);
});

test("RFC 1034 §6.2.3: a mail host's addresses come along", () => {
  const found = ask(exampleZones, "SRI-NIC.ARPA", "MX");
  expect(found.answers.map(line)).toEqual(["SRI-NIC.ARPA MX 0 SRI-NIC.ARPA"]);
  expect(found.additionals.filter((rr) => rr.name === "SRI-NIC.ARPA")).toHaveLength(2);
});

test("RFC 1034 §6.2.4: a name without that type has no data", () => {
  const found = ask(exampleZones, "SRI-NIC.ARPA", "NS");
  expect([found.kind, found.rcode, found.authoritative, found.answers]).toEqual(["no-data", NOERROR, true, []]);
});

test("RFC 1034 §6.2.5: a name that is mistyped does not exist, and the SOA says so", () => {
  const found = ask(exampleZones, "SIR-NIC.ARPA");
  expect([found.kind, found.rcode, found.authoritative]).toEqual(["no-name", NXDOMAIN, true]);
  expect(found.authorities.map((rr) => rr.type)).toEqual(["SOA"]);
});

test("RFC 1034 §6.2.6: a name in a delegated zone is referred, with the addresses of the servers", () => {
  const found = ask(exampleZones, "BRL.MIL");
  expect([found.kind, found.authoritative, found.answers]).toEqual(["referral", false, []]);
  expect(found.authorities.map(line)).toEqual(["MIL NS SRI-NIC.ARPA", "MIL NS A.ISI.EDU"]);
  expect(found.additionals.map(line)).toEqual([
    "SRI-NIC.ARPA A 26.0.0.73",
    "SRI-NIC.ARPA A 10.0.0.51",
    "A.ISI.EDU A 26.3.0.103",
  ]);
});

test("RFC 1034 §6.2.7: an alias whose target is delegated comes with the referral", () => {
  const found = ask(exampleZones, "USC-ISIC.ARPA");
  expect([found.kind, found.authoritative]).toEqual(["referral", true]);
  expect(found.answers.map(line)).toEqual(["USC-ISIC.ARPA CNAME C.ISI.EDU"]);
  expect(found.authorities.map((rr) => rr.name)).toEqual(["ISI.EDU", "ISI.EDU", "ISI.EDU"]);
});

test("RFC 1034 §6.2.8: asked for the alias itself, it is not followed", () => {
  expect(ask(exampleZones, "USC-ISIC.ARPA", "CNAME").answers.map(line)).toEqual(["USC-ISIC.ARPA CNAME C.ISI.EDU"]);
});

test("a server of kr and co.kr answers from the deepest zone that it has", () => {
  const zones = [krZone, coKrZone];
  expect(zoneOf(zones, "www.cyber.co.kr")?.name).toBe("co.kr");
  const found = ask(zones, "www.cyber.co.kr");
  expect([found.kind, found.kind === "referral" && found.zone]).toEqual(["referral", "cyber.co.kr"]);
  expect(found.additionals.map(line)).toEqual(["ns1.cyber.co.kr A 10.30.3.30"]);
});

test("a server that holds zone and delegated zone answers for both itself", () => {
  const found = ask([cyberZone, labZone], "www.lab.cyber.co.kr");
  expect([found.kind, found.authorities.map((rr) => rr.name)]).toEqual(["answer", ["lab.cyber.co.kr"]]);
});

test("the glue below a cut is never an answer", () => {
  expect(ask([cyberZone], "ns1.lab.cyber.co.kr").kind).toBe("referral");
  expect(ask([cyberZone], "lab.cyber.co.kr", "NS").kind).toBe("referral");
});

test("an answer carries the zone's name servers and their addresses, but not twice", () => {
  const address = ask([labZone], "www.lab.cyber.co.kr");
  expect(address.authorities.map(line)).toEqual(["lab.cyber.co.kr NS ns1.lab.cyber.co.kr"]);
  expect(address.additionals.map(line)).toEqual(["ns1.lab.cyber.co.kr A 10.30.3.40"]);
  const servers = ask([labZone], "lab.cyber.co.kr", "NS");
  expect([servers.authorities, servers.additionals.length]).toEqual([[], 1]);
  expect(ask([labZone], "ns1.lab.cyber.co.kr").additionals).toEqual([]);
});

test("a negative answer's SOA carries the smaller of its TTL and its minimum", () => {
  expect(ask([labZone], "nx.lab.cyber.co.kr").authorities.map((rr) => [rr.type, rr.ttl])).toEqual([["SOA", 30]]);
});

test("a chain of aliases inside the zone is one answer; its end decides the response code", () => {
  expect(ask([labZone], "alias.lab.cyber.co.kr").answers.map((rr) => rr.type)).toEqual(["CNAME", "A"]);
  const nowhere = ask([labZone], "nowhere.lab.cyber.co.kr");
  expect([nowhere.rcode, nowhere.answers.map((rr) => rr.type)]).toEqual([NXDOMAIN, ["CNAME"]]);
  const notype = ask([labZone], "notype.lab.cyber.co.kr");
  expect([notype.rcode, notype.kind, notype.authorities.map((rr) => rr.type)]).toEqual([NOERROR, "no-data", ["SOA"]]);
  expect(ask([labZone], "outside.lab.cyber.co.kr").answers.map((rr) => rr.type)).toEqual(["CNAME"]);
  expect(ask([labZone, cyberZone], "outside.lab.cyber.co.kr").answers.map((rr) => rr.type)).toEqual(["CNAME", "A"]);
});

test("a ring of aliases ends", () => {
  expect(ask([labZone], "loop1.lab.cyber.co.kr").answers.map((rr) => rr.name)).toEqual([
    "loop1.lab.cyber.co.kr",
    "loop2.lab.cyber.co.kr",
  ]);
});

test("a name in the middle exists without records", () => {
  const middle = zone("example", "$TTL 60\n@ SOA a. b. 1 2 3 4 5\na.b.c A 192.0.2.1");
  for (const name of ["c.example", "b.c.example"]) expect(ask([middle], name).kind).toBe("no-data");
  expect(ask([middle], "x.c.example").kind).toBe("no-name");
});

// The zone and the questions of RFC 4592 section 2.2.1.
const wild = zone(
  "example",
  `$TTL 3600
@ SOA a. b. 1 2 3 4 5
@ NS ns.example.com.
@ NS ns.example.net.
* TXT "this is a wildcard"
* MX 10 host1
sub.* TXT "this is not a wildcard"
host1 A 192.0.2.1
_ssh._tcp.host1 TXT "srv"
_ssh._tcp.host2 TXT "srv"
subdel NS ns.example.com.
subdel NS ns.example.net.
`,
);
test.each([
  ["host3.example", "MX", "answer"],
  ["host3.example", "A", "no-data"],
  ["foo.bar.example", "TXT", "answer"],
  ["host1.example", "MX", "no-data"],
  ["sub.*.example", "MX", "no-data"],
  ["_telnet._tcp.host1.example", "TXT", "no-name"],
  ["host.subdel.example", "A", "referral"],
  ["ghost.*.example", "MX", "no-name"],
])("RFC 4592 §2.2.1: %s %s is %s", (name, type, kind) => {
  const found = ask([wild], name, type);
  expect(found.kind).toBe(kind);
  for (const rr of found.answers) expect(rr.name).toBe(name);
});

test("a name outside all zones, another class and a zone transfer are not for this server", () => {
  expect(ask([labZone], "www.naver.com").rcode).toBe(REFUSED);
  expect(ask([labZone], "lab.cyber.co.kr", "AXFR").rcode).toBe(REFUSED);
  expect(lookup([labZone], { name: "www.lab.cyber.co.kr", type: "A", class: "CH" }).rcode).toBe(REFUSED);
  const chaos: Zone = {
    name: "version.bind",
    class: "CH",
    records: [{ name: "version.bind", type: "TXT", class: "CH", ttl: 0, data: { kind: "TXT", texts: ["9.18"] } }],
  };
  expect(lookup([rootZone, chaos], { name: "version.bind", type: "TXT", class: "CH" }).answers).toHaveLength(1);
});

test("round robin moves the records on by one for each turn", () => {
  const last = (turn: number) =>
    ask([labZone], "many.lab.cyber.co.kr", "A", turn).answers.map((rr) => rdataText(rr.data).at(-1));
  expect([last(0), last(1), last(5)]).toEqual([
    ["5", "6", "7"],
    ["6", "7", "5"],
    ["7", "5", "6"],
  ]);
});
