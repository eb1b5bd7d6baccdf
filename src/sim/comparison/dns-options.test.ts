/** What BIND and a client do as they come, beyond the textbook: the laboratory's cases D22 and D23. */
import { expect, test } from "vitest";
import type { RecursiveConfig } from "../../stack/dns/recursive.ts";
import { ednsOf, OPTION_COOKIE } from "../../wire/edns.ts";
import type { HostSpec, WorldSpec } from "../spec.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, LETTERS, labWorld, labZone, run, WEB } from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const NAME = "www.lab.cyber.co.kr";
const HINTS = [{ name: "a.root-servers.net", address: "10.30.3.10" }];

function withHost(world: WorldSpec, id: string, more: Partial<HostSpec>): WorldSpec {
  const device = world.devices[id] as HostSpec;
  return { ...world, devices: { ...world.devices, [id]: { ...device, ...more } } };
}

/** The client looks the name up by a resolver with these options. */
function lookUp(options: Omit<RecursiveConfig, "hints">, client: Partial<HostSpec> = {}): Timeline {
  const world = labWorld({ client: { dig: { run: "script", steps: [{ op: "gethostbyname", name: NAME }] } } });
  const resolver = withHost(world, "resolver", {
    programs: { named: { run: "recursive", hints: HINTS, ...options } },
  });
  return run(withHost(resolver, "client", client), { profile: "plain" });
}

const seenBy = (t: Timeline, device: string): readonly Said[] =>
  trace(t, device, LETTERS).filter((s) => s.packet.dns !== undefined);
const resolved = (t: Timeline) => factsOf(t, "name-resolved", "client").map((f) => f.address);

const walk = `C > R DNS query A ${NAME} RD
  R > root DNS query NS kr !RD
  root > R DNS NOERROR NS kr !AA an=- au=NS:172800:a.dns.kr
  R > tld DNS query NS co.kr !RD
  tld > R DNS NOERROR NS co.kr AA an=NS:172800:a.dns.kr     # the same server holds it: an answer, no referral
  R > tld DNS query NS cyber.co.kr !RD
  tld > R DNS NOERROR NS cyber.co.kr !AA an=- au=NS:3600:ns1.cyber.co.kr
  R > cyber DNS query NS lab.cyber.co.kr !RD
  cyber > R DNS NOERROR NS lab.cyber.co.kr !AA an=- au=NS:1800:ns1.lab.cyber.co.kr
  R > labns DNS query A ${NAME} !RD
  labns > R DNS NOERROR A ${NAME} AA an=A:300:${WEB}
  R > C DNS NOERROR A ${NAME} an=A:300:${WEB} RA`;

test("QNAME minimisation: each zone is asked one label more, the last for the address (lab D22)", () => {
  const t = lookUp({ minimise: true });
  expectTable(seenBy(t, "resolver"), walk);
  expect(resolved(t)).toEqual([WEB]);
});

test("EDNS: 1232 bytes, DO and a cookie in every upstream query, an OPT record in every answer (lab D22)", () => {
  const t = lookUp({ edns: { udpSize: 1232, dnssecOk: true, cookie: true } });
  const upstream = seenBy(t, "resolver").filter((s) => !/\bC\b/.test(s.text));
  expectTable(
    upstream,
    `R > root DNS query A ${NAME} !RD len=60          # 37, OPT 11, cookie 12
    root > R DNS NOERROR au=NS:172800:a.dns.kr
    R > tld DNS query len=60
    tld > R DNS NOERROR au=NS:3600:ns1.cyber.co.kr
    R > cyber DNS query len=60
    cyber > R DNS NOERROR au=NS:1800:ns1.lab.cyber.co.kr
    R > labns DNS query len=60
    labns > R DNS NOERROR AA an=A:300:${WEB}`,
  );
  const opts = upstream.map((s) => ednsOf(s.packet.dns!));
  for (const opt of opts) expect(opt).toMatchObject({ udpSize: 1232, dnssecOk: true, version: 0 });
  const cookies = opts.map((opt) => opt?.options.find((o) => o.code === OPTION_COOKIE)?.data.join("."));
  expect(cookies.map((c) => c?.split(".").length)).toEqual([8, undefined, 8, undefined, 8, undefined, 8, undefined]);
  expect(new Set(cookies.filter((c) => c !== undefined)).size).toBe(4); // another for each server
  // The client asked without EDNS and is answered so.
  expect(seenBy(t, "client").map((s) => ednsOf(s.packet.dns!))).toEqual([undefined, undefined]);
});

test("priming: the root's name servers are asked for once, behind the first query (lab D22)", () => {
  const t = lookUp({ priming: true });
  expectTable(
    seenBy(t, "resolver").slice(0, 6),
    `C > R DNS query A ${NAME} RD
    R > root DNS query A ${NAME} !RD
    R > root DNS query NS . !RD
    root > R DNS NOERROR A ${NAME} !AA au=NS:172800:a.dns.kr
    R > tld DNS query A ${NAME} !RD
    root > R DNS NOERROR NS . AA an=NS:518400:a.root-servers.net`,
  );
  expect(factsOf(t, "dns-query-sent", "resolver").filter((f) => f.name === ".")).toHaveLength(1);
  expect(resolved(t)).toEqual([WEB]);
});

test("stock BIND does all three (lab D22)", () => {
  const t = lookUp({ minimise: true, edns: { udpSize: 1232, dnssecOk: true, cookie: true }, priming: true });
  const asked = seenBy(t, "resolver").filter((s) => s.text.startsWith("R > ") && !s.text.startsWith("R > C"));
  expectTable(
    asked,
    `R > root DNS query NS kr
    R > root DNS query NS .
    R > tld DNS query NS co.kr
    R > tld DNS query NS cyber.co.kr
    R > cyber DNS query NS lab.cyber.co.kr
    R > labns DNS query A ${NAME}`,
  );
  for (const { packet } of asked) expect(ednsOf(packet.dns!)).toMatchObject({ udpSize: 1232, dnssecOk: true });
  expect(resolved(t)).toEqual([WEB]);
});

test("an answer over 512 bytes needs no TCP between servers that speak EDNS", () => {
  const name = "many.lab.cyber.co.kr";
  const hosts = Array.from({ length: 40 }, (_, i) => `many A 10.20.3.${i + 1}\n`).join("");
  const world = labWorld({
    client: { dig: { run: "script", steps: [{ op: "gethostbyname", name }] } },
    zone: labZone + hosts,
  });
  const usesTcp = (options: Omit<RecursiveConfig, "hints">): boolean => {
    const programs = { named: { run: "recursive", hints: HINTS, ...options } } as const;
    const t = run(withHost(world, "resolver", { programs }), { profile: "plain" });
    expect(resolved(t)).toEqual(["10.20.3.1"]);
    return trace(t, "labns", LETTERS).some((s) => s.packet.tcp);
  };
  expect(usesTcp({})).toBe(true);
  expect(usesTcp({ edns: { udpSize: 1232, dnssecOk: false, cookie: false } })).toBe(false);
});

test("A and AAAA go out together from one port, before any answer (lab D23)", () => {
  const t = lookUp({}, { aaaa: true });
  const messages = seenBy(t, "client");
  expectTable(
    messages,
    `C > R DNS query A ${NAME} RD
    C > R DNS query AAAA ${NAME} RD
    R > C DNS NOERROR A ${NAME} an=A:300:${WEB}
    R > C DNS NOERROR AAAA ${NAME} an=- au=SOA:30:ns1.lab.cyber.co.kr`,
  );
  const [first, second] = messages;
  expect(second!.packet.udp?.srcport).toBe(first!.packet.udp?.srcport);
  expect(second!.packet.dns?.id).not.toBe(first!.packet.dns?.id);
  expect(resolved(t)).toEqual([WEB]);
});

test("a page is fetched after both answers are in (lab D23)", () => {
  const t = run(withHost(labWorld(), "client", { aaaa: true }), {
    profile: "plain",
    acts: [{ device: "client", act: { kind: "open-url", url: `http://${NAME}/dir/file1.html` } }],
  });
  const order = trace(t, "client", LETTERS)
    .filter((s) => s.packet.dns || s.packet.tcp?.flags.syn)
    .map((s) => s.text.split(" ").slice(0, 4).join(" "));
  expect(order).toEqual([
    ...["C > R DNS", "C > R DNS", "R > C DNS", "R > C DNS"],
    ...["C > S [SYN]", "S > C [SYN,ACK]"],
  ]);
  expect(factsOf(t, "page-failed")).toEqual([]);
});
