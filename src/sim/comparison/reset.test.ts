/** Connections refused and broken: RST and its numbers (the laboratory's case i). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import {
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
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const profiles = ["plain", "linux", "textbook"] as const;
const isTcp = (s: Said): boolean => s.packet.tcp !== undefined;
const ids = { plain: "id=0", linux: "id=0", textbook: "id=1" } as const;

test.each(profiles)("%s: a closed port answers the SYN with RST,ACK (lab T16)", (profile) => {
  const t = run(
    pairWorld({
      a: [
        { op: "socket", as: "s" },
        { op: "bind", on: "s", port: 40_000 },
        { op: "connect", on: "s", to: "10.1.0.1", port: 81 },
      ],
    }),
    { profile },
  );
  const came = trace(t, "a", PAIR_LETTERS);
  expectTable(
    came,
    `A > * ARP who-has B
    B > A ARP is-at 02:00:0a:01:00:01
    A > B [SYN] seq=0 len=0 mss=1460 40000>81
    B > A [RST,ACK] seq=0 ack=1 len=0 win=0 hdr=20 ${ids[profile]}   # seq: the raw number, it is 0; Linux sends id 0 where no socket is`,
  );
  expect(outcomes(recordsOf(t, "a", "client")).at(-1)).toBe("connect ECONNREFUSED");
  expect(factsOf(t, "connection-refused")).toEqual([{ kind: "connection-refused", by: "a", to: "b", port: 81 }]);
  expect(hostAt(t, "a").sockets).toMatchObject({ 1: { over: true } });
});

/** A connects; then A does `a`, and B with what it has accepted `b`. */
const broken = (
  profile: ProfileName,
  b: readonly ScriptStep[],
  a: readonly ScriptStep[],
  changes: Parameters<typeof run>[1] = {},
) => run(pairWorld({ a: [...opening(), ...a], b }), { profile, until: seconds(30), ...changes });

describe("close() that resets", () => {
  test.each(profiles)(
    "%s: with unread data RST,ACK with the present numbers, no FIN, no TIME-WAIT (lab T18)",
    (profile) => {
      const t = broken(
        profile,
        [
          { op: "sleep", for: ms(300) },
          { op: "close", on: "s" },
        ],
        [
          { op: "write", on: "s", bytes: 100 },
          { op: "read", on: "s" },
          { op: "write", on: "s", bytes: 1 },
        ],
      );
      expectTable(
        trace(t, "a", PAIR_LETTERS).filter((s) => isTcp(s) && s.at > ms(200)),
        "B > A [RST,ACK] seq=1 ack=101 len=0 win=0 !mss",
      );
      expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["read ECONNRESET", "write EPIPE"]);
      expect(Object.values(hostAt(t, "b").sockets).map((s) => s.kind)).toEqual(["listener"]);
    },
  );

  test.each(profiles)("%s: with SO_LINGER 0 the same", (profile) => {
    const t = broken(
      profile,
      [
        { op: "setsockopt", on: "s", option: "SO_LINGER", value: 0 },
        { op: "close", on: "s" },
      ],
      [{ op: "read", on: "s" }],
    );
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => isTcp(s) && s.text.startsWith("B")),
      `B > A [SYN,ACK] seq=0
      B > A [RST,ACK] seq=1 ack=1 len=0`,
    );
    expect(outcomes(recordsOf(t, "a", "client")).at(-1)).toBe("read ECONNRESET");
  });
});

test.each(profiles)(
  "%s: data for a connection that is gone: RST alone, seq is the data's ack, raw ack 0 (lab T17)",
  (profile) => {
    const t = broken(
      profile,
      [
        { op: "setsockopt", on: "s", option: "SO_LINGER", value: 0 },
        { op: "close", on: "s" },
      ],
      [
        { op: "sleep", for: ms(300) },
        { op: "write", on: "s", bytes: 100 },
        { op: "read", on: "s" },
      ],
      { changes: [fault(PAIR_LINK, { from: "b", flags: "RST" })] },
    );
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => isTcp(s) && s.at > ms(200)),
      `A > B [PSH,ACK] seq=1 ack=1 len=100
    B > A [RST] seq=1 rawack=0 len=0 win=0`,
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["write 100", "read ECONNRESET"]);
  },
);

test.each(profiles)(
  "%s: a UDP port without a program: ICMP 3/3 that quotes the datagram; a connected socket hears of it (lab I1)",
  (profile) => {
    const t = run(
      pairWorld({
        a: [
          { op: "socket", as: "u", type: "dgram" },
          { op: "bind", on: "u", port: 5000 },
          { op: "connect", on: "u", to: "10.1.0.1", port: 7 },
          { op: "write", on: "u", text: "hello" },
          { op: "read", on: "u", timeout: seconds(3) },
          { op: "write", on: "u", text: "hello" },
        ],
      }),
      { profile },
    );
    expectTable(
      trace(t, "a", PAIR_LETTERS),
      `A > * ARP who-has B
    B > A ARP is-at 02:00:0a:01:00:01
    A > B UDP 5000>7 len=5
    B > A ICMP 3/3 len=41                  # its 8 bytes, the quoted header of 20, the datagram of 13
    A > B UDP 5000>7 len=5
    B > A ICMP 3/3`,
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-3)).toEqual(["write 5", "read ECONNREFUSED", "write 5"]);
  },
);
