/** The receiver's window: it slides, closes, is probed and opens again (the laboratory's case g). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { Timeline } from "../timeline.ts";
import {
  answering,
  asking,
  factsOf,
  opening,
  outcomes,
  PAIR_LETTERS,
  pairWorld,
  recordsOf,
  run,
} from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const small = { op: "setsockopt", on: "s", option: "SO_RCVBUF", value: 4096 } as const;

test.each(["plain", "linux", "textbook"] as const)(
  "%s: what is in flight never passes the window announced (lab T7)",
  (profile) => {
    const t = run(pairWorld({ a: asking(small), b: answering(20_000) }), { profile });
    const came = trace(t, "b", PAIR_LETTERS).filter((s) => s.packet.tcp);
    let edge = 0;
    for (const { packet, text } of came) {
      const { flags } = packet.tcp!;
      const [seq = 0, ack = 0] = [/ seq=(\d+)/, / ack=(\d+)/].map((re) => Number(re.exec(text)?.[1] ?? 0));
      if (text.startsWith("A")) {
        const scale = profile === "linux" && !flags.syn ? 128 : 1;
        edge = Math.max(edge, (flags.ack ? ack : 1) + packet.tcp!.window_size_value * scale);
      } else if (packet.payload.length > 0) expect(seq + packet.payload.length).toBeLessThanOrEqual(edge);
    }
    const first = came.find((s) => s.text.startsWith("A"))?.packet.tcp?.window_size_value;
    expect(first).toBe(profile === "textbook" ? 4096 : 2920); // Linux: two segments of 1460
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read 20000", "close ok"]);
  },
);

/** A reads nothing until 4.08 s. */
const closed = (profile: ProfileName): Timeline =>
  run(
    pairWorld({
      a: [
        ...opening(small),
        { op: "write", on: "s", bytes: 100 },
        { op: "sleep", for: seconds(4) },
        { op: "read", on: "s" },
        { op: "close", on: "s" },
      ],
      b: answering(20_000),
    }),
    { profile },
  );
const opened = (s: Said): boolean => s.at < seconds(4.07);

describe("a window of zero (lab T8)", () => {
  test("plain: filled to the edge, empty probes at next-1 with gaps that double, one update", () => {
    const t = closed("plain");
    const came = trace(t, "a", PAIR_LETTERS).filter((s) => s.packet.tcp);
    const shut = came.findIndex((s) => s.text.includes(" win=0 "));
    const edge = Number(/ ack=(\d+)/.exec(came[shut]!.text)?.[1]);
    expectTable(
      came.slice(shut, came.findIndex((s) => s.at > seconds(4)) + 1),
      `A > B [ACK] seq=101 ack=${edge} win=0
      B > A [ACK] seq=${edge - 1} len=0
      A > B [ACK] seq=101 ack=${edge} win=0
      B > A [ACK] seq=${edge - 1} len=0
      A > B [ACK] seq=101 ack=${edge} win=0
      B > A [ACK] seq=${edge - 1} len=0
      A > B [ACK] seq=101 ack=${edge} win=0
      B > A [ACK] seq=${edge - 1} len=0
      A > B [ACK] seq=101 ack=${edge} win=0
      A > B [ACK] seq=101 ack=${edge} win=2920      # the program has read`,
    );
    const probes = trace(t, "b", PAIR_LETTERS).filter(
      (s) => s.text.includes(` seq=${edge - 1} `) && s.text.includes(" len=0 "),
    );
    const gaps = probes.slice(1).map((s, i) => (s.at - probes[i]!.at) / 1_000_000);
    [0.54, 1.06, 2.05].forEach((gap, i) => {
      expect(gaps[i]).toBeGreaterThan(gap * 0.85);
      expect(gaps[i]).toBeLessThan(gap * 1.15);
    });
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read 20000", "close ok"]);
  });

  test("linux: empty probes at next-1 too, each answered with a window of zero", () => {
    const t = closed("linux");
    // Segments of 1448 do not fill a window of 2920: a timeout or two go by before its last bytes are used.
    expect(factsOf(t, "tcp-window-probed", "b").map((f) => f.attempt)).toEqual([1, 2, 3]);
    const [syn] = trace(t, "a", PAIR_LETTERS).filter((s) => s.packet.tcp);
    expect(syn?.text).toContain(" wscale=0 "); // no shift for a buffer of 4096
    const came = trace(t, "a", PAIR_LETTERS).filter((s) => s.packet.tcp && opened(s));
    const shut = came.findIndex((s) => s.text.includes(" win=0 "));
    const edge = Number(/ ack=(\d+)/.exec(came[shut]!.text)?.[1]);
    expectTable(
      came.slice(shut, shut + 3),
      `A > B [ACK] seq=101 ack=${edge} win=0 ts
      B > A [ACK] seq=${edge - 1} len=0 ts
      A > B [ACK] seq=101 ack=${edge} win=0 ts`,
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read 20000", "close ok"]);
  });

  test("textbook: the window is the buffer less what is unread; a probe is one byte at next, and is not taken", () => {
    const t = closed("textbook");
    const came = trace(t, "a", PAIR_LETTERS).filter((s) => s.packet.tcp && opened(s));
    const shut = came.findIndex((s) => s.text.includes(" win=0 "));
    expectTable(
      came.slice(shut),
      `A > B [ACK] seq=101 ack=4097 win=0
      B > A [ACK] seq=4097 len=1
      A > B [ACK] seq=101 ack=4097 win=0
      B > A [ACK] seq=4097 len=1
      A > B [ACK] seq=101 ack=4097 win=0
      B > A [ACK] seq=4097 len=1
      A > B [ACK] seq=101 ack=4097 win=0
      B > A [ACK] seq=4097 len=1
      A > B [ACK] seq=101 ack=4097 win=0`,
      { anyPush: true },
    );
    expect(factsOf(t, "tcp-window-probed", "b").map((f) => f.attempt)).toEqual([1, 2, 3, 4]);
    expect(factsOf(t, "tcp-window-closed", "a").length).toBeGreaterThan(0);
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read 20000", "close ok"]);
  });
});

test("the sender's buffer makes a write wait: it returns when the last byte is in it", () => {
  const t = run(
    pairWorld({
      a: [...opening(small), { op: "sleep", for: seconds(2) }, { op: "read", on: "s" }, { op: "close", on: "s" }],
      b: [
        { op: "setsockopt", on: "s", option: "SO_SNDBUF", value: 5000 },
        { op: "write", on: "s", bytes: 20_000 },
        { op: "close", on: "s" },
      ],
    }),
  );
  const write = recordsOf(t, "b", "server").find((r) => r.op === "write");
  expect(write).toMatchObject({ bytes: 20_000 });
  expect(write!.at).toBeGreaterThan(seconds(2) + ms(80));
  expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read 20000", "close ok"]);
});
