import { expect, test } from "vitest";
import { type Fact, type FactKind, type FactValue, factShapes } from "../stack/fact.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import { sayFact } from "./say.ts";

/** What a field may hold where its value picks another sentence. */
const choices: Readonly<Record<string, readonly (string | number)[]>> = {
  "route-chosen.prefix": [0, 8, 24],
  "url-decoded.scheme": ["http", "ftp", "file", "mailto", "news"],
  "url-decoded.host": ["www.lab.glasscom.com", ""],
  "url-decoded.port": [80, 0],
  "url-decoded.path": ["/dir/", ""],
  "url-decoded.user": ["user", ""],
  "url-decoded.password": ["secret", ""],
  "call-made.from": ["application", "resolver"],
  "call-made.to": ["resolver", "stack"],
  "call-made.op": ["gethostbyname", "socket", "connect", "write", "read", "close", "sleep"],
  "call-returned.from": ["resolver", "stack"],
  "call-returned.to": ["application", "resolver"],
  "call-returned.result": ["3", "-1 ECONNREFUSED", "NULL HOST_NOT_FOUND"],
  "page-loaded.status": [200, 404],
  "page-loaded.images": [0, 1, 2],
  "frame-lost.reason": ["cut", "fault"],
  "frame-flooded.mac": ["ff:ff:ff:ff:ff:ff", "02:00:0a:0b:0c:0d"],
  "frame-flooded.ports": [1, 3],
  "arp-asked.host": ["router", "10.11.12.1"],
  "arp-asked.address": ["10.11.12.1"],
  "arp-asked.attempt": [1, 2, 11],
  "arp-asked.what": ["dns-query", "SYN", "PSH, ACK"],
  "packet-queued.what": ["dns-response", "packet", "FIN, ACK"],
  "packet-released.what": ["dns-query", "datagram", "icmp-message", "ACK"],
  "arp-learned.host": ["router", "10.11.12.1"],
  "arp-learned.address": ["10.11.12.1"],
  "packet-dropped.src": ["10.11.12.13", ""],
  "icmp-sent.type": [0, 3, 8, 11, 42],
  "icmp-sent.code": [0, 1, 4],
  "icmp-received.type": [0, 3, 8, 11, 42],
  "icmp-received.code": [0, 1, 3, 4],
  "dns-answer-sent.rcode": ["NOERROR", "NXDOMAIN", "SERVFAIL", "RCODE9"],
  "dns-answer-sent.data": ["192.0.2.226", ""],
  "dns-answer-received.rcode": ["NOERROR", "NXDOMAIN", "REFUSED"],
  "dns-answer-received.data": ["192.0.2.226", ""],
  "dns-answer-received.ttl": [86400, 0],
  "dns-referral-sent.zone": [".", "com"],
  "dns-referral-sent.server": ["ns.lab.glasscom.com", ""],
  "dns-referral-received.address": ["192.0.2.53", ""],
  "dns-referral-received.server": ["a.gtld-servers.net", ""],
  "dns-negative-cached.rcode": ["NXDOMAIN", "NODATA"],
  "dns-cache-hit.type": ["NS", "A"],
  "socket-created.from": ["application", "resolver"],
  "socket-created.type": ["stream", "dgram"],
  "tcp-state-changed.to": [
    "LISTEN",
    "SYN-SENT",
    "SYN-RECEIVED",
    "ESTABLISHED",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "CLOSE-WAIT",
  ].concat(["CLOSING", "LAST-ACK", "TIME-WAIT", "CLOSED"]),
  "tcp-segment-sent.flags": ["SYN", "SYN, ACK", "ACK", "PSH, ACK", "FIN, ACK", "RST", "RST, ACK"],
  "tcp-segment-sent.len": [0, 1, 1460],
  "tcp-segment-received.flags": ["SYN, ACK", "PSH, ACK"],
  "tcp-segment-received.len": [0, 1460],
  "tcp-congestion-window.reason": ["initial", "slow-start", "timeout"],
  "tcp-segment-dropped.reason": ["old-timestamp", "backlog-full"],
  "fault-applied.fault": ["delay", "duplicate", "corrupt", "damage-inside"],
};

const samples: Readonly<Record<FactValue, readonly (string | number | boolean)[]>> = {
  device: ["client"],
  host: ["web"],
  address: ["192.0.2.226"],
  mac: ["02:00:0a:0b:0c:0d"],
  name: ["www.lab.glasscom.com"],
  number: [6419],
  text: ["EX-TEXT"],
  flag: [false, true],
  port: ["eth0"],
};

/** Every combination of the values that pick a sentence. */
function sampleFacts(kind: FactKind): readonly Fact[] {
  let facts: readonly Record<string, unknown>[] = [{ kind }];
  for (const [field, value] of Object.entries(factShapes[kind])) {
    const values = choices[`${kind}.${field}`] ?? samples[value as FactValue];
    facts = facts.flatMap((fact) => values.map((v) => ({ ...fact, [field]: v })));
  }
  return facts as readonly unknown[] as readonly Fact[];
}

const kinds = Object.keys(factShapes) as FactKind[];
const broken = /undefined|NaN|null|\[object| {2}|\.\.|[:,] ?\.|\s$|^\s/;

test.each(kinds)("%s is said in English in one or two short sentences", (kind) => {
  for (const fact of sampleFacts(kind)) {
    const text = sayFact(en, fact);
    expect(text).not.toMatch(broken);
    expect(text).toMatch(/^[A-Za-z0-9].*[.?]$|\(ARP\)$/);
    expect(text.split(" ").length, text).toBeLessThanOrEqual(25);
  }
});

test.each(kinds)("%s is said in Korean in 합니다체", (kind) => {
  for (const fact of sampleFacts(kind)) {
    const text = sayFact(ko, fact);
    expect(text).not.toMatch(broken);
    for (const sentence of text.split(/(?<=[.?]) /)) expect(sentence).toMatch(/니다(\([^)]*\))?\.$|니까\?$/);
    // Particles are chosen, never left open.
    expect(text).not.toMatch(/은\/는|이\/가|을\/를|\(으\)로|은\(는\)|이\(가\)|을\(를\)/);
  }
});

test.each(kinds)("%s names the device that it happened at, in both languages", (kind) => {
  for (const fact of sampleFacts(kind)) {
    expect(sayFact(en, fact)).toContain("client");
    expect(sayFact(ko, fact)).toContain("client");
  }
});

test("some sentences, as they are read", () => {
  const facts: readonly Fact[] = [
    {
      kind: "arp-asked",
      by: "client",
      address: "10.11.12.1",
      host: "router",
      port: "eth0",
      attempt: 1,
      dst: "web",
      what: "SYN",
    },
    { kind: "connection-refused", by: "client", to: "web", port: 80 },
    {
      kind: "route-chosen",
      by: "client",
      dst: "192.0.2.226",
      network: "0.0.0.0",
      prefix: 0,
      next: "10.11.12.1",
      direct: false,
      port: "eth0",
    },
  ];
  expect(facts.map((f) => sayFact(en, f))).toEqual([
    "client asks everyone on its link: who has 10.11.12.1, the address of router? (ARP) Meanwhile the SYN to web waits.",
    "web refuses client the connection: nothing there listens on port 80.",
    "client finds 192.0.2.226 in none of its subnets, so the packet goes to the gateway 10.11.12.1, out of its port eth0.",
  ]);
  expect(facts.map((f) => sayFact(ko, f))).toEqual([
    "client가 같은 링크의 모두에게 ARP로 묻습니다: 10.11.12.1(router)의 MAC 주소는 무엇입니까? web에 보낼 SYN은 그동안 기다립니다.",
    "web이 client의 접속을 거절합니다: 포트 80에서 기다리는 소켓이 없습니다.",
    "192.0.2.226은 client의 어느 서브넷에도 없으므로 포트 eth0에서 게이트웨이 10.11.12.1로 보내기로 합니다.",
  ]);
});
