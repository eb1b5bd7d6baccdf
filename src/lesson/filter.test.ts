import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { buildWorld } from "../sim/build.ts";
import { lengthOf, runTimeline, type Timeline } from "../sim/timeline.ts";
import { inject } from "../sim/world.ts";
import { type FactKind, type FactValue, factShapes } from "../stack/fact.ts";
import { complete, type FilterProblem, parseFilter, spellFilter } from "./filter.ts";
import { frameLayers, packetPaths } from "./packet-path.ts";
import { findLast, findNext, type Pattern, START, take } from "./pattern.ts";
import { pattern as patternSchema } from "./pattern-schema.ts";
import { tableShapes } from "./table-rows.ts";
import { lessonSource } from "./testing/lessons.ts";
import { parseWorld } from "./world-file.ts";

function opened(url: string): Timeline {
  const { text, file } = lessonSource("worlds/internet.yaml");
  const spec = parseWorld(text, file);
  assert(spec.ok, "the built-in world is right");
  const world = buildWorld(spec.value, { profile: "textbook", seed: 1 });
  return runTimeline(inject(world, 0, { kind: "act", device: "client", act: { kind: "open-url", url } }));
}

const timeline = opened("http://www.lab.cyber.co.kr/");
const devices = Object.keys(timeline.start.devices);
const parsed = (text: string): Pattern | FilterProblem => {
  const read = parseFilter(text, devices);
  return read.ok ? read.value : read.error;
};

const syn = ["SYN", "SYN, ACK", "SYN, PSH, ACK", "SYN, ACK, ECE", "SYN, ECE, CWR", "SYN, ACK, URG"];

describe("short forms", () => {
  test.each<[string, object]>([
    ["tcp state ESTABLISHED", { fact: "tcp-state-changed", to: "ESTABLISHED" }],
    ["TCP State time-wait", { fact: "tcp-state-changed", to: "TIME-WAIT" }],
    ["state client established", { fact: "tcp-state-changed", by: "client", to: "ESTABLISHED" }],
    ["established", { fact: "tcp-state-changed", to: "ESTABLISHED" }],
    ["dns answer", { fact: "dns-answer-received" }],
    ["dns answer nxdomain", { fact: "dns-answer-received", rcode: "NXDOMAIN" }],
    ["nxdomain", { fact: "dns-answer-received", rcode: "NXDOMAIN" }],
    ["dns query root", { fact: "dns-query-sent", to: "root" }],
    ["dns query MX cyber.co.kr", { fact: "dns-query-sent", type: "MX", name: "cyber.co.kr" }],
    ["dns query root|kr", { fact: "dns-query-sent", to: { in: ["root", "kr"] } }],
    ["window 0", { fact: "tcp-segment-sent", window: 0 }],
    ["syn", { fact: "tcp-segment-sent", flags: { in: syn } }],
    ["syn from client", { fact: "tcp-segment-sent", flags: { in: syn }, by: "client" }],
    ["lost", { fact: "frame-lost" }],
    ["retransmission", { fact: "tcp-segment-sent", retransmission: true }],
    ["http 200", { fact: "http-response-sent", status: 200 }],
    ["http response received 200", { fact: "http-response-received", status: 200 }],
    ["http 400..599", { fact: "http-response-sent", status: { min: 400, max: 599 } }],
    ["http get", { fact: "http-request-sent", method: "GET" }],
    ["http /", { fact: "http-request-sent", target: "/" }],
    ["from client", { frame: "eth", from: "client", by: "client" }],
    ["to web-naver", { frame: "eth", to: "web-naver" }],
    ["from client to nearest", { frame: "eth", from: "client", by: "client", to: "nearest" }],
    ["name WWW.naver.com", { fact: "dns-query-sent", name: "www.naver.com" }],
    ["port 80", { fact: "tcp-segment-sent", remote: 80 }],
    ["flags SYN,ACK", { fact: "tcp-segment-sent", flags: "SYN, ACK" }],
    ["flags ack,syn", { fact: "tcp-segment-sent", flags: "SYN, ACK" }],
    ["flags SYN|SYN,ACK", { fact: "tcp-segment-sent", flags: { in: ["SYN", "SYN, ACK"] } }],
    ["len 1..", { fact: "tcp-segment-sent", len: { min: 1 } }],
    ["dns cached ttl 10..60", { fact: "dns-cached", ttl: { min: 10, max: 60 } }],
    ["connect", { fact: "call-made", op: "connect" }],
    ["arp asked", { fact: "arp-asked" }],
    ["ARP asked router", { fact: "arp-asked", by: "router" }],
    ["arp asked 10.11.12.1", { fact: "arp-asked", address: "10.11.12.1" }],
    ["page loaded", { fact: "page-loaded" }],
    ["page-loaded", { fact: "page-loaded" }],
    ["packet forwarded ttl ..60", { fact: "packet-forwarded", ttl: { max: 60 } }],
    ["arp", { frame: "arp" }],
    ["tcp from client", { frame: "tcp", from: "client" }],
    ["tcp window 0", { frame: "tcp", "tcp.window_size_value": 0 }],
    ["tcp.window_size_value 0", { frame: "tcp", "tcp.window_size_value": 0 }],
    ["tcp.flags.syn == 1 tcp.flags.ack 0", { frame: "tcp", "tcp.flags.syn": true, "tcp.flags.ack": false }],
    ["ip.ttl 10..60", { frame: "ip", "ip.ttl": { min: 10, max: 60 } }],
    ["dns.queries.0.type mx", { frame: "dns", "dns.queries.0.type": "MX" }],
    ["sockets client state listen", { row: "sockets", host: "client", state: "LISTEN" }],
    ["dns-cache nearest type NS", { row: "dns-cache", host: "nearest", type: "NS" }],
    ["tcp window closed", { fact: "tcp-window-closed" }],
    ["질의 root", { fact: "dns-query-sent", to: "root" }],
    ["응답 200", { fact: "http-response-sent", status: 200 }],
    ["재전송", { fact: "tcp-segment-sent", retransmission: true }],
    ['call made call "close(3)"', { fact: "call-made", call: "close(3)" }],
  ])("%s", (text, pattern) => {
    expect(parsed(text)).toEqual(pattern);
  });
});

describe("what is wrong", () => {
  test.each<[string, object]>([
    ["", { kind: "empty" }],
    ["   ", { kind: "empty" }],
    ["dsn query", { kind: "unknown-word", word: "dsn", start: 0, suggestion: "dns" }],
    ["tcp state ESTABLISHD", { kind: "unknown-word", word: "ESTABLISHD", start: 10 }],
    ["dns query rot", { kind: "unknown-word", word: "rot", start: 10, suggestion: "root" }],
    ["dns query to rot", { kind: "wrong-value", field: "to", value: "rot", expected: "host", suggestion: "root" }],
    ["window many", { kind: "wrong-value", field: "window", value: "many", expected: "number" }],
    ["window", { kind: "value-missing", field: "window" }],
    ["syn flags ACK", { kind: "field-twice", field: "flags" }],
    ["sockets state LISTEN", { kind: "device-missing", table: "sockets" }],
    ['name "www', { kind: "unclosed-quote" }],
    ["page", { kind: "ambiguous", word: "page", choices: ["page loaded", "page failed"] }],
    [
      "tcp segment",
      {
        kind: "ambiguous",
        word: "tcp segment",
        choices: ["tcp segment sent", "tcp segment received", "tcp segment dropped"],
      },
    ],
    ["응답", { kind: "ambiguous", word: "응답", choices: ["dns answer received", "http response sent"] }],
    [
      "client",
      { kind: "ambiguous", word: "client", choices: ["frame eth from client by client", "frame eth to client"] },
    ],
  ])("%s", (text, problem) => {
    expect(parsed(text)).toMatchObject(problem);
  });

  test("a field of many facts, alone", () => {
    const problem = parsed("ttl 10..60");
    expect(problem).toMatchObject({ kind: "ambiguous", word: "ttl" });
    expect("choices" in problem && problem.choices).toContain("dns answer received ttl 10..60");
  });

  test("every choice is a filter that is not ambiguous", () => {
    for (const text of [
      "ttl 10..60",
      "page",
      "client",
      "http",
      "timeout",
      "tcp window",
      "port eth0",
      "reason host-unreachable",
    ]) {
      const problem = parsed(text);
      if (!("choices" in problem)) continue;
      for (const choice of problem.choices as string[])
        expect([choice, parseFilter(choice, devices).ok]).toEqual([choice, true]);
    }
  });
});

test("every kind of fact is found by its words", () => {
  for (const kind of Object.keys(factShapes)) expect(parsed(kind.replaceAll("-", " "))).toEqual({ fact: kind });
});

test("a filter finds what it says in a run", () => {
  const found = (text: string, path: string) => {
    const read = parseFilter(text, devices);
    const hit = read.ok ? findNext(read.value, timeline, START) : undefined;
    return hit && take(hit, path, timeline);
  };
  expect(found("dns query root", "by")).toBe("nearest");
  expect(found("syn", "to")).toBe(found("tcp state SYN-SENT", "peer"));
  expect(found("http 200", "by")).toBe("web-lab-cyber");
  expect(found("http response received 200", "by")).toBe("client");
  expect(found("sockets client state ESTABLISHED", "remote")).toBe("192.0.2.226:80");
  expect(found("tcp.flags.syn 1 tcp.flags.ack 1", "to")).toBe("client");
  expect(found("lost", "by")).toBeUndefined();
});

test("a filter finds the same where the oldest steps are not kept", () => {
  const dropped = runTimeline(timeline.start, { budget: 500_000, beyond: "replay" });
  expect(dropped.dropped?.count).toBeGreaterThan(0);
  for (const text of ["dns query", "syn", "sockets client state ESTABLISHED", "http 200", "retransmission"]) {
    const read = parseFilter(text, devices);
    assert(read.ok, text);
    expect(findNext(read.value, dropped, START)?.at).toEqual(findNext(read.value, timeline, START)?.at);
    const end = lengthOf(timeline) - 1;
    expect(findLast(read.value, dropped, end)?.at).toEqual(findLast(read.value, timeline, end)?.at);
  }
});

// Any text that a fact may hold, the awkward ones often.
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "",
    "a b",
    "SYN, ACK",
    "ack,syn",
    "established",
    "ESTABLISHED",
    "mx",
    "1..",
    "a|b",
    '"',
    "\\",
    "$x",
    "5",
    "true",
    "질의",
    "\n",
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const range = fc.record({ min: number, max: number }, { requiredKeys: [] });
const oneOf = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(one, fc.record({ in: fc.array(one, { minLength: 1, maxLength: 3 }) }));
const device = fc.constantFrom(...devices);

function testFor(kind: FactValue): fc.Arbitrary<unknown> {
  if (kind === "number") return fc.oneof(oneOf(number), range);
  if (kind === "flag") return fc.boolean();
  return kind === "device" || kind === "host" ? oneOf(device) : oneOf(text);
}
const testsFor = (shape: Readonly<Record<string, FactValue>>): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([field, kind]) => [field, testFor(kind)])), {
    requiredKeys: [],
  });

const factPattern = fc
  .constantFrom(...(Object.keys(factShapes) as FactKind[]))
  .chain((kind) => testsFor(factShapes[kind]).map((tests) => ({ ...tests, fact: kind })));
const rowPattern = fc
  .constantFrom(...(Object.keys(tableShapes) as (keyof typeof tableShapes)[]))
  .chain((row) => fc.tuple(device, testsFor(tableShapes[row])).map(([host, tests]) => ({ ...tests, row, host })));
const pathTest = (path: string): fc.Arbitrary<unknown> => {
  if (/\.flags\.(opcode|rcode|z)$/.test(path)) return testFor("number");
  if (/\.flags\./.test(path)) return testFor("flag");
  return fc.oneof(testFor("number"), testFor("text"), path.includes(".") ? fc.boolean() : testFor("text"));
};
const framePattern = fc.constantFrom(...frameLayers).chain((frame) => {
  const paths = [...packetPaths, "dns.answers.0.data.address", "tcp.options.1.mss_val"].filter((p) =>
    p.startsWith(frame),
  );
  const fields = {
    from: testFor("host"),
    by: testFor("device"),
    lost: fc.boolean(),
    bytes: testFor("number"),
    link: testFor("text"),
  };
  const tests = Object.fromEntries(paths.map((path) => [path, pathTest(path)]));
  return fc.record({ ...fields, ...tests }, { requiredKeys: [] }).map((some) => ({ ...some, frame }));
});

test("what is spelt is read as the same pattern", () => {
  fc.assert(
    fc.property(fc.oneof(factPattern, rowPattern, framePattern), (pattern) => {
      expect(patternSchema.safeParse(pattern).success).toBe(true);
      const spelt = spellFilter(pattern as Pattern);
      const read = parseFilter(spelt, devices);
      expect([spelt, read.ok ? read.value : read.error]).toEqual([spelt, pattern]);
    }),
    { seed: 7, numRuns: 600 },
  );
});

test("no text makes the reader fail, and what it reads is a pattern", () => {
  const words = fc.constantFrom(
    "dns",
    "tcp",
    "query",
    "to",
    "from",
    "client",
    "==",
    "1..",
    "flags",
    "SYN,ACK",
    "|",
    '"',
    "a|",
    "row",
    "frame",
    "page",
    "ttl",
    "constructor",
    "dns.queries.0.constructor",
    "toString",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 6 }).map((all) => all.join(" ")),
      ),
      (typed) => {
        const read = parseFilter(typed, devices);
        if (read.ok) expect([typed, patternSchema.safeParse(read.value).success]).toEqual([typed, true]);
        for (const whole of complete(typed, devices))
          expect(whole.toLowerCase().startsWith(typed.toLowerCase())).toBe(true);
      },
    ),
    { seed: 7, numRuns: 1000 },
  );
});

describe("completion", () => {
  test.each<[string, readonly string[]]>([
    ["dn", ["dns", "dns-cache"]],
    ["dns qu", ["dns query"]],
    ["tcp state EST", ["tcp state ESTABLISHED"]],
    ["dns query to roo", ["dns query to root"]],
    ["dns query ro", ["dns query root", "dns query router"]],
    ["http request method G", ["http request method GET"]],
    ["retransm", ["retransmission"]],
    ["tcp.flags.syn t", ["tcp.flags.syn true"]],
    ["sockets clie", ["sockets client"]],
    ["zzz", []],
    ['name "a b', []],
  ])("%s", (typed, whole) => {
    expect(complete(typed, devices).filter((one) => !/^dns-[a-z]+-/.test(one))).toEqual(
      expect.arrayContaining([...whole]),
    );
    if (whole.length === 0) expect(complete(typed, devices)).toEqual([]);
  });

  test("after a blank everything that may follow, none twice", () => {
    const next = complete("tcp ", devices);
    expect(next).toContain("tcp state");
    expect(next).toContain("tcp tcp.seq");
    expect(new Set(next).size).toBe(next.length);
  });
});
