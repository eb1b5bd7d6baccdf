import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { linux, plain, type TcpPolicy, textbook } from "./policy.ts";
import { seqDiff } from "./seq.ts";
import { withOption } from "./tcb.ts";
import { answers, asks, getPage } from "./testing/page.ts";
import { linesOf, type PipeRun } from "./testing/pipe.ts";
import { established, synReceived } from "./testing/playbook.ts";
import { close, receive, send } from "./user.ts";

const slowReader = (policy: TcpPolicy): PipeRun =>
  getPage(20_000, {
    policy,
    initA: { receiveBuffer: 4096 },
    a: { ...asks(), read: { from: ms(4081) } },
  });

describe("a reader that waits 4 s with a buffer of 4096 (lab T7, T8)", () => {
  test("plain: window 2920, then 0; empty probes at next-1 with doubling gaps; one update", () => {
    const lines = linesOf(slowReader(plain));
    expect(lines.slice(0, 20)).toEqual([
      "0.000 a [SYN] seq=0 ack=0 len=0 win=2920",
      "0.020 b [SYN, ACK] seq=0 ack=1 len=0 win=64240",
      "0.040 a [ACK] seq=1 ack=1 len=0 win=2920",
      "0.040 a [PSH, ACK] seq=1 ack=1 len=100 win=2920",
      "0.060 b [ACK] seq=1 ack=101 len=0 win=64140",
      "0.060 b [ACK] seq=1 ack=101 len=1460 win=64140",
      "0.060 b [PSH, ACK] seq=1461 ack=101 len=1460 win=64140",
      "0.080 a [ACK] seq=101 ack=1461 len=0 win=2920",
      "0.100 b [ACK] seq=2921 ack=101 len=1460 win=64140",
      "0.120 a [ACK] seq=101 ack=2921 len=0 win=1460",
      "0.160 a [ACK] seq=101 ack=4381 len=0 win=0",
      "0.429 b [ACK] seq=4380 ack=101 len=0 win=64140",
      "0.449 a [ACK] seq=101 ack=4381 len=0 win=0",
      "0.928 b [ACK] seq=4380 ack=101 len=0 win=64140",
      "0.948 a [ACK] seq=101 ack=4381 len=0 win=0",
      "1.926 b [ACK] seq=4380 ack=101 len=0 win=64140",
      "1.946 a [ACK] seq=101 ack=4381 len=0 win=0",
      "3.921 b [ACK] seq=4380 ack=101 len=0 win=64140",
      "3.941 a [ACK] seq=101 ack=4381 len=0 win=0",
      "4.081 a [ACK] seq=101 ack=4381 len=0 win=2920",
    ]);
  });

  test("textbook: the window is the buffer less what is unread; probes of one byte at next", () => {
    const lines = linesOf(slowReader(textbook));
    expect(lines.slice(5, 20)).toEqual([
      "0.060 b [ACK] seq=1 ack=101 len=1460 win=65535",
      "0.060 b [ACK] seq=1461 ack=101 len=1460 win=65535",
      "0.080 a [ACK] seq=101 ack=1461 len=0 win=2636",
      "0.080 a [ACK] seq=101 ack=2921 len=0 win=1176",
      "0.340 b [ACK] seq=2921 ack=101 len=1176 win=65535",
      "0.360 a [ACK] seq=101 ack=4097 len=0 win=0",
      "0.620 b [ACK] seq=4097 ack=101 len=1 win=65535",
      "0.640 a [ACK] seq=101 ack=4097 len=0 win=0",
      "1.100 b [ACK] seq=4097 ack=101 len=1 win=65535 again",
      "1.120 a [ACK] seq=101 ack=4097 len=0 win=0",
      "2.060 b [ACK] seq=4097 ack=101 len=1 win=65535 again",
      "2.080 a [ACK] seq=101 ack=4097 len=0 win=0",
      "3.980 b [ACK] seq=4097 ack=101 len=1 win=65535 again",
      "4.000 a [ACK] seq=101 ack=4097 len=0 win=0",
      "4.081 a [ACK] seq=101 ack=4097 len=0 win=4096",
    ]);
  });

  test.each([
    ["textbook", textbook],
    ["plain", plain],
    ["linux", linux],
  ])("%s: what is in flight never passes the window, and all arrives", (_, policy) => {
    let edge = 0;
    const run = slowReader(policy);
    const scale = policy.options.windowScale ?? 0;
    for (const { from, segment: s } of run.sent) {
      const window = s.flags.syn ? s.window : s.window * 2 ** scale;
      if (from === "a" && s.flags.ack) edge = Math.max(edge, seqDiff(s.ack, 301) + window);
      else if (from === "a") edge = window;
      else if (policy.probe === "empty") expect(seqDiff(s.seq, 301) + s.data.length).toBeLessThanOrEqual(edge);
    }
    expect(run.a.read.length).toBe(20_000);
    const kinds = run.a.facts.map((f) => f.kind).filter((k) => k.startsWith("tcp-window"));
    expect(kinds).toEqual(["tcp-window-closed", "tcp-window-opened"]);
    expect(run.b.facts.filter((f) => f.kind === "tcp-window-probed").length).toBeGreaterThanOrEqual(3);
  });
});

test("a probe that is answered never gives up; its gap grows to 120 s at most", () => {
  let story = established(textbook, {}, [], 0)
    .call((tcb, env) => send(tcb, generated(1, 5), env))
    .expect();
  const gaps: number[] = [];
  for (let i = 0; i < 30; i++) {
    const before = story.now;
    story = story.fire("persist").expect("ACK seq=101 len=1");
    gaps.push(story.now - before);
    story = story.given("ACK seq=301 ack=101 win=0");
  }
  expect(gaps.slice(0, 4)).toEqual([240, 480, 960, 1920].map(ms));
  expect(gaps.at(-1)).toBe(seconds(120));
  // The byte of the probe was taken after all.
  story.given("ACK seq=301 ack=102 win=100").expect("PSH,ACK seq=102 len=4");
});

test("probes without any answer are given up like data", () => {
  let story = established(textbook, {}, [], 0).call((tcb, env) => send(tcb, generated(1, 5), env));
  for (let i = 0; i < 15; i++) story = story.fire("persist").expect("ACK seq=101 len=1");
  story.fire("persist").expect().events("failed ETIMEDOUT");
});

test("an end without data waits for the window too, and is the probe itself", () => {
  established(textbook, {}, [], 0)
    .call(close)
    .expect()
    .fire("persist")
    .expect("FIN,ACK seq=101 len=0")
    .given("ACK seq=301 ack=102 win=0")
    .state("FIN-WAIT-2");
});

describe("silly windows", () => {
  test("the sender waits for a window worth filling, at most one timeout long", () => {
    established(textbook, {}, [{ kind: "mss", mss: 1460 }], 4000)
      .call((tcb, env) => send(tcb, generated(1, 6000), env))
      .expect("ACK seq=101 len=1460", "ACK seq=1561 len=1460")
      .given("ACK seq=301 ack=3021 win=300")
      .expect()
      .fire("persist")
      .expect("ACK seq=3021 len=300");
  });

  test("the receiver does not open a closed window by a few bytes", () => {
    const full = established(textbook, { receiveBuffer: 3000 })
      .given("ACK seq=301 ack=101 len=1460")
      .expect("ACK ack=1761 win=1540")
      .given("ACK seq=1761 ack=101 len=1460")
      .expect("ACK ack=3221 win=80")
      .given("ACK seq=3221 ack=101 len=80")
      .expect("ACK ack=3301 win=0")
      .fact("tcp-window-closed", { to: "10.0.0.2" });
    full
      .call((tcb, env) => receive(tcb, 1000, env))
      .expect()
      .call((tcb, env) => receive(tcb, 1000, env))
      .expect("ACK seq=101 ack=3301 win=2000")
      .fact("tcp-window-opened", { window: 2000 });
  });

  test("what comes beyond the window is cut off and answered", () => {
    const story = established(textbook, { receiveBuffer: 1000 })
      .given("ACK seq=301 ack=101 len=1460")
      .expect("ACK ack=1301 win=0");
    expect(story.tcb.receiveBuffer.length).toBe(1000);
    story.given("ACK seq=1301 ack=101 len=460").expect("ACK ack=1301 win=0");
  });
});

test("linux scales every window but those of SYN and SYN-ACK (lab T2)", () => {
  const run = getPage(522, { policy: linux });
  expect(run.sent.slice(0, 4).map((s) => s.segment.window)).toEqual([64_240, 65_160, 502, 502]);
  const shifts = run.sent
    .slice(0, 2)
    .flatMap((s) => s.segment.options)
    .filter((o) => o.kind === "window-scale");
  expect(shifts.map((o) => o.shift)).toEqual([7, 7]);
});

test("the newest segment tells the window: one that was overtaken does not", () => {
  const story = established(textbook)
    .given("ACK seq=401 ack=101 len=10 win=1000")
    .given("ACK seq=301 ack=101 len=10 win=5000");
  expect(story.tcb.sndWnd).toBe(1000);
});

test("scale is used only when both sides offer it", () => {
  const story = synReceived(linux, "SYN seq=100 win=500");
  expect(story.last.segments[0]?.options.map((o) => o.kind)).toEqual(["mss"]);
  expect(story.given("ACK seq=101 ack=301 win=500").tcb.sndWnd).toBe(500);
});

test("SO_RCVBUF on an open socket never takes back what was promised", () => {
  const { tcb } = established(textbook);
  expect(withOption(tcb, "SO_RCVBUF", 1000).receiveBufferSize).toBe(65_535);
  expect(withOption(tcb, "SO_RCVBUF", 100_000).receiveBufferSize).toBe(100_000);
  expect(withOption(tcb, "SO_SNDBUF", 1000).sendBufferSize).toBe(1000);
  expect(withOption(tcb, "TCP_NODELAY", 1).noDelay).toBe(true);
  expect(withOption(tcb, "SO_LINGER", 0).lingerZero).toBe(true);
});

test("answers that fit the window need no update", () => {
  const run = getPage(3000, { policy: textbook, b: answers(3000) });
  expect(run.a.facts.filter((f) => f.kind.startsWith("tcp-window"))).toEqual([]);
});
