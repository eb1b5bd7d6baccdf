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
      "browser on client calls connect(3, 192.0.2.80:80): the protocol stack is to connect the socket to the other side. client: the connection with web goes from CLOSED to SYN-SENT: it waits for the answer to its SYN. client asks everyone on its link: who has 192.0.2.80, the address of web? (ARP) Meanwhile the SYN to web waits.",
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

const told = (timeline: typeof run, kind: string, words = en): string =>
  narrate(
    timeline,
    timeline.steps.findIndex((s) => s.facts.some((f) => f.kind === kind)),
    words,
  )[0]!;

test("what waited for a MAC address is told of when it leaves", () => {
  expect(told(run, "packet-released")).toContain("client now sends the waiting SYN to web, out of its port eth0.");
  expect(told(run, "packet-released", ko)).toContain(
    "client가 web에 보내려고 기다리던 SYN을 이제 포트 eth0으로 내보냅니다.",
  );
});

test("several segments that leave in one go are one sentence", () => {
  const lab = journey({ url: "http://www.lab.cyber.co.kr/dir1/file1.html" });
  const sent = lab.steps.findIndex((s) => s.facts.some((f) => f.kind === "tcp-segment-sent" && f.len === 1460));
  expect(narrate(lab, sent, en)[0]).toContain(
    "sends client 3 segments, 3,156 bytes of data in all (1,460 + 1,460 + 236).",
  );
  expect(narrate(lab, sent, ko)[0]).toContain(
    "세그먼트 3개로 나누어 보냅니다: 모두 3,156바이트입니다(1,460 + 1,460 + 236).",
  );
});
