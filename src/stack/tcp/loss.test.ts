import { describe, expect, test } from "vitest";
import { ms } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { linux, plain, textbook, withChoices } from "./policy.ts";
import { dataOf, getPage, losesFirst, secondsOf, shortLines } from "./testing/page.ts";
import { runPipe } from "./testing/pipe.ts";
import { established, segment, synSent } from "./testing/playbook.ts";
import { send } from "./user.ts";

const third = losesFirst((s) => s.from === "b" && s.segment.seq === 301 + 2920);

describe("a data segment lost in the middle of a flight (lab T9)", () => {
  test("plain: the third duplicate ACK brings it again, the next ACK jumps to the end", () => {
    const lines = shortLines(getPage(20_000, { policy: plain, loses: third }).sent);
    expect(lines.slice(15)).toEqual([
      "a [ACK] seq=101 ack=1461 len=0",
      ...Array(8).fill("a [ACK] seq=101 ack=2921 len=0"),
      "b [ACK] seq=14601 ack=101 len=1460",
      "b [PSH, ACK] seq=16061 ack=101 len=1460",
      "b [ACK] seq=17521 ack=101 len=1460",
      "b [FIN, PSH, ACK] seq=18981 ack=101 len=1020",
      "b [ACK] seq=2921 ack=101 len=1460 again",
      ...Array(4).fill("a [ACK] seq=101 ack=2921 len=0"),
      "a [ACK] seq=101 ack=20002 len=0",
      "a [FIN, ACK] seq=101 ack=20002 len=0",
      "b [ACK] seq=20002 ack=102 len=0",
    ]);
  });

  test("textbook: the same, with all 14 segments on their way at once", () => {
    const run = getPage(20_000, { policy: textbook, loses: third });
    expect(run.sent.filter((s) => s.segment.retransmission).map((s) => s.segment.seq - 300)).toEqual([2921]);
    const duplicates = run.b.facts.filter((f) => f.kind === "tcp-duplicate-ack");
    expect(duplicates.map((f) => ("count" in f ? f.count : 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(run.b.facts.filter((f) => f.kind === "tcp-fast-retransmit")).toMatchObject([{ seq: 3221 }]);
    expect(run.a.facts.filter((f) => f.kind === "tcp-out-of-order")).toHaveLength(11);
    expect(run.a.read.length).toBe(20_000);
  });

  test("linux: the ACKs name the kept block (lab T27), and nothing but the hole is sent again", () => {
    const loses = losesFirst((s) => s.from === "b" && [301 + 2896, 301 + 5792].includes(s.segment.seq));
    const run = getPage(20_000, { policy: linux, loses });
    expect(run.sent.filter((s) => s.segment.retransmission).map((s) => s.segment.seq - 300)).toEqual([2897, 5793]);
    const sacks = run.sent.flatMap((s) => s.segment.options).filter((o) => o.kind === "sack");
    const relative = sacks.map((o) => o.blocks.map((b) => `${b.left - 300}-${b.right - 300}`).join(" "));
    expect(relative.slice(0, 3)).toEqual(["4345-5793", "7241-8689 4345-5793", "7241-10137 4345-5793"]);
    expect(run.a.read.length).toBe(20_000);
    expect(run.b.facts.some((f) => f.kind === "tcp-retransmission-timeout")).toBe(false);
  });
});

describe("the number of duplicate ACKs that start a fast retransmit", () => {
  const lossy = (policy: typeof plain, duplicateAcks: number) => {
    const mss = policy.options.timestamps ? 1448 : 1460;
    const loses = losesFirst((s) => s.from === "b" && s.segment.seq === 301 + 2 * mss);
    const run = getPage(20_000, { policy: withChoices(policy, { duplicateAcks }), loses });
    const { facts } = run.b;
    const at = facts.findIndex((f) => f.kind === "tcp-fast-retransmit");
    return {
      read: run.a.read.length,
      duplicates: facts.slice(0, at).filter((f) => f.kind === "tcp-duplicate-ack").length,
      fast: facts.filter((f) => f.kind === "tcp-fast-retransmit").length,
      timeouts: facts.filter((f) => f.kind === "tcp-retransmission-timeout").length,
      again: run.sent.filter((s) => s.segment.retransmission).map((s) => s.segment.seq - 300),
    };
  };

  test("so many are waited for", () => {
    expect(lossy(textbook, 5)).toEqual({ read: 20_000, duplicates: 5, fast: 1, timeouts: 0, again: [2921] });
  });

  test("with none of it the timer brings the segment again, and that alone", () => {
    for (const policy of [textbook, plain]) {
      expect(lossy(policy, 0)).toMatchObject({ read: 20_000, fast: 0, timeouts: 1, again: [2921] });
    }
    expect(lossy(linux, 0)).toMatchObject({ read: 20_000, fast: 0, timeouts: 1 });
  });
});

describe("the last or only segment lost: the timer repairs it (lab T10, T11)", () => {
  const lone = (policy: typeof plain) =>
    runPipe({
      policy,
      a: { writes: [{ data: generated(1, 500), at: ms(100) }], close: { when: "written", delay: ms(1) } },
      loses: (s) => s.from === "a" && s.at >= ms(100) && s.at < ms(900),
    });

  test("plain folds the FIN into the resent data", () => {
    const sent = lone(plain).sent.slice(3, 8);
    expect(shortLines(sent)).toEqual([
      "a [PSH, ACK] seq=1 ack=1 len=500 lost",
      "a [FIN, ACK] seq=501 ack=1 len=0 lost",
      "a [FIN, PSH, ACK] seq=1 ack=1 len=500 lost again",
      "a [FIN, PSH, ACK] seq=1 ack=1 len=500 lost again",
      "a [FIN, PSH, ACK] seq=1 ack=1 len=500 again",
    ]);
    expect(secondsOf(sent)).toEqual([0.1, 0.101, 0.34, 0.82, 1.78]);
  });

  test("textbook and linux send each segment again as it was", () => {
    for (const policy of [textbook, linux]) {
      const again = lone(policy).sent.filter((s) => s.segment.retransmission);
      expect(shortLines(again)).toEqual([
        "a [PSH, ACK] seq=1 ack=1 len=500 lost again",
        "a [PSH, ACK] seq=1 ack=1 len=500 lost again",
        "a [PSH, ACK] seq=1 ack=1 len=500 again",
        "a [FIN, ACK] seq=501 ack=1 len=0 again",
      ]);
    }
  });

  test("a lost FIN comes again after a timeout; a lost last ACK is sent again from TIME-WAIT (lab T25)", () => {
    const fin = losesFirst((s) => s.from === "b" && s.segment.flags.fin);
    const run = getPage(500, { policy: textbook, loses: fin });
    const fins = run.sent.filter((s) => s.segment.flags.fin && s.from === "b");
    expect(secondsOf(fins)).toEqual([0.06, 0.34]);

    const lastAck = getPage(500, { policy: textbook, loses: (s) => s.from === "b" && s.nth === 4 });
    expect(shortLines(lastAck.sent.slice(-4))).toEqual([
      "a [FIN, ACK] seq=101 ack=502 len=0",
      "b [ACK] seq=502 ack=102 len=0 lost",
      "a [FIN, ACK] seq=101 ack=502 len=0 again",
      "b [ACK] seq=502 ack=102 len=0",
    ]);
    const waits = lastAck.b.facts.filter((f) => f.kind === "tcp-state-changed" && f.to === "CLOSED");
    expect(waits.map((f) => f.at)).toEqual([lastAck.sent.at(-1)!.at + textbook.timeWait]);
  });
});

test("a whole flight lost: one segment after the timeout, then two for each ACK, without a congestion window", () => {
  const loses = losesFirst((s) => s.from === "b" && s.segment.data.length > 0);
  const run = getPage(10_220, { policy: textbook, loses });
  const again = run.sent.filter((s) => s.segment.retransmission && s.segment.data.length > 0);
  expect(secondsOf(again)).toEqual([0.3, 0.34, 0.34, 0.38, 0.38, 0.38, 0.38]);
  expect(run.a.read.length).toBe(10_220);
});

test("with a congestion window a timeout means slow start from one segment (RFC 5681 section 3.1)", () => {
  const loses = losesFirst((s) => s.from === "b" && s.segment.data.length > 0 && s.at < ms(70));
  const run = getPage(14_600, { policy: { ...textbook, initialWindow: 8 }, loses });
  const data = run.sent.filter((s) => s.from === "b" && s.segment.data.length > 0 && s.at > ms(70));
  expect(secondsOf(data)).toEqual([0.3, 0.34, 0.34, 0.38, 0.38, 0.38, 0.38, 0.42, 0.42, 0.42]);
  const timeout = run.b.facts.filter((f) => f.kind === "tcp-congestion-window" && f.reason === "timeout");
  expect(timeout).toMatchObject([{ cwnd: 1460 }]);
});

test("fast recovery halves the window and a partial ACK repairs the next hole (RFC 5681, RFC 6582)", () => {
  const lost = new Set([301 + 1460, 301 + 4380]);
  const loses = losesFirst((s) => s.from === "b" && lost.has(s.segment.seq));
  const run = getPage(40_000, { policy: { ...textbook, initialWindow: 10 }, loses });
  expect(run.b.facts.some((f) => f.kind === "tcp-retransmission-timeout")).toBe(false);
  const again = run.sent.filter((s) => s.segment.retransmission).map((s) => s.segment.seq - 301);
  expect(again).toEqual([1460, 4380]);
  const windows = run.b.facts.filter((f) => f.kind === "tcp-congestion-window");
  const first = windows.find((f) => "reason" in f && f.reason === "fast-recovery");
  // 11 segments were out, limited transmit not counted: half of them, and three that have left the network.
  expect(first).toMatchObject({ cwnd: (11 * 1460) / 2 + 3 * 1460 });
  expect(run.a.read.length).toBe(40_000);
});

test("limited transmit: the first two duplicate ACKs let a new segment go each (RFC 3042)", () => {
  const out = established({ ...textbook, initialWindow: 3 }).call((tcb, env) => send(tcb, generated(1, 20_000), env));
  expect(out.last.segments).toHaveLength(3);
  out
    .wait(ms(40))
    .given("ACK seq=301 ack=101")
    .expect("ACK seq=4481 len=1460")
    .fact("tcp-duplicate-ack", { count: 1 })
    .given("ACK seq=301 ack=101")
    .expect("ACK seq=5941 len=1460")
    .given("ACK seq=301 ack=101")
    .expect("ACK seq=101 len=1460")
    .fact("tcp-fast-retransmit", { seq: 101 });
});

test("an ACK with data, or with another window, is no duplicate", () => {
  const out = established(textbook).call((tcb, env) => send(tcb, generated(1, 3000), env));
  for (const text of ["ACK seq=301 ack=101 win=65000", "ACK seq=301 ack=101 len=5"]) {
    expect(out.given(text).tcb.duplicateAcks).toBe(0);
  }
});

test("duplicate data is acknowledged at once; linux names it in a first SACK block (RFC 2883)", () => {
  established(textbook)
    .given("PSH,ACK seq=301 ack=101 len=10")
    .expect("ACK ack=311")
    .given("PSH,ACK seq=301 ack=101 len=10")
    .expect("ACK seq=101 ack=311")
    .fact("tcp-segment-dropped", { reason: "unacceptable-sequence" });
  const policy = { ...linux, options: { ...linux.options, timestamps: false } };
  const sack = established(policy, {}, [{ kind: "mss", mss: 1460 }, { kind: "sack-permitted" }]);
  const again = sack.given("PSH,ACK seq=301 ack=101 len=10").given("PSH,ACK seq=301 ack=101 len=10");
  expect(again.last.segments[0]?.options.at(-1)).toEqual({ kind: "sack", blocks: [{ left: 301, right: 311 }] });
});

test("a peer that takes back what it had SACKed gets it again (RFC 2018 section 8)", () => {
  const policy = { ...linux, options: { ...linux.options, timestamps: false } };
  const syn = [{ kind: "mss", mss: 1000 } as const, { kind: "sack-permitted" } as const];
  const sack = (left: number, right: number) => ({ options: [{ kind: "sack" as const, blocks: [{ left, right }] }] });
  established(policy, {}, syn)
    .call((tcb, env) => send(tcb, generated(1, 3000), env))
    .given(segment("ACK seq=301 ack=101", sack(1101, 3101)))
    .wait(ms(1))
    .given("ACK seq=301 ack=1101")
    .fire("retransmit")
    .expect("PSH,ACK seq=1101 len=1000");
});

test("a long transfer loses one segment in twenty and stays near its speed", () => {
  const run = getPage(300_000, { policy: linux, chance: { seed: 5, loss: 50, twice: 0, late: 0 } });
  expect(run.a.read.length).toBe(300_000);
  const again = run.sent.filter((s) => s.segment.retransmission && s.from === "b").length;
  expect(again).toBeLessThan(dataOf(run, "b").length * 0.15);
});

describe("when a recovery may begin", () => {
  const policy = { ...linux, options: { ...linux.options, timestamps: false } };
  const syn = [{ kind: "mss", mss: 1000 } as const, { kind: "sack-permitted" } as const];
  const sacks = (...spans: readonly (readonly [number, number])[]) =>
    segment("ACK seq=301 ack=101", {
      options: [{ kind: "sack", blocks: spans.map(([left, right]) => ({ left, right })) }],
    });

  test("one ACK is enough when it names more than two segments above the hole, or three separate runs (RFC 6675)", () => {
    const big = established(policy, {}, syn).call((tcb, env) => send(tcb, generated(1, 8000), env));
    expect(big.given(sacks([1101, 3101])).tcb.recovery.kind).toBe("none");
    big
      .given(sacks([1101, 4101]))
      .expect("ACK seq=101 len=1000")
      .fact("tcp-fast-retransmit", { seq: 101 });
    let small = established(policy, { noDelay: true }, syn);
    for (let i = 0; i < 8; i++) small = small.call((tcb, env) => send(tcb, generated(i, 10), env));
    expect(small.given(sacks([111, 121], [131, 141])).tcb.recovery.kind).toBe("none");
    small.given(sacks([111, 121], [131, 141], [151, 161])).expect("PSH,ACK seq=101 len=10");
  });

  test("ACKs that only repeat the point of the last recovery start none (RFC 6582)", () => {
    let story = established(textbook)
      .call((tcb, env) => send(tcb, generated(1, 3000), env))
      .fire("retransmit")
      .given("ACK seq=301 ack=3101")
      .call((tcb, env) => send(tcb, generated(2, 7300), env));
    for (let i = 0; i < 3; i++) story = story.given("ACK seq=301 ack=3101").expect();
    story.fact("tcp-duplicate-ack", { count: 3 });
  });

  test("a SYN that was sent twice does not keep the first data from a fast retransmit", () => {
    let story = synSent(textbook)
      .fire("retransmit")
      .given(segment("SYN,ACK seq=300 ack=101", { options: [{ kind: "mss", mss: 1460 }] }))
      .call((tcb, env) => send(tcb, generated(2, 7300), env));
    for (let i = 0; i < 2; i++) story = story.given("ACK seq=301 ack=101").expect();
    story.given("ACK seq=301 ack=101").expect("ACK seq=101 len=1460");
  });

  test("a second timeout for the same segment does not halve ssthresh again", () => {
    const out = established({ ...textbook, initialWindow: 10 }).call((tcb, env) =>
      send(tcb, generated(1, 20_000), env),
    );
    const once = out.fire("retransmit");
    expect([once.tcb.ssthresh, once.tcb.cwnd]).toEqual([7300, 1460]);
    expect(once.fire("retransmit").tcb.ssthresh).toBe(7300);
  });
});
