import { expect, test } from "vitest";
import { parseZoneFile } from "../../wire/zone-file.ts";
import type { Zone } from "./zone.ts";
import { withRecord } from "./zone-edit.ts";

function zone(text: string): Zone {
  const parsed = parseZoneFile(text, { origin: "lab", ttl: 60 });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return { name: "lab", records: parsed.value };
}

const SOA = (serial: number): string => `@ SOA ns1 host ${serial} 3600 900 604800 30\n`;
const lab = zone(
  `${SOA(7)}@ NS ns1\nwww A 192.0.2.1\nwww A 192.0.2.2\nwww TXT "one"\nalias CNAME www\nmail MX 10 www\n`,
);
const address = (last: number) => ({ ttl: 5, data: { kind: "A", address: `192.0.2.${last}` } }) as const;
const www = { ttl: 5, data: { kind: "CNAME", target: "www.lab" } } as const;

test.each([
  [
    "a set of records gives way to the one, at its place",
    withRecord(lab, "WWW.lab", "A", address(9)),
    `${SOA(8)}@ NS ns1\nWWW 5 A 192.0.2.9\nwww TXT "one"\nalias CNAME www\nmail MX 10 www\n`,
  ],
  [
    "a name without that type has the record beside what it had",
    withRecord(lab, "mail.lab", "A", address(9)),
    `${SOA(8)}@ NS ns1\nwww A 192.0.2.1\nwww A 192.0.2.2\nwww TXT "one"\nalias CNAME www\nmail MX 10 www\nmail 5 A 192.0.2.9\n`,
  ],
  [
    "a set of records is taken away, and what else the name has stays",
    withRecord(lab, "www.lab", "A", null),
    `${SOA(8)}@ NS ns1\nwww TXT "one"\nalias CNAME www\nmail MX 10 www\n`,
  ],
  [
    "an alias takes the place of all that was at its name",
    withRecord(lab, "www.lab", "CNAME", www),
    `${SOA(8)}@ NS ns1\nwww 5 CNAME www.lab.\nalias CNAME www\nmail MX 10 www\n`,
  ],
  [
    "an alias gives way to a record of another type",
    withRecord(lab, "alias.lab", "A", address(9)),
    `${SOA(8)}@ NS ns1\nwww A 192.0.2.1\nwww A 192.0.2.2\nwww TXT "one"\nalias 5 A 192.0.2.9\nmail MX 10 www\n`,
  ],
  [
    "taking a type away from an alias's name leaves the alias",
    withRecord(lab, "alias.lab", "CNAME", null),
    `${SOA(8)}@ NS ns1\nwww A 192.0.2.1\nwww A 192.0.2.2\nwww TXT "one"\nmail MX 10 www\n`,
  ],
  [
    "the serial after the greatest is 0",
    withRecord(zone(`${SOA(0xffffffff)}a A 192.0.2.1\n`), "a.lab", "A", null),
    SOA(0),
  ],
])("%s", (_, edited, expected) => {
  expect(edited).toEqual(zone(expected));
});

test("nothing to take away changes nothing, the serial neither", () => {
  expect(withRecord(lab, "nosuch.lab", "A", null)).toBe(lab);
  expect(withRecord(lab, "alias.lab", "A", null)).toBe(lab);
});

test("a new SOA brings its own serial", () => {
  const [soa] = zone(SOA(100)).records;
  const edited = withRecord(lab, "lab", "SOA", { ttl: 60, data: soa!.data });
  expect(edited.records.filter((rr) => rr.type === "SOA")).toEqual([soa]);
});
