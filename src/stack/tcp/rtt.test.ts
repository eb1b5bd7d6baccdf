import { expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { textbook } from "./policy.ts";
import { established, synSent } from "./testing/playbook.ts";
import { send } from "./user.ts";

test("1 s before the first sample, then SRTT + max(4 RTTVAR, 200 ms) (lab T11)", () => {
  const before = synSent(textbook);
  expect(before.tcb.rto).toBe(seconds(1));
  const { tcb } = established(textbook);
  expect([tcb.srtt, tcb.rttvar, tcb.rto]).toEqual([ms(40), ms(20), ms(240)]);
});

test("later samples move SRTT by an eighth and RTTVAR by a quarter", () => {
  established(textbook)
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .wait(ms(80))
    .given("ACK seq=301 ack=111")
    .fact("tcp-rtt-measured", { rtt: ms(80), rto: ms(45) + ms(200) });
});

test("what was sent twice gives no sample, and the doubled timeout stays (Karn)", () => {
  const again = established(textbook)
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .fire("retransmit")
    .fact("tcp-retransmission-timeout", { attempt: 1, rto: ms(240) })
    .expect("PSH,ACK seq=101 len=10")
    .wait(ms(5))
    .given("ACK seq=301 ack=111");
  expect(again.last.facts.map((f) => f.kind)).toEqual(["tcp-segment-received"]);
  expect(again.tcb.backoff).toBe(1);
  const next = again.call((tcb, env) => send(tcb, generated(1, 10), env));
  expect(next.tcb.retransmitAt).toBe(next.now + ms(480));
  const fresh = next.wait(ms(40)).given("ACK seq=301 ack=121");
  expect(fresh.tcb.backoff).toBe(0);
});

test("a handshake with a lost SYN and no sample starts data with 3 s (RFC 6298 section 5.7)", () => {
  const open = synSent(textbook).fire("retransmit").expect("SYN seq=100").given("SYN,ACK seq=300 ack=101");
  expect(open.tcb.rto).toBe(seconds(3));
});

test("data is given up after 15 resends, with growing gaps of at most 120 s", () => {
  let story = established(textbook).call((tcb, env) => send(tcb, generated(1, 10), env));
  let last = story.now;
  const gaps: number[] = [];
  for (let i = 0; i < 15; i++) {
    story = story.fire("retransmit").expect("PSH,ACK seq=101 len=10");
    gaps.push(story.now - last);
    last = story.now;
  }
  expect(gaps.slice(0, 5)).toEqual([240, 480, 960, 1920, 3840].map(ms));
  expect(Math.max(...gaps)).toBe(seconds(120));
  story
    .fire("retransmit")
    .expect()
    .events("failed ETIMEDOUT")
    .fact("connection-timed-out", { to: "10.0.0.2", port: 80 })
    .state("CLOSED");
});
