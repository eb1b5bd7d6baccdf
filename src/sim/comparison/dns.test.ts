/** Look-ups as client and resolver see them: negative answers, TTLs, record types, silence (the laboratory's cases c, d, l, m). */
import { describe, expect, test } from "vitest";
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import { toHex } from "../../wire/bytes.ts";
import { sealDns } from "../../wire/dns.ts";
import type { Timeline } from "../timeline.ts";
import {
  factsOf,
  fault,
  LETTERS,
  labWorld,
  labZone,
  outcomes,
  RESOLVER,
  type RunOptions,
  recordsOf,
  run,
  WEB,
} from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const ZONE = "lab.cyber.co.kr";

const query = (name: string, type: string, recdesired = true): string =>
  toHex(
    sealDns({
      id: 7,
      flags: {
        response: false,
        opcode: 0,
        authoritative: false,
        truncated: false,
        recdesired,
        recavail: false,
        z: 0,
        rcode: 0,
      },
      queries: [{ name, type, class: "IN" }],
      answers: [],
      authorities: [],
      additionals: [],
    }),
  );

/** As dig does: a socket of its own for each question. */
const dig = (name: string, type = "A", to: string = RESOLVER): readonly ScriptStep[] => [
  { op: "socket", as: "u", type: "dgram" },
  { op: "sendto", on: "u", to, port: 53, hex: query(name, type) },
  { op: "recvfrom", on: "u", timeout: seconds(15) },
  { op: "close", on: "u" },
];
const wait = (time: Micros): ScriptStep => ({ op: "sleep", for: time });

const asking = (
  steps: readonly ScriptStep[],
  o: RunOptions & { zone?: string; nameservers?: readonly string[] } = {},
): Timeline => {
  const { zone, nameservers, ...rest } = o;
  const world = labWorld({
    client: { dig: { run: "script", steps } },
    ...(zone !== undefined && { zone }),
    ...(nameservers && { nameservers }),
  });
  return run(world, { profile: "plain", ...rest });
};

const isDns = (s: Said): boolean => s.packet.dns !== undefined;
const atClient = (t: Timeline): readonly Said[] => trace(t, "client", LETTERS).filter(isDns);
/** What the resolver asked of others: who and what. */
const upstream = (t: Timeline): readonly string[] =>
  factsOf(t, "dns-query-sent", "resolver").map((f) => `${f.to} ${f.name} ${f.type}`);

test("c: no such name, no such type, from the authority and from the cache (lab D5 to D9)", () => {
  const t = asking([
    ...dig(`nx.${ZONE}`),
    wait(ms(1180)),
    ...dig(`nx.${ZONE}`),
    wait(ms(80)),
    ...dig(`www.${ZONE}`, "AAAA"),
    wait(ms(1180)),
    ...dig(`www.${ZONE}`, "AAAA"),
    ...dig(`nx.${ZONE}`, "MX"),
    ...dig(`sub.nx.${ZONE}`),
    ...dig(`onlyv4.${ZONE}`, "AAAA"),
  ]);
  const soa = (ttl: number): string => `au=SOA:${ttl}:ns1.${ZONE} ar=-`;
  expectTable(
    atClient(t),
    `C > R DNS query A nx.${ZONE} RD
    R > C DNS NXDOMAIN A nx.${ZONE} RD RA !AA an=- ${soa(30)}
    C > R DNS query A nx.${ZONE} RD
    R > C DNS NXDOMAIN A nx.${ZONE} an=- ${soa(29)}          # from the cache, counted down
    C > R DNS query AAAA www.${ZONE} RD
    R > C DNS NOERROR AAAA www.${ZONE} an=- ${soa(30)}       # NODATA
    C > R DNS query AAAA www.${ZONE} RD
    R > C DNS NOERROR AAAA www.${ZONE} an=- ${soa(29)}
    C > R DNS query MX nx.${ZONE} RD
    R > C DNS NXDOMAIN MX nx.${ZONE} an=- ${soa(28)}         # the name is not there for any type
    C > R DNS query A sub.nx.${ZONE} RD
    R > C DNS NXDOMAIN A sub.nx.${ZONE} an=- ${soa(30)}      # asked upstream again, as BIND does
    C > R DNS query AAAA onlyv4.${ZONE} RD
    R > C DNS NOERROR AAAA onlyv4.${ZONE} an=CNAME:120:www.${ZONE} ${soa(29)}   # the alias, and that its target has none`,
  );
  expect(upstream(t).filter((q) => q.startsWith("labns"))).toEqual([
    `labns nx.${ZONE} A`,
    `labns www.${ZONE} AAAA`,
    `labns sub.nx.${ZONE} A`,
    `labns onlyv4.${ZONE} AAAA`,
  ]);
  const fromAuthority = trace(t, "resolver", LETTERS).filter((s) => s.text.startsWith("labns > R DNS NXDOMAIN"));
  expect(fromAuthority[0]?.text).toContain(` AA an=- au=SOA:30:`); // the smaller of its TTL 600 and the MINIMUM 30
});

test("c: the browser gives up without any TCP", () => {
  const t = run(labWorld(), {
    profile: "plain",
    acts: [{ device: "client", act: { kind: "open-url", url: `http://nx.${ZONE}/` } }],
  });
  expect(trace(t, "client", LETTERS).filter((s) => s.packet.tcp)).toEqual([]);
  expect(factsOf(t, "page-failed").map((f) => f.reason)).toEqual(["HOST_NOT_FOUND"]);
});

test("d: a TTL of 3 counts down in the cache, then only the zone's own server is asked (lab D10, D11)", () => {
  const name = `short.${ZONE}`;
  const t = asking([...dig(name), wait(ms(1300)), ...dig(name), wait(ms(2800)), ...dig(name)]);
  expectTable(
    atClient(t).filter((s) => s.text.startsWith("R")),
    `R > C DNS NOERROR A ${name} an=A:3:10.20.2.81
    R > C DNS NOERROR A ${name} an=A:2:10.20.2.81
    R > C DNS NOERROR A ${name} an=A:3:10.20.2.81`,
  );
  expect(upstream(t).map((q) => q.split(" ")[0])).toEqual(["root", "tld", "cyber", "labns", "labns"]);
});

test("d: a TTL of 0 is given once and never from the cache (lab D12)", () => {
  const name = `zero.${ZONE}`;
  const t = asking([...dig(name), ...dig(name)]);
  expectTable(
    atClient(t).filter((s) => s.text.startsWith("R")),
    `R > C DNS NOERROR A ${name} an=A:0:10.20.2.82
    R > C DNS NOERROR A ${name} an=A:0:10.20.2.82`,
  );
  expect(upstream(t).filter((q) => q.startsWith("labns"))).toHaveLength(2);
});

test("d: a denial with MINIMUM 2 is asked again after 2 s", () => {
  const name = `nx.${ZONE}`;
  const zone = labZone.replace("604800 30", "604800 2");
  const t = asking([...dig(name), wait(ms(1000)), ...dig(name), wait(ms(1500)), ...dig(name)], { zone });
  expect(upstream(t).filter((q) => q.startsWith("labns"))).toHaveLength(2);
});

describe("l: record types at the client", () => {
  test.each([
    [`cut.${ZONE}`, "A", `NOERROR an=CNAME:120:www.${ZONE}|A:300:10.20.2.80`], // lab D13
    ["away.cyber.co.kr", "A", `NOERROR an=CNAME:3600:www.${ZONE}|A:300:10.20.2.80`], // chased into another zone and joined
    [`out.${ZONE}`, "A", "NOERROR an=CNAME:1800:mail1.cyber.co.kr|A:3600:10.30.3.31"],
    ["cyber.co.kr", "MX", "NOERROR an=MX:3600:20,mail2.cyber.co.kr|MX:3600:10,mail1.cyber.co.kr"], // lab D14
    ["80.2.20.10.in-addr.arpa", "PTR", `NOERROR an=PTR:172800:www.${ZONE}`],
    [`any.wild.${ZONE}`, "A", `NOERROR an=A:60:10.20.2.83`],
  ])("%s %s", (name, type, expected) => {
    const came = atClient(asking(dig(name, type)));
    expectTable(came, `C > R DNS query ${type} ${name} RD\nR > C DNS ${type} ${name} RD RA !AA ${expected}`);
  });

  test("mail hosts bring their addresses in the additional section (lab D14)", () => {
    const [, answer] = atClient(asking(dig("cyber.co.kr", "MX")));
    const extra = answer!.packet.dns!.additionals.filter((rr) => rr.name.startsWith("mail"));
    expect(extra.map((rr) => rr.data)).toEqual([
      { kind: "A", address: "10.30.3.32" },
      { kind: "A", address: "10.30.3.31" },
    ]);
  });

  test("another letter case is answered from the cache and echoed (lab D15)", () => {
    const t = asking([...dig(`www.${ZONE}`), ...dig(`WWW.Lab.cyber.co.KR`)]);
    const last = atClient(t).at(-1)!;
    expect(last.packet.dns?.queries[0]?.name).toBe("WWW.Lab.cyber.co.KR");
    expect(upstream(t)).toHaveLength(4);
  });

  test("over 512 bytes: TC and an empty answer, then the same over TCP with the length in front (lab D16)", () => {
    const name = `big.${ZONE}`;
    const question = query(name, "TXT");
    const framed = (question.length / 2).toString(16).padStart(4, "0") + question;
    const t = asking([
      ...dig(name, "TXT"),
      { op: "socket", as: "s" },
      { op: "connect", on: "s", to: RESOLVER, port: 53 },
      { op: "write", on: "s", hex: framed },
      { op: "read", on: "s", bytes: 800, timeout: seconds(5) },
      { op: "close", on: "s" },
    ]);
    const messages = atClient(t);
    expectTable(
      messages.filter((s) => s.packet.udp),
      `C > R DNS query TXT ${name}
      R > C DNS NOERROR TXT ${name} TC an=- au=- ar=- len=37`,
    );
    const [asked, answer] = messages.filter((s) => s.packet.tcp);
    expect([asked?.packet.tcp?.dstport, answer?.packet.tcp?.srcport]).toEqual([53, 53]);
    expect(answer?.packet.dns?.answers[0]?.data.kind).toBe("TXT");
    // The resolver too had to ask the zone's server over TCP.
    const walk = trace(t, "resolver", LETTERS).filter((s) => isDns(s) && /^(R > labns|labns > R)/.test(s.text));
    expect(walk.map((s) => (s.packet.tcp ? "tcp" : "udp"))).toEqual(["udp", "udp", "tcp", "tcp"]);
  });

  test("a server that is not responsible answers REFUSED, RD copied, RA not set (lab D17)", () => {
    expectTable(
      atClient(asking(dig("www.example.net", "A", "10.30.3.40"))),
      `C > labns DNS query A www.example.net RD
      labns > C DNS REFUSED A www.example.net RD !RA !AA an=- au=- ar=-`,
    );
  });
});

describe("search list (lab D24)", () => {
  const lookUp = (name: string): Timeline => {
    const world = labWorld({ client: { dig: { run: "script", steps: [{ op: "gethostbyname", name }] } } });
    const client = world.devices.client!;
    const search = [ZONE, "cyber.co.kr"];
    return run(
      { ...world, devices: { ...world.devices, client: { ...client, search } as typeof client } },
      { profile: "plain" },
    );
  };
  const asked = (t: Timeline): readonly (string | undefined)[] =>
    atClient(t)
      .filter((s) => s.text.startsWith("C"))
      .map((s) => s.packet.dns?.queries[0]?.name);
  test("one label goes to the first suffix first", () => {
    const t = lookUp("www");
    expect(asked(t)).toEqual([`www.${ZONE}`]);
    expect(recordsOf(t, "client", "dig")[0]).toMatchObject({ address: WEB });
  });
  test("a name nobody has is tried under each suffix and then bare", () => {
    const t = lookUp("nosuch");
    expect(asked(t)).toEqual([`nosuch.${ZONE}`, "nosuch.cyber.co.kr", "nosuch"]);
    expect(recordsOf(t, "client", "dig")[0]).toMatchObject({ errno: "HOST_NOT_FOUND" });
  });
  test("a name with a dot is tried as it stands first", () => {
    expect(asked(lookUp(`www.${ZONE}`))).toEqual([`www.${ZONE}`]);
  });
});

describe("m: nobody answers", () => {
  const lookUp = (name: string, o: Parameters<typeof asking>[1] = {}): Timeline =>
    asking([{ op: "gethostbyname", name }], o);
  const deaf = fault("resolver.eth0--lan.2", { protocol: "dns", from: "resolver" }, { count: 99 });

  test("the stub asks twice, 5 s apart, same id and port, and gives up at 10 s (lab D18)", () => {
    const t = lookUp(`www.${ZONE}`, { changes: [deaf] });
    const sent = atClient(t);
    expect(sent.map((s) => Math.round(s.at / 10_000) / 100)).toEqual([0, 5]);
    expect(new Set(sent.map((s) => s.packet.dns?.id)).size).toBe(1);
    expect(new Set(sent.map((s) => s.packet.udp?.srcport)).size).toBe(1);
    expect(recordsOf(t, "client", "dig")[0]).toMatchObject({ errno: "TRY_AGAIN", at: seconds(10) });
  });

  test("two name servers: the second after the first's 5 s (lab D19)", () => {
    const t = lookUp(`www.${ZONE}`, {
      changes: [fault("router.web--web.eth0", { protocol: "udp" }, { count: 9 })],
      nameservers: ["10.20.2.80", RESOLVER],
    });
    const asked = atClient(t).filter((s) => s.text.startsWith("C"));
    expect(asked.map((s) => s.text.slice(0, 5))).toEqual(["C > S", "C > R"]);
    expect(Math.round(asked[1]!.at / 100_000)).toBe(50);
    expect(recordsOf(t, "client", "dig")[0]).toMatchObject({ address: "10.20.2.80" });
  });

  test("a closed port is told by ICMP: the next server is asked at once", () => {
    const t = lookUp(`www.${ZONE}`, { nameservers: ["10.20.2.80", RESOLVER] });
    const asked = trace(t, "client", LETTERS).filter((s) => s.packet.icmp || s.text.startsWith("C > R DNS"));
    expectTable(asked, "S > C ICMP 3/3\nC > R DNS query");
    expect(asked[1]!.at - asked[0]!.at).toBeLessThan(ms(1));
  });

  test("a silent authority: first resend after 0.8 s, six sends, a new id and port each, SERVFAIL at 10 s (lab D20)", () => {
    const t = asking(dig(`www.${ZONE}`), {
      changes: [{ kind: "set-behaviour", device: "labns", process: "named", behaviour: "silent" }],
    });
    const sent = trace(t, "resolver", LETTERS).filter((s) => s.text.startsWith("R > labns"));
    const first = sent[0]!.at;
    expect(sent.map((s) => Math.round((s.at - first) / 100_000) / 10)).toEqual([0, 0.8, 1.6, 2.4, 4, 7.2]);
    expect(new Set(sent.map((s) => s.packet.dns?.id)).size).toBe(6);
    expect(new Set(sent.map((s) => s.packet.udp?.srcport)).size).toBe(6);
    const answer = atClient(t).at(-1)!;
    expect(answer.text).toMatch(/^R > C DNS SERVFAIL/);
    expect(Math.round(answer.at / 100_000) / 10).toBe(10);
  });

  test("one upstream query lost: asked again after 0.8 s (lab D21)", () => {
    const t = asking(dig(`www.${ZONE}`), {
      changes: [fault("router.dns--dns-lan.1", { protocol: "udp", from: "router" }, { skip: 3 })],
    });
    const sent = trace(t, "resolver", LETTERS).filter((s) => s.text.startsWith("R > labns"));
    expect(sent).toHaveLength(2);
    expect((sent[1]!.at - sent[0]!.at) / 1000).toBeCloseTo(800, -1);
    expect(atClient(t).at(-1)?.text).toMatch(/^R > C DNS NOERROR/);
  });

  test("a host that is switched off behind the router: the client fails when the stub's time is over", () => {
    const t = lookUp(`www.${ZONE}`, { nameservers: ["10.20.2.99"] });
    expect(outcomes(recordsOf(t, "client", "dig"))).toEqual(["gethostbyname TRY_AGAIN"]);
    expectTable(
      trace(t, "client", LETTERS).filter((s) => s.packet.icmp),
      "G > C ICMP 3/1\nG > C ICMP 3/1",
    );
  });
});
