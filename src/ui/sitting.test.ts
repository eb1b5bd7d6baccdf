/** A review and a placement, key by key. */
import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { languageWords } from "../i18n/language.ts";
import { type Language, languages } from "../i18n/words.ts";
import { rightAnswer } from "../lesson/answer.ts";
import { placed } from "../lesson/placement.ts";
import { currentQuestion } from "../lesson/session.ts";
import { rowColumns, rowText } from "../view/text.ts";
import type { AppEffect } from "./app-event.ts";
import { type AppState, contextOf } from "./app-state.ts";
import { atPlace, upcoming } from "./in-sitting.ts";
import { type LessonProgress, progressOf } from "./lesson-progress.ts";
import { questionLines } from "./lesson-state.ts";
import { pictureOf } from "./picture.ts";
import { reduce } from "./reducer.ts";
import { reportRows } from "./report-rows.ts";
import { type Begun, begin, next, type Report, type Sittings } from "./sitting.ts";
import type { Key, KeyName } from "./terminal/key.ts";
import { expectWhole } from "./testing/frames.ts";
import { asked, sittingsFrom, titled } from "./testing/sittings.ts";

const menu: AppState = { language: "en", screen: { kind: "menu" }, dialog: null, behind: "menu" };

/** Somebody at the keys: what follows from them is done at once. */
function learner(what: Begun, sittings: Sittings, more: Partial<AppState> = {}) {
  let state: AppState = atPlace({ ...menu, ...more }, begin(what, sittings));
  const kept: LessonProgress[] = [];
  const others: AppEffect[] = [];
  const size = { columns: 80, rows: 24 };

  function happen(event: Parameters<typeof reduce>[1]): void {
    const { measured } = pictureOf(state, size);
    const reduced = reduce(state, event, { words: languageWords(state.language), measured, tooSmall: false });
    const progress = progressOf(state, reduced.state);
    if (progress) kept.push(progress);
    state = reduced.state;
    for (const effect of reduced.effects) {
      if (effect.kind === "next-card") happen({ kind: "sitting", place: next(effect.course, sittings) });
      else if (effect.kind === "begin-sitting") happen({ kind: "sitting", place: begin(effect.what, sittings) });
      else others.push(effect);
    }
  }

  const press = (name: KeyName, char?: string): void => {
    const key: Key = char === undefined ? { kind: "key", name } : { kind: "key", name, char };
    happen({ kind: "key", key });
  };
  const lesson = () => {
    assert(state.screen.kind === "lesson", "a question is on the screen");
    return state.screen.lesson;
  };
  const question = () => currentQuestion(lesson().played, lesson().session)!;
  const goTo = (is: (line: ReturnType<typeof questionLines>[number]) => boolean): void => {
    for (let at = lesson().cursor; at < questionLines(lesson()).findIndex(is); at++) press("down");
    press("enter");
  };
  const answer = (given: string): void => {
    if (question().ask.kind !== "value") return goTo((line) => line.kind === "choice" && line.key === given);
    for (const char of given) press("char", char);
    press("enter");
  };
  return {
    kept,
    others,
    press,
    lesson,
    question,
    answer,
    right: () => answer(rightAnswer(question().ask)),
    dontKnow: () => goTo((line) => line.kind === "dont-know"),
    state: () => state,
    text: () =>
      pictureOf(state, size)
        .rows.map((row) => rowText(row).trimEnd())
        .join("\n"),
  };
}

describe("a review", () => {
  const dues = [asked("journey/query", "url/nowhere", "journey/syn"), { cards: [], hours: 30 }];

  test("asks what is due of moments that are not those of the lesson, and keeps every answer", () => {
    const one = learner("review", sittingsFrom({ dues, broken: ["url/nowhere"] }));
    expect(one.text()).toMatch(/Review 1\/3/);
    expect(one.text()).toContain("Questions you know, each in a run you have not seen.");
    one.press("right");
    expect(one.text()).toMatch(/Review 1\/3/);
    one.right();
    expect(one.text()).toContain("That is right.");
    expect(one.text()).toContain("Enter or -> goes on.");
    expect(contextOf(one.state())).toBe("answered");
    one.press("enter");
    expect(one.text()).toMatch(/Review 2\/2/);
    expect(one.text()).toContain("1 question could not be asked this time and was passed over.");
    one.dontKnow();
    one.press("right");
    expect(one.text()).toContain("1 right at once, 0 after a wrong answer or a hint, 1 not known.");
    expect(one.text()).toContain("The next question is due in 1 day.");
    expect(one.kept).toMatchObject([
      { slug: "journey", review: "query", answer: "right" },
      { slug: "journey", review: "syn", answer: "shown" },
    ]);
    expect(one.kept.every((kept) => "seed" in kept && kept.seed > 0)).toBe(true);
    one.press("enter");
    expect(one.state()).toMatchObject({ screen: { kind: "menu" }, dialog: null });
  });

  test("takes ten at most, says how many more are due, and Enter goes on with them", () => {
    const many = Array.from({ length: 12 }, () => "journey/query");
    const one = learner("review", sittingsFrom({ dues: [asked(...many), asked("journey/syn", "journey/query")] }));
    for (let n = 1; n <= 10; n++) {
      expect(one.text()).toContain(`Review ${n}/10`);
      one.dontKnow();
      one.press("enter");
    }
    expect(one.text()).toContain("2 more are due.");
    one.press("enter");
    expect(one.text()).toContain("Review 1/2");
  });

  test("a wrong answer and a hint leave the question open, and are told of it", () => {
    const one = learner("review", sittingsFrom({ dues }));
    one.answer("0x7777");
    expect(one.text()).toContain("That is not it.");
    one.right();
    expect(one.kept.map(({ answer }) => answer)).toEqual(["wrong", "right"]);
    expect(one.kept[1]).toMatchObject({ aided: true });
  });

  test.each(["escape", "q"])("%s leaves it for where it was begun from", (key) => {
    for (const behind of ["menu", "shell"] as const) {
      const one = learner("review", sittingsFrom({ dues }), { behind });
      if (key === "q") {
        one.right();
        one.press("char", "q");
      } else one.press("escape");
      expect(one.others).toEqual(behind === "shell" ? [{ kind: "quit" }] : []);
      expect(one.state().screen.kind).toBe("menu");
    }
  });

  test("the run of an answered question can be stepped through, and that of an open one cannot", () => {
    const one = learner("review", sittingsFrom({ dues: [asked("journey/syn")] }));
    const { cursor } = one.lesson().session;
    const step = (char: string): number => {
      one.press("char", char);
      return one.lesson().session.cursor;
    };
    expect(step(".")).toBe(cursor);
    one.dontKnow();
    expect(step(".")).toBeGreaterThan(cursor);
    expect(step(",")).toBe(cursor);
    expect(step("g")).toBe(cursor);
    expect(one.state().dialog).toBeNull();
  });

  test("what comes next is known while one reads", () => {
    const one = learner("review", sittingsFrom({ dues: [asked("journey/query", "journey/syn")] }));
    expect(upcoming(one.state().screen)).toEqual({ id: "journey/syn", asked: 1 });
    one.dontKnow();
    one.press("enter");
    expect(upcoming(one.state().screen)).toBeUndefined();
  });

  test.each([
    [{ cards: [] }, "A question is asked again some time after"],
    [{ cards: [], hours: 3 }, "The next question is due in 3 hours."],
  ])("with nothing due it says when: %j", (due, said) => {
    const one = learner("review", sittingsFrom({ dues: [due] }), { behind: "shell" });
    expect(one.text()).toContain("Nothing is due.");
    expect(one.text()).toContain(said);
    one.press("escape");
    expect(one.others).toEqual([{ kind: "quit" }]);
  });
});

describe("a placement", () => {
  test("takes one answer without hints, and shows the right one", () => {
    const one = learner("placement", sittingsFrom({}));
    expect(one.text()).toContain("Placement 1/10");
    expect(questionLines(one.lesson()).some(({ kind }) => kind === "hint")).toBe(false);
    one.answer("/nothing.html");
    expect(one.text()).toContain("x /nothing.html: That is not it.");
    expect(one.text()).toContain(`The answer is ${rightAnswer(one.question().ask)}.`);
    one.press("enter");
    expect(one.text()).toContain("Placement 2/10");
    expect(one.kept).toEqual([]);
  });

  test("of who knows all it concludes that all can be skipped, and why", () => {
    const sittings = sittingsFrom({});
    const one = learner("placement", sittings);
    while (one.state().screen.kind === "lesson") {
      one.right();
      one.press("enter");
    }
    expect(sittings.placements).toHaveLength(1);
    expect(sittings.placements[0]!.skip).toContain("loss");
    expect(one.text()).toContain("DNS: right to the end.");
    expect(one.text()).toContain("You may skip: The lesson url;");
    expect(one.kept).toEqual([]);
  });

  test("I don't know ends a topic, and the end says with which lesson to begin", () => {
    const sittings = sittingsFrom({ begin: "url" });
    const one = learner("placement", sittings);
    for (let n = 1; n <= 5; n++) {
      expect(one.text()).toContain(`Placement ${n}/10`);
      one.dontKnow();
      one.press("enter");
    }
    expect(one.text()).toContain("TCP: you said you do not know.");
    expect(one.text()).toContain("Begin with: The lesson url");
    one.press("enter");
    expect(one.others).toEqual([{ kind: "load-lesson", slug: "url" }]);
  });

  test("left early it keeps nothing, and says so", () => {
    const sittings = sittingsFrom({});
    const one = learner("placement", sittings);
    one.right();
    expect(one.text()).not.toContain(" g jump");
    one.press("escape");
    expect(one.text()).toContain("You left the placement early: nothing of it is kept.");
    expect(sittings.placements).toEqual([]);
    one.press("escape");
    expect(one.state()).toMatchObject({ screen: { kind: "menu" }, dialog: null });
  });

  test("a question that cannot be asked is passed over, and nothing is concluded from it", () => {
    const broken = ["journey/query", "resolver/used"];
    const sittings = sittingsFrom({ broken });
    const one = learner("placement", sittings);
    while (one.state().screen.kind === "lesson") {
      one.right();
      one.press("enter");
    }
    expect(sittings.placements[0]!.skip).not.toContain("resolver");
    expect(sittings.placements[0]!.skip).toContain("handshake");
    expect(one.text()).toContain("2 questions could not be asked");
  });
});

const reports: readonly Report[] = [
  { kind: "nothing-due", hours: 0 },
  { kind: "reviewed", tally: { right: 3, aided: 1, missed: 2 }, passed: 1, due: { cards: [], hours: 200 } },
  {
    kind: "placed",
    found: placed([
      { card: "url/whom-and-what", outcome: "right" },
      { card: "ip-address/network-drill", outcome: "wrong" },
      { card: "ip-address/broadcast-drill", outcome: "wrong" },
      { card: "journey/query", outcome: "wrong" },
      { card: "handshake/first-number", outcome: "right" },
      { card: "many-sockets/syn", outcome: "unknown" },
    ]),
    lessons: ["url", "handshake"].map(titled),
    begin: titled("url"),
    passed: 0,
  },
  { kind: "placement-left" },
];

describe.each(languages)("what is said in the end, in %s", (language: Language) => {
  test.each(reports)("fits: $kind", (report) => {
    for (const columns of [40, 58, 78]) {
      for (const row of reportRows(report, columns, languageWords(language))) {
        expect(rowColumns(row)).toBeLessThanOrEqual(columns);
      }
    }
    for (const size of [
      { columns: 60, rows: 16 },
      { columns: 80, rows: 24 },
    ]) {
      const { rows } = pictureOf({ ...menu, language, dialog: { kind: "report", report, top: 0 } }, size);
      expectWhole(rows, size);
    }
  });
});

test("right answers among many wrong ones are told to be doubted", () => {
  const rows = reportRows(reports[2]!, 78, languageWords("en")).map(rowText).join("\n");
  expect(rows).toContain("Among so many wrong answers");
  expect(rows).toContain("No lesson is skipped.");
});
