import { expect, test } from "vitest";
import { isEvent } from "../../lesson/salience.ts";
import { growTimeline, lengthOf, runTimeline, type Timeline } from "../../sim/timeline.ts";
import { cable, journey } from "../testing/runs.ts";
import { eventsModel } from "./events.ts";

const whole = journey({ url: "http://www.lab.glasscom.com/" });
const steps = whole.steps.filter(isEvent).map(({ index }) => index);
const stepsIn = (timeline: Timeline, at: number): readonly number[] =>
  eventsModel(timeline, at).events.map(({ step }) => step);

test("the log holds every event up to the present and none of the future", () => {
  for (const at of [-1, 0, steps[0]!, steps[5]! - 1, steps[5]!, 1e9]) {
    expect(stepsIn(whole, at)).toEqual(steps.filter((step) => step <= at));
  }
});

test("what came after the step that is compared with is fresh", () => {
  const { events, fresh } = eventsModel(whole, steps[9]!, steps[6]);
  expect(events.slice(fresh).map(({ step }) => step)).toEqual(steps.slice(7, 10));
});

test("a run that grows has the log that it would have had from the start", () => {
  let grown: Timeline = { start: whole.start, steps: [], end: "open" };
  while (grown.end === "open") {
    grown = growTimeline(grown, { more: 37 });
    const { length } = grown.steps;
    expect(stepsIn(grown, length)).toEqual(steps.filter((step) => step < length));
  }
});

test("a run from the same start that went another way has a log of its own", () => {
  const { start } = cable();
  const short = runTimeline(start, { limit: 4 });
  const again = runTimeline(start, { limit: 12 });
  expect(stepsIn(again, 99)).toEqual(again.steps.filter(isEvent).map(({ index }) => index));
  expect(stepsIn(short, 99)).toEqual(short.steps.filter(isEvent).map(({ index }) => index));
});

test("steps that were dropped keep their events", () => {
  const dropped = runTimeline(whole.start, { budget: 400_000, beyond: "replay" });
  expect(dropped.dropped?.count).toBeGreaterThan(0);
  expect(stepsIn(dropped, lengthOf(dropped))).toEqual(steps);
});

test("an event names its step, its packet and conversation, and whom it is about", () => {
  const asked = eventsModel(whole, 1e9).events.find(({ facts }) => facts[0]?.kind === "dns-query-sent");
  expect(asked?.device).toBe("client");
  expect(asked?.things[0]).toBe(`step:${asked?.step}`);
  expect(asked?.things).toEqual(
    expect.arrayContaining(["name:www.lab.glasscom.com", "device:client", "device:nearest"]),
  );
  const received = eventsModel(whole, 1e9).events.find(({ facts }) => facts[0]?.kind === "http-response-received");
  expect(received?.things).toContain("device:web-lab-glasscom");
});
