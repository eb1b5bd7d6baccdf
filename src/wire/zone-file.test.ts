import fc from "fast-check";
import { expect, test } from "vitest";
import { dns, type RData, type ResourceRecord, rdataText, sealDns } from "./dns.ts";
import { joinLabels, labelText } from "./domain-name.ts";
import { formatRecord, parseTtl, parseZoneFile, type ZoneFileOptions } from "./zone-file.ts";

const lines = (text: string, options: ZoneFileOptions = { origin: "example", ttl: 60 }) => {
  const parsed = parseZoneFile(text, options);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.map((rr) => `${rr.name} ${rr.ttl} ${rr.class} ${rr.type} ${rdataText(rr.data)}`);
};
const problems = (text: string, options: ZoneFileOptions = { origin: "example", ttl: 60 }) => {
  const parsed = parseZoneFile(text, options);
  return parsed.ok ? [] : parsed.error.map((p) => `${p.line}:${p.column} ${p.kind} ${p.text}`.trimEnd());
};

test("RFC 1035 §5.3: the example of the RFC", () => {
  const text = `@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM

        NS      A.ISI.EDU.
        NS      VENERA
        NS      VAXA
        MX      10      VENERA
        MX      20      VAXA

A       A       26.3.0.103

VENERA  A       10.1.0.52
        A       128.9.0.32
`;
  expect(lines(text, { origin: "ISI.EDU" })).toEqual([
    "ISI.EDU 60 IN SOA VENERA.ISI.EDU Action\\.domains.ISI.EDU 20 7200 600 3600000 60",
    "ISI.EDU 60 IN NS A.ISI.EDU",
    "ISI.EDU 60 IN NS VENERA.ISI.EDU",
    "ISI.EDU 60 IN NS VAXA.ISI.EDU",
    "ISI.EDU 60 IN MX 10 VENERA.ISI.EDU",
    "ISI.EDU 60 IN MX 20 VAXA.ISI.EDU",
    "A.ISI.EDU 60 IN A 26.3.0.103",
    "VENERA.ISI.EDU 60 IN A 10.1.0.52",
    "VENERA.ISI.EDU 60 IN A 128.9.0.32",
  ]);
});

test("$ORIGIN and $TTL hold from where they stand; a relative origin is below the one before", () => {
  expect(
    lines("a A 192.0.2.1\n$ORIGIN sub\n$TTL 1h30m\nb A 192.0.2.2\n$ORIGIN other.kr.\nc A 192.0.2.3\n@ NS c"),
  ).toEqual([
    "a.example 60 IN A 192.0.2.1",
    "b.sub.example 5400 IN A 192.0.2.2",
    "c.other.kr 5400 IN A 192.0.2.3",
    "other.kr 5400 IN NS c.other.kr",
  ]);
});

test("TTL and class stand in either order, in any letter case, and what is left out is taken from before", () => {
  expect(lines("a 5 IN A 192.0.2.1\nb in 1m a 192.0.2.2\n A 192.0.2.3", { origin: "." })).toEqual([
    "a 5 IN A 192.0.2.1",
    "b 60 IN A 192.0.2.2",
    "b 60 IN A 192.0.2.3",
  ]);
});

test("texts: quoted, bare, several, with escapes, semicolons and UTF-8", () => {
  const parsed = parseZoneFile('t TXT "a; (b) \\"c\\"" bare \\065\\066 "" ; comment\nu TXT "한"', {
    origin: ".",
    ttl: 1,
  });
  expect(parsed.ok && parsed.value.map((rr) => rr.data)).toEqual([
    { kind: "TXT", texts: ['a; (b) "c"', "bare", "AB", ""] },
    { kind: "TXT", texts: ["\u00ed\u0095\u009c"] },
  ]);
});

test("data of a type that has no text of its own is given as bytes", () => {
  expect(lines("h TYPE13 \\# 4 0102 0304\nv6 AAAA \\# 16 20010db8000000000000000000000001")).toEqual([
    "h.example 60 IN TYPE13 \\# 4 01020304",
    "v6.example 60 IN AAAA \\# 16 20010db8000000000000000000000001",
  ]);
});

test.each([
  ["0", 0],
  ["300", 300],
  ["1h30m", 5400],
  ["1W2D", 777_600],
  ["1h30", undefined],
  ["m", undefined],
  ["-1", undefined],
  ["2147483648", undefined],
  ["", undefined],
])("the time %j is %s seconds", (text, expected) => {
  expect(parseTtl(text)).toBe(expected);
});

test("all problems at once, each with line and column", () => {
  const text = [
    "www A 192.0.2.256",
    "www A",
    "a..b A 192.0.2.1",
    "mail MX ten host",
    "x A 192.0.2.1 192.0.2.2",
    "x FOO bar",
    "$GENERATE 1-2 a A 1.2.3.4",
    "x 1x A 192.0.2.1",
    `x TXT "${"y".repeat(256)}"`,
    'x TXT "open',
    "x A 192.0.2.1 )",
    "x CH TXT t",
    "x AAAA 2001:db8::1",
    "x TYPE13 \\# 3 0102",
    "x TXT \\999",
    "x SOA a b 1 2 3 ( 4",
  ].join("\n");
  expect(problems(text)).toEqual([
    "1:7 bad-address 192.0.2.256",
    "2:6 missing-field",
    "3:1 bad-name a..b",
    "4:9 bad-number ten",
    "5:15 too-many-fields 192.0.2.2",
    "6:3 unknown-type FOO",
    "7:1 unknown-directive $GENERATE",
    "8:3 bad-ttl 1x",
    `9:7 text-too-long ${"y".repeat(256)}`,
    '10:7 unclosed-quote "open',
    "11:15 unopened-parenthesis )",
    "13:3 unknown-type AAAA",
    "14:10 bad-data \\#",
    "15:7 bad-data \\999",
    "16:17 unclosed-parenthesis (",
    "16:20 missing-field",
  ]);
});

type Changes = { readonly [K in keyof ZoneFileOptions]?: ZoneFileOptions[K] | undefined };
test.each([
  ["two classes", "a IN A 192.0.2.1\nb CH TXT t", {}, ["2:3 class-differs CH"]],
  ["no owner yet", " A 192.0.2.1", {}, ["1:2 no-owner A"]],
  ["no TTL anywhere", "a A 192.0.2.1", { ttl: undefined }, ["1:3 no-ttl A"]],
  [
    "a relative name without an origin",
    "a A 192.0.2.1\n@ NS b.",
    { origin: undefined },
    ["1:1 no-origin a", "2:1 no-origin @"],
  ],
  ["an alias beside other data", "a CNAME b\na A 192.0.2.1", {}, ["2:1 cname-and-other-data a"]],
  ["two aliases at one name", "a CNAME b\nA CNAME c", {}, ["2:1 cname-and-other-data A"]],
  ["a record of another zone", "a A 192.0.2.1\nwww.kr. A 192.0.2.1", { zone: "example" }, ["2:1 outside-zone www.kr."]],
  ["a label too long", `${"x".repeat(64)} A 192.0.2.1`, {}, [`1:1 bad-name ${"x".repeat(64)}`]],
  ["letters that are no ASCII", "한국 A 192.0.2.1", {}, ["1:1 bad-name 한국"]],
])("%s", (_, text, change: Changes, expected) => {
  const all: Changes = { origin: "example", ttl: 60, ...change };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  expect(problems(text, Object.fromEntries(given))).toEqual(expected);
});

test("no text throws, and every problem lies inside it", () => {
  const pieces = fc.constantFrom(
    "a",
    "@",
    ".",
    "A",
    "MX",
    "TXT",
    "SOA",
    "$TTL",
    "$ORIGIN",
    "10",
    "192.0.2.1",
    "(",
    ")",
    '"',
    "\\",
    ";",
    " ",
    "\t",
    "\n",
    "IN",
    "CH",
    "\\#",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces, { maxLength: 40 }).map((p) => p.join("")),
        fc.string(),
      ),
      (text) => {
        const parsed = parseZoneFile(text, { origin: "example", ttl: 1 });
        if (parsed.ok) return;
        const rows = text.split(/\r\n|\n|\r/);
        for (const { line, column } of parsed.error) {
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(rows[line - 1]!.length + 3);
        }
      },
    ),
    { seed: 5, numRuns: 2000 },
  );
});

const anyName = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 10 }).map(labelText), { maxLength: 3 })
  .map(joinLabels);
const anyData: fc.Arbitrary<{ readonly type: string; readonly data: RData }> = fc.oneof(
  fc.constant({ type: "A", data: { kind: "A", address: "192.0.2.1" } as const }),
  fc
    .tuple(fc.constantFrom("NS", "CNAME", "PTR"), anyName)
    .map(([kind, target]) => ({ type: kind, data: { kind, target } as RData })),
  fc
    .tuple(fc.nat(65535), anyName)
    .map(([preference, exchange]) => ({ type: "MX", data: { kind: "MX", preference, exchange } as const })),
  fc.tuple(anyName, anyName, fc.nat(9e8)).map(([mname, rname, n]) => ({
    type: "SOA",
    data: { kind: "SOA", mname, rname, serial: n, refresh: 1, retry: 2, expire: 3, minimum: 4 } as const,
  })),
  fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 3 }).map((texts) => ({
    type: "TXT",
    data: { kind: "TXT", texts: texts.map((b) => String.fromCharCode(...b)) } as const,
  })),
  fc
    .uint8Array({ maxLength: 9 })
    .map((b) => ({ type: "TYPE65", data: { kind: "other", bytes: Array.from(b) } as const })),
);

test("a formatted record is read back the same, under any origin, and makes the same bytes", () => {
  fc.assert(
    fc.property(anyName, fc.nat(0x7fffffff), anyData, (name, ttl, { type, data }) => {
      const rr: ResourceRecord = { name, type, class: "IN", ttl, data };
      const parsed = parseZoneFile(formatRecord(rr), { origin: "some.where" });
      expect(parsed).toEqual({ ok: true, value: [rr] });
      const message = { id: 1, flags: FLAGS, queries: [], answers: [rr], authorities: [], additionals: [] };
      const read = dns.parse(sealDns(message));
      expect(read.ok && read.value.value.answers).toEqual([rr]);
    }),
    { seed: 6, numRuns: 500 },
  );
});
const FLAGS = {
  response: true,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recdesired: false,
  recavail: false,
  z: 0,
  rcode: 0,
};
