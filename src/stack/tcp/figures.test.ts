/** The figures of RFC 9293 sections 3.5 and 3.6, line by line. */
import { expect, test } from "vitest";
import { ms } from "../../base/units.ts";
import { EMPTY, generated } from "../stream.ts";
import { textbook } from "./policy.ts";
import { resetFor } from "./segment.ts";
import { runPipe } from "./testing/pipe.ts";
import { established, notation, segment, synReceived, synSent } from "./testing/playbook.ts";
import { abort, close, send } from "./user.ts";

test("figure 6: the basic three-way handshake", () => {
  synSent(textbook)
    .state("SYN-SENT")
    .expect("SYN seq=100 ack=0")
    .given("SYN,ACK seq=300 ack=101")
    .expect("ACK seq=101 ack=301 len=0")
    .state("ESTABLISHED")
    .events("connected")
    .call((tcb, env) => send(tcb, generated(1, 5), env))
    .expect("PSH,ACK seq=101 ack=301 len=5");
  synReceived(textbook)
    .state("SYN-RECEIVED")
    .expect("SYN,ACK seq=300 ack=101")
    .events()
    .given("ACK seq=101 ack=301")
    .expect()
    .state("ESTABLISHED")
    .events("connected");
});

test("figure 7: both open at once", () => {
  synSent(textbook)
    .given("SYN seq=300")
    .expect("SYN,ACK seq=100 ack=301")
    .state("SYN-RECEIVED")
    .given("SYN,ACK seq=300 ack=101")
    .expect()
    .state("ESTABLISHED")
    .events("connected");
});

test("figure 8: an old duplicate SYN is found out by its answer", () => {
  // TCP B answers the old SYN; the RST of TCP A takes that away again.
  synReceived(textbook, "SYN seq=90")
    .expect("SYN,ACK seq=300 ack=91")
    .given("RST seq=91")
    .state("CLOSED")
    .events("gone");
  synSent(textbook)
    .given("SYN,ACK seq=300 ack=91")
    .expect("RST seq=91 ack=0")
    .state("SYN-SENT")
    .given("SYN,ACK seq=400 ack=101")
    .expect("ACK seq=101 ack=401")
    .state("ESTABLISHED");
});

test("figure 9: a peer that crashed and opens anew learns of the half-open connection", () => {
  established(textbook)
    .given("SYN seq=400")
    .expect("ACK seq=101 ack=301")
    .fact("tcp-segment-dropped", { reason: "syn-in-connection" })
    .given("RST seq=301")
    .state("CLOSED")
    .events("failed ECONNRESET")
    .fact("connection-reset", { peer: "10.0.0.2" });
  synSent(textbook, { isn: 400 }).given("ACK seq=300 ack=100").expect("RST seq=100").state("SYN-SENT");
});

test("figure 10: data to a side that knows of nothing is answered with RST", () => {
  const reset = resetFor(segment("ACK seq=300 ack=100 len=10"));
  expect(reset && notation(reset)).toBe("RST seq=100 ack=0 len=0 win=0");
});

test("figure 11: an old SYN reaches a listener, whose answer surprises the other", () => {
  const reset = resetFor(segment("SYN,ACK seq=300 ack=91"));
  expect(reset && notation(reset)).toBe("RST seq=91 ack=0 len=0 win=0");
  synReceived(textbook, "SYN seq=90").given("RST seq=91").state("CLOSED").events("gone").expect();
});

test("figure 12: the normal close takes four segments", () => {
  established(textbook)
    .call(close)
    .expect("FIN,ACK seq=101 ack=301")
    .state("FIN-WAIT-1")
    .given("ACK seq=301 ack=102")
    .expect()
    .state("FIN-WAIT-2")
    .given("FIN,ACK seq=301 ack=102")
    .expect("ACK seq=102 ack=302")
    .state("TIME-WAIT")
    .fire("time-wait")
    .state("CLOSED")
    .events("gone");
  const passive = established(textbook)
    .given("FIN,ACK seq=301 ack=101")
    .expect("ACK seq=101 ack=302")
    .state("CLOSE-WAIT")
    .events("readable")
    .wait(ms(5))
    .call(close)
    .expect("FIN,ACK seq=101 ack=302")
    .state("LAST-ACK")
    .given("ACK seq=302 ack=102")
    .state("CLOSED")
    .events("gone");
  expect(passive.last.timers).toEqual([{ timer: "retransmit", at: null }]);
});

test("figure 13: both close at once", () => {
  established(textbook)
    .call(close)
    .expect("FIN,ACK seq=101 ack=301")
    .given("FIN,ACK seq=301 ack=101")
    .expect("ACK seq=102 ack=302")
    .state("CLOSING")
    .given("ACK seq=302 ack=102")
    .state("TIME-WAIT")
    .fire("time-wait")
    .events("gone");
});

test("the six flag combinations a closed port may see", () => {
  const answer = (text: string): string | null => {
    const reset = resetFor(segment(text));
    return reset && notation(reset);
  };
  expect(answer("SYN seq=100")).toBe("RST,ACK seq=0 ack=101 len=0 win=0");
  expect(answer("SYN seq=100 len=4")).toBe("RST,ACK seq=0 ack=105 len=0 win=0");
  expect(answer("FIN seq=4294967295")).toBe("RST,ACK seq=0 ack=0 len=0 win=0");
  expect(answer("ACK seq=5 ack=9")).toBe("RST seq=9 ack=0 len=0 win=0");
  expect(answer("RST seq=5")).toBe(null);
  expect(answer("RST,ACK seq=5 ack=9")).toBe(null);
});

test("abort sends RST,ACK with the present numbers and is gone", () => {
  established(textbook).call(abort).expect("RST,ACK seq=101 ack=301 len=0 win=0").events("gone").state("CLOSED");
  expect(runPipe({ policy: textbook, acts: [{ at: ms(100), side: "a", does: abort }] }).b).toMatchObject({
    error: "ECONNRESET",
    read: EMPTY,
  });
});
