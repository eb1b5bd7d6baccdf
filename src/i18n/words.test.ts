import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import type { FindingBody } from "../lesson/finding.ts";
import { ARP_REQUEST, arpMessage } from "../wire/arp.ts";
import type { FieldNode, Meaning, Problem } from "../wire/codec.ts";
import { type DnsMessage, dnsLength, type RData, type ResourceRecord, sealDns } from "../wire/dns.ts";
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, emitEthernet } from "../wire/ethernet.ts";
import type { HttpProblem } from "../wire/http.ts";
import { sealIcmp } from "../wire/icmp.ts";
import { ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP, sealIpv4 } from "../wire/ipv4.ts";
import { decodeFrame, describeFrame } from "../wire/packet.ts";
import { sealTcp, type TcpOption } from "../wire/tcp.ts";
import { sealUdp } from "../wire/udp.ts";
import type { UrlProblem } from "../wire/url.ts";
import { en } from "./en.ts";
import { fieldWords, withoutIndexes } from "./field-path.ts";
import { ko } from "./ko.ts";
import type { Words } from "./words.ts";

const bothLanguages = [en, ko] as const;
const src = "10.11.12.13";
const dst = "192.0.2.226";
const macs = { dst: "02:00:0a:0b:0c:01", src: "02:00:0a:0b:0c:0d" };

const inFrame = (proto: number, payload: Uint8Array): Uint8Array =>
  emitEthernet({ ...macs, type: ETHERTYPE_IPV4 }, sealIpv4({ id: 1, ttl: 64, proto, src, dst }, payload));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((p) => [...p]));
}

const data: readonly (RData & { readonly type: string })[] = [
  { type: "A", kind: "A", address: dst },
  { type: "NS", kind: "NS", target: "ns.cyber.co.kr" },
  { type: "CNAME", kind: "CNAME", target: "www.cyber.co.kr" },
  { type: "PTR", kind: "PTR", target: "www.cyber.co.kr" },
  { type: "MX", kind: "MX", preference: 10, exchange: "mail.cyber.co.kr" },
  {
    type: "SOA",
    kind: "SOA",
    mname: "ns.cyber.co.kr",
    rname: "hostmaster.cyber.co.kr",
    serial: 1,
    refresh: 3600,
    retry: 900,
    expire: 604800,
    minimum: 60,
  },
  { type: "TXT", kind: "TXT", texts: ["a text"] },
  { type: "TYPE65", kind: "other", bytes: [1, 2, 3] },
];
const records = data.map(({ type, ...rest }) => ({
  name: "cyber.co.kr",
  type,
  class: "IN",
  ttl: 300,
  data: rest as RData,
}));
const opt: ResourceRecord = {
  name: ".",
  type: "OPT",
  class: "CLASS1232",
  ttl: 0x8000,
  data: { kind: "other", bytes: [] },
};
const message: DnsMessage = {
  id: 1,
  flags: {
    response: true,
    opcode: 0,
    authoritative: true,
    truncated: false,
    recdesired: true,
    recavail: true,
    z: 0,
    rcode: 0,
  },
  queries: [{ name: "cyber.co.kr", type: "ANY", class: "IN" }],
  answers: records,
  authorities: records,
  additionals: [...records, opt],
};

const options: readonly TcpOption[] = [
  { kind: "mss", mss: 1460 },
  { kind: "nop" },
  { kind: "window-scale", shift: 7 },
  { kind: "sack-permitted" },
  { kind: "timestamps", value: 1, echo: 2 },
  { kind: "sack", blocks: [{ left: 1, right: 2 }] },
  { kind: "other", number: 254, data: [1] },
  { kind: "eol" },
];

const segment = (srcport: number, payload: Uint8Array, some: readonly TcpOption[] = []): Uint8Array =>
  inFrame(
    PROTOCOL_TCP,
    sealTcp(
      src,
      dst,
      { srcport, dstport: 49152, seq: 1, ack: 1, flags: { ack: true }, window: 8192, options: some },
      payload,
    ),
  );

const dnsBytes = sealDns(message);
const withIpOptions = (): Uint8Array => {
  const header = ipv4.emit({
    ...{ version: 4, hdr_len: 6, dscp: 0, ecn: 0, len: 24, id: 1, flags: { rb: false, df: true, mf: false } },
    ...{ frag_offset: 0, ttl: 64, proto: 254, checksum: 0, src, dst, options: [1, 1, 1, 0] },
  });
  return emitEthernet({ ...macs, type: ETHERTYPE_IPV4 }, header);
};

const frames: readonly Uint8Array[] = [
  emitEthernet(
    { ...macs, type: ETHERTYPE_ARP },
    arpMessage({
      ...{ opcode: ARP_REQUEST, src_hw_mac: macs.src, src_proto_ipv4: src },
      ...{ dst_hw_mac: "00:00:00:00:00:00", dst_proto_ipv4: "10.11.12.1" },
    }),
  ),
  inFrame(PROTOCOL_ICMP, sealIcmp({ type: 8, code: 0, ident: 1, seq: 1 }, Uint8Array.of(1, 2, 3))),
  inFrame(PROTOCOL_UDP, sealUdp({ src, dst, srcport: 53, dstport: 49152 }, dnsBytes)),
  segment(80, Uint8Array.of(1), options),
  segment(53, joined(dnsLength.emit({ length: dnsBytes.length }), dnsBytes)),
  withIpOptions(),
];

const nodes = (list: readonly FieldNode[]): readonly FieldNode[] =>
  list.flatMap((n) => [n, ...nodes(n.children ?? [])]);
const described = frames.flatMap((f) => describeFrame(f));
const fields = described.flatMap((layer) => nodes(layer.fields));

describe.each(bothLanguages)("header fields in $language", (words) => {
  test("every field of a described frame has its line", () => {
    for (const frame of frames) expect(decodeFrame(frame).problem).toBeUndefined();
    const without = fields.filter((f) => fieldWords(words, f.path) === undefined).map((f) => f.path);
    expect(without).toEqual([]);
  });

  test("no line is there for a field that no frame has", () => {
    const paths = new Set(fields.map((f) => withoutIndexes(f.path)));
    expect(Object.keys(words.field).filter((path) => !paths.has(path))).toEqual([]);
  });

  test("every value with a meaning has words for it", () => {
    for (const { meaning } of fields) if (meaning) expect(words.meaning(meaning)).toMatch(/\S/);
  });
});

test("an index is no part of a field's path, but a digit in a name is", () => {
  expect(withoutIndexes("dns.answers.12.data.address")).toBe("dns.answers.data.address");
  expect(withoutIndexes("tcp.options.0")).toBe("tcp.options");
  expect(withoutIndexes("ip.dst4")).toBe("ip.dst4");
});

const meanings: readonly Meaning[] = [
  { kind: "named", name: "echo request" },
  { kind: "bytes", bytes: 1 },
  { kind: "seconds", seconds: 172800 },
  { kind: "set" },
  { kind: "not-set" },
  { kind: "broadcast-address" },
  { kind: "unknown-yet" },
  { kind: "unused" },
  { kind: "port", service: "http" },
  { kind: "ephemeral-port" },
  { kind: "name-pointer", to: 12 },
  { kind: "checksum-good" },
  { kind: "checksum-bad", should: 0xbe },
  { kind: "checksum-unused" },
  { kind: "relative", value: 1 },
];

test("what values say", () => {
  expect(meanings.map(en.meaning)).toEqual([
    ...["echo request", "1 byte", "172,800 s", "set", "not set", "broadcast: everyone on the link", "not known yet"],
    ...[
      "unused",
      "http",
      "picked by the protocol stack",
      "pointer to byte 12 of the message",
      "good",
      "bad: should be 0x00be",
    ],
    ...["not computed", "relative 1"],
  ]);
  expect(meanings.map(ko.meaning)).toEqual([
    ...["에코 요청", "1바이트", "172,800초", "1, 켜짐", "0, 꺼짐", "브로드캐스트: 이 링크의 모두", "아직 모름"],
    ...[
      "쓰지 않음",
      "http",
      "프로토콜 스택이 고른 번호",
      "메시지의 12번째 바이트를 가리킴",
      "맞음",
      "틀림: 0x00be이어야 함",
    ],
    ...["계산하지 않음", "상대값 1"],
  ]);
});

const at = { path: "dns.answers.0.name", bit: 96 };
const problems: readonly Problem[] = [
  { kind: "truncated", ...at },
  { kind: "bad-length", ...at, value: 3 },
  { kind: "bad-value", ...at, value: 6 },
  { kind: "bad-pointer", ...at, value: 300 },
  { kind: "bad-label", ...at, value: 64 },
  { kind: "too-long", ...at, value: 256 },
];
const httpProblems: readonly HttpProblem[] = [
  { kind: "bad-request-line", offset: 0 },
  { kind: "bad-status-line", offset: 0 },
  { kind: "bad-version", offset: 0, version: "HTTP/9.9" },
  { kind: "header-without-colon", offset: 0 },
  { kind: "bad-header-name", offset: 0, name: "a b" },
  { kind: "bad-header-value", offset: 0, name: "Host" },
  { kind: "obs-fold", offset: 0 },
  { kind: "bare-lf", offset: 0 },
  { kind: "missing-host", offset: 0 },
  { kind: "two-hosts", offset: 0 },
  { kind: "bad-content-length", offset: 0, value: "x" },
  { kind: "bad-transfer-encoding", offset: 0, value: "zip" },
  { kind: "both-framings", offset: 0 },
  { kind: "line-too-long", offset: 0, line: "header", limit: 8000 },
  { kind: "head-too-long", offset: 0, limit: 32768 },
  { kind: "bad-chunk", offset: 0 },
  { kind: "closed-early", offset: 0 },
];
const urlProblems: readonly UrlProblem[] = [
  { kind: "empty", offset: 0 },
  { kind: "too-long", offset: 2000, length: 2001, limit: 2000 },
  { kind: "space-or-control", offset: 3, code: 9 },
  { kind: "missing-scheme", offset: 0 },
  { kind: "bad-scheme", offset: 0, text: "gopher" },
  { kind: "missing-slashes", offset: 5, scheme: "http" },
  { kind: "missing-host", offset: 7 },
  { kind: "bad-host", offset: 7, text: "a..b" },
  { kind: "non-ascii-host", offset: 7, text: "한글.kr" },
  { kind: "ipv6-host", offset: 7, text: "[::1]" },
  { kind: "bad-address", offset: 7, text: "1.2.3" },
  { kind: "host-too-long", offset: 7, length: 254, limit: 253 },
  { kind: "label-too-long", offset: 7, length: 64, limit: 63 },
  { kind: "bad-port", offset: 9, text: "0" },
  { kind: "bad-mailbox", offset: 7, text: "tone" },
  { kind: "bad-group", offset: 5, text: "a b" },
];
const findings: readonly FindingBody[] = [
  { kind: "unknown-key", key: "devces", suggestion: "devices" },
  { kind: "unknown-key", key: "x" },
  { kind: "missing", key: "links" },
  { kind: "wrong-type", path: "links", expected: "array" },
  { kind: "unknown-device", device: "clint", suggestion: "client" },
  { kind: "unknown-device", device: "x" },
  { kind: "unknown-port", device: "client", port: "eth1" },
  { kind: "port-used-twice", device: "client", port: "eth0" },
  { kind: "address-used-twice", address: src, device: "client" },
  { kind: "gateway-off-subnet", device: "client", gateway: dst },
  { kind: "unknown-world", world: "moon" },
  { kind: "missing-file", file: "ko.md" },
  { kind: "unreadable", why: "EACCES" },
  { kind: "no-regular-file" },
  { kind: "leads-out" },
  { kind: "no-text" },
  { kind: "beat-not-reached", beat: "ask" },
  { kind: "heading-missing", heading: "## ask", language: "ko" },
  { kind: "heading-extra", heading: "## ask", language: "ko" },
  { kind: "placeholder-unknown", name: "qname" },
  { kind: "unknown-fact", fact: "dns-asked", suggestion: "dns-cached" },
  { kind: "unknown-field", field: "nme", fact: "dns-cached", suggestion: "name" },
  { kind: "value-not-found", name: "qname" },
  { kind: "heading-twice", heading: "## ask", language: "ko" },
  { kind: "unknown-term", term: "mut", suggestion: "mtu" },
  { kind: "field-twice", field: "tcp.ack", term: "acknowledgement" },
  { kind: "term-unwritten", term: "mtu", language: "ko" },
  { kind: "text-missing", term: "mtu", language: "en" },
  { kind: "text-too-long", term: "mtu", words: 61, most: 60 },
  { kind: "beat-twice", beat: "ask" },
  { kind: "unknown-beat", beat: "akk", suggestion: "ask" },
  { kind: "unknown-name", name: "qname" },
  { kind: "unknown-path", path: "tcp.flag.syn", suggestion: "tcp.flags.syn" },
  { kind: "point-not-found", path: "dns.id", beat: "ask" },
  { kind: "answer-not-offered", answer: "root", beat: "ask" },
  { kind: "zone-line", problem: "no-ttl", text: "" },
  { kind: "zone-line", problem: "unknown-type", text: "AAA" },
  { kind: "run-does-not-end", steps: 50000 },
];
/** What they quote stands at the end, so these do not end as a sentence does. */
const quoting: readonly FindingBody[] = [
  { kind: "yaml", text: "Nested mappings are not allowed" },
  { kind: "wrong-value", path: "links.0.delay", expected: "50us, 10ms, 2s" },
];

const broken = /undefined|NaN|null|\[object| {2}|\.\.(?!b|\.|>|\])|\s$|^\s/;

const complaints = (words: Words): readonly string[] => [
  ...problems.map(words.problem),
  ...httpProblems.map(words.httpProblem),
  ...urlProblems.map(words.urlProblem),
  ...findings.map(words.finding),
];

test("every complaint is one clear line in English", () => {
  for (const text of [...complaints(en), ...quoting.map(en.finding)]) {
    expect(text).not.toMatch(broken);
    expect(text).toMatch(/^\S.*\S$/);
  }
});

test("every complaint is in 합니다체 in Korean", () => {
  for (const text of complaints(ko)) {
    expect(text).not.toMatch(broken);
    expect(text).toMatch(/니다\.$|니까\?$/);
  }
  for (const text of quoting.map(ko.finding)) expect(text).toMatch(/니다[.:(]|쓸 수 있는 값:/);
});

test("complaints that a learner meets often, as they are read", () => {
  expect(urlProblems.filter((p) => p.kind === "bad-port" || p.kind === "bad-scheme").map(ko.urlProblem)).toEqual([
    '"gopher"는 여기서 모르는 액세스 방법입니다. http, https, ftp, file, mailto, news 중에서 써야 합니다.',
    '"0"은 포트 번호가 아닙니다. 1부터 65535까지의 수를 쓰거나 생략해야 합니다.',
  ]);
  expect(en.finding({ kind: "unknown-key", key: "devces", suggestion: "devices" })).toBe(
    'The key "devces" is not known here. Did you mean "devices"?',
  );
});

/** A text that also counts as a list of one, so that every label can be asked without knowing what it takes. */
const anything = Object.assign(new String("7"), { join: () => "7" });

type Label = { readonly path: string; readonly text: string };

function labels(value: unknown, path = ""): readonly Label[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value === "function") return [{ path, text: String(value(anything, anything, anything, anything)) }];
  assert(typeof value === "object" && value !== null, `${path} is no label`);
  return Object.entries(value).flatMap(([key, inner]) => labels(inner, path === "" ? key : `${path}.${key}`));
}

describe.each(bothLanguages)("labels in $language", (words) => {
  const all = labels(words.ui);

  test("are whole", () => {
    for (const { path, text } of all) expect(text, path).not.toMatch(broken);
  });

  test("fit 80 columns", () => {
    const tooWide = (list: readonly Label[], columns: number) => list.filter(({ text }) => stringWidth(text) > columns);
    const under = (prefix: string) => all.filter(({ path }) => path.startsWith(prefix));
    expect(tooWide(under("pane."), 10)).toEqual([]);
    expect(tooWide(under("key."), 14)).toEqual([]);
    expect(tooWide(under("keyHelp."), 66)).toEqual([]);
    expect(tooWide(under("command."), 60)).toEqual([]);
    expect(tooWide(under("option."), 50)).toEqual([]);
    expect(
      tooWide(
        all.filter(({ path }) => !/^(error|check|progress|doctor|plain|sitting)\./.test(path)),
        76,
      ),
    ).toEqual([]);
    expect(tooWide(labels(words.field), 78)).toEqual([]);
    expect(tooWide(labels(words.layer), 76)).toEqual([]);
  });
});

test("both languages have the same labels", () => {
  expect(labels(ko.ui).map((l) => l.path)).toEqual(labels(en.ui).map((l) => l.path));
});

test("Korean sentences among the labels and fields are in 합니다체", () => {
  const sentences = [...labels(ko.ui), ...labels(ko.field), ...labels(ko.layer), ...labels(ko.fcs)].flatMap(
    ({ path, text }) => text.split(/(?<=[.?]) /).map((sentence) => ({ path, sentence })),
  );
  const ended = sentences.filter(({ sentence }) => /[가-힣)][.?]$/.test(sentence));
  expect(ended.length).toBeGreaterThan(100);
  expect(ended.filter(({ sentence }) => !/니다(\([^)]*\))?\.$|니까\?$/.test(sentence))).toEqual([]);
  const loose = sentences.filter(({ sentence }) => /[다요]$/.test(sentence) && !/니다$/.test(sentence));
  expect(loose).toEqual([]);
});

/** English words whose Korean is a term of the curriculum. */
const translated =
  /\b(resolver|protocol stack|descriptor|sockets?|subnet|netmask|network|host number|repeater|hub|router|record|root domain|browser|application|adapter|driver|handshake|window|buffer|gateway|packet|frame|segment|cache|server|client|request|response|status line|body|connection|address|header|field|port|byte|bit|link)\b/i;

test("no English word is left in Korean where there is a Korean term", () => {
  const texts = [
    ...labels(ko.ui),
    ...labels(ko.field),
    ...labels(ko.layer),
    ...complaints(ko).map((text) => ({ path: "complaint", text })),
  ];
  const quoted = /"[^"]*"|\b(?:dns-cached|client|http:\/\/\S+)|\{[^}]*\}/g;
  const left = texts.filter(({ text }) => translated.test(text.replace(quoted, "")));
  expect(left).toEqual([]);
});
