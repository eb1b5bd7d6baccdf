import { expect, test } from "vitest";
import { type DnsMessage, dns, sealDns } from "./dns.ts";
import { ednsOf, OPTION_COOKIE, optRecord } from "./edns.ts";

const header = { response: false, opcode: 0, authoritative: false, truncated: false, recdesired: false };
const message = (additionals: DnsMessage["additionals"]): DnsMessage => ({
  id: 1,
  flags: { ...header, recavail: false, z: 0, rcode: 0 },
  queries: [{ name: "www.lab.cyber.co.kr", type: "A", class: "IN" }],
  answers: [],
  authorities: [],
  additionals,
});
const opt = optRecord({
  udpSize: 1232,
  dnssecOk: true,
  options: [{ code: OPTION_COOKIE, data: [1, 2, 3, 4, 5, 6, 7, 8] }],
});

test("an OPT record is 11 bytes and its options (RFC 6891 section 6.1.2)", () => {
  const bytes = sealDns(message([opt]));
  expect(Array.from(bytes.subarray(37))).toEqual([
    ...[0, 0, 41, 0x04, 0xd0, 0, 0, 0x80, 0, 0, 12],
    ...[0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
  ]);
  const parsed = dns.parse(bytes);
  expect(parsed.ok && ednsOf(parsed.value.value)).toEqual({
    udpSize: 1232,
    dnssecOk: true,
    options: [{ code: 10, data: [1, 2, 3, 4, 5, 6, 7, 8] }],
    version: 0,
    extendedRcode: 0,
  });
});

test("its fields are not those of other records", () => {
  const bytes = sealDns(
    message([optRecord({ udpSize: 512, dnssecOk: false, options: [], version: 1, extendedRcode: 1 })]),
  );
  const layer = dns.describe(bytes);
  const values = Object.fromEntries(
    (layer.fields.find((f) => f.path === "dns.additionals")?.children?.[0]?.children ?? []).map((f) => [
      f.name,
      f.value,
    ]),
  );
  expect(values).toMatchObject({ udp_payload_size: 512, ext_rcode: 1, edns0_version: 1, do: 0, z: 0 });
  expect(Object.keys(values)).not.toContain("ttl");
});

test("none, two, or options cut short are no EDNS", () => {
  expect(ednsOf(message([]))).toBeUndefined();
  expect(ednsOf(message([opt, opt]))).toBeUndefined();
  expect(ednsOf(message([{ ...opt, data: { kind: "other", bytes: [0, 10, 0] } }]))).toBeUndefined();
  expect(ednsOf(message([{ ...opt, data: { kind: "other", bytes: [0, 10, 0, 8, 1] } }]))).toBeUndefined();
});
