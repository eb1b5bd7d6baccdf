import fc from "fast-check";
import { expect, test } from "vitest";
import { inSubnet, networkOf, parseIpv4 } from "../wire/address.ts";
import { type Draw, drillRound, type PlayedDrill } from "./drill.ts";
import { drawSchema } from "./drill-file.ts";
import { START } from "./pattern.ts";
import { loadedLesson, played } from "./testing/lessons.ts";
import { richFiles } from "./testing/rich.ts";

const rich = played(loadedLesson(richFiles()));
const drill = rich.beats.find((b) => b.id === "subnet")!.drill!;
const round = (of: PlayedDrill, seed: number, n: number) => {
  const made = drillRound(of, seed, n);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
};

test("the same seed and round are the same question, others are others", () => {
  expect(round(drill, 1, 0)).toEqual(round(drill, 1, 0));
  const hosts = [round(drill, 1, 0), round(drill, 1, 1), round(drill, 2, 0)].map(({ values }) => values.host);
  expect(new Set(hosts).size).toBe(3);
});

test("what is asked and what is wrong follows from what was drawn", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(19), (seed, n) => {
      const { values, ask } = round(drill, seed, n);
      const [host, prefix] = [String(values.host), Number(values.prefix)];
      expect(inSubnet(host, "10.0.0.0", 8)).toBe(true);
      expect(prefix).toBeGreaterThanOrEqual(20);
      expect(prefix).toBeLessThanOrEqual(28);
      expect(ask).toMatchObject({
        kind: "value",
        answer: networkOf(host, prefix),
        wrong: { broadcast: expect.any(String) },
      });
    }),
    { seed: 7 },
  );
});

const place = { timeline: rich.timeline, at: START, names: {}, beats: {} };
const drawing = (draw: Readonly<Record<string, Draw>>, more: Partial<PlayedDrill> = {}): PlayedDrill => ({
  id: "x",
  times: 1,
  draw,
  let: {},
  ask: { kind: "value", value: "text", answer: { let: "v" }, wrong: {} },
  place,
  ...more,
});
const drawn = (draw: Draw) => Array.from({ length: 400 }, (_, n) => round(drawing({ v: draw }), 1, n).values.v);

test("addresses are those of hosts, all of them", () => {
  const of: Draw = { kind: "address", network: "192.0.2.248", prefix: 29 };
  const want = [249, 250, 251, 252, 253, 254].map((n) => `192.0.2.${n}`);
  expect([...new Set(drawn(of))].toSorted()).toEqual(want);
  expect(
    drawn({ kind: "address", network: "0.0.0.0", prefix: 0 }).every((a) => parseIpv4(String(a)) !== undefined),
  ).toBe(true);
});

test("numbers go in steps from the least to the most", () => {
  expect([...new Set(drawn({ kind: "number", min: -2, max: 7, step: 4 }))].toSorted()).toEqual([-2, 2, 6].toSorted());
});

test("one of several comes up in time", () => {
  expect(new Set(drawn({ kind: "one-of", values: ["A", "MX", true] }))).toEqual(new Set(["A", "MX", true]));
});

test("a known mistake that happens to be right is no mistake this time", () => {
  const ask = { kind: "value", value: "number", answer: { let: "v" }, wrong: { one: { value: 1 } } } as const;
  const many = drawing({ v: { kind: "number", min: 1, max: 2, step: 1 } }, { ask });
  for (let n = 0; n < 20; n++) {
    const made = round(many, 1, n);
    expect(made.ask).toMatchObject({ wrong: made.values.v === 1 ? {} : { one: 1 } });
  }
});

test("values are drawn again until the choices differ and one is right", () => {
  const choices = { a: { value: 1 }, b: { let: "v" } } as const;
  const ask = { kind: "choice", choices, answer: { value: 1 } } as const;
  const draw = { v: { kind: "number", min: 1, max: 3, step: 1 } } as const;
  for (let n = 0; n < 20; n++) expect(round(drawing(draw, { ask }), 1, n)).toMatchObject({ ask: { right: ["a"] } });
  const never = { v: { kind: "number", min: 1, max: 1, step: 1 } } as const;
  expect(drillRound(drawing(never, { ask }), 1, 0)).toEqual({ ok: false, error: { kind: "choices" } });
});

test("an expression without a value is named", () => {
  const wrong = { id: "x", draw: { v: { kind: "one-of", values: ["no address"] } } } as const;
  const mask = { call: "network", args: [{ let: "v" }, { value: 8 }] } as const;
  expect(drillRound(drawing(wrong.draw, { let: { net: mask } }), 1, 0)).toEqual({
    ok: false,
    error: { kind: "value", part: "let", name: "net" },
  });
});

test.each([{ address: "10.0.0.0/31" }, { address: "10.0.0.0" }, { number: { min: 2, max: 1 } }, { "one-of": [] }, {}])(
  "%j is nothing to draw from",
  (file) => {
    expect(drawSchema.safeParse(file).success).toBe(false);
  },
);
