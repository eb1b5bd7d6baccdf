import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { narrate } from "./narration.ts";
import { cable, journey } from "./testing/runs.ts";

const run = cable();

test("before the first step the learner is told how to begin", () => {
  expect(narrate(run, -1, en)).toEqual([en.ui.run.nothingYet]);
});

test("a step is told by its most telling facts, three sentences at most", () => {
  const connect = run.steps.findIndex((s) => s.facts.some((f) => f.kind === "arp-asked"));
  expect(run.steps[connect]!.facts.length).toBeGreaterThan(3);
  expect(narrate(run, connect, en)).toMatchInlineSnapshot(`
    [
      "client asks everyone on its link: who has 192.0.2.80, the address of web? (ARP) browser on client calls connect(3, 192.0.2.80:80): the protocol stack is to connect the socket to the other side. client: the connection with web goes from CLOSED to SYN-SENT: its SYN is out and the answer awaited.",
    ]
  `);
});

test("the end of the run is said", () => {
  expect(narrate(run, run.steps.length - 1, en).at(-1)).toBe(en.ui.run.end);
});

test("every step with a fact or a frame has something to say, in both languages", () => {
  const walk = journey({ url: "http://www.naver.com/" });
  for (const step of walk.steps) {
    const silent = step.facts.length === 0 && step.sent.length === 0 && step.entry.input.kind !== "frame-arrives";
    for (const words of [en, ko]) {
      const paragraphs = narrate(walk, step.index, words);
      expect(paragraphs.length === 0 || paragraphs.every((p) => p !== "")).toBe(true);
      if (!silent) expect(paragraphs.length).toBeGreaterThan(0);
    }
  }
});
