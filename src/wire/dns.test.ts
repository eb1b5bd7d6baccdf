import packet from "dns-packet";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import {
  type DnsMessage,
  dns,
  dnsLength,
  isRrType,
  type RData,
  type ResourceRecord,
  rcodeName,
  rdataText,
  sealDns,
} from "./dns.ts";
import { joinLabels, labelText } from "./domain-name.ts";

const flags = {
  response: true,
  opcode: 0,
  authoritative: true,
  truncated: false,
  recdesired: false,
  recavail: false,
  z: 0,
  rcode: 0,
};
const message = (change: Partial<DnsMessage>): DnsMessage => ({
  id: 0x1234,
  flags,
  queries: [],
  answers: [],
  authorities: [],
  additionals: [],
  ...change,
});
const rr = (name: string, type: string, data: RData, ttl = 300): ResourceRecord => ({
  name,
  type,
  class: "IN",
  ttl,
  data,
});
const parsed = (bytes: Uint8Array): DnsMessage => {
  const result = dns.parse(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { qd: _q, an: _a, ns: _n, ar: _r, ...rest } = result.value.value;
  return rest;
};
const problemOf = (bytes: Uint8Array) => {
  const result = dns.parse(bytes);
  return result.ok ? undefined : result.error;
};

const labels = (max: number) =>
  fc.array(
    fc.oneof(
      fc.constantFrom("www", "lab", "cyber", "co", "kr", "WWW"),
      fc.uint8Array({ minLength: 1, maxLength: 12 }).map(labelText),
    ),
    { maxLength: max },
  );
const anyName = labels(4).map(joinLabels);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const latin1 = fc.uint8Array({ maxLength: 255 }).map((b) => String.fromCharCode(...b));
const anyAddress = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((p) => p.join("."));

const anyRecord: fc.Arbitrary<ResourceRecord> = fc
  .record({
    name: anyName,
    ttl: u32,
    typed: fc.oneof(
      anyAddress.map((address) => ({ type: "A", data: { kind: "A", address } as RData })),
      fc
        .tuple(fc.constantFrom("NS", "CNAME", "PTR"), anyName)
        .map(([kind, target]) => ({ type: kind as string, data: { kind, target } as RData })),
      fc
        .tuple(u16, anyName)
        .map(([preference, exchange]) => ({ type: "MX", data: { kind: "MX", preference, exchange } as RData })),
      fc
        .record({ mname: anyName, rname: anyName, serial: u32, refresh: u32, retry: u32, expire: u32, minimum: u32 })
        .map((soa) => ({ type: "SOA", data: { kind: "SOA", ...soa } as RData })),
      fc
        .array(latin1, { minLength: 1, maxLength: 3 })
        .map((texts) => ({ type: "TXT", data: { kind: "TXT", texts } as RData })),
      fc
        .uint8Array({ maxLength: 20 })
        .map((b) => ({ type: "TYPE65", data: { kind: "other", bytes: Array.from(b) } as RData })),
    ),
  })
  .map(({ name, ttl, typed }) => ({ name, type: typed.type, class: "IN", ttl, data: typed.data }));
const anyMessage: fc.Arbitrary<DnsMessage> = fc.record({
  id: u16,
  flags: fc.record({
    response: fc.boolean(),
    opcode: fc.nat(15),
    authoritative: fc.boolean(),
    truncated: fc.boolean(),
    recdesired: fc.boolean(),
    recavail: fc.boolean(),
    z: fc.nat(7),
    rcode: fc.nat(15),
  }),
  queries: fc.array(
    fc.record({
      name: anyName,
      type: fc.constantFrom("A", "MX", "ANY", "TYPE999"),
      class: fc.constantFrom("IN", "CH"),
    }),
    { maxLength: 2 },
  ),
  answers: fc.array(anyRecord, { maxLength: 4 }),
  authorities: fc.array(anyRecord, { maxLength: 2 }),
  additionals: fc.array(anyRecord, { maxLength: 2 }),
});

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(anyMessage, (m) => {
      expect(parsed(sealDns(m))).toEqual(m);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("the real query for www.lab.cyber.co.kr has 37 bytes, its answer with name server and glue 87", () => {
  const name = "www.lab.cyber.co.kr";
  const queries = [{ name, type: "A", class: "IN" }];
  const query = sealDns(message({ flags: { ...flags, response: false, authoritative: false }, queries }));
  expect(query.length).toBe(37);
  const answer = sealDns(
    message({
      queries,
      answers: [rr(name, "A", { kind: "A", address: "10.20.2.80" })],
      authorities: [rr("lab.cyber.co.kr", "NS", { kind: "NS", target: "ns1.lab.cyber.co.kr" }, 1800)],
      additionals: [rr("ns1.lab.cyber.co.kr", "A", { kind: "A", address: "10.30.3.40" }, 1800)],
    }),
  );
  expect(answer.length).toBe(87);
});

test("a message beyond 16 KiB points only to where pointers reach", () => {
  const answers = Array.from({ length: 1200 }, (_, i) =>
    rr(`host${i}.example`, "A", { kind: "A", address: "192.0.2.1" }),
  );
  answers.push(
    rr("late.unseen", "A", { kind: "A", address: "192.0.2.2" }),
    rr("x.late.unseen", "A", { kind: "A", address: "192.0.2.3" }),
  );
  const bytes = sealDns(message({ answers }));
  expect(bytes.length).toBeGreaterThan(0x4000);
  expect(parsed(bytes).answers).toEqual(answers);
});

test("random bytes never throw, and a problem lies inside them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const problem = problemOf(bytes);
      if (!problem) return;
      expect(problem.bit).toBeLessThanOrEqual(bytes.length * 8);
      expect(problem.path).toMatch(/^dns\./);
      expect(dns.describe(bytes).problem).toEqual(problem);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

test("a message damaged anywhere never throws, and is read or has its problem inside", () => {
  fc.assert(
    fc.property(anyMessage, fc.nat(), fc.nat(255), fc.nat(), (m, place, value, end) => {
      const bytes = sealDns(m);
      bytes[place % bytes.length] = value;
      const cut = bytes.slice(0, (end % bytes.length) + 1);
      for (const damaged of [bytes, cut]) {
        const problem = problemOf(damaged);
        if (problem) expect(problem.bit).toBeLessThanOrEqual(damaged.length * 8);
      }
    }),
    { seed: 3, numRuns: 1000 },
  );
});

const header = "1234 8400 0000 0001 0000 0000".replaceAll(" ", "");
const oneAnswer = (hex: string) => fromHex(header + hex.replaceAll(" ", ""))!;
test.each([
  ["a pointer to itself", "c00c 0001 0001 00000000 0004 01020304", "bad-pointer", "dns.answers.0.name", 96],
  ["a pointer forward", "c020 0001 0001 00000000 0004 01020304", "bad-pointer", "dns.answers.0.name", 96],
  ["two pointers in a ring", "01 61 c00c 0001 0001 00000000 0000", "bad-pointer", "dns.answers.0.name", 96],
  ["a label type of old", "41 61 00", "bad-label", "dns.answers.0.name", 96],
  ["a label beyond the end", "3f 61", "truncated", "dns.answers.0.name", 96],
  ["an address of five bytes", "00 0001 0001 00000000 0005 0102030405", "bad-length", "dns.answers.0.data", 216],
  ["an address of three bytes", "00 0001 0001 00000000 0003 010203", "truncated", "dns.answers.0.data.address", 184],
  ["data beyond the end", "00 0001 0001 00000000 0004 0102", "truncated", "dns.answers.0.data", 184],
  ["a text longer than its record", "00 0010 0001 00000000 0002 0561", "bad-length", "dns.answers.0.data", 192],
])("%s is a located problem", (_, hex, kind, path, bit) => {
  expect(problemOf(oneAnswer(hex))).toMatchObject({ kind, path, bit });
});

test("a name of more than 255 bytes by way of pointers is refused", () => {
  // Four labels of 63 bytes without an end, each followed by a pointer to the one before.
  let hex = `3f${"61".repeat(63)}00`;
  const places = [0];
  for (let i = 1; i < 5; i++) {
    places.push(hex.length / 2);
    hex += `3f${"61".repeat(63)}${(0xc000 | (12 + 11 + places[i - 1]!)).toString(16)}`;
  }
  const length = (hex.length / 2).toString(16).padStart(4, "0");
  const carrier = `00 ffff 0001 00000000 ${length} ${hex}`.replaceAll(" ", "");
  const pointer = (0xc000 | (12 + 11 + places[4]!)).toString(16);
  const bytes = fromHex(`${header.slice(0, 12)}000200000000${carrier}${pointer}000100010000000000040a000001`)!;
  expect(problemOf(bytes)).toMatchObject({ kind: "too-long", path: "dns.answers.1.name" });
});

test("a truncated header names the field that is missing", () => {
  expect(problemOf(new Uint8Array(3))).toMatchObject({ kind: "truncated", path: "dns.flags.recavail" });
  expect(problemOf(new Uint8Array(0))).toMatchObject({ kind: "truncated", path: "dns.id", bit: 0 });
});

test("an A record of another class than IN is bytes", () => {
  const [answer] = parsed(oneAnswer("00 0001 0003 00000000 0003 010203")).answers;
  expect(answer).toEqual({ name: ".", type: "A", class: "CH", ttl: 0, data: { kind: "other", bytes: [1, 2, 3] } });
});

test("describe shows where a compressed name points", () => {
  const name = "www.example";
  const bytes = sealDns(
    message({
      queries: [{ name, type: "A", class: "IN" }],
      answers: [rr(name, "A", { kind: "A", address: "192.0.2.1" })],
    }),
  );
  const answers = dns.describe(bytes).fields.find((f) => f.name === "answers");
  expect(answers?.children?.[0]?.children?.[0]).toMatchObject({
    path: "dns.answers.0.name",
    value: name,
    start: 29 * 8,
    length: 16,
    meaning: { kind: "name-pointer", to: 12 },
  });
});

test.each([
  ["A", true],
  ["TYPE65", true],
  ["TYPE65535", true],
  ["TYPE65536", false],
  ["TYPE", false],
  ["FOO", false],
  ["XXXX1", false],
  ["", false],
])("whether %j is a type: %s", (name, expected) => {
  expect(isRrType(name)).toBe(expected);
});

test("data as a zone file has it", () => {
  expect(rdataText({ kind: "MX", preference: 10, exchange: "mail.example" })).toBe("10 mail.example");
  expect(rdataText({ kind: "TXT", texts: ['say "hi"', "a\\b\u0000"] })).toBe('"say \\"hi\\"" "a\\\\b\\000"');
  expect(rdataText({ kind: "other", bytes: [1, 2, 255] })).toBe("\\# 3 0102ff");
  expect(rdataText({ kind: "other", bytes: [] })).toBe("\\# 0");
});

test("a response code without a name keeps its number", () => {
  expect([rcodeName(3), rcodeName(9)]).toEqual(["NXDOMAIN", "RCODE9"]);
});

test("TCP's length in front", () => {
  expect([...dnsLength.emit({ length: 0x1234 })]).toEqual([0x12, 0x34]);
});

// Another implementation: names of plain letters, since it has no escapes.
const plainName = fc
  .array(fc.constantFrom("www", "lab", "cyber", "co", "kr", "x-1"), { minLength: 1, maxLength: 4 })
  .map((l) => l.join("."));
const plainRecord: fc.Arbitrary<readonly [ResourceRecord, packet.Answer]> = fc
  .record({
    name: plainName,
    target: plainName,
    ttl: fc.nat(0x7fffffff),
    address: anyAddress,
    n: u16,
    text: fc.string({ maxLength: 40 }),
  })
  .chain(({ name, target, ttl, address, n, text }) => {
    const base = { name, ttl, class: "IN" } as const;
    const ascii = text.replace(/[^ -~]/g, "");
    const soa = { mname: target, rname: name, serial: n, refresh: 1, retry: 2, expire: 3, minimum: 4 };
    const both: (readonly [ResourceRecord, packet.Answer])[] = [
      [rr(name, "A", { kind: "A", address }, ttl), { ...base, type: "A", data: address }],
      [rr(name, "NS", { kind: "NS", target }, ttl), { ...base, type: "NS", data: target }],
      [rr(name, "CNAME", { kind: "CNAME", target }, ttl), { ...base, type: "CNAME", data: target }],
      [rr(name, "PTR", { kind: "PTR", target }, ttl), { ...base, type: "PTR", data: target }],
      [
        rr(name, "MX", { kind: "MX", preference: n, exchange: target }, ttl),
        { ...base, type: "MX", data: { preference: n, exchange: target } },
      ],
      [rr(name, "SOA", { kind: "SOA", ...soa }, ttl), { ...base, type: "SOA", data: soa }],
      [rr(name, "TXT", { kind: "TXT", texts: [ascii] }, ttl), { ...base, type: "TXT", data: [Buffer.from(ascii)] }],
    ];
    return fc.constantFrom(...both);
  });

test("dns-packet reads what is written here, and what it writes is read here", () => {
  fc.assert(
    fc.property(u16, plainName, fc.array(plainRecord, { maxLength: 5 }), fc.nat(5), (id, name, records, rcode) => {
      const ours = message({
        id,
        flags: { ...flags, recdesired: true, rcode },
        queries: [{ name, type: "MX", class: "IN" }],
        answers: records.map(([our]) => our),
      });
      const theirs: packet.Packet = {
        type: "response",
        id,
        flags: packet.AUTHORITATIVE_ANSWER | packet.RECURSION_DESIRED | rcode,
        questions: [{ name, type: "MX", class: "IN" }],
        answers: records.map(([, their]) => their),
      };
      expect(parsed(packet.encode(theirs))).toEqual(ours);
      const decoded = packet.decode(Buffer.from(sealDns(ours)));
      expect({ id: decoded.id, type: decoded.type, questions: decoded.questions }).toEqual({
        id,
        type: "response",
        questions: theirs.questions,
      });
      expect(decoded.flag_aa && decoded.flag_rd && !decoded.flag_ra && !decoded.flag_tc).toBe(true);
      // dns-packet knows one thing more of an answer, which belongs to multicast DNS.
      expect(decoded.answers).toEqual(theirs.answers?.map((answer) => ({ ...answer, flush: false })));
    }),
    { seed: 4, numRuns: 200 },
  );
});
