import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { linux, plain, textbook } from "./policy.ts";
import { answers, asks, getPage, secondsOf, shortLines } from "./testing/page.ts";
import { runPipe } from "./testing/pipe.ts";
import { established, synReceived } from "./testing/playbook.ts";
import { close, receive, send, shutdown } from "./user.ts";

const clientFirst = { when: "written", at: ms(500) } as const;

describe("the client closes first (lab T19, T20, T21)", () => {
  test("four segments when the server's program waits: its ACK of the FIN comes 40 ms late", () => {
    const run = getPage(500, {
      policy: plain,
      a: asks(clientFirst),
      b: answers(500, { when: "ended", at: ms(1005) }),
    });
    const end = run.sent.slice(-4);
    expect(shortLines(end)).toEqual([
      "a [FIN, ACK] seq=101 ack=501 len=0",
      "b [ACK] seq=501 ack=102 len=0",
      "b [FIN, ACK] seq=501 ack=102 len=0",
      "a [ACK] seq=102 ack=502 len=0",
    ]);
    expect(secondsOf(end)).toEqual([0.5, 0.56, 1.005, 1.025]);
    expect(run.a.states.slice(-5)).toEqual(["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED"]);
    expect(run.b.states.slice(-4)).toEqual(["ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"]);
    expect([run.a.gone, run.b.gone, run.now]).toEqual([true, true, end[3]!.at + seconds(60)]);
  });

  test.each([
    ["plain", 3, plain],
    ["linux", 3, linux],
    ["textbook", 4, textbook],
  ] as const)("%s takes %i segments when it closes soon", (_, count, policy) => {
    const run = getPage(500, { policy, a: asks(clientFirst), b: answers(500, { when: "ended", delay: ms(5) }) });
    const end = run.sent.filter((s) => s.at >= ms(500));
    expect(end).toHaveLength(count);
    expect(shortLines(end.slice(-2))).toEqual(["b [FIN, ACK] seq=501 ack=102 len=0", "a [ACK] seq=102 ack=502 len=0"]);
  });
});

test.each([
  ["textbook", textbook],
  ["plain", plain],
  ["linux", linux],
])("%s: simultaneous close (lab T22)", (_, policy) => {
  const close = { close: clientFirst };
  const run = runPipe({ policy, a: close, b: close });
  expect(shortLines(run.sent.slice(3))).toEqual([
    "a [FIN, ACK] seq=1 ack=1 len=0",
    "b [FIN, ACK] seq=1 ack=1 len=0",
    "b [ACK] seq=2 ack=2 len=0",
    "a [ACK] seq=2 ack=2 len=0",
  ]);
  const states = ["ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT", "CLOSED"];
  expect([run.a.states.slice(-5), run.b.states.slice(-5)]).toEqual([states, states]);
});

test("half close: the server still sends 5000 bytes, each acknowledged with the client's number after its FIN (lab T24)", () => {
  const run = runPipe({
    policy: textbook,
    a: { writes: [{ data: generated(1, 100) }], close: { when: "written", half: true } },
    b: { writes: [{ data: generated(2, 5000), afterRead: 100, at: ms(300) }] },
  });
  expect(run.a.read.length).toBe(5000);
  const acks = run.sent.filter((s) => s.from === "a" && s.at > ms(300));
  expect(shortLines(acks)).toEqual([
    "a [ACK] seq=102 ack=1461 len=0",
    "a [ACK] seq=102 ack=2921 len=0",
    "a [ACK] seq=102 ack=4381 len=0",
    "a [ACK] seq=102 ack=5001 len=0",
    "a [ACK] seq=102 ack=5002 len=0",
  ]);
});

describe("close that is an abort (lab T18)", () => {
  test("with unread data: RST,ACK with the present numbers, no FIN, no TIME-WAIT", () => {
    established(textbook)
      .given("PSH,ACK seq=301 ack=101 len=50")
      .call(close)
      .expect("RST,ACK seq=101 ack=351 len=0 win=0")
      .events("gone")
      .state("CLOSED");
  });

  test("with SO_LINGER 0 the same, even with data queued", () => {
    established(textbook, { lingerZero: true })
      .call((tcb, env) => send(tcb, generated(1, 10), env))
      .call(close)
      .expect("RST,ACK seq=111 ack=301")
      .events("gone");
  });

  test("data for a program that has closed is answered with RST", () => {
    established(textbook)
      .call(close)
      .given("ACK seq=301 ack=102")
      .state("FIN-WAIT-2")
      .given("PSH,ACK seq=301 ack=102 len=10")
      .expect("RST seq=102 ack=0")
      .events("gone")
      .fact("tcp-segment-dropped", { reason: "connection-closed" });
  });
});

describe("half a socket", () => {
  test("after shutdown nothing more is taken, and reading goes on to the end", () => {
    const half = established(textbook)
      .call(shutdown)
      .expect("FIN,ACK seq=101")
      .given("ACK seq=301 ack=102")
      .given("FIN,PSH,ACK seq=301 ack=102 len=5")
      .expect("ACK seq=102 ack=307")
      .state("TIME-WAIT")
      .fire("time-wait")
      .state("CLOSED")
      .events();
    const got = receive(half.tcb, 100, { device: "host", now: half.now, policy: textbook });
    expect([got.data.length, got.ended]).toEqual([5, true]);
    half.call(close).events("gone");
  });

  test("shutting down twice, or a dead connection, does nothing", () => {
    const once = established(textbook).call(shutdown);
    expect(once.call(shutdown).last.segments).toEqual([]);
    expect(once.call(close).last.segments).toEqual([]);
  });
});

test("a closed linux socket waits 60 s for the peer's FIN, the textbook for ever", () => {
  const waiting = (policy: typeof linux) =>
    established(policy, {}, []).call(close).given("ACK seq=301 ack=102").state("FIN-WAIT-2");
  waiting(linux).fire("time-wait").state("CLOSED").events("gone");
  const half = established(linux, {}, []).call(shutdown).given("ACK seq=301 ack=102").state("FIN-WAIT-2");
  expect(half.tcb.timeWaitAt).toBe(null);
  half.wait(seconds(5)).call(close).expect().fire("time-wait").events("gone");
  expect(waiting(textbook).last.timers.filter((t) => t.at !== null)).toEqual([]);
});

test("a reset in LAST-ACK or TIME-WAIT is a good end, in CLOSE-WAIT it is not", () => {
  const passive = established(textbook).given("FIN,ACK seq=301 ack=101");
  passive.given("RST seq=302").events("failed ECONNRESET");
  passive.call(close).given("RST seq=302").events("gone").state("CLOSED");
});

test("a connection that nobody accepted yet and that is reset goes without an error", () => {
  synReceived(textbook).given("RST seq=101").events("gone").state("CLOSED");
});
