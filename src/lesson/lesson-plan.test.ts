import { expect, test } from "vitest";
import type { Beat } from "./lesson-plan.ts";
import { readPlan } from "./load.ts";
import { smallFiles, smallLesson } from "./testing/lessons.ts";
import { richFiles } from "./testing/rich.ts";

const read = (text: string): readonly Beat[] => readPlan(smallFiles(() => text)).plan?.beats ?? [];

test("places of what only the run can judge are kept", () => {
  const [first, second] = read(smallLesson);
  expect(first?.places).toMatchObject({
    beat: { line: 8, column: 5 },
    until: { line: 9, column: 12 },
    point: { line: 11, column: 12 },
    let: { qname: { line: 13, column: 19 } },
  });
  expect(second?.places.answer).toEqual({ line: 18, column: 15 });
});

test("what is on stage stays until a beat says otherwise", () => {
  const beats = read(smallLesson.replace("show: [ladder]", "show: [packet, dns]"));
  expect(beats.map(({ show }) => show)).toEqual([
    ["packet", "dns"],
    ["packet", "dns"],
  ]);
});

test("a choice's values may be expressions of their own", () => {
  const text = smallLesson.replace("choice: [kr, com]", "choice: { kr: { value: kr }, name: { let: qname } }");
  expect(read(text)[1]?.ask).toMatchObject({
    choices: { kr: { value: "kr" }, name: { let: "qname" } },
  });
});

test("a run has what it does not say from the lesson, lists as a whole", () => {
  const more = `faults:
  - { stop: root, at: 1s }
runs:
  again: { seed: 2, http: "1.1" }
  other: { faults: [], acts: [{ at: 1ms, host: client, open: "http://www.cyber.co.kr/" }], tcp: { client: { delayed-ack: 0ms } } }
beats:`;
  const { plan, findings } = readPlan(smallFiles((s) => s.replace("beats:", more)));
  expect(findings).toEqual([]);
  const stop = { at: 1_000_000, change: { kind: "set-device", device: "root", up: false } };
  expect(plan?.runs).toMatchObject({
    main: { profile: "textbook", seed: 1, changes: [stop], tcp: {} },
    again: { name: "again", seed: 2, http: "1.1", changes: [stop], acts: [{ act: { version: "1.1" } }] },
    other: { seed: 1, changes: [], acts: [{ at: 1000 }], tcp: { client: { delayedAck: 0 } } },
  });
});

test("what is done in a fork speaks the HTTP of its run", () => {
  const { plan } = readPlan(richFiles((s) => s.replace("- id: again\n", "- id: again\n    run: kept\n")));
  const versions = plan?.beats.flatMap(({ tryIt }) => Object.values(tryIt?.allow ?? {}));
  expect(versions?.[0]).toMatchObject({ kind: "act", act: { version: "1.1" } });
});
