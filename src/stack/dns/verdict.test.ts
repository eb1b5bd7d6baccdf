import { expect, test } from "vitest";
import { type DnsMessage, NOERROR, NXDOMAIN, type ResourceRecord, SERVFAIL } from "../../wire/dns.ts";
import { parseZoneFile } from "../../wire/zone-file.ts";
import { queryMessage, replyMessage } from "./message.ts";
import { judge } from "./verdict.ts";

const question = { name: "www.lab.cyber.co.kr", type: "A", class: "IN" };

const records = (text: string): readonly ResourceRecord[] => {
  const parsed = parseZoneFile(text, { origin: "cyber.co.kr", ttl: 60 });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const response = (answers: string, authorities: string, additionals = "", aa = false, rcode = NOERROR): DnsMessage =>
  replyMessage(queryMessage(1, question, false), {
    answers: records(answers),
    authorities: records(authorities),
    additionals: records(additionals),
    authoritative: aa,
    recavail: false,
    rcode,
  });
/** The verdict's kind with its reason, as a server of cyber.co.kr earns it. */
const verdict = (m: DnsMessage): string => {
  const { verdict: v } = judge(m, question, "cyber.co.kr");
  return v.kind === "useless" ? `useless ${v.reason}` : v.kind;
};
const believed = (m: DnsMessage) =>
  judge(m, question, "cyber.co.kr").believed.map((b) => `${b.records[0]!.name} ${b.records[0]!.type} ${b.credibility}`);

const soa = "@ SOA a b 1 2 3 4 5";
const here = "www.lab A 192.0.2.1";
test.each([
  ["the records asked for", response(here, "", "", true), "answer"],
  ["the records asked for, without AA", response(here, ""), "answer"],
  ["the records asked for, yet no such name", response(here, "", "", true, NXDOMAIN), "useless contradiction"],
  ["another name's records", response("ftp.lab A 192.0.2.1", ""), "useless empty"],
  ["an alias", response("www.lab CNAME ftp.lab\nftp.lab A 192.0.2.1", "", "", true), "alias"],
  ["no such name", response("", soa, "", true, NXDOMAIN), "no-name"],
  ["no such name, without SOA", response("", "", "", true, NXDOMAIN), "no-name"],
  ["the SOA alone", response("", soa, "", true), "no-data"],
  ["the SOA of a zone above", response("", "kr. SOA a b 1 2 3 4 5"), "useless empty"],
  ["nothing at all, with AA", response("", "", "", true), "no-data"],
  ["nothing at all", response("", ""), "useless empty"],
  ["a referral down", response("", "lab NS ns1.lab"), "referral"],
  ["a referral to the same zone", response("", "@ NS ns1"), "useless upward-referral"],
  ["a referral up", response("", "kr. NS a.dns.kr."), "useless upward-referral"],
  ["a referral aside", response("", "other NS ns1.other"), "useless upward-referral"],
  ["a server failure", response("", "", "", false, SERVFAIL), "useless SERVFAIL"],
])("%s", (_, message, expected) => {
  expect(verdict(message)).toBe(expected);
});

test("an answer's zone and the addresses of its servers are believed, strangers are not", () => {
  const message = response(
    here,
    "lab NS ns1.lab",
    "ns1.lab A 192.0.2.2\nns1.bank.com. A 6.6.6.6\nftp.lab A 6.6.6.6",
    true,
  );
  expect(believed(message)).toEqual([
    "www.lab.cyber.co.kr A authoritative-answer",
    "lab.cyber.co.kr NS authoritative-authority",
    "ns1.lab.cyber.co.kr A additional",
  ]);
  expect(believed(response(here, "kr. NS ns.evil.")).join()).toBe("www.lab.cyber.co.kr A answer");
});

test("glue is believed of servers that the referral names, and only inside the asked zone", () => {
  const glue = "ns1.lab A 192.0.2.2\nns2.other A 192.0.2.3\nns.bank.com. A 6.6.6.6";
  const servers = "lab NS ns1.lab\nlab NS ns.bank.com.";
  expect(believed(response("", servers, glue))).toEqual([
    "lab.cyber.co.kr NS referral",
    "ns1.lab.cyber.co.kr A referral",
  ]);
});

test("a delegation with TTL 0 is kept for a second", () => {
  const [delegation] = judge(response("", "lab 0 NS ns1.lab"), question, "cyber.co.kr").believed;
  expect(delegation?.records.map((rr) => rr.ttl)).toEqual([1]);
});
