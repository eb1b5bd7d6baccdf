import { expect, test } from "vitest";
import { optionBytes } from "../../wire/tcp.ts";
import { ownShift } from "./options.ts";
import { initialSequenceNumber, linux, plain, textbook, withChoices } from "./policy.ts";
import { getPage } from "./testing/page.ts";
import { runPipe } from "./testing/pipe.ts";

test("the textbook's numbers: 100 for the opener, 300 for the answerer, 1000 more each time", () => {
  const numbers = [0, 1, 2].map((n) => [
    initialSequenceNumber(textbook, "active", n, 77),
    initialSequenceNumber(textbook, "passive", n, 77),
  ]);
  expect(numbers).toEqual([
    [100, 300],
    [1100, 1300],
    [2100, 2300],
  ]);
  expect(initialSequenceNumber(linux, "active", 5, 0xfedc_ba98)).toBe(0xfedc_ba98);
});

test("what each profile offers in its SYN and repeats in its segments (lab T2)", () => {
  const kinds = (policy: typeof textbook): string[] =>
    getPage(522, { policy })
      .sent.slice(0, 4)
      .map((s) => s.segment.options.map((o) => o.kind).join(" "));
  expect(kinds(textbook)).toEqual(["mss", "mss", "", ""]);
  expect(kinds(plain)).toEqual(["mss", "mss", "", ""]);
  const syn = "mss sack-permitted timestamps nop window-scale";
  expect(kinds(linux)).toEqual([syn, syn, "nop nop timestamps", "nop nop timestamps"]);
  const sent = getPage(522, { policy: linux }).sent;
  expect(sent.slice(0, 3).map((s) => optionBytes(s.segment.options))).toEqual([20, 20, 12]);
});

test("each choice changes its own part of the policy and nothing else", () => {
  expect(withChoices(textbook, {})).toEqual(textbook);
  expect(withChoices(linux, { timestamps: false, sack: false, linearSynRetries: 0 })).toEqual({
    ...linux,
    options: { timestamps: false, sack: false, windowScale: 7 },
    synRetries: { linear: 0, exponential: 6 },
  });
  expect(
    withChoices(textbook, {
      seededSequence: true,
      windowScale: 3,
      initialWindow: 10,
      delayedAck: 40_000,
      finOnData: true,
      emptyProbes: true,
    }),
  ).toEqual({
    ...textbook,
    initialSequence: { kind: "seeded" },
    options: { ...textbook.options, windowScale: 3 },
    initialWindow: 10,
    ack: { kind: "delayed", delay: 40_000, quick: 16 },
    fin: { onData: true, onResend: false },
    probe: "empty",
  });
  expect(withChoices(linux, { delayedAck: 0, emptyProbes: false, seededSequence: false })).toEqual({
    ...linux,
    initialSequence: textbook.initialSequence,
    ack: { kind: "each" },
    probe: "byte",
  });
  expect(withChoices(linux, { duplicateAcks: 5 })).toEqual({ ...linux, duplicateAcks: 5 });
  expect(withChoices(linux, { duplicateAcks: 0 })).toEqual({ ...linux, duplicateAcks: Number.POSITIVE_INFINITY });
});

test.each([
  [null, 7],
  [4096, 0],
  [65_536, 1],
  [1_048_576, 5],
  [2 ** 40, 14],
])("a receive buffer of %s is offered with a shift of %i", (receiveBuffer, shift) => {
  expect(ownShift(linux, receiveBuffer)).toBe(shift);
  expect(ownShift(textbook, receiveBuffer)).toBe(0);
});

test("every mix of options fills whole words", () => {
  for (const timestamps of [false, true]) {
    for (const sack of [false, true]) {
      for (const windowScale of [null, 0, 7]) {
        const policy = { ...linux, options: { timestamps, sack, windowScale } };
        const loses = (s: { from: string; nth: number }): boolean => s.from === "b" && s.nth === 3;
        const run = getPage(20_000, { policy, loses });
        expect(run.a.read.length).toBe(20_000);
        for (const s of run.sent) {
          const bytes = optionBytes(s.segment.options);
          expect([bytes % 4, bytes <= 40]).toEqual([0, true]);
          expect(s.segment.data.length + bytes).toBeLessThanOrEqual(1460);
        }
      }
    }
  }
});

test("two profiles understand each other, with the options that both know", () => {
  for (const [a, b] of [
    [linux, textbook],
    [textbook, linux],
    [plain, linux],
  ] as const) {
    const run = getPage(50_000, { policy: { a, b } });
    expect(run.a.read.length).toBe(50_000);
    expect(run.sent.slice(2).every((s) => s.segment.options.length === 0)).toBe(true);
  }
});

test("the same recipe gives the same run, and blocks are plain data", () => {
  const chance = { seed: 7, loss: 100, twice: 50, late: 200 };
  const run = () => getPage(50_000, { policy: linux, chance, jitter: 30_000 });
  expect(run().sent).toEqual(run().sent);
  runPipe({
    policy: linux,
    inspect: (tcb) => expect(structuredClone(tcb)).toEqual(tcb),
  });
});
