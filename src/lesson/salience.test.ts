import { expect, test } from "vitest";
import { isEvent, salience, tellingFacts } from "./salience.ts";
import { playedJourney } from "./testing/lessons.ts";

const { steps } = playedJourney().timeline;

test("what carries the story weighs most, what a switch does is silent", () => {
  expect(salience({ kind: "dns-query-sent", by: "c", to: "n", name: "a", type: "A", id: 1, recursive: true })).toBe(3);
  expect(salience({ kind: "arp-learned", by: "c", address: "10.0.0.1", host: "r", mac: "m" })).toBe(2);
  expect(salience({ kind: "port-chosen", by: "c", port: 49152 })).toBe(1);
  expect(salience({ kind: "frame-switched", by: "lan", mac: "m", port: "1" })).toBe(0);
});

test("a call that failed weighs more than one that went well", () => {
  const returned = {
    kind: "call-returned",
    by: "c",
    process: "p",
    from: "stack",
    to: "application",
    op: "connect",
  } as const;
  expect(salience({ ...returned, result: "0", ok: true })).toBe(1);
  expect(salience({ ...returned, result: "-1 ECONNREFUSED", ok: false })).toBe(2);
});

test("servers that get ready make no event: the first one is the learner's own", () => {
  const first = steps.find(isEvent);
  expect(first?.entry.input).toMatchObject({ kind: "act", device: "client" });
});

test("switches never make an event", () => {
  const devices = new Set(steps.filter(isEvent).map(({ entry }) => "device" in entry.input && entry.input.device));
  expect([...devices].filter((d) => d === "lan" || d === "dns-lan" || d === "web-lan")).toEqual([]);
  expect(devices).toContain("nearest");
});

test("of the calls of servers, only a web server's close is told", () => {
  const told = steps.flatMap(tellingFacts).filter((f) => f.kind === "call-made" && f.by !== "client");
  expect(told.map((f) => f.kind === "call-made" && [f.by, f.op])).toEqual([["web-lab-cyber", "close"]]);
});

test("the weightiest fact of a step comes first, equals stay in order", () => {
  const connect = steps.find((s) =>
    s.facts.some((f) => f.kind === "call-made" && f.by === "client" && f.op === "connect" && f.from === "application"),
  );
  expect(connect && tellingFacts(connect).map(({ kind }) => kind)).toEqual([
    "arp-asked",
    "call-made",
    "tcp-state-changed",
    "tcp-segment-sent",
    "port-chosen",
    "route-chosen",
  ]);
});
