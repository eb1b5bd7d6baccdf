import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import { runTimeline, stepAt } from "../sim/timeline.ts";
import type { Opened } from "../ui/run.ts";
import { tallyOf } from "../view/select/tally.ts";
import { openTyped } from "./opened.ts";
import type { RunArgs } from "./run-options.ts";
import { shippedWorld } from "./shipped.ts";

const words = languageWords("en");
const args: RunArgs = { profile: "textbook", http: undefined, seed: "1", world: undefined };

function opened(typed: string, change: Partial<RunArgs> = {}): Opened {
  const result = openTyped(typed, shippedWorld(words), { ...args, ...change }, words);
  assert(result.ok, "the URL can be opened");
  return result.value;
}

const labels = ({ start, variants }: Opened): readonly (readonly [string, string])[] =>
  (variants?.(runTimeline(start)) ?? []).map(({ mine, label }) => [mine(words), label(words)]);

describe("what a visit can be compared with", () => {
  test.each<[Partial<RunArgs>, string, string]>([
    [{}, "HTTP/1.1", "HTTP/1.0"],
    [{ http: "1.1" }, "HTTP/1.1", "HTTP/1.0"],
    [{ http: "1.0" }, "HTTP/1.0", "HTTP/1.1"],
  ])("with %j: the other HTTP version, the other profile, a second visit", (change, mine, other) => {
    expect(labels(opened("http://192.0.2.226/", change))).toEqual([
      [mine, other],
      ["profile textbook", "profile linux"],
      ["first visit", "second visit"],
    ]);
  });

  test("nothing where no packet leaves the host", () => {
    expect(opened("mailto:someone@cyber.co.kr").variants).toBeUndefined();
  });

  test("no second visit after a run that did not come to its end", () => {
    const { start, variants } = opened("http://192.0.2.226/");
    expect(variants!(runTimeline(start, { limit: 10 }))).toHaveLength(2);
  });

  test("the second visit is counted from its own start, and asks fewer name servers", () => {
    const { start, variants } = opened("http://www.naver.com/");
    const first = runTimeline(start);
    const again = runTimeline(variants!(first).at(-1)!.opened.start);
    expect(again.steps.map(({ index }) => index)).toEqual(again.steps.map((_, i) => i));
    expect(stepAt(again, 0)!.entry.by).toBe("start");
    const [then, now] = [first, again].map((run) => tallyOf(run, run.steps.length - 1));
    expect([then!.dns, now!.dns]).toEqual([8, 2]);
    expect(now!.time).toBeLessThan(then!.time);
  });
});

test.each([
  ["http://nosuch.example/", words.ui.run.madeUp("nosuch.example")],
  ["http://www.naver.com/", words.ui.run.simulated],
  ["http://192.0.2.226/", words.ui.run.simulated],
  ["http://localhost/", words.ui.run.simulated],
  ["http://blah/", words.ui.run.nobodyKnows("blah")],
  ["blah", `${words.ui.run.nobodyKnows("blah")} ${words.ui.run.assumed("http://blah")}`],
  ["mailto:someone@cyber.co.kr", words.ui.run.decodedOnly("mailto")],
])("%s: what is not as on the real internet is said before the run", (typed, note) => {
  expect(opened(typed).note?.(words)).toBe(note);
});
