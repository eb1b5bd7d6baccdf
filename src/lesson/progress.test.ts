import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answered,
  answersOf,
  compacted,
  eventsOf,
  join,
  joinEvents,
  joinLines,
  latestLesson,
  latestTime,
  lessonSummary,
  lineKind,
  newLines,
  noProgress,
  type ProgressEvent,
  parseLine,
  placedOf,
  savedLanguage,
  secondsIn,
  spellLine,
} from "./progress.ts";

/** The n-th second of a day. */
const at = (n: number): string =>
  `2026-11-22T10:${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}.000Z`;
const beat = (n: number, lesson: string, id: string, more: object = {}): ProgressEvent => ({
  t: at(n),
  lesson,
  beat: id,
  done: false,
  ...more,
});
const known = (...events: readonly ProgressEvent[]) => joinEvents(noProgress, events);

const someLesson = fc.constantFrom("journey", "dns-walk");
const someBeat = fc.constantFrom("url", "query", "summary");
const someAnswer = fc.constantFrom(
  { answer: "right" },
  { answer: "right", aided: true },
  { answer: "wrong" },
  { answer: "wrong", mistake: "short" },
  { answer: "shown" },
) as fc.Arbitrary<Answered>;
const someTime = fc.nat(20).map(at);

const someEvent: fc.Arbitrary<ProgressEvent> = fc.oneof(
  fc.record({ t: someTime, language: fc.constantFrom("en", "ko") }),
  fc.record({ t: someTime, lesson: someLesson, beat: someBeat, done: fc.boolean() }).chain((event) =>
    fc.oneof(
      fc.constant(event),
      someAnswer.map((answered) => ({ ...event, ...answered })),
    ),
  ),
  fc
    .record({ t: someTime, lesson: someLesson, review: someBeat, seed: fc.nat() })
    .chain((event) => someAnswer.map((answered) => ({ ...event, ...answered }))),
  fc.record({ t: someTime, window: fc.constantFrom("a-1", "b-2"), lesson: someLesson, seconds: fc.nat(1000) }),
  fc.record({ t: someTime, placed: fc.subarray(["url", "close"]), points: fc.subarray(["U1", "T6"]) }),
);
const someEvents = fc.array(someEvent, { maxLength: 30 });
const runs = { seed: 1, numRuns: 300 };

describe("lines", () => {
  test("a line is read back as it was written, in ASCII", () => {
    fc.assert(
      fc.property(someEvent, (event) => {
        expect(parseLine(spellLine(event))).toEqual(event);
        expect(spellLine(event)).toMatch(/^\{"v":1,"t":"[ -~]*\}$/);
      }),
      runs,
    );
  });

  test.each([
    ["nothing", ""],
    ["half a line", spellLine(beat(1, "journey", "url")).slice(0, 40)],
    [
      "two lines torn into one",
      spellLine(beat(1, "journey", "url")).slice(0, 40) + spellLine(beat(2, "journey", "arp")),
    ],
    ["a list", "[1]"],
    ["null", "null"],
    ["another version", '{"v":2,"t":"2026-11-22T10:00:00.000Z","lesson":"journey","beat":"url","done":false}'],
    ["another kind", '{"v":1,"t":"2026-11-22T10:00:00.000Z","card":"ttl","due":"2026-12-01"}'],
    [
      "a field that is not known",
      '{"v":1,"t":"2026-11-22T10:00:00.000Z","lesson":"journey","beat":"url","done":false,"x":1}',
    ],
    ["another language", '{"v":1,"t":"2026-11-22T10:00:00.000Z","language":"__proto__"}'],
    ["another outcome", '{"v":1,"t":"2026-11-22T10:00:00.000Z","lesson":"a","beat":"b","done":false,"answer":"maybe"}'],
    ["a time that is none", '{"v":1,"t":"2026-13-22T10:00:00.000Z","language":"ko"}'],
    ["a time of another place", '{"v":1,"t":"2026-11-22T10:00:00.000+09:00","language":"ko"}'],
  ])("%s is not understood", (_, text) => {
    expect(parseLine(text)).toBeUndefined();
  });

  test("whatever is in the file, reading it ends well", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), someEvent.map(spellLine))), (lines) => {
        const progress = joinLines(noProgress, lines);
        expect(joinLines(noProgress, compacted(lines))).toEqual(progress);
      }),
      runs,
    );
  });
});

describe("join", () => {
  test("does not depend on order or on grouping, and doing it twice adds nothing", () => {
    fc.assert(
      fc.property(someEvents, someEvents, someEvents, (x, y, z) => {
        const [a, b, c] = [known(...x), known(...y), known(...z)];
        expect(eventsOf(join(a, b))).toEqual(eventsOf(join(b, a)));
        expect(eventsOf(join(a, join(b, c)))).toEqual(eventsOf(join(join(a, b), c)));
        expect(eventsOf(join(a, a))).toEqual(eventsOf(a));
        expect(eventsOf(join(a, b))).toEqual(eventsOf(known(...y, ...x)));
      }),
      runs,
    );
  });

  test("a beat that was once reached stays reached, whatever comes later", () => {
    fc.assert(
      fc.property(someEvents, someEvents, (x, y) => {
        for (const lesson of ["journey", "dns-walk"]) {
          const before = lessonSummary(known(...x), lesson);
          const after = lessonSummary(known(...x, ...y), lesson);
          expect(after.reached).toEqual(expect.arrayContaining([...before.reached]));
          if (before.status !== "untouched") expect(after.status).not.toBe("untouched");
        }
      }),
      runs,
    );
  });
});

test.each([
  ['{"v":2,"anything":1}', "foreign"],
  ["", "blank"],
  ["[1]", "broken"],
  ['{"t":1}', "broken"],
  ['{"v":1,', "broken"],
  [spellLine({ t: at(1), language: "ko" }), "event"],
])("%s is of kind %s", (text, kind) => {
  expect(lineKind(text)).toBe(kind);
});

test("what is new are the events that still count, and lines of other versions", () => {
  const [one, two] = [beat(1, "journey", "url"), beat(2, "journey", "url")].map(spellLine);
  expect(newLines([two!], [one!, '{"v":2}', "junk"])).toEqual(['{"v":2}']);
  expect(newLines([one!, '{"v":2}'], [two!, '{"v":2}'])).toEqual([two]);
});

test("every answer is known, those to questions asked again too", () => {
  const progress = known(
    beat(1, "journey", "url", { answer: "wrong", mistake: "short" }),
    beat(2, "journey", "url", { answer: "right", aided: true }),
    beat(3, "journey", "url", { answer: "right" }),
    { t: at(4), lesson: "journey", review: "url", seed: 7, answer: "shown" },
  );
  const about = { lesson: "journey", beat: "url" };
  expect(answersOf(progress)).toEqual([
    { t: at(1), ...about, answer: "wrong", mistake: "short" },
    { t: at(2), ...about, answer: "right", aided: true },
    { t: at(3), ...about, answer: "right" },
    { t: at(4), ...about, answer: "shown", seed: 7 },
  ]);
});

test("time is the sum of what each window says last; the latest placement counts", () => {
  const progress = known(
    { t: at(1), window: "a-1", lesson: "journey", seconds: 10 },
    { t: at(5), window: "a-1", lesson: "journey", seconds: 14 },
    { t: at(2), window: "b-1", lesson: "journey", seconds: 3 },
    { t: at(2), placed: ["url"], points: ["U1"] },
    { t: at(1), placed: [], points: [] },
  );
  expect(secondsIn(progress, "journey")).toBe(17);
  expect(placedOf(progress)).toMatchObject({ placed: ["url"], points: ["U1"] });
  expect(placedOf(noProgress)).toEqual({ placed: [], points: [] });
});

test("fewer lines say the same, and what is of another version is there once", () => {
  const strange = ['{"v":1,"card":"ttl"}', "{", '{"v":1,"card":"ttl"}', "{"];
  const lines = [
    spellLine(beat(1, "journey", "url")),
    ...strange,
    "",
    spellLine(beat(2, "journey", "arp", { answer: "wrong" })),
    spellLine(beat(3, "journey", "url")),
    spellLine(beat(4, "journey", "arp", { answer: "right" })),
    spellLine({ t: at(2), language: "ko" }),
    spellLine({ t: at(1), language: "en" }),
  ];
  expect(compacted(lines)).toEqual([
    '{"v":1,"card":"ttl"}',
    spellLine({ t: at(2), language: "ko" }),
    spellLine(beat(2, "journey", "arp", { answer: "wrong" })),
    spellLine(beat(3, "journey", "url")),
    spellLine(beat(4, "journey", "arp", { answer: "right" })),
  ]);
  expect(compacted(compacted(lines))).toEqual(compacted(lines));
});

describe("what is known of a lesson", () => {
  test("nothing at first", () => {
    expect(lessonSummary(noProgress, "journey")).toEqual({ status: "untouched", reached: [] });
    expect(latestLesson(noProgress)).toBeUndefined();
    expect(savedLanguage(noProgress)).toBeUndefined();
    expect(latestTime(noProgress)).toBeUndefined();
  });

  test("where one was last, also when one had gone back", () => {
    const progress = known(beat(1, "journey", "url"), beat(2, "journey", "arp"), beat(3, "journey", "url"));
    expect(lessonSummary(progress, "journey")).toEqual({
      status: "started",
      beat: "url",
      t: at(3),
      reached: ["arp", "url"],
    });
  });

  test("done is done, and the way through it a second time is gone on with", () => {
    const done = known(beat(1, "journey", "url"), beat(2, "journey", "summary", { done: true }));
    expect(lessonSummary(done, "journey")).toMatchObject({ status: "done", t: at(2) });
    expect(lessonSummary(done, "journey").beat).toBeUndefined();
    expect(latestLesson(done)).toBeUndefined();
    const again = joinEvents(done, [beat(3, "journey", "arp")]);
    expect(lessonSummary(again, "journey")).toMatchObject({ status: "done", beat: "arp" });
    expect(latestLesson(again)).toBe("journey");
  });

  test("the lesson to go on with is the one where one was last, of those not at their end", () => {
    const progress = known(
      beat(1, "journey", "url"),
      beat(2, "dns-walk", "root"),
      beat(3, "subnets", "summary", { done: true }),
    );
    expect(latestLesson(progress)).toBe("dns-walk");
  });

  test("the language is the one chosen last", () => {
    expect(savedLanguage(known({ t: at(2), language: "ko" }, { t: at(1), language: "en" }))).toBe("ko");
  });
});
