import { describe, expect, test } from "vitest";
import { judge, rightAnswer } from "./answer.ts";
import { beatText } from "./beat-text.ts";
import { type Card, cardId, cardOf, cardsOf, type Moment, moment, numbersOf, seedOf } from "./card.ts";
import { gradeOf } from "./grade.ts";
import type { Lesson } from "./load.ts";
import { currentQuestion, lessonReducer } from "./session.ts";
import { builtInFiles, loadedLesson } from "./testing/lessons.ts";
import { shippedLesson, shippedSlugs } from "./testing/shipped.ts";

function momentOf(lesson: Lesson, card: Card, seed: number): Moment {
  const made = moment(lesson, card, seed);
  expect(made.ok || made.error).toBe(true);
  return made.ok ? made.value : expect.unreachable();
}

const grade = ({ played, session }: Moment, given: string) =>
  gradeOf(currentQuestion(played, lessonReducer(played, session, { kind: "answer", given }))!.state);

const addresses = ({ spec }: Lesson): readonly string[] =>
  Object.values(spec.devices).flatMap((d) =>
    "ports" in d ? Object.values(d.ports).map(({ address }) => address) : [],
  );

describe.each(shippedSlugs())("%s", (slug) => {
  const lesson = shippedLesson(slug);
  const cards = cardsOf(lesson);

  test("has a card for each beat that asks", () => {
    expect(cards.map(({ beat }) => beat)).toEqual(lesson.beats.filter((b) => b.ask || b.drill).map(({ id }) => id));
  });

  test.each(cards)("$beat can be asked of another moment each time", (card) => {
    const moments = [0, 1].map((asked) => momentOf(lesson, card, seedOf(card, asked)));
    for (const m of moments) {
      expect(grade(m, rightAnswer(m.ask))).toBe("good");
      const others = m.ask.kind === "choice" ? m.ask.keys : Object.values(m.ask.wrong).map(String);
      const wrong = others.filter((other) => other !== rightAnswer(m.ask));
      expect(wrong.length).toBe(others.length - (m.ask.kind === "choice" ? 1 : 0));
      for (const given of wrong) {
        expect(judge(m.ask, given).right).toBe(false);
        expect(grade(m, given)).toBeUndefined();
      }
      const texts = (["en", "ko"] as const).map((language) => beatText(m.played.lesson, m.beat, language));
      for (const text of texts) expect(text.ask.length).toBeGreaterThan(0);
      const shown = JSON.stringify([texts, m.beat.values, m.ask]);
      expect(shown).not.toMatch(/\{[a-z][a-zA-Z0-9]*\}/);
      const now = addresses(m.played.lesson);
      for (const old of addresses(lesson).filter((a) => !now.includes(a)))
        expect(shown).not.toMatch(new RegExp(`(?<![\\d.])${old.replaceAll(".", "\\.")}(?![\\d]|\\.\\d)`));
    }
    const [before, after] = moments.map(numbersOf);
    expect(after).not.toEqual(before);
  });
});

const lesson = loadedLesson(builtInFiles("journey"));
const card = { lesson: "journey", beat: "syn" };

test("the same seed is the same moment", () => {
  const [one, other] = [momentOf(lesson, card, 4), momentOf(lesson, card, 4)];
  expect(numbersOf(one)).toEqual(numbersOf(other));
  expect(one.beat).toEqual(other.beat);
});

test("nothing but the card's beat asks, and nobody can do anything else there", () => {
  const { played, beat } = momentOf(lesson, card, 4);
  expect(played.beats.filter(({ ask, drill }) => ask ?? drill).map(({ id }) => id)).toEqual(["syn"]);
  expect(played.beats.some(({ tryIt, whatIf }) => tryIt ?? whatIf)).toBe(false);
  expect(beat.id).toBe("syn");
});

test("of a lesson with many runs those are made that the moment speaks of", () => {
  const fails = shippedLesson("when-it-fails");
  const [first] = cardsOf(fails);
  const { runs } = momentOf(fails, first!, 1).played;
  expect(Object.keys(runs).length).toBeLessThan(Object.keys(fails.runs).length);
});

test("a beat that is not there, or asks nothing, has no moment", () => {
  expect(moment(lesson, { lesson: "journey", beat: "nowhere" }, 1).ok).toBe(false);
  const quiet = lesson.beats.find((b) => !b.ask && !b.drill)!;
  expect(moment(lesson, { lesson: "journey", beat: quiet.id }, 1).ok).toBe(false);
});

test("a card's name can be read again", () => {
  expect(cardOf(cardId(card))).toEqual(card);
  for (const id of ["", "journey", "/syn", "journey/", "a/b/c"]) expect(cardOf(id)).toBeUndefined();
});
