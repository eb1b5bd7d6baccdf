import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { linux, plain, textbook } from "./policy.ts";
import { getPage, losesFirst, secondsOf, shortLines } from "./testing/page.ts";
import { runPipe } from "./testing/pipe.ts";
import { segment, synReceived, synSent } from "./testing/playbook.ts";
import { close, send, shutdown } from "./user.ts";

const idle = { close: { when: "never" } } as const;
const profiles = [
  ["textbook", textbook],
  ["plain", plain],
  ["linux", linux],
] as const;

test.each(profiles)("%s: SYN, SYN-ACK, ACK, and the first data repeats the third's numbers (lab T1)", (_, policy) => {
  const run = getPage(522, { policy });
  expect(shortLines(run.sent.slice(0, 4))).toEqual([
    "a [SYN] seq=0 ack=0 len=0",
    "b [SYN, ACK] seq=0 ack=1 len=0",
    "a [ACK] seq=1 ack=1 len=0",
    "a [PSH, ACK] seq=1 ack=1 len=100",
  ]);
  expect(run.sent.slice(0, 4).map((s) => s.at)).toEqual([0, ms(20), ms(40), ms(40)]);
});

describe("a SYN without an answer (lab T12)", () => {
  test.each([
    ["textbook", textbook, [0, 1, 3, 7, 15, 31, 63], 127],
    ["plain", plain, [0, 1, 3, 7, 15, 31, 63], 127],
    ["linux", linux, [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67], 131],
  ] as const)("%s sends it again and gives up", (_, policy, times, end) => {
    const run = runPipe({ policy, loses: (s) => s.from === "a" });
    expect(secondsOf(run.sent)).toEqual(times);
    expect(run.a.error).toBe("ETIMEDOUT");
    expect(run.a.facts.at(-1)).toMatchObject({ kind: "tcp-state-changed", to: "CLOSED", at: seconds(end) });
    expect(run.a.facts.filter((f) => f.kind === "connection-timed-out")).toHaveLength(1);
  });

  test("a lost SYN is sent again after 1 s and then all goes well", () => {
    const run = runPipe({ policy: textbook, a: idle, loses: losesFirst((s) => s.from === "a" && s.nth === 0) });
    expect(secondsOf(run.sent)).toEqual([0, 1, 1.02, 1.04]);
    expect(run.a.tcb?.state).toBe("ESTABLISHED");
    expect(run.b.tcb?.state).toBe("ESTABLISHED");
  });
});

test("a lost SYN-ACK: the SYN that comes again gets one new SYN-ACK at once", () => {
  const run = runPipe({ policy: textbook, a: idle, b: idle, loses: (s) => s.from === "b" && s.nth === 0 });
  expect(shortLines(run.sent)).toEqual([
    "a [SYN] seq=0 ack=0 len=0",
    "b [SYN, ACK] seq=0 ack=1 len=0 lost",
    "a [SYN] seq=0 ack=0 len=0 again",
    "b [SYN, ACK] seq=0 ack=1 len=0 again",
    "a [ACK] seq=1 ack=1 len=0",
  ]);
});

test("a duplicate SYN is answered with a new SYN-ACK and starts its timer anew", () => {
  const story = synReceived(textbook).wait(ms(600)).given("SYN seq=100").expect("SYN,ACK seq=300 ack=101");
  expect(story.tcb.retransmitAt).toBe(ms(1600));
  synReceived(textbook).wait(ms(10)).given("SYN seq=100").expect("SYN,ACK seq=300 ack=101");
});

test("a silent client gets the SYN-ACK again after 1, 3, 7, 15 and 31 s, then the block goes without a word", () => {
  const run = runPipe({ policy: textbook, a: idle, loses: (s) => s.from === "a" && s.nth > 0 });
  const synAcks = run.sent.filter((s) => s.from === "b");
  expect(secondsOf(synAcks)).toEqual([0.02, 1.02, 3.02, 7.02, 15.02, 31.02]);
  expect(run.b).toMatchObject({ gone: true, error: null });
});

test.each(profiles)("%s: a lost third packet does no harm, the data opens the server (lab T13)", (_, policy) => {
  const run = getPage(500, { policy, loses: (s) => s.from === "a" && s.nth === 1 });
  expect(run.sent.filter((s) => s.segment.flags.syn)).toHaveLength(2);
  expect(run.a.read.length).toBe(500);
});

test.each(profiles)("%s: simultaneous open takes four segments (lab T23)", (_, policy) => {
  const run = runPipe({ policy, bothActive: true, a: idle, b: idle });
  expect(shortLines(run.sent)).toEqual([
    "a [SYN] seq=0 ack=0 len=0",
    "b [SYN] seq=0 ack=0 len=0",
    "b [SYN, ACK] seq=0 ack=1 len=0 again",
    "a [SYN, ACK] seq=0 ack=1 len=0 again",
  ]);
  expect(run.a.states).toEqual(["CLOSED", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED"]);
  expect(run.b.states).toEqual(run.a.states);
});

test("a closed port: the RST ends the connect (lab T16)", () => {
  synSent(textbook)
    .given("RST,ACK seq=0 ack=101 win=0")
    .expect()
    .events("failed ECONNREFUSED")
    .fact("connection-refused", { to: "10.0.0.2", port: 80 })
    .state("CLOSED")
    .call(close)
    .events("gone");
});

test("a RST that acknowledges nothing of ours changes nothing", () => {
  synSent(textbook).given("RST,ACK seq=0 ack=99").expect().events().state("SYN-SENT");
  synSent(textbook).given("RST seq=0").expect().events().state("SYN-SENT");
});

test("data and the end may wait in the buffer for the handshake", () => {
  synSent(textbook)
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .expect()
    .given("SYN,ACK seq=300 ack=101")
    .expect("ACK seq=101 len=0", "PSH,ACK seq=101 len=10");
  synReceived(textbook)
    .call(shutdown)
    .expect()
    .given("ACK seq=101 ack=301")
    .expect("FIN,ACK seq=301 ack=101")
    .state("FIN-WAIT-1");
});

test("closing before the answer deletes the block without a segment", () => {
  synSent(textbook).call(close).expect().events("gone").state("CLOSED");
});

test("text that rides on the SYN-ACK is taken, on a SYN it is left to be sent again", () => {
  const opener = synSent(textbook).given("SYN,ACK seq=300 ack=101 len=4").expect("ACK seq=101 ack=305");
  expect(opener.tcb.receiveBuffer.length).toBe(4);
  synReceived(textbook, segment("SYN seq=100 len=4")).expect("SYN,ACK ack=101");
});
