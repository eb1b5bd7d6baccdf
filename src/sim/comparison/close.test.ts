/** How connections end: four segments and three, both at once, half, and who waits (the laboratory's case k). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, hostAt, opening, outcomes, PAIR_LETTERS, pairWorld, recordsOf, run, script } from "./testing/lab.ts";
import { type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const isTcp = (s: Said): boolean => s.packet.tcp !== undefined;
const isEnd = (s: Said): boolean => isTcp(s) && s.at > ms(250);
const seen = (t: Timeline, which: (s: Said) => boolean = isTcp): readonly Said[] =>
  trace(t, "a", PAIR_LETTERS).filter(which);

const states = (t: Timeline, by: string): readonly string[] => {
  const changes = factsOf(t, "tcp-state-changed", by);
  return [changes[0]?.from ?? "", ...changes.map((f) => f.to)];
};

/** A asks and closes 300 ms later; B closes `late` after it has seen the end. */
const clientFirst = (profile: ProfileName, late: number): Timeline => {
  const close: ScriptStep[] = late === 0 ? [] : [{ op: "sleep", for: late }];
  return run(
    pairWorld({
      a: [
        ...opening(),
        { op: "write", on: "s", bytes: 100 },
        { op: "read", on: "s", bytes: 500 },
        { op: "sleep", for: ms(300) },
        { op: "close", on: "s" },
      ],
      b: [
        { op: "read", on: "s", bytes: 100 },
        { op: "write", on: "s", bytes: 500 },
        { op: "read", on: "s" },
        ...close,
        { op: "close", on: "s" },
      ],
    }),
    { profile },
  );
};

describe("the client closes first", () => {
  test("plain, a server that waits: the whole conversation, four segments at the end (lab T19)", () => {
    const came = trace(clientFirst("plain", ms(440)), "a", PAIR_LETTERS);
    expectTable(
      came,
      `A > * ARP who-has B
      B > A ARP is-at 02:00:0a:01:00:01
      A > B [SYN] seq=0 len=0 win=64240 mss=1460 hdr=24 DF 40000>80
      B > A [SYN,ACK] seq=0 ack=1 len=0 win=64240 mss=1460 hdr=24 id=0
      A > B [ACK] seq=1 ack=1 len=0 win=64240 hdr=20
      A > B [PSH,ACK] seq=1 ack=1 len=100 win=64240        # as the third segment, seq and ack (lab T1)
      B > A [ACK] seq=1 ack=101 len=0 win=64140
      B > A [PSH,ACK] seq=1 ack=101 len=500 win=64140
      A > B [ACK] seq=101 ack=501 len=0
      A > B [FIN,ACK] seq=101 ack=501 len=0
      B > A [ACK] seq=501 ack=102 len=0
      B > A [FIN,ACK] seq=501 ack=102 len=0
      A > B [ACK] seq=102 ack=502 len=0 id=0               # from TIME-WAIT: no socket of a program behind it`,
    );
    const [fin, ack] = came.filter((s) => s.at > ms(400));
    expect(ack!.at - fin!.at).toBeGreaterThanOrEqual(ms(80)); // the wire both ways, and the delayed ACK's 40 ms
    expect(ack!.at - fin!.at).toBeLessThan(ms(85));
  });

  test("plain, a server that closes at once: three segments, the FIN carries the ACK (lab T20)", () => {
    expectTable(
      seen(clientFirst("plain", 0), (s) => s.at > ms(400)),
      `A > B [FIN,ACK] seq=101 ack=501 len=0
      B > A [FIN,ACK] seq=501 ack=102 len=0
      A > B [ACK] seq=102 ack=502 len=0`,
    );
  });

  test("linux ends as plain does, with timestamps", () => {
    expectTable(
      seen(clientFirst("linux", 0), (s) => s.at > ms(400)),
      `A > B [FIN,ACK] seq=101 ack=501 ts
      B > A [FIN,ACK] seq=501 ack=102 ts
      A > B [ACK] seq=102 ack=502 ts`,
    );
  });

  test.each([0, ms(440)])("textbook: always four, for the FIN has its own ACK at once (server waits %i us)", (late) => {
    expectTable(
      seen(clientFirst("textbook", late), (s) => s.at > ms(400)),
      `A > B [FIN,ACK] seq=101 ack=501
      B > A [ACK] seq=501 ack=102
      B > A [FIN,ACK] seq=501 ack=102
      A > B [ACK] seq=102 ack=502`,
    );
  });

  test.each(["plain", "linux", "textbook"] as const)("%s: the states of both ends (lab T21)", (profile) => {
    const t = clientFirst(profile, ms(440));
    expect(states(t, "a")).toEqual([
      "CLOSED",
      "SYN-SENT",
      "ESTABLISHED",
      "FIN-WAIT-1",
      "FIN-WAIT-2",
      "TIME-WAIT",
      "CLOSED",
    ]);
    expect(states(t, "b")).toEqual(["LISTEN", "SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"]);
    const ends = t.steps.filter((s) => s.facts.some((f) => f.kind === "tcp-state-changed" && f.by === "a"));
    const [waits, gone] = ends.slice(-2);
    expect(gone!.entry.at - waits!.entry.at).toBe(seconds(60));
    expect(hostAt(t, "a").sockets).toEqual({});
  });
});

test("plain and linux: a server that closes after its last write puts the FIN on the data (lab T28); textbook never", () => {
  const flags = (profile: ProfileName): string[] =>
    seen(
      run(
        pairWorld({
          a: [...opening(), { op: "read", on: "s" }, { op: "close", on: "s" }],
          b: [
            { op: "write", on: "s", bytes: 20_000 },
            { op: "close", on: "s" },
          ],
        }),
        { profile },
      ),
    )
      .filter((s) => s.text.startsWith("B > A") && (s.packet.tcp?.flags.fin || s.packet.tcp?.flags.push))
      .map((s) => `${s.packet.tcp?.flags.fin ? "FIN " : ""}${s.packet.payload.length}`)
      .slice(-2);
  expect(flags("plain").at(-1)).toBe("FIN 1020");
  expect(flags("linux").at(-1)).toBe("FIN 1176");
  expect(flags("textbook")).toEqual(["1020", "FIN 0"]);
});

describe("both close at once (lab T22)", () => {
  const both = (profile: ProfileName): Timeline =>
    run(
      pairWorld({
        a: [...opening(), { op: "sleep", for: ms(220) }, { op: "close", on: "s" }],
        b: [
          { op: "sleep", for: ms(200) },
          { op: "close", on: "s" },
        ],
      }),
      { profile },
    );
  test.each(["plain", "linux", "textbook"] as const)(
    "%s: FINs cross, each ACK has the number after its own FIN",
    (profile) => {
      const t = both(profile);
      expectTable(
        seen(t, isEnd),
        `A > B [FIN,ACK] seq=1 ack=1
      B > A [FIN,ACK] seq=1 ack=1
      A > B [ACK] seq=2 ack=2
      B > A [ACK] seq=2 ack=2`,
      );
      for (const by of ["a", "b"]) {
        expect(states(t, by).slice(-5)).toEqual(["ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT", "CLOSED"]);
      }
    },
  );
});

test.each(["plain", "linux", "textbook"] as const)(
  "%s: simultaneous open, four segments with the numbers again (lab T23)",
  (profile) => {
    const t = run(
      pairWorld({
        a: opening(),
        programs: {
          peer: script(
            { op: "socket", as: "s" },
            { op: "bind", on: "s", port: 80 },
            { op: "connect", on: "s", to: "10.1.0.2", port: 40_000 },
          ),
        },
      }),
      { profile, until: seconds(5) },
    );
    expectTable(
      seen(t),
      `A > B [SYN] seq=0 mss=1460
    B > A [SYN] seq=0 mss=1460
    A > B [SYN,ACK] seq=0 ack=1
    B > A [SYN,ACK] seq=0 ack=1`,
    );
    for (const by of ["a", "b"]) expect(states(t, by)).toEqual(["CLOSED", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED"]);
  },
);

test.each(["plain", "linux", "textbook"] as const)(
  "%s: half close, the server still sends 5000 bytes (lab T24)",
  (profile) => {
    const t = run(
      pairWorld({
        a: [
          ...opening(),
          { op: "write", on: "s", bytes: 100 },
          { op: "shutdown", on: "s" },
          { op: "read", on: "s" },
          { op: "close", on: "s" },
        ],
        b: [
          { op: "read", on: "s" },
          { op: "write", on: "s", bytes: 5000 },
          { op: "close", on: "s" },
        ],
      }),
      { profile },
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-4)).toEqual([
      "write 100",
      "shutdown ok",
      "read 5000",
      "close ok",
    ]);
    const later = seen(t).filter(
      (s) => s.text.startsWith("A > B") && s.packet.tcp!.flags.ack && !s.packet.payload.length,
    );
    const afterFin = later.slice(later.findIndex((s) => s.packet.tcp!.flags.fin) + 1);
    expect(afterFin.length).toBeGreaterThan(1);
    for (const s of afterFin) expect(s.text).toContain(" seq=102 ");
    expect(afterFin.at(-1)?.text).toContain(" ack=5002 ");
  },
);
