import { expect, test } from "vitest";
import { fieldsToPick } from "./pick-field.ts";
import { httpRun } from "./testing/http-versions.ts";

const { timeline, events } = httpRun("1.0");
/** The first step with a TCP segment in it. */
const at = events.find((step) => fieldsToPick(timeline, step, "tcp.srcport").length > 1)!;
const layersOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => path.split(".")[0]!)),
];

test("the innermost layer comes first, and another one where the beat points at it", () => {
  expect(layersOf(fieldsToPick(timeline, at, "tcp.srcport"))).toEqual(["tcp", "ip", "eth"]);
  expect(layersOf(fieldsToPick(timeline, at, "tcp.srcport", "ip.ttl"))).toEqual(["ip", "eth", "tcp"]);
  expect(layersOf(fieldsToPick(timeline, at, "ip.dst", "eth.dst"))).toEqual(["eth", "ip", "tcp"]);
});

test("a field that no frame has is offered alone", () => {
  expect(fieldsToPick(timeline, at, "udp.srcport")).toEqual(["udp.srcport"]);
});
