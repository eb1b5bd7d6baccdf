import { expect, test } from "vitest";
import { lastStepNotAfter, lengthOf, worldAt } from "../sim/timeline.ts";
import { playLesson } from "./play.ts";
import { loadedLesson, played, playedJourney } from "./testing/lessons.ts";
import { replaced, richFiles } from "./testing/rich.ts";

const rich = played(loadedLesson(richFiles()));
const beatOf = (id: string, lesson = rich) => lesson.beats.find((b) => b.id === id)!;

test("a lesson without runs has one, the main run, and its beats are about that", () => {
  const { runs, timeline, beats } = playedJourney();
  expect(Object.keys(runs)).toEqual(["main"]);
  expect(runs.main).toBe(timeline);
  for (const { run, places, at } of beats) expect([run, places]).toEqual(["main", { main: at }]);
});

test("what one run has in common with another happens in it at the same time, what differs does not", () => {
  const { main, lossy, kept } = rich.runs;
  expect(worldAt(lossy!, lengthOf(lossy!)).now).toBeGreaterThan(worldAt(main!, lengthOf(main!)).now);
  expect(beatOf("both").values).toMatchObject({ lost: 1 });
  expect(kept!.steps.flatMap((s) => s.facts).find((f) => f.kind === "http-request-sent")).toMatchObject({
    version: "HTTP/1.1",
  });
});

test("two runs on stage stand at the same virtual time", () => {
  const { step, places } = beatOf("both");
  const now = worldAt(rich.runs.lossy!, step).now;
  expect(places.main!.step).toBe(lastStepNotAfter(rich.runs.main!, now));
  expect(worldAt(rich.runs.main!, places.main!.step).now).toBeLessThanOrEqual(now);
});

test("a run goes on from where the last beat left it that showed it", () => {
  expect(beatOf("subnet").step).toBe(beatOf("both").places.main!.step);
});

test("a run that was on stage is looked at from its place, one that never was as a whole", () => {
  const frames = (name: string) => rich.runs[name]!.steps.flatMap(({ sent }) => sent).length;
  const files = richFiles(
    replaced("mainFrames: { count: { frame: tcp, run: main } }", "mainFrames: { count: { frame: eth, run: main } }"),
  );
  const all = beatOf(
    "both",
    played(
      loadedLesson({
        ...files,
        lesson: { ...files.lesson, text: files.lesson.text.replace("frame: tcp, run: kept", "frame: eth, run: kept") },
      }),
    ),
  );
  expect(all.values.keptFrames).toBe(frames("kept"));
  const { main } = rich.runs;
  const upTo = main!.steps.slice(0, all.places.main!.step + 1).flatMap(({ sent }) => sent).length;
  expect(all.values.mainFrames).toBe(upTo);
});

test("a beat may wait for what happens in the run beside it", () => {
  const files = richFiles(
    replaced(
      "until: { fact: tcp-retransmission-timeout, by: client }",
      "until: { fact: page-loaded, by: client, run: main }",
    ),
  );
  const result = playLesson(loadedLesson(files));
  // It was loaded once in the main run, and that beat is past.
  expect(result).toMatchObject({ ok: false, error: [{ kind: "beat-not-reached", beat: "both" }] });
  const closing = richFiles(
    replaced(
      "until: { fact: tcp-retransmission-timeout, by: client }",
      "until: { fact: tcp-state-changed, to: TIME-WAIT, run: main }",
    ),
  );
  const both = beatOf("both", played(loadedLesson(closing)));
  const time = worldAt(rich.runs.main!, both.places.main!.step).now;
  expect(both.places.lossy!.step).toBe(lastStepNotAfter(rich.runs.lossy!, time));
  expect(both.step).toBe(both.places.lossy!.step);
});

test("counting since a beat is about the run that it left", () => {
  const since = richFiles(
    replaced(
      "mainFrames: { count: { frame: tcp, run: main } }",
      "mainFrames: { count: { frame: tcp, run: main }, since: loaded }",
    ),
  );
  const { mainFrames } = beatOf("both", played(loadedLesson(since))).values;
  const all = Number(beatOf("both").values.mainFrames);
  expect(mainFrames).toBe(all - Number(beatOf("loaded").values.frames));
});

test("a run that never ends is cut, and says so where a beat waits for more", () => {
  const result = playLesson(loadedLesson(richFiles()), undefined, { limit: 100 });
  expect(result).toMatchObject({ ok: false, error: [{ kind: "run-does-not-end", steps: 100, line: 26 }] });
});
