/** What is said about a lesson's mistakes: every kind once, in both languages. */
import { expect, test } from "vitest";
import type { FindingBody } from "../lesson/finding.ts";
import type { ChangeProblem } from "../sim/change-problem.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

const problems: { readonly [K in ChangeProblem["kind"]]: Extract<ChangeProblem, { kind: K }> } = {
  "no-device": { kind: "no-device", device: "web" },
  "no-link": { kind: "no-link", link: "a.0--b.0" },
  "no-host": { kind: "no-host", device: "lan" },
  "no-router": { kind: "no-router", device: "web" },
  "no-process": { kind: "no-process", device: "web", process: "httpd" },
  "no-such-behaviour": { kind: "no-such-behaviour", device: "web", process: "httpd", behaviour: "lame" },
  "no-zone": { kind: "no-zone", device: "kr", process: "named", zone: "com" },
  "outside-zone": { kind: "outside-zone", name: "www.naver.com", zone: "kr" },
  "zone-top": { kind: "zone-top", name: "kr", type: "SOA" },
};

const findings: readonly FindingBody[] = [
  ...Object.values(problems).map((problem): FindingBody => ({ kind: "change-unfit", problem })),
  { kind: "unknown-run", run: "kpet", suggestion: "kept" },
  { kind: "unknown-run", run: "x" },
  { kind: "beside-itself", run: "main" },
  { kind: "run-off-stage", run: "kept", beat: "ask" },
  { kind: "unknown-link", link: "client.eth1", suggestion: "client.eth0" },
  { kind: "unknown-link", link: "x" },
  { kind: "how-many-unclear" },
  { kind: "program-unclear", device: "web", programs: ["httpd", "named"] },
  { kind: "program-unclear", device: "web", programs: [] },
  { kind: "nobody-does", device: "web", program: "browser" },
  { kind: "asks-twice", beat: "ask", keys: ["ask", "drill"] },
  { kind: "unknown-action", action: "agian", suggestion: "again" },
  { kind: "unknown-action", action: "x" },
  { kind: "dead-link", term: "roots", suggestion: "root" },
  { kind: "dead-link", term: "x" },
  { kind: "too-large", bytes: 2_000_000, limit: 1_000_000 },
  { kind: "solution-fails", beat: "ask", alone: [] },
  { kind: "solution-fails", beat: "ask", alone: ["again", "later"] },
  { kind: "yaml-unclosed", mark: "{" },
  { kind: "quoted", path: "beats.0.until.id", text: "300" },
  { kind: "unquoted", path: "beats.0.until.name", text: "300" },
  { kind: "unknown-device", device: "resolver", known: ["client", "nearest"] },
  { kind: "unknown-device", device: "x" },
  { kind: "beat-not-reached", beat: "ask" },
  {
    kind: "beat-not-reached",
    beat: "ask",
    reason: { kind: "connection-refused", by: "client", to: "web", port: 81 },
  },
  { kind: "heading-extra", heading: "## frisch", language: "ko", suggestion: "## fresh" },
  { kind: "heading-extra", heading: "## frisch", language: "ko" },
  { kind: "heading-misspelt", heading: "##hit", suggestion: "## hit" },
  { kind: "heading-too-deep", heading: "#### h" },
  { kind: "title-twice", heading: "# h" },
  { kind: "placeholder-unknown", name: "lefft", suggestion: "left" },
  { kind: "placeholder-unknown", name: "lefft" },
  { kind: "placeholder-early", name: "ttl", beat: "answer" },
  { kind: "particle-unknown", particle: "은", known: [] },
  { kind: "particle-unknown", particle: "에서", known: ["은/는", "을/를"] },
  { kind: "mark-alone", mark: "**" },
  { kind: "html", tag: "<b>" },
  { kind: "point-not-found", path: "dns.answer.0.ttl", beat: "ask", suggestion: "dns.answers.0.ttl" },
  { kind: "point-not-found", path: "tcp.seq", beat: "ask" },
  { kind: "arguments-unfit", call: "subtract", takes: ["number", "number"], given: 1 },
  { kind: "beat-goes-back", beat: "ask", run: "main", until: "short" },
  { kind: "unknown-zone", device: "ns", zone: "school.tst", zones: ["school.test"], suggestion: "school.test" },
  { kind: "unknown-zone", device: "ns", zone: "x", zones: ["kr", "com"] },
  { kind: "pick-unfit", beat: "ask", pick: "host", answer: "192.0.2.1" },
  { kind: "no-cable", device: "web" },
  { kind: "alone-in-subnet", device: "web", port: "eth0", address: "10.0.1.2/24" },
  { kind: "gateway-not-linked", device: "web", gateway: "10.0.0.1" },
  { kind: "task-does-itself", beat: "ask" },
  { kind: "what-if-changes-nothing", beat: "ask", id: "late" },
  { kind: "fault-never-strikes", run: "lossy" },
  { kind: "choices-alike", beat: "ask", keys: ["one", "two"] },
  { kind: "wrong-is-right", beat: "ask", key: "one" },
  { kind: "drill-fails", beat: "ask" },
  { kind: "words-too-many", heading: "## ask", words: 61, most: 60 },
  { kind: "rows-too-many", heading: "## ask", rows: 9, most: 8 },
  { kind: "line-too-wide", heading: "## ask", columns: 90, most: 78 },
  { kind: "point-not-shown", point: "A5", needs: ["subnet"] },
  { kind: "nobody-has-address", address: "192.0.2.1", device: "client" },
  { kind: "zone-without-server", zone: "naver.com", server: "ns1.naver.com" },
  { kind: "bare-number", text: "49152", name: "port", beat: "syn" },
  { kind: "bare-number", text: "49152", expression: "{ last: { frame: tcp, by: client }, take: tcp.srcport }" },
  { kind: "let-unused", name: "port" },
];

const broken = /undefined|NaN|null|\[object| {2}|\.\.|\s$|^\s/;

test.each(findings)("$kind is one clear sentence or two in English", (finding) => {
  expect(en.finding(finding)).not.toMatch(broken);
  expect(en.finding(finding)).toMatch(/^[A-Z{"].*[.?]$/);
});

test.each(findings)("$kind is in 합니다체 in Korean", (finding) => {
  expect(ko.finding(finding)).not.toMatch(broken);
  expect(ko.finding(finding)).toMatch(/니다\.$|니까\?$/);
});
