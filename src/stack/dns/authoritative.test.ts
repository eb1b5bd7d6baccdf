import { expect, test } from "vitest";
import { type DnsMessage, FORMERR, NOERROR, NOTIMP, REFUSED, rdataText, sealDns } from "../../wire/dns.ts";
import { type Edns, ednsOf, optRecord } from "../../wire/edns.ts";
import { type AuthoritativeState, authoritative, authoritativeState, withBehaviour } from "./authoritative.ts";
import { listenerReturned } from "./listener.ts";
import { queryMessage, readResponse, sealForUdp } from "./message.ts";
import { krZone, labZone } from "./testing/internet.ts";
import { lab, running } from "./testing/lab.ts";

const SERVER = "10.30.3.40";

function serving(state: AuthoritativeState = authoritativeState({ zones: [labZone, krZone] })) {
  const net = lab();
  net.host("server", SERVER, running(authoritative, state));
  net.client("client", "10.10.1.10", { nameservers: [SERVER], search: [], ndots: 1 });
  net.run();
  const ask = (bytes: Uint8Array): readonly Uint8Array[] => {
    const { replies } = net.ask("client", SERVER, bytes);
    net.run();
    return replies.map((r) => r.data);
  };
  return { net, ask };
}
const query = (name: string, type = "A") => queryMessage(0x1234, { name, type, class: "IN" }, true);
const only = (replies: readonly Uint8Array[]): DnsMessage => {
  expect(replies).toHaveLength(1);
  return readResponse(replies[0]!)!;
};

test("an answer has AA set and RA not, RD and the letters of the question are the asker's", () => {
  const reply = only(serving().ask(sealDns(query("WWW.lab.Cyber.co.kr"))));
  expect(reply.id).toBe(0x1234);
  expect(reply.flags).toEqual({
    response: true,
    opcode: 0,
    authoritative: true,
    truncated: false,
    recdesired: true,
    recavail: false,
    z: 0,
    rcode: NOERROR,
  });
  expect(reply.queries).toEqual([{ name: "WWW.lab.Cyber.co.kr", type: "A", class: "IN" }]);
  expect([reply.answers.length, reply.authorities.length, reply.additionals.length]).toEqual([1, 1, 1]);
});

test("D17: a name of nobody's zone here is refused with RA=0", () => {
  const { net, ask } = serving();
  const reply = only(ask(sealDns(query("www.naver.com"))));
  expect([reply.flags.rcode, reply.flags.recavail, reply.flags.authoritative]).toEqual([REFUSED, false, false]);
  expect(net.factsOf("dns-answer-sent").map((f) => [f.rcode, f.to])).toEqual([["REFUSED", "10.10.1.10"]]);
});

test("a referral has AA=0, no answer, and says so as a fact", () => {
  const { net, ask } = serving();
  const reply = only(ask(sealDns(query("www.x.co.kr"))));
  expect([reply.flags.authoritative, reply.answers.length, reply.authorities.length]).toEqual([false, 0, 1]);
  expect(net.factsOf("dns-referral-sent").map((f) => [f.zone, f.server])).toEqual([["co.kr", "a.dns.kr"]]);
});

test("bytes that are no query: too short or a response get no answer", () => {
  const { ask } = serving();
  expect(ask(new Uint8Array(11))).toEqual([]);
  const response = query("www.lab.cyber.co.kr");
  expect(ask(sealDns({ ...response, flags: { ...response.flags, response: true } }))).toEqual([]);
});

test.each([
  ["cut off", (b: Uint8Array) => b.slice(0, 20)],
  ["without a question", (b: Uint8Array) => b.map((byte, i) => (i === 5 ? 0 : byte))],
  ["with a pointer to itself", (b: Uint8Array) => b.map((byte, i) => (i === 12 ? 0xc0 : i === 13 ? 12 : byte))],
])("a query %s is answered with FORMERR and its id", (_, damage) => {
  const reply = only(serving().ask(damage(sealDns(query("www.lab.cyber.co.kr")))));
  expect([reply.id, reply.flags.rcode, reply.flags.recdesired]).toEqual([0x1234, FORMERR, true]);
});

test("another opcode is not implemented", () => {
  const update = query("www.lab.cyber.co.kr");
  const reply = only(serving().ask(sealDns({ ...update, flags: { ...update.flags, opcode: 5 } })));
  expect([reply.flags.rcode, reply.flags.opcode]).toEqual([NOTIMP, 5]);
});

const withOpt = (name: string, type: string, udpSize: number, more: Partial<Edns> = {}) => ({
  ...query(name, type),
  additionals: [optRecord({ udpSize, dnssecOk: true, options: [], ...more })],
});

test("asked with an OPT record, the server answers with its own, and with DO as it was asked (RFC 6891, RFC 3225)", () => {
  const reply = only(serving().ask(sealDns(withOpt("www.lab.cyber.co.kr", "A", 4096))));
  expect([reply.flags.rcode, reply.answers.length]).toEqual([NOERROR, 1]);
  expect(reply.additionals.map((rr) => rr.type)).toEqual(["A", "OPT"]);
  expect(ednsOf(reply)).toMatchObject({ udpSize: 1232, dnssecOk: true, options: [], extendedRcode: 0 });
});

test("the OPT record says how long an answer over UDP may be; a cut one keeps its own", () => {
  const texts = Array.from({ length: 4 }, (_, i) => String(i).repeat(200));
  const big = { name: "big.test", type: "TXT", class: "IN", ttl: 60, data: { kind: "TXT", texts } } as const;
  const { ask } = serving(authoritativeState({ zones: [{ name: "test", records: [big] }] }));
  const size = (limit: number) => {
    const reply = only(ask(sealDns(withOpt("big.test", "TXT", limit))));
    return [reply.flags.truncated, reply.answers.length, reply.additionals.map((rr) => rr.type)];
  };
  expect(size(1232)).toEqual([false, 1, ["OPT"]]);
  expect(size(512)).toEqual([true, 0, ["OPT"]]);
  expect(size(100)).toEqual([true, 0, ["OPT"]]);
});

test("an OPT record of another version is BADVERS, two of them or a broken one are FORMERR", () => {
  const { ask } = serving();
  const badVersion = only(ask(sealDns(withOpt("www.lab.cyber.co.kr", "A", 1232, { version: 1 }))));
  expect([badVersion.flags.rcode, ednsOf(badVersion)?.extendedRcode, badVersion.answers]).toEqual([0, 1, []]);
  const once = withOpt("www.lab.cyber.co.kr", "A", 1232);
  const twice = { ...once, additionals: [...once.additionals, ...once.additionals] };
  const broken = {
    ...once,
    additionals: [{ ...once.additionals[0]!, data: { kind: "other", bytes: [0, 10, 0, 8] } as const }],
  };
  for (const bad of [twice, broken]) expect(only(ask(sealDns(bad))).flags.rcode).toBe(FORMERR);
});

test("over 512 bytes: TC=1 with all sections empty", () => {
  const [bytes] = serving().ask(sealDns(query("big.lab.cyber.co.kr")));
  const reply = readResponse(bytes!)!;
  expect([reply.flags.truncated, reply.answers, reply.authorities, reply.additionals]).toEqual([true, [], [], []]);
  expect(bytes!.length).toBe(37);
});

test("what does not fit of the additional section is left out without TC", () => {
  const address = (i: number) =>
    ({ name: `host${i}.example`, type: "A", class: "IN", ttl: 60, data: { kind: "A", address: "192.0.2.1" } }) as const;
  const base = query("a.example");
  const message = { ...base, answers: [address(0)], additionals: Array.from({ length: 40 }, (_, i) => address(i + 1)) };
  const { bytes, truncated } = sealForUdp(message);
  const cut = readResponse(bytes.map((b, i) => (i === 2 ? b | 0x80 : b)))!;
  expect([truncated, bytes.length <= 512, cut.answers.length]).toEqual([false, true, 1]);
  expect(cut.additionals.length).toBeGreaterThan(10);
});

test("what is cut over UDP is whole over TCP, and the connection ends with the client", () => {
  const { net } = serving();
  const lookup = net.resolve("client", "big.lab.cyber.co.kr");
  net.run();
  const { result } = lookup.answer();
  expect("addresses" in result && result.addresses).toHaveLength(40);
  expect((net.stateOf("server") as AuthoritativeState).listener.connections).toEqual({});
});

test("a silent server hears and says nothing; a lame one refuses what it was made responsible for", () => {
  const state = authoritativeState({ zones: [labZone] });
  const silent = serving(withBehaviour(state, "silent"));
  expect(silent.ask(sealDns(query("www.lab.cyber.co.kr")))).toEqual([]);
  expect(silent.net.factsOf("dns-query-received")).toHaveLength(1);
  expect(only(serving(withBehaviour(state, "lame")).ask(sealDns(query("www.lab.cyber.co.kr")))).flags.rcode).toBe(
    REFUSED,
  );
});

test("round robin: each answer begins with the next address", () => {
  const { ask } = serving(authoritativeState({ zones: [labZone], roundRobin: true }));
  const first = () => rdataText(only(ask(sealDns(query("many.lab.cyber.co.kr")))).answers[0]!.data);
  expect([first(), first(), first(), first()]).toEqual(["10.20.2.85", "10.20.2.86", "10.20.2.87", "10.20.2.85"]);
});

test("a second server on the same machine does not get the port", () => {
  const { net } = serving();
  const state = net.stateOf("server") as AuthoritativeState;
  const made = authoritative(
    { ...state, open: { nextTag: 9, waiting: { 8: { kind: "listener-bind", type: "dgram", fd: 3 } } } },
    { kind: "returned", tag: 8, result: { op: "bind", errno: "EADDRINUSE" } },
    { device: "server", now: 0, rng: 1 },
  );
  expect([made.state.listener.failed, made.calls]).toEqual([["EADDRINUSE"], []]);
});

test("a connection too many is closed at once", () => {
  const connection = { address: "10.10.1.10", port: 40000, buffer: new Uint8Array() };
  const full = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [i + 10, connection]));
  const calls: unknown[] = [];
  const accepted = { op: "accept", fd: 9, address: "10.10.1.10", port: 40001 } as const;
  const { listener } = listenerReturned(
    { connections: full, failed: [] },
    { kind: "listener-accept", fd: 4 },
    accepted,
    {
      call: (call) => calls.push(call),
    },
  );
  expect([listener.connections[9], calls]).toEqual([
    undefined,
    [
      { op: "accept", fd: 4 },
      { op: "close", fd: 9 },
    ],
  ]);
});
