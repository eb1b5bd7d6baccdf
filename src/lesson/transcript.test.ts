import { expect, test } from "vitest";
import { packetOf } from "./pattern.ts";
import { playedJourney } from "./testing/lessons.ts";
import { renderTranscript, type Summarize, stepLine } from "./transcript.ts";

const { timeline, beats } = playedJourney();
const protocols: Summarize = ({ frame }) =>
  packetOf(frame.bytes)
    .layers.map((l) => l.protocol)
    .join(":");

test("one line a step, a mark for each beat, and how the run ended", () => {
  const lines = renderTranscript(timeline, protocols, beats).trimEnd().split("\n");
  const marks = lines.filter((l) => l.startsWith("== "));
  expect(marks).toEqual(beats.map(({ id }) => `== ${id}`));
  expect(lines.at(-1)).toBe("-- quiet");
  expect(lines).toHaveLength(timeline.steps.length + marks.length + 1);
  expect(lines[lines.indexOf("== syn") + 1]).toMatch(new RegExp(`^ *${beats.find((b) => b.id === "syn")?.step} `));
});

test("a line tells number, time, cause, device, what came, what it meant and what left", () => {
  const step = timeline.steps[beats.find((b) => b.id === "arp-nearest")!.step]!;
  expect(stepLine(step, protocols)).toBe(
    [
      "   6 0.000 000     <5 client browser resolver calls write(3, data, 37)",
      'call-made process=browser from=resolver to=stack op=write call="write(3, data, 37)"',
      "route-chosen dst=10.11.12.53 network=10.11.12.0 prefix=24 next=10.11.12.53 direct=true port=eth0",
      "arp-asked address=10.11.12.53 host=nearest port=eth0 attempt=1 dst=nearest what=dns-query",
      "sent 1/1 eth0->lan eth:arp:padding",
    ].join(" | "),
  );
});

test("what happens first is caused by the start", () => {
  expect(stepLine(timeline.steps[0]!, protocols)).toMatch(/^ {3}0 0\.000 000 <start client act /);
});
