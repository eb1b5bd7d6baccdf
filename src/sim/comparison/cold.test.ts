/** A page over cold and over warm caches, message by message as real hosts do it (the laboratory's cases a and b). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import { toHex } from "../../wire/bytes.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, LETTERS, labWorld, run } from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const NAME = "www.lab.cyber.co.kr";
const open = { kind: "open-url", url: `http://${NAME}/dir/file1.html` } as const;
const cold = (profile: ProfileName): Timeline => run(labWorld(), { profile, acts: [{ device: "client", act: open }] });

/** Length of the request and of the response: they are the programs' own. */
function lengths(t: Timeline): { q: number; r: number } {
  const [request] = factsOf(t, "http-request-sent");
  const [response] = factsOf(t, "http-response-sent");
  return { q: request?.bytes ?? 0, r: response?.bytes ?? 0 };
}

/** Linux has DF on the stub's datagrams, BIND has it not on its own; the textbook has it on TCP only. */
const lookUp = (df: "DF" | "!DF"): string => `
  C > *    ARP who-has R target-zero
  R > C    ARP is-at 02:00:0a:0a:01:35
  C > R    DNS query A ${NAME} RD an=- au=- ar=- len=37 ttl=64 ${df}
  R > *    ARP who-has G                       # heard, as every broadcast is
  R > C    DNS NOERROR A ${NAME} RD RA !AA an=A:300:10.20.2.80 au=NS:1800:ns1.lab.cyber.co.kr ar=A:1800:10.30.3.40 len=87 !DF
  C > *    ARP who-has G target-zero           # for the gateway, never for the web server
  G > C    ARP is-at 02:00:0a:0a:01:01
`;

describe("cold, as the client sees it", () => {
  test("plain", () => {
    const t = cold("plain");
    const { q, r } = lengths(t);
    expectTable(
      trace(t, "client", LETTERS),
      `${lookUp("DF")}
      C > S [SYN] seq=0 len=0 win=64240 hdr=24 mss=1460 !ts ttl=64 DF
      S > C [SYN,ACK] seq=0 ack=1 len=0 win=64240 hdr=24 mss=1460 !ts ttl=63 id=0 DF
      C > S [ACK] seq=1 ack=1 len=0 win=64240 hdr=20
      C > S [PSH,ACK] seq=1 ack=1 len=${q} win=64240
      S > C [ACK] seq=1 ack=${q + 1} len=0 win=${64_240 - q}
      S > C [PSH,ACK] seq=1 ack=${q + 1} len=${r}
      C > S [ACK] seq=${q + 1} ack=${r + 1} len=0
      C > S [FIN,ACK] seq=${q + 1} ack=${r + 1} len=0       # keep-alive: the client is first
      S > C [FIN,ACK] seq=${r + 1} ack=${q + 2} len=0       # three segments: the FIN carries the ACK
      C > S [ACK] seq=${q + 2} ack=${r + 2} len=0`,
    );
  });

  test("linux: the same order with the options of stock Linux (lab T2)", () => {
    const t = cold("linux");
    const { q, r } = lengths(t);
    expectTable(
      trace(t, "client", LETTERS),
      `${lookUp("DF")}
      C > S [SYN] seq=0 len=0 win=64240 hdr=40 mss=1460 sackok ts wscale=7
      S > C [SYN,ACK] seq=0 ack=1 len=0 win=65160 hdr=40 mss=1460 sackok ts wscale=7 id=0  # 45 segments of 1448
      C > S [ACK] seq=1 ack=1 len=0 win=502 hdr=32 ts       # 64256 once scaled
      C > S [PSH,ACK] seq=1 ack=1 len=${q} win=502 ts
      S > C [ACK] seq=1 ack=${q + 1} len=0 win=509 ts       # 65152
      S > C [PSH,ACK] seq=1 ack=${q + 1} len=${r} ts
      C > S [ACK] seq=${q + 1} ack=${r + 1} len=0 ts
      C > S [FIN,ACK] seq=${q + 1} ack=${r + 1} len=0 ts
      S > C [FIN,ACK] seq=${r + 1} ack=${q + 2} len=0 ts
      C > S [ACK] seq=${q + 2} ack=${r + 2} len=0 ts`,
    );
  });

  test("textbook: fixed numbers, a window of 65535, four segments at the end", () => {
    const t = cold("textbook");
    const { q, r } = lengths(t);
    const came = trace(t, "client", LETTERS);
    expectTable(
      came,
      `${lookUp("!DF")}
      C > S [SYN] seq=0 len=0 win=65535 hdr=24 mss=1460 id=2    # the host's own count, the query was 1
      S > C [SYN,ACK] seq=0 ack=1 len=0 win=65535 mss=1460 id=1
      C > S [ACK] seq=1 ack=1 len=0 win=65535 id=3
      C > S [PSH,ACK] seq=1 ack=1 len=${q} win=65535 id=4
      S > C [ACK] seq=1 ack=${q + 1} len=0 win=${65_535 - q} id=2  # before the program has read
      S > C [PSH,ACK] seq=1 ack=${q + 1} len=${r} win=65535
      C > S [ACK] seq=${q + 1} ack=${r + 1} len=0 win=${65_535 - r}
      C > S [FIN,ACK] seq=${q + 1} ack=${r + 1} len=0
      S > C [ACK] seq=${r + 1} ack=${q + 2} len=0               # every segment has its own ACK
      S > C [FIN,ACK] seq=${r + 1} ack=${q + 2} len=0
      C > S [ACK] seq=${q + 2} ack=${r + 2} len=0`,
    );
    const syns = came.flatMap(({ packet: { tcp } }) => (tcp?.flags.syn ? [tcp.seq] : []));
    expect(syns).toEqual([100, 300]);
  });
});

const isDns = (s: Said): boolean => s.packet.dns !== undefined;

describe("cold, as the resolver sees it", () => {
  test.each(["plain", "linux", "textbook"] as const)(
    "%s: the walk from the root (lab D1, D2, D4), ARP (lab L1, L2)",
    (profile) => {
      const came = trace(cold(profile), "resolver", LETTERS);
      expectTable(
        came,
        `C > * ARP who-has R
      R > C ARP is-at 02:00:0a:0a:01:35                # and never asks for the client itself
      C > R DNS query A ${NAME} RD an=-
      R > * ARP who-has G
      G > R ARP is-at 02:00:0a:0a:01:01
      R > root DNS query A ${NAME} !RD an=- au=- ar=-  # BIND adds one priming query here, left out
      root > R DNS NOERROR A ${NAME} !AA !RA an=- au=NS:172800:a.dns.kr ar=A:172800:10.30.3.20 ttl=63
      R > tld DNS query A ${NAME} !RD
      tld > R DNS NOERROR A ${NAME} !AA an=- au=NS:3600:ns1.cyber.co.kr ar=A:3600:10.30.3.30   # past co.kr at once
      R > cyber DNS query A ${NAME} !RD
      cyber > R DNS NOERROR A ${NAME} !AA an=- au=NS:1800:ns1.lab.cyber.co.kr ar=A:1800:10.30.3.40
      R > labns DNS query A ${NAME} !RD
      labns > R DNS NOERROR A ${NAME} AA !RA an=A:300:10.20.2.80 au=NS:1800:ns1.lab.cyber.co.kr ar=A:1800:10.30.3.40
      R > C DNS NOERROR A ${NAME} !AA RD RA an=A:300:10.20.2.80 au=NS:1800:ns1.lab.cyber.co.kr ar=A:1800:10.30.3.40
      C > * ARP who-has G`,
      );
      const asked = came.filter((s) => isDns(s) && s.text.startsWith("R > ") && !s.packet.dns?.flags.response);
      expect(new Set(asked.map((s) => s.packet.dns?.id)).size).toBe(4);
      expect(new Set(asked.map((s) => s.packet.udp?.srcport)).size).toBe(4);
    },
  );

  test("the router asks once for each next host, and they never ask back", () => {
    const t = cold("plain");
    const asks = factsOf(t, "arp-asked").map(({ by, host }) => [by, host]);
    expect(asks).toEqual([
      ["client", "resolver"],
      ["resolver", "router"],
      ["router", "root"],
      ["router", "tld"],
      ["router", "cyber"],
      ["router", "labns"],
      ["client", "router"],
      ["router", "web"],
    ]);
  });
});

test("warm: two DNS messages, no ARP, nothing upstream (case b, lab D3)", () => {
  const t = run(labWorld(), {
    profile: "plain",
    acts: [
      { device: "client", act: open },
      { device: "client", act: open, at: seconds(2.5) },
    ],
  });
  const second = (s: Said): boolean => s.at >= seconds(2);
  const dns = trace(t, "resolver", LETTERS).filter(second);
  expectTable(
    dns,
    `C > R DNS query A ${NAME} RD
    R > C DNS NOERROR A ${NAME} RD RA an=A:298:10.20.2.80 au=NS:1798:ns1.lab.cyber.co.kr ar=A:1798:10.30.3.40`,
  );
  const client = trace(t, "client", LETTERS).filter(second);
  expect(client.filter((s) => s.packet.arp)).toEqual([]);
});

test("plain: identifications count up for each connection, 0 where no socket of a program speaks", () => {
  const came = trace(cold("plain"), "client", LETTERS).filter((s) => s.packet.tcp);
  const ids = (side: string): readonly number[] =>
    came.filter((s) => s.text.startsWith(side)).map((s) => s.packet.ip!.id);
  const [first = 0] = ids("C");
  expect(ids("C")).toEqual([0, 1, 2, 3, 4, 5].map((n) => first + n)); // the last ACK too: its FIN was still unacknowledged
  const [synAck, second = 0, ...rest] = ids("S");
  expect(synAck).toBe(0);
  expect(rest).toEqual([second + 1, second + 2]);
});

test("lab L3: an ARP message is 28 bytes, padded on the wire to the least frame", () => {
  const [request] = trace(cold("plain"), "client", LETTERS);
  expect(request?.packet.arp).toMatchObject({ hw_type: 1, proto_type: 0x0800, hw_size: 6, proto_size: 4, opcode: 1 });
  expect(request?.packet.eth?.type).toBe(0x0806);
  expect(request?.bytes.length).toBe(60);
  expect(toHex(request!.bytes.subarray(42))).toBe("00".repeat(18));
});

test("lab L4: a router replaces both MAC addresses and takes one off the TTL; id, addresses and payload stay", () => {
  const t = cold("plain");
  const syn = ({ packet: { tcp } }: Said): boolean => tcp?.flags.syn === true && !tcp.flags.ack;
  const before = trace(t, "client", LETTERS).find(syn)!.packet;
  const after = trace(t, "web", LETTERS).find(syn)!.packet;
  expect(after.ip).toMatchObject({ ...before.ip, ttl: 63, checksum: after.ip?.checksum });
  expect(after.ip?.checksum).toBe(before.ip!.checksum + 0x0100);
  expect(after.tcp).toEqual(before.tcp);
  expect(before.eth).toMatchObject({ src: "02:00:0a:0a:01:0a", dst: "02:00:0a:0a:01:01" });
  expect(after.eth).toMatchObject({ src: "02:00:0a:14:02:01", dst: "02:00:0a:14:02:50" });
});

test("times follow the wires: 20 ms to the web server and back, about 80 ms for the walk", () => {
  const came = trace(cold("plain"), "client", LETTERS);
  const at = (words: string): number => came.find((s) => s.text.includes(words))!.at;
  expect(at("[SYN,ACK]") - at("[SYN]")).toBeGreaterThan(ms(40)); // with the router's ARP
  expect(at("[SYN,ACK]") - at("[SYN]")).toBeLessThan(ms(41));
  expect(at("DNS NOERROR") - at("DNS query")).toBeGreaterThan(ms(80));
  expect(at("DNS NOERROR") - at("DNS query")).toBeLessThan(ms(82));
});
