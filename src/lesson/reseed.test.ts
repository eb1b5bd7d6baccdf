import { expect, test } from "vitest";
import type { Fact } from "../stack/fact.ts";
import { type PlayedLesson, playLesson } from "./play.ts";
import { reseed } from "./reseed.ts";
import { played } from "./testing/lessons.ts";
import { shippedLesson } from "./testing/shipped.ts";

const journey = shippedLesson("journey");
const factsOf = (lesson: PlayedLesson): readonly Fact[] => lesson.timeline.steps.flatMap(({ facts }) => facts);
const first = <K extends Fact["kind"]>(lesson: PlayedLesson, kind: K) =>
  factsOf(lesson).find((f): f is Extract<Fact, { readonly kind: K }> => f.kind === kind)!;

test("the same seed gives the same lesson, another one another", () => {
  expect(reseed(journey, 7)).toEqual(reseed(journey, 7));
  expect(reseed(journey, 7)).not.toEqual(reseed(journey, 8));
});

test("the story is the same, its numbers are not", () => {
  const before = played(journey);
  const after = played(reseed(journey, 7));
  expect(after.beats.map(({ id }) => id)).toEqual(before.beats.map(({ id }) => id));
  expect(first(after, "name-resolved").name).toBe(first(before, "name-resolved").name);
  expect(first(after, "name-resolved").address).not.toBe(first(before, "name-resolved").address);
  expect(first(after, "port-chosen").port).not.toBe(first(before, "port-chosen").port);
  expect(first(after, "tcp-segment-sent").seq).not.toBe(first(before, "tcp-segment-sent").seq);
  expect(first(after, "http-response-sent").bytes).not.toBe(first(before, "http-response-sent").bytes);
  const times = (lesson: PlayedLesson) => lesson.timeline.steps.map(({ world }) => world.now);
  expect(times(after)).not.toEqual(times(before));
});

test("names still lead to the machines that they led to", () => {
  const lesson = reseed(journey, 7);
  const { address } = first(played(lesson), "name-resolved");
  const web = lesson.spec.devices["web-lab-cyber"];
  expect(web && "ports" in web && web.ports.eth0?.address).toBe(address);
});

test("a pinned port goes along with the port that its host begins with", () => {
  const lesson = shippedLesson("keep-alive");
  const pinned = (l: typeof lesson) => JSON.stringify(l.beats.map(({ until }) => until)).match(/[\d.]+:\d+/g);
  expect(pinned(lesson)).toEqual(["10.11.12.13:49153"]);
  const other = reseed(lesson, 3);
  const client = other.spec.devices.client!;
  const { ahead, ports } = "ports" in client ? client : { ahead: undefined, ports: undefined };
  expect(pinned(other)).toEqual([`${ports?.eth0?.address}:${49_153 + ahead!.ports}`]);
  expect(playLesson(other).ok).toBe(true);
});

test("two runs that differ in one thing still do", () => {
  const { main, last } = { main: shippedLesson("loss").runs.main!, last: shippedLesson("loss").runs["last-piece"]! };
  const { runs } = reseed(shippedLesson("loss"), 5);
  expect(main.seed).toBe(last.seed);
  expect(runs.main!.seed).toBe(runs["last-piece"]!.seed);
  expect(runs.main!.seed).not.toBe(main.seed);
});

test("with numbers alone, times and sizes stay", () => {
  const { spec } = reseed(journey, 7, "numbers");
  const sizes = (s: typeof spec) => [s.links.map(({ delay }) => delay), JSON.stringify(s).match(/"(bytes|ttl)":\d+/g)];
  expect(sizes(spec)).toEqual(sizes(journey.spec));
  expect(sizes(reseed(journey, 7).spec)).not.toEqual(sizes(journey.spec));
  expect(JSON.stringify(spec)).not.toContain("192.0.2.226");
});
