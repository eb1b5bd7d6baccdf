/** A review and a placement, line by line. */
import { expect, test } from "vitest";
import { assert } from "../../base/assert.ts";
import { ok } from "../../base/result.ts";
import type { Language } from "../../i18n/words.ts";
import { rightAnswer } from "../../lesson/answer.ts";
import { currentQuestion } from "../../lesson/session.ts";
import { rowText } from "../../view/text.ts";
import { type Begun, begin, next, type Sittings } from "../sitting.ts";
import { courseMap } from "../testing/map.ts";
import { asked, sittingsFrom } from "../testing/sittings.ts";
import { here } from "./place.ts";
import { promptOf, typed } from "./plain.ts";
import { inPlace } from "./sitting-commands.ts";
import { type PlainEffect, type PlainState, type Printed, plainMenu, type Surroundings } from "./state.ts";

const around: Surroundings = {
  columns: 80,
  lessons: [{ slug: "url", title: { en: "Reading a URL", ko: "URL 읽기" }, minutes: 9, progress: "ready" }],
  next: undefined,
  after: () => undefined,
  map: () => courseMap,
  due: 3,
  glossary: () => ok({ terms: {} }),
};

/** What is printed to one line after the other; reviews and placements go on by themselves. */
function session(sittings: Sittings, from: Partial<PlainState> = {}, language: Language = "en") {
  let state: PlainState = { ...plainMenu(language, false), ...from };
  const others: PlainEffect[] = [];
  let said = "";
  function take(printed: Printed): void {
    state = printed.state;
    said += printed.rows.map((row) => `${rowText(row).trimEnd()}\n`).join("");
    for (const effect of printed.effects) {
      if (effect.kind === "next-card") take(inPlace(state, next(effect.course, sittings), around));
      else if (effect.kind === "begin-sitting") take(inPlace(state, begin(effect.what, sittings), around));
      else others.push(effect);
    }
  }
  const heard = (act: () => void): string => {
    said = "";
    act();
    return said;
  };
  return {
    others,
    menu: () => heard(() => take(here(state, around))),
    begin: (what: Begun) => heard(() => take(inPlace(state, begin(what, sittings), around))),
    says: (line: string) => heard(() => take(typed(state, line, around))),
    prompt: () => promptOf(state),
    rightAnswer: () => {
      assert(state.screen.kind === "lesson", "a question is there");
      return rightAnswer(currentQuestion(state.screen.lesson.played, state.screen.lesson.session)!.ask);
    },
  };
}

test("the menu offers both, and each begins by its word", () => {
  const menu = session(sittingsFrom({ dues: [asked("journey/syn")] })).menu();
  expect(menu).toContain("review: 3 questions are due again\n");
  expect(menu).toContain("place: ten questions that find where to begin\n");
  const one = () => session(sittingsFrom({ dues: [asked("journey/syn")] }));
  expect(one().says("review")).toContain("Review 1/1, The journey of a URL, event");
  expect(one().says("place")).toContain("Placement 1/10, Reading a URL, event");
  expect(session(sittingsFrom({}), {}, "ko").says("배치")).toContain("배치 평가 1/10, URL 읽기");
});

test("a review from the shell: numbered choices, one question after the other, and the end", () => {
  const sittings = sittingsFrom({ dues: [asked("handshake/first-number", "journey/syn"), { cards: [], hours: 49 }] });
  const one = session(sittings, { behind: "shell" });
  expect(one.begin("review")).toMatch(/Questions you know[\s\S]*Question\n[\s\S]*h: hint, s: [^\n]*, q: leave\./);
  expect(one.says("")).toMatch(/^Answer first/);
  expect(one.says("b")).toBe("There is only this question here.\n");
  expect(one.says("a 12345")).toContain("That is not it.");
  expect(one.says(`a ${one.rightAnswer()}`)).toMatch(/^That is right\.\n[\s\S]*Enter goes on, q leaves\.\n$/);
  expect(one.says("")).toContain("Review 2/2");
  expect(one.says("s")).toContain("Enter goes on, q leaves.");
  expect(one.says("")).toBe(
    "\nReview\n0 right at once, 1 after a wrong answer or a hint, 1 not known.\n" +
      "What was hard comes again soon, what was easy much later.\nThe next question is due in 2 days.\n",
  );
  expect(one.others).toEqual([{ kind: "quit" }]);
});

test("more that is due waits for an Enter, and anything else leaves", () => {
  const begun = (behind: "menu" | "shell") => {
    const one = session(sittingsFrom({ dues: [asked("journey/syn")] }), { behind });
    one.begin("review");
    one.says("s");
    expect(one.says("")).toContain("1 more is due.\n\nEnter goes on, q leaves.\n");
    expect(one.prompt()).toBe("Enter or q:");
    return one;
  };
  expect(begun("shell").says("")).toContain("Review 1/1");
  const left = begun("shell");
  expect(left.says("q")).toBe("");
  expect(left.others).toEqual([{ kind: "quit" }]);
  expect(begun("menu").says("q")).toContain("Reading a URL");
});

test("a placement takes one answer, and left early keeps nothing", () => {
  const sittings = sittingsFrom({});
  const one = session(sittings, { behind: "shell" });
  one.begin("placement");
  expect(one.says("h")).toBe("There are no more hints.\n");
  const right = one.rightAnswer();
  expect(one.says("/nothing")).toBe(`/nothing: That is not it.\nThe answer is ${right}.\nEnter goes on, q leaves.\n`);
  expect(one.says("")).toContain("Placement 2/10");
  expect(one.says("q")).toBe("\nPlacement\nYou left the placement early: nothing of it is kept.\n");
  expect(one.others).toEqual([{ kind: "quit" }]);
  expect(sittings.placements).toEqual([]);
});

test("the end of a placement says why, and Enter begins the lesson that it names", () => {
  const one = session(sittingsFrom({ begin: "url" }), { behind: "shell" });
  one.begin("placement");
  let said = "";
  for (let n = 1; n <= 5; n++) {
    one.says("s");
    said = one.says("");
  }
  expect(said).toContain("DNS: you said you do not know.\n");
  expect(said).toContain("Begin with: The lesson url\n\nEnter begins it, q leaves.\n");
  one.says("");
  expect(one.others).toEqual([{ kind: "load-lesson", slug: "url" }]);
});
