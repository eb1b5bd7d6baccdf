import { describe, expect, test } from "vitest";
import { ms } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { linux, plain, textbook } from "./policy.ts";
import { answers, asks, dataOf, getPage, shortLines } from "./testing/page.ts";
import { runPipe } from "./testing/pipe.ts";
import { established } from "./testing/playbook.ts";
import { send } from "./user.ts";

const sizes = (run: ReturnType<typeof getPage>): Record<number, number> => {
  const count: Record<number, number> = {};
  for (const s of dataOf(run, "b")) count[s.segment.data.length] = (count[s.segment.data.length] ?? 0) + 1;
  return count;
};

describe("100000 bytes in segments (lab T3, T4)", () => {
  test.each([
    ["textbook", 1500, textbook, { 1460: 68, 720: 1 }],
    ["plain", 1500, plain, { 1460: 68, 720: 1 }],
    ["plain", 576, plain, { 536: 186, 304: 1 }],
    ["linux", 1500, linux, { 1448: 69, 88: 1 }],
    ["linux", 576, linux, { 524: 190, 440: 1 }],
  ] as const)("%s, the client's MTU %i", (_, mtu, policy, expected) => {
    const run = getPage(100_000, { policy, initA: { mtu } });
    expect(sizes(run)).toEqual(expected);
    const mss = run.sent.slice(0, 2).map((s) => s.segment.options.find((o) => o.kind === "mss"));
    expect(mss).toEqual([
      { kind: "mss", mss: mtu - 40 },
      { kind: "mss", mss: 1460 },
    ]);
    expect(run.a.read.length).toBe(100_000);
  });
});

test.each([10, 2, 1])(
  "an initial window of %i segments leaves before the first data is acknowledged (lab T5)",
  (initialWindow) => {
    const run = getPage(100_000, { policy: { ...plain, initialWindow } });
    const first = dataOf(run, "b").filter((s) => s.at === ms(60));
    expect(first).toHaveLength(initialWindow);
  },
);

test("slow start from 2, an ACK for each segment: flights of 2, 4, 8, 16 (lab T6)", () => {
  const run = getPage(43_000, { policy: { ...textbook, initialWindow: 2 } });
  const flights = new Map<number, number>();
  for (const s of dataOf(run, "b")) flights.set(s.at, (flights.get(s.at) ?? 0) + 1);
  expect([...flights]).toEqual([
    [ms(60), 2],
    [ms(100), 4],
    [ms(140), 8],
    [ms(180), 16],
  ]);
});

test("the textbook without a congestion window fills the peer's window at once", () => {
  const run = getPage(100_000, { policy: textbook, a: { ...asks(), read: { from: ms(500) } } });
  const before = dataOf(run, "b").filter((s) => s.at === ms(60));
  expect(before).toHaveLength(44);
});

describe("Nagle (lab T26)", () => {
  const writes = [0, 1, 2].map((i) => ({ data: generated(i, 10), at: ms(100 + i) }));
  const sent = (noDelay: boolean): number[] => {
    const run = runPipe({ policy: plain, a: { writes, close: { when: "never" } }, initA: { noDelay } });
    return dataOf(run, "a").map((s) => s.segment.data.length);
  };
  test("three small writes go as 10 and 20", () => expect(sent(false)).toEqual([10, 20]));
  test("with TCP_NODELAY as 10, 10, 10", () => expect(sent(true)).toEqual([10, 10, 10]));
  test("the tail of a long write waits under the strict rule only", () => {
    const tail = (nagle: "any" | "small"): number => {
      const run = runPipe({ policy: { ...textbook, nagle }, a: { writes: [{ data: generated(1, 2000) }] } });
      return dataOf(run, "a").filter((s) => s.at === ms(40)).length;
    };
    expect([tail("small"), tail("any")]).toEqual([2, 1]);
  });
});

describe("PSH", () => {
  const pushes = (policy: typeof textbook): number[] =>
    dataOf(getPage(6000, { policy }), "b")
      .filter((s) => s.segment.flags.push)
      .map((s) => s.segment.seq - 301);
  test("textbook: on the last segment of a write", () => expect(pushes(textbook)).toEqual([5840]));
  test("plain: on every second one too", () => expect(pushes(plain)).toEqual([1460, 4380, 5840]));
  test("a write that the buffer took in parts has one end", () => {
    const story = established(textbook, { sendBuffer: 1000 })
      .call((tcb, env) => send(tcb, generated(1, 1000), env, true))
      .expect("ACK seq=101 len=1000")
      .wait(ms(40))
      .given("ACK seq=301 ack=1101")
      .events("writable");
    story.call((tcb, env) => send(tcb, generated(1, 500), env)).expect("PSH,ACK seq=1101 len=500");
  });
});

describe("when an ACK goes", () => {
  test("textbook: one pure ACK for each segment at once, before the program's answer", () => {
    const run = getPage(522, { policy: textbook });
    expect(shortLines(run.sent).slice(4)).toEqual([
      "b [ACK] seq=1 ack=101 len=0",
      "b [PSH, ACK] seq=1 ack=101 len=522",
      "b [FIN, ACK] seq=523 ack=101 len=0",
      "a [ACK] seq=101 ack=523 len=0",
      "a [ACK] seq=101 ack=524 len=0",
      "a [FIN, ACK] seq=101 ack=524 len=0",
      "b [ACK] seq=524 ack=102 len=0",
    ]);
  });

  test("plain: quick at the start, and the second request is acknowledged by its answer", () => {
    const run = runPipe({
      policy: plain,
      a: {
        writes: [{ data: generated(1, 97) }, { data: generated(2, 93), afterRead: 522 }],
        close: { when: "written", afterRead: 3744 },
      },
      b: {
        writes: [
          { data: generated(3, 522), afterRead: 97 },
          { data: generated(4, 3222), afterRead: 190 },
        ],
      },
    });
    expect(shortLines(run.sent).slice(3)).toEqual([
      "a [PSH, ACK] seq=1 ack=1 len=97",
      "b [ACK] seq=1 ack=98 len=0",
      "b [PSH, ACK] seq=1 ack=98 len=522",
      "a [ACK] seq=98 ack=523 len=0",
      "a [PSH, ACK] seq=98 ack=523 len=93",
      "b [ACK] seq=523 ack=191 len=1460",
      "b [PSH, ACK] seq=1983 ack=191 len=1460",
      "b [PSH, ACK] seq=3443 ack=191 len=302",
      "a [ACK] seq=191 ack=3443 len=0",
      "a [FIN, ACK] seq=191 ack=3745 len=0",
      "b [FIN, ACK] seq=3745 ack=192 len=0",
      "a [ACK] seq=192 ack=3746 len=0",
    ]);
  });

  test("delayed: 40 ms when nothing else comes, every second full segment at once", () => {
    const talk = established({ ...plain, ack: { kind: "delayed", delay: ms(40), quick: 0 } });
    talk.given("PSH,ACK seq=301 ack=101 len=1460").expect().fire("delayed-ack").expect("ACK seq=101 ack=1761");
    talk
      .given("ACK seq=301 ack=101 len=1460")
      .expect()
      .given("ACK seq=1761 ack=101 len=1460")
      .expect("ACK seq=101 ack=3221")
      .call((tcb, env) => send(tcb, generated(1, 10), env))
      .expect("PSH,ACK seq=101 ack=3221 len=10");
  });
});

test("a lost pure ACK is not sent again (lab T14)", () => {
  const run = getPage(30_000, { policy: plain, loses: (s) => s.from === "a" && s.nth === 5 });
  expect(run.sent.filter((s) => s.lost)).toHaveLength(1);
  expect(run.sent.filter((s) => s.segment.retransmission)).toEqual([]);
  expect(run.a.read.length).toBe(30_000);
});

test("plain puts the FIN on the last data segment while that is still queued (lab T28), the textbook never", () => {
  const last = (policy: typeof textbook): string[] =>
    shortLines(getPage(20_000, { policy }).sent.filter((s) => s.from === "b" && s.segment.flags.fin));
  expect(last(plain)).toEqual(["b [FIN, PSH, ACK] seq=18981 ack=101 len=1020"]);
  expect(last(textbook)).toEqual(["b [FIN, ACK] seq=20001 ack=101 len=0"]);
});

test("a pause longer than a timeout makes the congestion window small again (RFC 5681 section 4.1)", () => {
  const run = runPipe({
    policy: { ...textbook, initialWindow: 2 },
    a: {
      writes: [{ data: generated(1, 30_000) }, { data: generated(2, 30_000), at: ms(3000) }],
      close: { when: "written" },
    },
  });
  expect(dataOf(run, "a").filter((s) => s.at === ms(3000))).toHaveLength(2);
});

test("answers() and asks() leave nothing unread", () => {
  const run = runPipe({ policy: textbook, a: asks(), b: answers(5000) });
  expect([run.a.ended, run.b.ended, run.a.read.length, run.b.read.length]).toEqual([true, false, 5000, 100]);
});
