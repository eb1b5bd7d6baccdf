/** A small internet for tests: root, one server for kr, co.kr and com, one for cyber.co.kr, one for lab.cyber.co.kr. */
import { assert } from "../../../base/assert.ts";
import type { Micros } from "../../../base/units.ts";
import type { Ipv4 } from "../../../wire/address.ts";
import type { DomainName } from "../../../wire/domain-name.ts";
import { parseZoneFile } from "../../../wire/zone-file.ts";
import { authoritative, authoritativeState } from "../authoritative.ts";
import type { RootHint } from "../delegation.ts";
import type { UpstreamOptions } from "../fetch.ts";
import { recursive, recursiveState } from "../recursive.ts";
import type { Zone } from "../zone.ts";
import { type Lab, lab, running } from "./lab.ts";

/** The zone that a master file holds; a problem in the file is the test's own mistake. */
export function zone(name: DomainName, text: string): Zone {
  const parsed = parseZoneFile(text, { origin: name, zone: name });
  assert(parsed.ok, `zone ${name}: ${parsed.ok ? "" : JSON.stringify(parsed.error)}`);
  return { name, records: parsed.value };
}

export const RESOLVER: Ipv4 = "10.10.1.53";
export const ROOT_SERVER: Ipv4 = "10.30.3.10";
export const TLD_SERVER: Ipv4 = "10.30.3.20";
export const CYBER_SERVER: Ipv4 = "10.30.3.30";
export const LAB_SERVER: Ipv4 = "10.30.3.40";

/** 13 names, one machine. */
export const hints: readonly RootHint[] = [..."abcdefghijklm"].map((letter) => ({
  name: `${letter}.root-servers.net`,
  address: ROOT_SERVER,
}));

export const rootZone = zone(
  ".",
  `$TTL 172800
@        518400 IN SOA a.root-servers.net. nstld.example. 1 1800 900 604800 86400
@        518400 IN NS a.root-servers.net.
kr.      NS a.dns.kr.
com.     NS a.dns.kr.
a.dns.kr. A ${TLD_SERVER}
`,
);
export const krZone = zone(
  "kr",
  `$TTL 172800
@ SOA a.dns.kr. host.dns.kr. 1 3600 900 604800 60
@ NS a.dns.kr.
a.dns A ${TLD_SERVER}
co NS a.dns.kr.
`,
);
export const coKrZone = zone(
  "co.kr",
  `$TTL 3600
@ SOA a.dns.kr. host.dns.kr. 1 3600 900 604800 60
@ NS a.dns.kr.
cyber NS ns1.cyber
ns1.cyber A ${CYBER_SERVER}
dead NS ns1.dead
ns1.dead A 10.30.3.99
`,
);
export const comZone = zone(
  "com",
  `$TTL 3600
@ SOA a.dns.kr. host.dns.kr. 1 3600 900 604800 60
@ NS a.dns.kr.
glueless NS ns1.lab.cyber.co.kr.
`,
);
export const cyberZone = zone(
  "cyber.co.kr",
  `$TTL 3600
@ SOA ns1 hostmaster 2024010101 3600 900 604800 30
@ NS ns1
@ MX 20 mail2
@ MX 10 mail
ns1 A ${CYBER_SERVER}
mail A 192.0.2.227
mail2 A 192.0.2.228
lab 1800 NS ns1.lab
ns1.lab 1800 A ${LAB_SERVER}
`,
);
export const labZone = zone(
  "lab.cyber.co.kr",
  `$TTL 300
@ 600 SOA ns1 hostmaster 2024010101 3600 900 604800 30
@ 1800 NS ns1
ns1 1800 A ${LAB_SERVER}
www A 10.20.2.80
ftp A 10.20.2.81
alias 120 CNAME www
outside 120 CNAME mail.cyber.co.kr.
nowhere 120 CNAME nx
notype 120 CNAME text
text TXT "hello"
short 3 A 10.20.2.82
zero 0 A 10.20.2.83
loop1 60 CNAME loop2
loop2 60 CNAME loop1
*.wild A 10.20.2.84
many A 10.20.2.85
many A 10.20.2.86
many A 10.20.2.87
${Array.from({ length: 40 }, (_, i) => `big A 10.20.3.${i + 1}`).join("\n")}
`,
);
export const gluelessZone = zone(
  "glueless.com",
  `$TTL 300
@ SOA ns1.lab.cyber.co.kr. host 1 3600 900 604800 30
@ NS ns1.lab.cyber.co.kr.
www A 192.0.2.1
`,
);

export const server = (...zones: readonly Zone[]) => running(authoritative, authoritativeState({ zones }));

/** The test bed with these servers, a resolver and a client whose name server it is. */
export function internet(delay?: Micros, options: UpstreamOptions = {}): Lab {
  const net = lab(delay);
  net.host("root", ROOT_SERVER, server(rootZone));
  net.host("tld", TLD_SERVER, server(krZone, coKrZone, comZone));
  net.host("cyber", CYBER_SERVER, server(cyberZone));
  net.host("lab", LAB_SERVER, server(labZone, gluelessZone));
  net.host("resolver", RESOLVER, running(recursive, recursiveState({ hints, ...options })));
  net.client("client", "10.10.1.10", { nameservers: [RESOLVER], search: [], ndots: 1 });
  net.run();
  return net;
}
