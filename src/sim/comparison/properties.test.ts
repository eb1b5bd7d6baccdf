/** What holds in every world, whatever its wires do: nothing is made up, nothing vanishes without a word, every run ends. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { dataOf, digestOf, type ScriptRecord, type ScriptStep } from "../../stack/programs/script.ts";
import { bytesOf } from "../../stack/stream.ts";
import { fcsOf } from "../../wire/ethernet.ts";
import type { Change, Fault } from "../change.ts";
import type { Timeline } from "../timeline.ts";
import { advance, nextAt, type Step } from "../world.ts";
import { factsOf, hostAt, labWorld, opening, PAIR_LINK, pairWorld, recordsOf, run } from "./testing/lab.ts";

/** Loss up to 30 %, and as many frames late, twice or damaged. */
const wire: fc.Arbitrary<readonly Fault[]> = fc
  .record({
    lose: fc.integer({ min: 0, max: 30 }),
    delay: fc.integer({ min: 0, max: 30 }),
    late: fc.integer({ min: 1, max: 400 }),
    duplicate: fc.integer({ min: 0, max: 30 }),
    gap: fc.integer({ min: 0, max: 300 }),
    corrupt: fc.integer({ min: 0, max: 10 }),
  })
  .map(({ lose, delay, late, duplicate, gap, corrupt }) => {
    const by = (percent: number) => ({ match: {}, choice: { kind: "chance", percent } as const });
    return [
      { kind: "lose", ...by(lose) },
      { kind: "delay", by: ms(late), ...by(delay) },
      { kind: "duplicate", gap: ms(gap), ...by(duplicate) },
      { kind: "corrupt", ...by(corrupt) },
    ];
  });

const exchange = fc.record({
  wire,
  seed: fc.integer({ min: 0, max: 0xffff }),
  profile: fc.constantFrom("textbook", "linux", "plain"),
  asks: fc.integer({ min: 1, max: 5000 }),
  answers: fc.integer({ min: 0, max: 40_000 }),
  size: fc.integer({ min: 500, max: 10_000 }),
});

/** Steps that any of these runs may take: the longest give up after 15 resends. */
const LIMIT = 20_000;

/** Every frame put on a link is delivered (once, or twice where a fault doubled it), marked as lost, or still under way. */
function accounted(t: Timeline): void {
  const sent = new Map<number, { lost: boolean; arrived: number }>();
  for (const step of t.steps) {
    const { input } = step.entry;
    if (input.kind === "frame-arrives" && input.port !== "lo") sent.get(input.frame.id)!.arrived += 1;
    for (const x of step.sent) {
      expect(sent.has(x.frame.id)).toBe(false);
      expect(fcsOf(x.frame.bytes)).toBe(x.frame.fcs);
      sent.set(x.frame.id, { lost: x.lost, arrived: 0 });
    }
  }
  const under = (t.steps.at(-1)?.world ?? t.start).agenda.flatMap(({ input }) =>
    input.kind === "frame-arrives" ? [input.frame.id] : [],
  );
  for (const id of under) if (sent.has(id)) sent.get(id)!.arrived += 1;
  for (const [id, { lost, arrived }] of sent) {
    if (lost) expect([id, arrived]).toEqual([id, 0]);
    else expect(arrived === 1 || arrived === 2).toBe(true);
  }
}

/** One side's bytes are the other's, or one of the two programs was told of a failure. */
function faithful(
  write: ScriptRecord | undefined,
  step: ScriptStep,
  index: number,
  read: ScriptRecord | undefined,
): boolean {
  if (!("bytes" in step) || !write || !read || write.errno !== undefined || read.errno !== undefined) return false;
  return read.bytes === step.bytes && read.digest === digestOf(bytesOf(dataOf(step, index)));
}

describe("any wire", () => {
  test("bytes read are bytes written, or a program sees an error; frames are accounted for; the run ends", () => {
    const outcomes = { whole: 0, failed: 0 };
    fc.assert(
      fc.property(exchange, ({ wire: faults, seed, profile, asks, answers, size }) => {
        const a: readonly ScriptStep[] = [
          ...opening(),
          { op: "write", on: "s", bytes: asks },
          { op: "shutdown", on: "s" },
          { op: "read", on: "s", size },
          { op: "close", on: "s" },
        ];
        const b: readonly ScriptStep[] = [
          { op: "read", on: "s", size },
          { op: "write", on: "s", bytes: answers },
          { op: "close", on: "s" },
        ];
        const changes: readonly Change[] = faults.map((fault) => ({ kind: "add-fault", link: PAIR_LINK, fault }));
        const t = run(pairWorld({ a, b }), { profile, seed, changes, limit: LIMIT });
        expect(t.end).toBe("quiet");
        accounted(t);
        const client = recordsOf(t, "a", "client");
        const server = recordsOf(t, "b", "server");
        const of = (list: readonly ScriptRecord[], step: number) => list.find((r) => r.step === step);
        const there = faithful(of(client, 3), a[3]!, 3, of(server, 4));
        const back = faithful(of(server, 5), b[1]!, 5, of(client, 5));
        const told = [...client, ...server].some((r) => r.errno !== undefined);
        // A server that nobody reached still waits in accept, one whose client gave up in read.
        expect((there && back) || told).toBe(true);
        outcomes[there && back ? "whole" : "failed"] += 1;
        for (const device of ["a", "b"] as const) {
          const kinds = Object.values(hostAt(t, device).sockets).filter(
            (s) => s.kind === "connection" && !s.over && s.orphan,
          );
          // What has no program any more must go of itself. The textbook waits for the peer's FIN for ever.
          if (profile !== "textbook") expect(kinds).toEqual([]);
        }
      }),
      { seed: 1, numRuns: 80 },
    );
    // The test must have seen both.
    expect(outcomes.whole).toBeGreaterThan(40);
    expect(outcomes.failed).toBeGreaterThan(0);
  });

  test("names and pages over bad wires: the page is loaded or the browser says why not", () => {
    fc.assert(
      fc.property(wire, fc.integer({ min: 0, max: 0xffff }), (faults, seed) => {
        const links = ["client.eth0--lan.1", "router.web--web.eth0", "router.dns--dns-lan.1"];
        const changes = links.flatMap((link) => faults.map((fault): Change => ({ kind: "add-fault", link, fault })));
        const t = run(labWorld(), {
          seed,
          profile: "linux",
          limit: LIMIT,
          changes,
          acts: [{ device: "client", act: { kind: "open-url", url: "http://www.lab.cyber.co.kr/dir/file1.html" } }],
        });
        expect(t.end).toBe("quiet");
        accounted(t);
        expect(factsOf(t, "page-loaded").length + factsOf(t, "page-failed").length).toBe(1);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  test("a good wire sends nothing twice and loses nothing, whatever the sizes", () => {
    fc.assert(
      fc.property(exchange, ({ seed, profile, asks, answers, size }) => {
        const t = run(
          pairWorld({
            a: [
              ...opening(),
              { op: "write", on: "s", bytes: asks },
              { op: "read", on: "s", size },
              { op: "close", on: "s" },
            ],
            b: [
              { op: "read", on: "s", bytes: asks, size },
              { op: "write", on: "s", bytes: answers },
              { op: "close", on: "s" },
            ],
          }),
          { profile, seed, limit: LIMIT },
        );
        expect(factsOf(t, "tcp-segment-sent").filter((f) => f.retransmission)).toEqual([]);
        expect(recordsOf(t, "a", "client").find((r) => r.op === "read")?.bytes).toBe(answers);
        expect(recordsOf(t, "b", "server").find((r) => r.op === "read")?.bytes).toBe(asks);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  test("machines off and on at any moment: the run ends, and forward from any step is the same again", () => {
    const power = fc.record({
      device: fc.constantFrom("a", "b"),
      at: fc.integer({ min: 0, max: 600 }),
      off: fc.integer({ min: 1, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(power, { minLength: 1, maxLength: 3 }), fc.nat(), (cuts, pick) => {
        const changes = cuts.flatMap(({ device, at, off }) => [
          { kind: "set-device", device, up: false, at: ms(at) } as const,
          { kind: "set-device", device, up: true, at: ms(at + off) } as const,
        ]);
        const asks: readonly ScriptStep[] = [
          ...opening(),
          { op: "write", on: "s", bytes: 3000 },
          { op: "shutdown", on: "s" },
          { op: "read", on: "s", timeout: seconds(100) },
          { op: "close", on: "s" },
        ];
        const t = run(
          pairWorld({
            a: asks,
            b: [
              { op: "read", on: "s" },
              { op: "write", on: "s", bytes: 9000 },
              { op: "close", on: "s" },
            ],
          }),
          {
            changes,
            limit: LIMIT,
          },
        );
        expect(t.end).toBe("quiet");
        accounted(t);
        const from = pick % t.steps.length;
        let world = t.steps[from]!.world;
        let step: Step | undefined;
        for (let n = 0; n < 10 && nextAt(world) !== undefined; n++) {
          step = advance(world);
          world = step.world;
        }
        if (step) expect(step).toEqual(t.steps[step.index]);
      }),
      { seed: 1, numRuns: 25 },
    );
  });
});
