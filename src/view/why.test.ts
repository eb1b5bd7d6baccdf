import { expect, test } from "vitest";
import { buildWorld } from "../sim/build.ts";
import { lengthOf, runTimeline, stepAt, type Timeline } from "../sim/timeline.ts";
import { inject } from "../sim/world.ts";
import { cable, journey } from "./testing/runs.ts";
import { type Cause, causesOf, STORY_LINKS } from "./why.ts";

const lastWith = (timeline: Timeline, kind: string): number => {
  for (let i = lengthOf(timeline) - 1; i >= 0; i--)
    if (stepAt(timeline, i)!.facts.some((f) => f.kind === kind)) return i;
  return -1;
};
const told = (causes: readonly Cause[]): readonly string[] =>
  causes.map((c) => `${c.how} ${c.device ?? ""}: ${c.told.map(({ kind }) => kind).join(", ")}`);

const naver = journey({ url: "http://www.naver.com/" });
const lab = journey({ url: "http://www.lab.cyber.co.kr/" });

test("a page's last byte leads back to the URL that somebody opened, as a story", () => {
  expect(told(causesOf(lab, lastWith(lab, "page-loaded")))).toMatchInlineSnapshot(`
    [
      "return client: page-loaded",
      "arrival client: data-delivered",
      "arrival web-lab-cyber: http-request-received, http-response-sent",
      "arrival client: tcp-state-changed, http-request-sent",
      "arrival web-lab-cyber: tcp-state-changed, tcp-segment-sent",
      "arrival client: name-resolved, call-made, tcp-segment-sent",
      "arrival nearest: dns-answer-received, dns-answer-sent",
      "arrival ns-lab-cyber: dns-answer-sent",
      "arrival nearest: dns-referral-received, dns-query-sent",
      "arrival ns-cyber: dns-referral-sent",
      "arrival nearest: dns-referral-received, dns-query-sent",
      "arrival kr: dns-referral-sent",
      "arrival nearest: dns-referral-received, dns-query-sent",
      "arrival nearest: dns-query-sent",
      "act client: url-opened, call-made, dns-query-sent",
    ]
  `);
});

test("a frame that was lost: the timer, and what set it", () => {
  const lost = cable({
    kind: "lose",
    match: { protocol: "tcp", minData: 1 },
    choice: { kind: "count", skip: 0, count: 1 },
  });
  expect(told(causesOf(lost, lastWith(lost, "tcp-retransmission-timeout")))).toMatchInlineSnapshot(`
    [
      "timer client: tcp-retransmission-timeout",
      "arrival client: http-request-sent, frame-lost",
      "arrival web: tcp-state-changed, tcp-segment-sent",
      "act client: url-opened, call-made, tcp-segment-sent",
    ]
  `);
});

test("who asks about ARP is told of ARP", () => {
  const first = (kind: string) => {
    for (let i = 0; ; i++) if (stepAt(lab, i)!.facts.some((f) => f.kind === kind)) return i;
  };
  expect(told(causesOf(lab, first("arp-learned")))).toMatchInlineSnapshot(`
    [
      "arrival nearest: arp-answered",
      "act client: url-opened, call-made, arp-asked",
    ]
  `);
});

test("the whole chain has one link a step, each caused by the next, and the story leaves out as many as it says", () => {
  for (let at = 0; at < lengthOf(naver); at += 7) {
    const every = causesOf(naver, at, { every: true });
    for (const [i, { at: here }] of every.entries()) {
      expect(stepAt(naver, here)!.entry.by).toBe(every[i + 1]?.at ?? "start");
    }
    const story = causesOf(naver, at);
    expect(story.length).toBeLessThanOrEqual(STORY_LINKS);
    expect(story[0]?.at).toBe(at);
    const steps = new Set(every.map((cause) => cause.at));
    for (const [i, cause] of story.entries()) {
      expect(steps.has(cause.at)).toBe(true);
      if (i > 0) expect(cause.at).toBeLessThan(story[i - 1]!.at);
    }
    expect(story.reduce((sum, { skipped }) => sum + skipped, 0)).toBeLessThan(every.length);
    expect(["act", "start", "change"]).toContain(story.at(-1)!.how);
  }
});

test("a change to the world is a first cause without a device, and is told however much happened since", () => {
  let world = inject(cable().start, 0, {
    kind: "change",
    change: { kind: "set-device", device: "web", up: false },
  });
  world = inject(world, 1000, { kind: "change", change: { kind: "set-device", device: "web", up: true } });
  const timeline = runTimeline(world, { limit: 5000 });
  const starts = Array.from({ length: lengthOf(timeline) }, (_, i) => i).findLast(
    (i) => stepAt(timeline, i)!.entry.input.kind === "starts",
  )!;
  const causes = causesOf(timeline, starts);
  expect(told(causes)).toEqual(["start web: ", "change : "]);
  expect(causes.at(-1)).not.toHaveProperty("device");
});

test("steps that are not kept are causes all the same", () => {
  const { start } = naver;
  const dropped = runTimeline(start, { budget: 500_000, beyond: "replay" });
  expect(dropped.dropped?.count).toBeGreaterThan(0);
  const at = lastWith(naver, "page-loaded");
  expect(causesOf(dropped, at, { every: true })).toEqual(causesOf(naver, at, { every: true }));
});

test("there is no cause before the first step", () => {
  expect(causesOf(lab, -1)).toEqual([]);
  expect(causesOf(runTimeline(buildWorld({ devices: {}, links: [] }, { profile: "textbook", seed: 1 })), 0)).toEqual(
    [],
  );
});

test("a link names the packet that went out, else the one that came", () => {
  const at = lastWith(lab, "http-response-sent");
  const [first, second] = causesOf(lab, at);
  expect(first).not.toHaveProperty("packet");
  expect(second!.packet).toBe(stepAt(lab, second!.at)!.sent[0]!.frame.packet);
});
