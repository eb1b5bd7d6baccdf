import fc from "fast-check";
import { expect, test } from "vitest";
import { sameTimer, type Timer, timerKey } from "../stack/stimulus.ts";
import { type Agenda, type Entry, insert, insertInto, later, removeTimer } from "./agenda.ts";

const timer: fc.Arbitrary<Timer> = fc.oneof(
  fc.record({ kind: fc.constant("arp" as const), address: fc.constantFrom("10.0.0.1", "10.0.0.2") }),
  fc.record({
    kind: fc.constant("tcp" as const),
    socket: fc.nat(2),
    timer: fc.constantFrom("retransmit" as const, "persist" as const),
  }),
  fc.record({
    kind: fc.constant("wait" as const),
    process: fc.constantFrom("a", "b"),
    caller: fc.constantFrom("application" as const, "resolver" as const),
    tag: fc.nat(2),
  }),
  fc.record({ kind: fc.constant("reassembly" as const), key: fc.constantFrom("x", "y") }),
);

const times = fc.array(fc.tuple(fc.nat(20), fc.constantFrom("a", "b"), timer), { maxLength: 40 });

const entries = (list: readonly (readonly [number, string, Timer])[]): Entry[] =>
  list.map(([at, device, t], seq) => ({ at, seq, by: "start", input: { kind: "timer-fires", device, timer: t } }));

test("entries stand soonest last, ties by number, whether the agenda is copied or grows in place", () => {
  fc.assert(
    fc.property(times, (list) => {
      let copied: Agenda = [];
      const grown: Entry[] = [];
      for (const entry of entries(list)) {
        const before = [...copied];
        const next = insert(copied, entry);
        expect(copied).toEqual(before);
        copied = next;
        insertInto(grown, entry);
      }
      expect(grown).toEqual(copied);
      expect(grown).toEqual(entries(list).sort((a, b) => (later(a, b) ? -1 : 1)));
    }),
    { seed: 1 },
  );
});

test("a timer is taken off by its name, and only on its own device", () => {
  fc.assert(
    fc.property(times, timer, (list, wanted) => {
      const agenda = entries(list);
      const named = ({ input }: Entry): boolean =>
        input.kind === "timer-fires" && input.device === "a" && timerKey(input.timer) === timerKey(wanted);
      const expected = [...agenda];
      const at = expected.findIndex(named);
      if (at >= 0) expected.splice(at, 1);
      removeTimer(agenda, "a", wanted);
      expect(agenda).toEqual(expected);
    }),
    { seed: 1 },
  );
});

test("timers are the same when their keys are", () => {
  fc.assert(
    fc.property(timer, timer, (a, b) => {
      expect(sameTimer(a, b)).toBe(timerKey(a) === timerKey(b));
      expect(sameTimer(a, { ...a })).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});
