import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fact, FactKind, FactOf } from "../stack/fact.ts";
import { toHex } from "../wire/bytes.ts";
import { fcsOf } from "../wire/ethernet.ts";
import { decodeFrame, describeFrame } from "../wire/packet.ts";
import { observe } from "./capture.ts";
import { freeze } from "./testing/freeze.ts";
import { visiting } from "./testing/worlds.ts";
import { runTimeline, type Timeline, worldAt } from "./timeline.ts";
import { advance, inject, nextAt, type Step, type World } from "./world.ts";

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";

function factsOf<K extends FactKind>(timeline: Timeline, kind: K, by?: string): FactOf<K>[] {
  const isOne = (f: Fact): f is Extract<Fact, { kind: K }> => f.kind === kind && (by === undefined || f.by === by);
  return timeline.steps.flatMap((s) => s.facts).filter(isOne) as unknown as FactOf<K>[];
}

/** What the client's adapter sees, as hex. */
const framesOf = (timeline: Timeline): string[] =>
  timeline.steps.flatMap((s) => observe(s, { device: "client" }).map((o) => `${o.at} ${toHex(o.frame.bytes)}`));

describe("the whole journey", () => {
  test("runs to its end and loads the page, in every profile and HTTP version", () => {
    for (const profile of ["textbook", "linux", "plain"] as const) {
      for (const http of ["1.0", "1.1"] as const) {
        const timeline = runTimeline(visiting(PAGE, { profile, http }));
        expect(timeline.end).toBe("quiet");
        expect(factsOf(timeline, "page-loaded")).toEqual([
          { kind: "page-loaded", by: "client", process: "browser", url: PAGE, status: 200, bytes: 2920, images: 0 },
        ]);
      }
    }
  });

  test("asks root, kr, cyber.co.kr and lab.cyber.co.kr in that order, and nobody else", () => {
    const timeline = runTimeline(visiting(PAGE));
    expect(factsOf(timeline, "dns-query-sent").map((f) => [f.by, f.to, f.recursive])).toEqual([
      ["client", "nearest", true],
      ["nearest", "root", false],
      ["nearest", "kr", false],
      ["nearest", "ns-cyber", false],
      ["nearest", "ns-lab-cyber", false],
    ]);
  });

  test("takes ten DNS messages for a name below com with two delegations, eight with one", () => {
    const dnsMessages = (url: string): number =>
      runTimeline(visiting(url)).steps.filter((s) =>
        s.sent.some((x) => s.entry.input.kind !== "frame-arrives" && decodeFrame(x.frame.bytes).dns),
      ).length;
    const told = (url: string): number => {
      const timeline = runTimeline(visiting(url));
      return (["dns-query-sent", "dns-answer-sent", "dns-referral-sent"] as const)
        .map((kind) => factsOf(timeline, kind).length)
        .reduce((a, b) => a + b);
    };
    expect(told("http://www.lab.glasscom.com/")).toBe(10);
    expect(told("http://www.naver.com/")).toBe(8);
    expect(dnsMessages("http://192.0.2.226/")).toBe(0);
  });

  test("closes with four segments, the client first with HTTP/1.1 and the server first with 1.0", () => {
    const fins = (http: "1.0" | "1.1"): string[] =>
      factsOf(runTimeline(visiting(PAGE, { http })), "tcp-segment-sent")
        .filter((f) => f.flags.includes("FIN"))
        .map((f) => f.by);
    expect(fins("1.1")).toEqual(["client", "web-lab-cyber"]);
    expect(fins("1.0")).toEqual(["web-lab-cyber", "client"]);
  });

  test.each([
    ["http://www.example.org/", "page-loaded"],
    ["http://a.b.example.co.uk:8080/x?y=1", "page-loaded"],
    ["naver.com", "page-loaded"],
    ["https://www.example.com/", "page-loaded"],
  ] as const)("%s can be opened", (url, outcome) => {
    expect(factsOf(runTimeline(visiting(url)), outcome)).toHaveLength(1);
  });

  test.each([
    ["http://foo.invalid/", "HOST_NOT_FOUND"],
    ["http://nosuch.cyber.co.kr/", "HOST_NOT_FOUND"],
    ["http://localhost/", "ECONNREFUSED"],
    ["http://192.0.2.227/", "ECONNREFUSED"],
    ["http://192.0.2.99/", "EHOSTUNREACH"],
    ["http://10.11.12.99/", "EHOSTUNREACH"],
    ["http://8.8.8.8/", "ENETUNREACH"],
  ])("%s fails with %s", (url, reason) => {
    expect(factsOf(runTimeline(visiting(url)), "page-failed").map((f) => f.reason)).toEqual([reason]);
  });
});

describe("time", () => {
  test("the same run twice is the same, byte by byte", () => {
    expect(framesOf(runTimeline(visiting(PAGE, { seed: 7 })))).toEqual(
      framesOf(runTimeline(visiting(PAGE, { seed: 7 }))),
    );
  });

  test("another seed gives other ids and ports, and the same story", () => {
    const kinds = (t: Timeline): string[] => t.steps.flatMap((s) => s.facts.map((f) => `${f.by} ${f.kind}`));
    const one = runTimeline(visiting(PAGE, { seed: 1 }));
    const two = runTimeline(visiting(PAGE, { seed: 2 }));
    expect(framesOf(one)).not.toEqual(framesOf(two));
    expect(kinds(one)).toEqual(kinds(two));
  });

  test("a world is the same by whichever route one comes to it, and no step changes the one before", () => {
    const start = freeze(visiting("http://www.lab.cyber.co.kr/sample1.htm", { profile: "linux" }));
    const timeline = runTimeline(start);
    for (const step of timeline.steps) freeze(step);
    const last = timeline.steps.length - 1;
    const index = fc.integer({ min: -1, max: last });
    fc.assert(
      fc.property(fc.array(index, { minLength: 1, maxLength: 4 }), (stops) => {
        for (const from of stops) {
          // Forward from any kept world, through steps made anew, to a step beyond.
          let world: World = worldAt(timeline, from);
          let step: Step | undefined;
          for (let n = 0; n < 25 && nextAt(world) !== undefined; n++) {
            step = advance(world);
            world = step.world;
          }
          if (step) expect(step).toEqual(timeline.steps[step.index]);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
    expect(runTimeline(start)).toEqual(timeline);
    expect(worldAt(timeline, -1)).toBe(start);
  });

  test("entries are carried out in order, each caused by a step before it", () => {
    const { steps } = runTimeline(visiting(PAGE));
    steps.forEach((step, i) => {
      expect(step.index).toBe(i);
      const before = steps[i - 1];
      if (before) expect(step.entry.at).toBeGreaterThanOrEqual(before.entry.at);
      if (step.entry.by !== "start") expect(step.entry.by).toBeLessThan(i);
    });
  });

  test("a run that never ends is cut at the limit", () => {
    const timeline = runTimeline(visiting(PAGE), { limit: 50 });
    expect([timeline.end, timeline.steps.length]).toEqual(["limit", 50]);
  });

  test("what is injected is not put before the present", () => {
    const world = runTimeline(visiting(PAGE), { limit: 300 }).steps.at(-1)!.world;
    const act = { kind: "act", device: "client", act: { kind: "flush-cache" } } as const;
    expect(nextAt(inject(world, 0, act))).toBe(world.now);
  });
});

describe("frames", () => {
  test("have good check sequences and checksums, and nothing that cannot be read", () => {
    for (const profile of ["textbook", "linux"] as const) {
      for (const step of runTimeline(visiting("http://www.lab.cyber.co.kr/sample1.htm", { profile })).steps) {
        for (const { frame } of step.sent) {
          expect(fcsOf(frame.bytes)).toBe(frame.fcs);
          expect(frame.bytes.length).toBeGreaterThanOrEqual(60);
          expect(decodeFrame(frame.bytes).problem).toBeUndefined();
          const checksums = describeFrame(frame.bytes).flatMap((l) => l.fields.filter((f) => f.name === "checksum"));
          for (const field of checksums) expect(field.meaning).toEqual({ kind: "checksum-good" });
        }
      }
    }
  });

  test("arrive once each, and a packet keeps its number through switches and routers", () => {
    const { steps } = runTimeline(visiting(PAGE));
    const sent = steps.flatMap((s) => s.sent.map((x) => x.frame.id));
    const arrived = steps.flatMap(({ entry: { input } }) => (input.kind === "frame-arrives" ? [input.frame.id] : []));
    expect(arrived.toSorted((a, b) => a - b)).toEqual(sent);
    const request = steps
      .flatMap((s) => s.sent)
      .filter((x) => toHex(x.frame.bytes).includes(toHex(new TextEncoder().encode("GET /dir1"))));
    expect(new Set(request.map((x) => x.frame.packet)).size).toBe(1);
    expect(request.map((x) => x.from.device)).toEqual(["client", "lan", "router", "isp", "web-lan"]);
  });
});
