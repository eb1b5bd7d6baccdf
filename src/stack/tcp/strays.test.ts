/** Segments that do not belong: blind resets and SYNs, wild numbers, old timestamps, TIME-WAIT, keep-alive probes. */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { TcpOption } from "../../wire/tcp.ts";
import { generated } from "../stream.ts";
import { mayReplace, sequenceAfter } from "./open.ts";
import { linux, plain, textbook } from "./policy.ts";
import { answers, asks, getPage } from "./testing/page.ts";
import { lineOf, type PipeRun } from "./testing/pipe.ts";
import { established, segment } from "./testing/playbook.ts";
import { timerFired } from "./timers.ts";
import { close, send } from "./user.ts";

describe("RFC 5961", () => {
  test("a RST with the exact number resets, one inside the window is challenged, one outside is nothing", () => {
    const open = established(textbook);
    open.given("RST seq=301").state("CLOSED").expect().events("failed ECONNRESET");
    open.given("RST seq=310").state("ESTABLISHED").expect("ACK seq=101 ack=301");
    open.given("RST seq=299").state("ESTABLISHED").expect();
    open.given("RST seq=70000").state("ESTABLISHED").expect();
  });

  test("a SYN inside a connection is challenged whatever its number", () => {
    for (const text of ["SYN seq=301", "SYN seq=5000", "SYN seq=100000", "SYN,ACK seq=300 ack=101"]) {
      established(textbook).given(text).state("ESTABLISHED").expect("ACK seq=101 ack=301");
    }
  });

  test("an ACK of what was never sent, or older than a window, is challenged and its data dropped", () => {
    for (const text of ["PSH,ACK seq=301 ack=102 len=5", "PSH,ACK seq=301 ack=4294900000 len=5"]) {
      const story = established(textbook).given(text).expect("ACK seq=101 ack=301");
      story.fact("tcp-segment-dropped", { reason: "unacceptable-ack" });
      expect(story.tcb.receiveBuffer.length).toBe(0);
    }
  });

  test("challenges are bounded: at most one in 100 ms", () => {
    const once = established(textbook).given("SYN seq=301").expect("ACK seq=101");
    once.wait(ms(99)).given("SYN seq=301").expect();
    once.wait(ms(100)).given("SYN seq=301").expect("ACK seq=101");
  });
});

test("a segment without ACK is dropped", () => {
  established(textbook).given("PSH seq=301 len=5").expect().fact("tcp-segment-dropped", { reason: "no-ack" });
});

test("an old ACK still brings its data", () => {
  const story = established(textbook)
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .given("ACK seq=301 ack=111")
    .given("PSH,ACK seq=301 ack=101 len=5")
    .expect("ACK seq=111 ack=306");
  expect(story.tcb.receiveBuffer.length).toBe(5);
});

test("a keep-alive probe at next-1 is answered (lab T29)", () => {
  const idle = established(textbook).wait(seconds(10));
  idle.given("ACK seq=300 ack=101").expect("ACK seq=101 ack=301");
  idle.given("ACK seq=300 ack=101 len=1").expect("ACK seq=101 ack=301");
});

test("a pure ACK from the window's right edge counts", () => {
  established(textbook, { receiveBuffer: 1000 })
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .given("ACK seq=1301 ack=111")
    .expect()
    .fact("tcp-rtt-measured");
});

describe("timestamps (RFC 7323)", () => {
  const stamp = (value: number, echo = 0): TcpOption => ({ kind: "timestamps", value, echo });
  const open = established(linux, {}, [{ kind: "mss", mss: 1460 }, stamp(1000, 0)]);

  test("an older one is dropped and answered, a reset with one still counts", () => {
    open
      .given(segment("PSH,ACK seq=301 ack=101 len=5", { options: [stamp(999)] }))
      .expect("ACK seq=101 ack=301")
      .fact("tcp-segment-dropped", { reason: "old-timestamp" });
    open.given(segment("RST seq=301", { options: [stamp(5)] })).state("CLOSED");
  });

  test("after 24 days of silence any is taken", () => {
    const late = open
      .wait(seconds(24 * 24 * 3600))
      .given(segment("ACK seq=301 ack=101 len=5", { options: [stamp(1)] }));
    expect(late.tcb.receiveBuffer.length).toBe(5);
    expect(late.tcb.tsRecent).toBe(1);
  });

  test("the newest in order is echoed; the clock counts milliseconds from the offset", () => {
    const next = open.wait(ms(160)).given(segment("ACK seq=301 ack=101 len=5", { options: [stamp(1160, 40)] }));
    const echo = next.last.segments[0]?.options.find((o) => o.kind === "timestamps");
    expect(echo).toEqual({ kind: "timestamps", value: 200, echo: 1160 });
  });

  test("an echo tells which transmission was answered", () => {
    const again = open.call((tcb, env) => send(tcb, generated(1, 10), env)).fire("retransmit");
    const at = Math.floor(again.now / 1000);
    again
      .wait(ms(50))
      .given(segment("ACK seq=301 ack=111", { options: [stamp(2000, at)] }))
      .fact("tcp-rtt-measured", { rtt: ms(50) });
    const older = again.wait(ms(5)).given(segment("ACK seq=301 ack=111", { options: [stamp(2000, 40)] }));
    expect(older.last.facts.some((f) => f.kind === "tcp-rtt-measured")).toBe(false);
  });
});

describe("TIME-WAIT", () => {
  const waiting = established(textbook)
    .call(close)
    .given("ACK seq=301 ack=102")
    .given("FIN,ACK seq=301 ack=102")
    .state("TIME-WAIT");

  test("the FIN that comes again is answered and the wait begins anew", () => {
    const again = waiting.wait(seconds(30)).given("FIN,ACK seq=301 ack=102").expect("ACK seq=102 ack=302");
    expect(again.tcb.timeWaitAt).toBe(again.now + seconds(60));
  });

  test("a new SYN above the old numbers may take its place, with a number beyond the old ones", () => {
    expect(mayReplace(waiting.tcb, segment("SYN seq=5000"))).toBe(true);
    expect(mayReplace(waiting.tcb, segment("SYN seq=200"))).toBe(false);
    expect(mayReplace(waiting.tcb, segment("SYN,ACK seq=5000 ack=102"))).toBe(false);
    expect(mayReplace(established(textbook).tcb, segment("SYN seq=5000"))).toBe(false);
    expect(sequenceAfter(waiting.tcb)).toBe(102 + 65_537);
    waiting.given("SYN seq=200").expect("ACK seq=102 ack=302").state("TIME-WAIT");
  });
});

test("a block that is closed answers like a host that knows of nothing", () => {
  const dead = established(textbook).given("RST seq=301");
  dead.given("PSH,ACK seq=301 ack=101 len=5").expect("RST seq=101 ack=0").state("CLOSED");
  dead.given("RST seq=301").expect();
});

test("a timer that does not run, or not yet, does nothing", () => {
  const open = established(textbook);
  const fired = (tcb: typeof open.tcb, now: number) =>
    timerFired(tcb, "retransmit", { device: "host", now, policy: textbook });
  expect(fired(open.tcb, seconds(9)).tcb).toBe(open.tcb);
  const sent = open.call((tcb, env) => send(tcb, generated(1, 10), env)).tcb;
  expect(fired(sent, sent.retransmitAt! - 1)).toEqual({ tcb: sent, segments: [], timers: [], events: [], facts: [] });
  expect(fired(sent, sent.retransmitAt!).segments).toHaveLength(1);
});

test("which segments have no whole socket behind them", () => {
  const flagsOf = (run: PipeRun): string[] =>
    run.sent.filter((s) => s.segment.socketless).map((s) => lineOf(s).split(" seq")[0]!);
  const fourSegments = getPage(500, {
    policy: plain,
    b: answers(500, { when: "ended", delay: ms(100) }),
    a: asks({ when: "written", at: ms(500) }),
  });
  expect(flagsOf(fourSegments)).toEqual(["b [SYN, ACK]", "a [ACK]"]);
  const three = getPage(500, { policy: plain });
  expect(flagsOf(three)).toEqual(["b [SYN, ACK]"]);
});
