import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import type { Timeline } from "../sim/timeline.ts";
import { freshPane, type PaneState, type PaneView, paneNames } from "./pane.ts";
import type { Size } from "./row.ts";
import { renderPane } from "./stage.ts";
import { journey } from "./testing/runs.ts";
import { rowColumns } from "./text.ts";

const sizes: readonly Size[] = [
  { columns: 78, rows: 14 },
  { columns: 58, rows: 10 },
  { columns: 118, rows: 24 },
];

/** Says what is wrong with a view; an expectation for every row would take longer than drawing it. */
function faultsOf(view: PaneView, size: Size): readonly string[] {
  const faults: string[] = [];
  if (view.rows.length !== size.rows) faults.push(`${view.rows.length} rows`);
  view.rows.forEach((row, i) => {
    const columns = rowColumns(row);
    if (columns !== size.columns) faults.push(`row ${i}: ${columns} columns`);
  });
  const { first, end, total } = view.seen;
  if (first < 0 || end < first || end > total) faults.push(`seen ${first} to ${end} of ${total}`);
  if (total > 0 && (view.cursor < 0 || view.cursor >= total)) faults.push(`cursor ${view.cursor} of ${total}`);
  if (total > 0 && end > first && (view.cursor < first || view.cursor >= end))
    faults.push("the cursor is out of sight");
  return faults;
}

const clean: Timeline = journey({ url: "http://www.lab.glasscom.com/" });
const lossy: Timeline = journey({
  url: "http://www.lab.cyber.co.kr/sample1.htm",
  profile: "linux",
  fault: { kind: "lose", match: {}, choice: { kind: "chance", percent: 10 } },
  ping: "192.0.2.226",
});

describe("every step of the journey fits its pane exactly", () => {
  test.each(paneNames)("%s", (name) => {
    for (let at = -1; at < clean.steps.length; at++) {
      for (const size of sizes) {
        for (const words of [en, ko]) {
          const view = renderPane(name, clean, at, size, freshPane, words);
          const faults = faultsOf(view, size);
          if (faults.length > 0) expect({ name, at, size, language: words.language, faults }).toBeUndefined();
        }
      }
    }
  });
});

const paths = ["routers", "eth", "ip", "tcp", "tcp.flags", "dns.answers", "frame 2", "cache named", "zone ."];

test("whatever the learner did in a pane and however small it is, it fits", () => {
  fc.assert(
    fc.property(
      fc.record({
        name: fc.constantFrom(...paneNames),
        timeline: fc.constantFrom(clean, lossy),
        at: fc.integer({ min: -1, max: lossy.steps.length + 3 }),
        columns: fc.integer({ min: 1, max: 160 }),
        rows: fc.integer({ min: 1, max: 50 }),
        cursor: fc.option(fc.integer({ min: -5, max: 500 })),
        left: fc.integer({ min: 0, max: 200 }),
        host: fc.option(fc.constantFrom("client", "nearest", "router", "root", "lan", "nobody")),
        toggled: fc.subarray(paths),
        words: fc.constantFrom(en, ko),
      }),
      ({ name, timeline, at, columns, rows, cursor, left, host, toggled, words }) => {
        const state: PaneState = { cursor, left, host, toggled };
        const size = { columns, rows };
        const faults = faultsOf(renderPane(name, timeline, at, size, state, words), size);
        // A pane too low to show any of its content cannot show its cursor either.
        expect(rows < 6 ? faults.filter((f) => f !== "the cursor is out of sight") : faults).toEqual([]);
      },
    ),
    { seed: 11, numRuns: 600 },
  );
});

test("drawing is a pure function: the same again from a cold start", () => {
  const again = journey({ url: "http://www.lab.glasscom.com/" });
  for (const name of paneNames) {
    for (const at of [150, 320, 400]) {
      const seen = (timeline: Timeline) => {
        const view = renderPane(name, timeline, at, sizes[0]!, freshPane, en);
        return { ...view, lines: view.lines?.() };
      };
      expect(seen(again)).toEqual(seen(clean));
    }
  }
});
