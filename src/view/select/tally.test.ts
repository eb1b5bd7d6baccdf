import { expect, test } from "vitest";
import { cable } from "../testing/runs.ts";
import { tallyOf } from "./tally.ts";

const timeline = cable();

test("before the first step nothing has been needed", () => {
  expect(tallyOf(timeline, -1)).toEqual({ messages: 0, frames: 0, bytes: 0, connections: 0, dns: 0, time: 0 });
});

test("on a cable every message is one frame, and the bytes are those of the frames", () => {
  const sent = timeline.steps.flatMap((step) => step.sent);
  const { messages, frames, bytes, connections, dns, time } = tallyOf(timeline, timeline.steps.length - 1);
  expect([messages, frames]).toEqual([sent.length, sent.length]);
  expect(bytes).toBe(sent.reduce((sum, { frame }) => sum + frame.bytes.length, 0));
  expect([connections, dns]).toEqual([1, 0]);
  expect(time).toBe(timeline.steps.at(-1)!.world.now);
});

test("a SYN that is sent again asks for the same connection", () => {
  const lost = cable({
    kind: "lose",
    match: { protocol: "tcp", from: "client" },
    choice: { kind: "count", skip: 0, count: 1 },
  });
  const [all, without] = [lost, timeline].map((run) => tallyOf(run, run.steps.length - 1));
  expect([all!.connections, all!.messages]).toEqual([1, without!.messages + 1]);
});

test("counts only grow", () => {
  let before = tallyOf(timeline, -1);
  for (let at = 0; at < timeline.steps.length; at++) {
    const now = tallyOf(timeline, at);
    expect(now.frames).toBeGreaterThanOrEqual(before.frames);
    expect(now.messages).toBeGreaterThanOrEqual(before.messages);
    before = now;
  }
});
