/** What is lost and how it is mended: SYN, data, FIN, ACK (the laboratory's case h). */
import { describe, expect, test } from "vitest";
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { Change } from "../change.ts";
import type { Timeline } from "../timeline.ts";
import {
  answering,
  asking,
  factsOf,
  fault,
  hostAt,
  opening,
  outcomes,
  PAIR_LETTERS,
  PAIR_LINK,
  pairWorld,
  recordsOf,
  run,
} from "./testing/lab.ts";
import { isPureAck, type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const profiles = ["plain", "linux", "textbook"] as const;
const isTcp = (s: Said): boolean => s.packet.tcp !== undefined;
const from =
  (side: "A" | "B") =>
  (s: Said): boolean =>
    isTcp(s) && s.text.startsWith(`${side} >`);

const exchange = (profile: ProfileName, bytes: number, changes: readonly Change[]): Timeline =>
  run(pairWorld({ a: asking(), b: answering(bytes) }), { profile, changes });

const readAll = (t: Timeline): readonly string[] => outcomes(recordsOf(t, "a", "client")).slice(-2);

/** Seconds between one and the next. */
const gaps = (list: readonly Said[]): number[] => list.slice(1).map((s, i) => (s.at - list[i]!.at) / 1_000_000);
function near(came: readonly number[], expected: readonly number[]): void {
  expect(came).toHaveLength(expected.length);
  came.forEach((value, i) => {
    expect(value).toBeGreaterThan(expected[i]! * 0.85);
    expect(value).toBeLessThan(expected[i]! * 1.15);
  });
}

describe("one data segment inside a flight (lab T9, T27)", () => {
  const lost = (profile: ProfileName): Timeline =>
    exchange(profile, 20_000, [fault(PAIR_LINK, { from: "b", minData: 1 }, { skip: 2 })]);

  test("plain: a duplicate ACK for each later segment, resent at the third, the next ACK jumps to the end", () => {
    const t = lost("plain");
    const came = trace(t, "a", PAIR_LETTERS).filter(isTcp);
    expectTable(
      came.slice(came.findIndex((s) => from("B")(s) && s.packet.payload.length > 0)),
      `B > A [ACK] seq=1 ack=101 len=1460
      A > B [ACK] seq=101 ack=1461
      B > A [PSH,ACK] seq=1461 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=4381 len=1460         # 2921 is lost
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=5841 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=7301 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=8761 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=10221 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=11681 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=13141 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=14601 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=16061 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=17521 len=1460
      A > B [ACK] seq=101 ack=2921
      B > A [FIN,PSH,ACK] seq=18981 len=1020
      A > B [ACK] seq=101 ack=2921
      B > A [ACK] seq=2921 len=1460         # again, after the third duplicate
      A > B [ACK] seq=101 ack=20002         # over all that was kept, and the FIN
      A > B [FIN,ACK] seq=101 ack=20002
      B > A [ACK] seq=20002 ack=102 id=0`,
      { anyPush: true },
    );
    expect(readAll(t)).toEqual(["read 20000", "close ok"]);
  });

  test("linux: on the third duplicate too; the ACKs name the kept block", () => {
    const t = lost("linux");
    const came = trace(t, "a", PAIR_LETTERS).filter(isTcp);
    const sacks = came.flatMap((s) => /ack=2897 .*sack=(\S+)/.exec(s.text)?.[1] ?? []);
    expect(sacks[0]).toBe("4345-5793");
    expect(sacks[1]).toBe("4345-7241");
    expect(sacks.at(-1)).toMatch(/^4345-/);
    const again = factsOf(t, "tcp-segment-sent", "b").filter((f) => f.retransmission);
    expect(again.map((f) => f.len)).toEqual([1448]);
    expect(factsOf(t, "tcp-duplicate-ack", "b").length).toBeGreaterThanOrEqual(3);
    expect(readAll(t)).toEqual(["read 20000", "close ok"]);
  });

  test("textbook: without a congestion window the whole answer is under way before the first duplicate is back", () => {
    const t = lost("textbook");
    const came = trace(t, "b", PAIR_LETTERS).filter((s) => from("B")(s) && s.packet.payload.length > 0);
    expect(came.map((s) => s.packet.payload.length)).toEqual([...new Array(13).fill(1460), 1020, 1460]);
    expect(came.at(-1)?.text).toContain(" seq=2921 ");
    const acks = trace(t, "a", PAIR_LETTERS).filter((s) => from("A")(s) && isPureAck(s));
    expect(acks.filter((s) => s.text.includes(" ack=2921 "))).toHaveLength(1 + 11 + 1); // one for the FIN that came early
    expect(readAll(t)).toEqual(["read 20000", "close ok"]);
  });
});

describe("a lone segment", () => {
  const lost = (profile: ProfileName, count: number): Timeline =>
    exchange(profile, 500, [fault(PAIR_LINK, { from: "b", minData: 1 }, { count })]);

  test("first RTO: 200 ms and the smoothed round trip (lab T11)", () => {
    for (const profile of profiles) {
      const sent = trace(lost(profile, 1), "b", PAIR_LETTERS).filter(
        (s) => from("B")(s) && s.packet.payload.length > 0,
      );
      near(gaps(sent), [0.245]);
    }
  });

  test("lost three times: gaps that double; plain folds the FIN into what is sent again (lab T10)", () => {
    const t = lost("plain", 3);
    const sent = trace(t, "b", PAIR_LETTERS).filter((s) => from("B")(s) && s.packet.payload.length > 0);
    near(gaps(sent), [0.245, 0.51, 0.99]);
    expect(sent[0]?.text).toContain("B > A [PSH,ACK] seq=1 ack=101 len=500");
    for (const s of sent.slice(1)) expect(s.text).toContain("B > A [FIN,PSH,ACK] seq=1 ack=101 len=500");
    expect(readAll(t)).toEqual(["read 500", "close ok"]);
  });

  test("textbook: data and FIN stay two segments, and both come again", () => {
    const t = lost("textbook", 1);
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => from("B")(s) && s.at > ms(110)),
      `B > A [ACK] seq=1 ack=101
      B > A [FIN,ACK] seq=501 ack=101        # early: kept until the data is there
      B > A [PSH,ACK] seq=1 ack=101 len=500
      B > A [ACK] seq=502 ack=102`,
    );
  });
});

describe("SYN", () => {
  const alone = (profile: ProfileName, changes: readonly Change[], until?: Micros): Timeline =>
    run(pairWorld({ a: opening() }), { profile, changes, ...(until !== undefined && { until }) });
  const syns = (t: Timeline, side: "A" | "B"): readonly Said[] =>
    trace(t, side === "A" ? "a" : "b", PAIR_LETTERS).filter((s) => from(side)(s) && s.packet.tcp!.flags.syn);

  test.each([
    ["plain", [1, 3, 7, 15, 31, 63], 127],
    ["linux", [1, 2, 3, 4, 5, 7, 11, 19, 35, 67], 131],
    ["textbook", [1, 3, 7, 15, 31, 63], 127],
  ] as const)("%s: unanswered, it comes again at %j s and is given up at %i s (lab T12)", (profile, at, end) => {
    const t = alone(profile, [fault(PAIR_LINK, { from: "a", flags: "SYN" }, { count: 99 })]);
    // The timer runs from connect(), so the 40 ms of ARP are not added, but where the address has been forgotten after 60 s.
    expect(syns(t, "A").map((s) => Math.round(s.at / 100_000) / 10)).toEqual([0, ...at]);
    expect(syns(t, "A")[1]?.at).toBe(seconds(1));
    const last = recordsOf(t, "a", "client").at(-1);
    expect(last).toMatchObject({ op: "connect", errno: "ETIMEDOUT", at: seconds(end) });
    expect(factsOf(t, "connection-timed-out").map((f) => f.by)).toEqual(["a"]);
  });

  test.each(profiles)("%s: a lost SYN,ACK: the SYN that comes again at 1 s gets a new one at once", (profile) => {
    const t = alone(profile, [fault(PAIR_LINK, { from: "b", flags: "SYN" })], seconds(3));
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter(isTcp),
      `A > B [SYN] seq=0
      A > B [SYN] seq=0
      B > A [SYN,ACK] seq=0 ack=1
      A > B [ACK] seq=1 ack=1`,
      { without: (s) => s.at > seconds(1.1) },
    );
    expect(outcomes(recordsOf(t, "a", "client")).at(-1)).toBe("connect ok");
  });

  test.each(profiles)(
    "%s: a silent client: the SYN,ACK comes again at 1, 3, 7, 15 and 31 s, then B forgets",
    (profile) => {
      const toSilence: Change[] = [fault(PAIR_LINK, { from: "a", protocol: "tcp" }, { skip: 1, count: 999 })];
      const t = run(pairWorld({ a: opening() }), {
        profile,
        changes: [...toSilence, { kind: "set-device", device: "a", up: false, at: ms(50) } as Change & { at: Micros }],
      });
      const sent = syns(t, "B");
      const first = sent[0]!.at;
      expect(sent.map((s) => Math.round((s.at - first) / 10_000) / 100)).toEqual([0, 1, 3, 7, 15, 31]);
      expect(Object.values(hostAt(t, "b").sockets).map((s) => s.kind)).toEqual(["listener"]);
    },
  );

  test.each(profiles)("%s: a lost third packet: no second SYN,ACK, the data opens the server (lab T13)", (profile) => {
    const t = run(pairWorld({ a: asking(), b: answering(500) }), {
      profile,
      changes: [fault(PAIR_LINK, { from: "a", flags: "ACK" })],
    });
    expect(syns(t, "B")).toHaveLength(1);
    expect(factsOf(t, "tcp-segment-sent").filter((f) => f.retransmission)).toEqual([]);
    expect(readAll(t)).toEqual(["read 500", "close ok"]);
  });
});

test.each(profiles)("%s: a lost pure ACK is not sent again, the next covers it (lab T14)", (profile) => {
  const t = exchange(profile, 20_000, [fault(PAIR_LINK, { from: "a", protocol: "tcp" }, { skip: 3 })]);
  expect(factsOf(t, "tcp-segment-sent").filter((f) => f.retransmission)).toEqual([]);
  expect(readAll(t)).toEqual(["read 20000", "close ok"]);
});

describe("the end (lab T25)", () => {
  test.each(profiles)("%s: a lost FIN comes again after an RTO", (profile) => {
    const t = exchange(profile, 500, [fault(PAIR_LINK, { from: "a", flags: "FIN" })]);
    const fins = trace(t, "a", PAIR_LETTERS).filter((s) => from("A")(s) && s.packet.tcp!.flags.fin);
    near(gaps(fins), [0.24]);
    expect(hostAt(t, "a").sockets).toEqual({});
  });

  test.each(profiles)("%s: a lost last ACK: the peer sends its FIN again, TIME-WAIT answers", (profile) => {
    // A closes first here, so the last ACK is A's.
    const world = pairWorld({
      a: [...opening(), { op: "sleep", for: ms(300) }, { op: "close", on: "s" }],
      b: [
        { op: "read", on: "s" },
        { op: "sleep", for: ms(100) },
        { op: "close", on: "s" },
      ],
    });
    const lostAck = fault(PAIR_LINK, { from: "a", protocol: "tcp" }, { skip: 3 });
    const t = run(world, { profile, changes: [lostAck] });
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => isTcp(s) && s.at > ms(350)),
      `A > B [FIN,ACK] seq=1 ack=1
      B > A [ACK] seq=1 ack=2
      B > A [FIN,ACK] seq=1 ack=2
      A > B [ACK] seq=2 ack=2
      B > A [FIN,ACK] seq=1 ack=2
      A > B [ACK] seq=2 ack=2`,
    );
  });
});

test.each(profiles)("%s: data that comes twice is acknowledged at once; Linux says which (DSACK)", (profile) => {
  const t = exchange(profile, 500, [
    {
      kind: "add-fault",
      link: PAIR_LINK,
      fault: {
        kind: "duplicate",
        match: { from: "b", minData: 1 },
        choice: { kind: "count", skip: 0, count: 1 },
        gap: ms(5),
      },
    },
  ]);
  const came = trace(t, "a", PAIR_LETTERS).filter(isTcp);
  const second = came.findLastIndex((s) => s.text.startsWith("B > A") && s.packet.payload.length === 500);
  const answer = came[second + 1]!;
  expect(answer.at).toBe(came[second]!.at);
  expect(answer.text).toMatch(/^A > B \[ACK\] seq=10\d ack=50[12] len=0/);
  expect(/sack=(\S+)/.exec(answer.text)?.[1]).toBe(profile === "linux" ? "1-501" : undefined);
  expect(readAll(t)).toEqual(["read 500", "close ok"]);
});
