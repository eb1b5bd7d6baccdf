import { expect, test } from "vitest";
import { packetValue } from "../wire/packet-value.ts";
import { isPacketPath, packetPaths, suggestPath } from "./packet-path.ts";
import { packetOf } from "./pattern.ts";
import { playedJourney } from "./testing/lessons.ts";

test.each([
  ["eth.dst", true],
  ["ip.flags.df", true],
  ["tcp.flags.syn", true],
  ["tcp.options.0.mss", true],
  ["dns.answers.0.data.address", true],
  ["dns.answers.name", false],
  ["tcp.flags", false],
  ["tcp.flags.sin", false],
  ["smtp.from", false],
])("%s", (path, known) => {
  expect(isPacketPath(path)).toBe(known);
});

test("a misspelt path is guessed", () => {
  expect(suggestPath("tcp.flag.syn")).toBe("tcp.flags.syn");
  expect(suggestPath("form")).toBe("from");
});

test("every path leads to a value in some packet of a real run", () => {
  const packets = playedJourney().timeline.steps.flatMap((s) => s.sent.map(({ frame }) => packetOf(frame.bytes)));
  const unseen = packetPaths.filter((path) => !packets.some((p) => packetValue(p, path) !== undefined));
  // Nobody pings on this journey.
  expect(unseen.filter((path) => !path.startsWith("icmp."))).toEqual([]);
});
