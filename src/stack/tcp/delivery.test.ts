/** Whatever the wire does, a program reads what was written or is told that the connection failed. */
import { expect, test } from "vitest";
import { nextBelow, type Rng, seedRng } from "../../base/rng.ts";
import { ms, seconds } from "../../base/units.ts";
import { bytesOf, EMPTY, generated, join, type Stream } from "../stream.ts";
import { linux, plain, type TcpPolicy, textbook } from "./policy.ts";
import { seqAdd } from "./seq.ts";
import type { Tcb } from "./tcb.ts";
import { type PipeOptions, type PipeRun, type Program, runPipe } from "./testing/pipe.ts";

const policies: readonly (readonly [string, TcpPolicy])[] = [
  ["textbook", textbook],
  ["textbook with initialWindow 2", { ...textbook, initialWindow: 2 }],
  ["textbook with SACK and a FIN on data", { ...textbook, options: linux.options, fin: linux.fin, nagle: "any" }],
  ["plain", plain],
  ["linux", linux],
  ["linux with byte probes", { ...linux, probe: "byte" }],
];

type Plan = { readonly options: PipeOptions; readonly bytes: { readonly a: Stream; readonly b: Stream } };

/** A scenario that the seed chooses: sizes, buffers, speeds, delays, how bad the wire is. */
function planOf(policy: TcpPolicy, seed: number): Plan {
  let rng: Rng = seedRng(seed, "plan");
  const below = (n: number): number => {
    const [value, next] = nextBelow(rng, n);
    rng = next;
    return value;
  };
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const writes = (key: number): NonNullable<Program["writes"]> =>
    Array.from({ length: below(4) }, (_, i) => ({
      data: generated(key + i, 1 + below(oneOf([20, 3_000, 60_000]))),
      at: ms(below(400)),
    }));
  const program = (key: number): Program => ({
    writes: writes(key),
    read: oneOf([{}, { size: 700, every: ms(20) }, { size: 3_000, every: ms(7) }, { from: seconds(2) }]),
    close: { when: "written", delay: ms(below(100)), half: true },
    think: oneOf([0, 0, ms(1), ms(60)]),
  });
  const a = program(1000 * seed + 1);
  const b = program(1000 * seed + 501);
  const buffer = (): number | null => oneOf([null, null, 1000, 4096, 20_000]);
  const nearWrap = (): number => seqAdd(0, -below(70_000));
  const total = (p: Program): Stream => (p.writes ?? []).reduce((s, w) => join(s, w.data), EMPTY);
  return {
    bytes: { a: total(a), b: total(b) },
    options: {
      policy,
      a,
      b,
      initA: { isn: nearWrap(), mtu: oneOf([1500, 576]), receiveBuffer: buffer(), sendBuffer: buffer() },
      initB: { isn: nearWrap(), mtu: oneOf([1500, 576]), receiveBuffer: buffer(), sendBuffer: buffer() },
      delay: ms(1 + below(60)),
      chance: { seed, loss: below(301), twice: below(100), late: below(300) },
      jitter: ms(1 + below(80)),
      until: seconds(20_000),
      bothActive: below(10) === 0,
    },
  };
}

function boundsHold(policy: TcpPolicy): (tcb: Tcb) => void {
  return (t) => {
    const outOfOrder = t.outOfOrder.reduce((n, r) => n + r.data.length, 0);
    const most = t.receiveBufferSize / policy.window.perUnreadByte + t.mss;
    const exact = policy.window.perUnreadByte === 1;
    expect(t.receiveBuffer.length + outOfOrder).toBeLessThanOrEqual(exact ? t.receiveBufferSize : most);
    expect(t.sendBuffer.length).toBeLessThanOrEqual(t.sendBufferSize);
    expect(t.inFlight.every((s) => s.length <= t.sndMss + 12 || s.lost)).toBe(true);
  };
}

function check(run: PipeRun, { bytes }: Plan): void {
  expect(run.quiet, "the run ends by itself").toBe(true);
  const failed = run.a.error !== null || run.b.error !== null;
  const ends = [
    { reader: run.b, writer: run.a, all: bytes.a },
    { reader: run.a, writer: run.b, all: bytes.b },
  ];
  for (const { reader, all } of ends) {
    const got = bytesOf(reader.read);
    const sent = bytesOf(all);
    expect(Buffer.compare(got, sent.subarray(0, got.length)), "a prefix of what was written").toBe(0);
    if (!failed) {
      expect(got.length).toBe(sent.length);
      expect(reader.ended).toBe(true);
      expect(reader.gone).toBe(true);
    }
  }
}

const SEEDS = 60;

for (const [name, policy] of policies) {
  test(`${name}: ${SEEDS} bad wires deliver the bytes or an error, within every bound`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const plan = planOf(policy, seed);
      const run = runPipe({ ...plan.options, inspect: boundsHold(policy) });
      try {
        check(run, plan);
      } catch (e) {
        throw new Error(`seed ${seed}: ${(e as Error).message}`, { cause: e });
      }
    }
  });
}

test("a good wire never fails and never sends anything twice", () => {
  for (const [, policy] of policies) {
    for (let seed = 1; seed <= 20; seed++) {
      const { options, bytes } = planOf(policy, seed);
      const { chance: _, ...quiet } = options;
      const run = runPipe({ ...quiet, bothActive: false });
      check(run, { options, bytes });
      expect([run.a.error, run.b.error]).toEqual([null, null]);
      const again = run.sent.filter((s) => s.segment.retransmission && s.segment.data.length > 1);
      expect(again.map((s) => `seed ${seed} ${s.at}`)).toEqual([]);
    }
  }
});
