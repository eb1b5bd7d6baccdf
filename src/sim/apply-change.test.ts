/** The changes that are about records, TCP and time; the faults are in `comparison/faults.test.ts`. */
import { expect, test } from "vitest";
import { type Micros, seconds } from "../base/units.ts";
import type { FactKind, FactOf } from "../stack/fact.ts";
import { toHex } from "../wire/bytes.ts";
import { decodeFrame } from "../wire/packet.ts";
import { buildWorld } from "./build.ts";
import { observe } from "./capture.ts";
import type { Change } from "./change.ts";
import { internet, visiting } from "./testing/worlds.ts";
import { runTimeline, type Timeline } from "./timeline.ts";
import { inject, nextAt, type World } from "./world.ts";

const URL = "http://www.lab.cyber.co.kr/dir1/file1.html";
const NAME = "www.lab.cyber.co.kr";

type Timed = readonly [at: Micros, change: Change];

function run(world: World, changes: readonly Timed[], again: readonly Micros[] = []): Timeline {
  let now = world;
  for (const [at, change] of changes) now = inject(now, at, { kind: "change", change });
  for (const at of again) now = inject(now, at, { kind: "act", device: "client", act: { kind: "open-url", url: URL } });
  return runTimeline(now);
}

function factsOf<K extends FactKind>(timeline: Timeline, kind: K, by: string): readonly FactOf<K>[] {
  return timeline.steps.flatMap(({ facts }) =>
    facts.flatMap((f) => (f.kind === kind && f.by === by ? [f as unknown as FactOf<K>] : [])),
  );
}

const record = (address: string | null): Extract<Change, { kind: "set-record" }> => ({
  kind: "set-record",
  device: "ns-lab-cyber",
  process: "named",
  zone: "lab.cyber.co.kr",
  name: NAME,
  type: "A",
  record: address === null ? null : { ttl: 60, data: { kind: "A", address } },
});
const told = (timeline: Timeline): readonly string[] =>
  factsOf(timeline, "name-resolved", "client").map((f) => f.address);

test("a changed record is answered wrongly from the cache until its TTL is over, and rightly afterwards", () => {
  const timeline = run(visiting(URL), [[seconds(10), record("192.0.2.227")]], [20, 299, 310].map(seconds));
  expect(told(timeline)).toEqual(["192.0.2.226", "192.0.2.226", "192.0.2.226", "192.0.2.227"]);
  expect(factsOf(timeline, "record-changed", "ns-lab-cyber")).toEqual([
    {
      kind: "record-changed",
      by: "ns-lab-cyber",
      zone: "lab.cyber.co.kr",
      name: NAME,
      type: "A",
      data: "192.0.2.227",
      ttl: 60,
    },
  ]);
  expect(factsOf(timeline, "dns-answer-received", "nearest").at(-1)).toMatchObject({ data: "192.0.2.227", ttl: 60 });
});

test("without its only record a name does not exist, and taking the record away twice is told once", () => {
  const changes: Timed[] = [
    [0, record(null)],
    [1, record(null)],
  ];
  const timeline = run(visiting(URL), changes);
  expect(factsOf(timeline, "record-removed", "ns-lab-cyber")).toEqual([
    { kind: "record-removed", by: "ns-lab-cyber", zone: "lab.cyber.co.kr", name: NAME, type: "A" },
  ]);
  expect(factsOf(timeline, "page-failed", "client").map((f) => f.reason)).toEqual(["HOST_NOT_FOUND"]);
});

test("a changed record is still there when the server was off and on, and off is when it can be changed too", () => {
  const power = (up: boolean): Change => ({ kind: "set-device", device: "ns-lab-cyber", up });
  const at = (first: Micros, ...changes: Change[]): Timed[] => changes.map((change, i) => [first + i, change]);
  const world = (): World =>
    inject(buildWorld(internet(), { profile: "textbook", seed: 1 }), seconds(5), {
      kind: "act",
      device: "client",
      act: { kind: "open-url", url: URL },
    });
  expect(told(run(world(), at(0, record("192.0.2.227"), power(false), power(true))))).toEqual(["192.0.2.227"]);
  expect(told(run(world(), at(0, power(false), record("192.0.2.227"), power(true))))).toEqual(["192.0.2.227"]);
});

test("other choices for TCP are for the next connection; the one that is open goes on as it began", () => {
  const frames = (timeline: Timeline, until: Micros): readonly string[] =>
    timeline.steps.flatMap((s) =>
      observe(s, { device: "client" }).flatMap((o) => (o.at < until ? [`${o.at} ${toHex(o.frame.bytes)}`] : [])),
    );
  const before = run(visiting(URL), [], [seconds(10)]);
  const opened = before.steps.find(({ facts }) =>
    facts.some((f) => f.kind === "tcp-state-changed" && f.by === "client" && f.to === "ESTABLISHED"),
  )!.entry.at;
  const choices = { timestamps: true, delayedAck: 40_000, receiveBuffer: 4096, initialWindow: 1 };
  const after = run(visiting(URL), [[opened, { kind: "set-tcp", device: "client", choices }]], [seconds(10)]);
  expect(frames(after, seconds(10))).toEqual(frames(before, seconds(10)));
  const syns = after.steps
    .flatMap(({ sent }) => sent.filter(({ from }) => from.device === "client"))
    .flatMap(({ frame }) => decodeFrame(frame.bytes).tcp ?? [])
    .filter(({ flags }) => flags.syn);
  expect(syns.map((h) => [h.window_size_value, h.options.map((o) => o.kind)])).toEqual([
    [65_535, ["mss"]],
    [4096, ["mss", "nop", "nop", "timestamps"]],
  ]);
});

test("to let time pass is a step at its time that changes nothing else and tells nothing", () => {
  const quiet = buildWorld(internet(), { profile: "textbook", seed: 1 });
  const timeline = run(quiet, [[seconds(600), { kind: "pass-time" }]]);
  const [step] = timeline.steps;
  expect(timeline.steps).toHaveLength(1);
  expect([step!.entry.at, step!.facts, step!.sent]).toEqual([seconds(600), [], []]);
  expect(step!.world).toEqual({
    ...quiet,
    now: seconds(600),
    nextSeq: quiet.nextSeq + 1,
    nextStep: quiet.nextStep + 1,
  });
  expect(nextAt(step!.world)).toBeUndefined();
});
