import { describe, expect, test } from "vitest";
import { runTimeline, type Timeline } from "../sim/timeline.ts";
import { inject } from "../sim/world.ts";
import { growRun } from "./grow.ts";
import { eventsOf } from "./run.ts";
import { fakeTimers } from "./terminal/testing/fake-host.ts";
import { openedUrl } from "./testing/runs.ts";

const short = openedUrl("http://192.0.2.226/");

function grown(limit?: number) {
  const timers = fakeTimers();
  const log: string[] = [];
  let done: Timeline | undefined;
  let stops: readonly number[] = [];
  const cancel = growRun({
    start: short.start,
    timers,
    ...(limit === undefined ? {} : { limit }),
    onLate: (steps) => log.push(`late ${steps}`),
    onProgress: (steps) => log.push(`progress ${steps}`),
    onDone: (timeline, events) => {
      done = timeline;
      stops = events;
      log.push(`done ${timeline.steps.length}`);
    },
  });
  return { timers, log, cancel, done: () => done, stops: () => stops };
}

describe("a run computed in slices", () => {
  test("is the run computed at once", () => {
    const run = grown();
    expect(run.log).toEqual([]);
    run.timers.settle();
    const whole = runTimeline(short.start);
    expect(run.done()?.end).toBe(whole.end);
    expect(run.stops()).toEqual(eventsOf(whole));
    expect(run.done()?.steps.map(({ index, entry }) => [index, entry])).toEqual(
      whole.steps.map(({ index, entry }) => [index, entry]),
    );
  });

  test("that is quick says nothing on the way", () => {
    const run = grown();
    run.timers.pass(1000);
    expect(run.log).toEqual([`done ${runTimeline(short.start).steps.length}`]);
  });

  test("ends at the limit", () => {
    const run = grown(7);
    run.timers.settle();
    expect([run.done()?.end, run.done()?.steps.length]).toEqual(["limit", 7]);
  });

  test("that was cancelled gives what it has, and is never done", () => {
    const run = grown();
    expect(run.cancel()).toEqual({ start: short.start, steps: [], end: "open" });
    run.timers.pass(1000);
    expect(run.log).toEqual([]);
  });
});

test("a run that takes long says so after its patience is over, and then now and then how far it is", () => {
  const act = { kind: "open-url", url: "http://192.0.2.226/" } as const;
  let start = short.start;
  for (let n = 1; n <= 70; n++) start = inject(start, n * 100_000_000, { kind: "act", device: "client", act });
  const slices: (() => void)[] = [];
  let patience: (() => void) | undefined;
  const log: string[] = [];
  growRun({
    start,
    timers: {
      soon: (run) => void slices.push(run),
      after(_, run) {
        patience = run;
        return () => {
          patience = undefined;
        };
      },
    },
    onLate: (steps) => log.push(`late ${steps}`),
    onProgress: (steps) => log.push(`progress ${steps}`),
    onDone: (timeline) => log.push(`done ${timeline.end}`),
  });
  for (let n = 0; n < 4; n++) slices.shift()!();
  patience!();
  for (let slice = slices.shift(); slice; slice = slices.shift()) slice();
  expect(log).toEqual(["late 1000", "progress 3000", "progress 5000", "done quiet"]);
});
