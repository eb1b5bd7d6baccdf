import { describe, expect, test } from "vitest";
import { nextBelow, seedRng } from "../base/rng.ts";
import { judge, type PlayedAsk, rightAnswer } from "./answer.ts";
import { type CardId, cardOf, moment, seedOf } from "./card.ts";
import { curriculumPoints } from "./curriculum.ts";
import type { Lesson } from "./load.ts";
import { nextQuestion, type Placement, type PlacementAnswer, placed } from "./placement.ts";
import { type PlacementPlan, placementPlan, type Topic } from "./placement-plan.ts";
import { shippedLesson, shippedSlugs } from "./testing/shipped.ts";

const rungs = placementPlan.branches.flatMap(({ topic, rungs: all }) => all.map((rung) => ({ topic, ...rung })));
const topicOf = (card: CardId): Topic => rungs.find(({ cards }) => cards.includes(card))!.topic;

const lessons = new Map<string, Lesson>();
function lessonCalled(slug: string): Lesson {
  const known = lessons.get(slug) ?? shippedLesson(slug);
  lessons.set(slug, known);
  return known;
}

const asks = new Map<string, PlayedAsk>();

/** The question as somebody is asked it whose placement is number `seed`. */
function asked(id: CardId, seed: number): PlayedAsk {
  const known = asks.get(`${id} ${seed}`);
  if (known) return known;
  const card = cardOf(id)!;
  const made = moment(lessonCalled(card.lesson), card, seedOf(card, seed));
  if (!made.ok) expect.unreachable(`${id}: ${JSON.stringify(made.error)}`);
  asks.set(`${id} ${seed}`, made.value.ask);
  return made.value.ask;
}

/** What a learner gives to a question; undefined: "I don't know". */
type Learner = (card: CardId, ask: PlayedAsk) => string | undefined;

function run(learner: Learner, seed = 0): { readonly cards: readonly CardId[]; readonly result: Placement } {
  const answers: PlacementAnswer[] = [];
  for (let card = nextQuestion(answers); card !== undefined; card = nextQuestion(answers)) {
    const ask = asked(card, seed);
    const given = learner(card, ask);
    const outcome = given === undefined ? "unknown" : judge(ask, given).right ? "right" : "wrong";
    answers.push({ card, outcome });
  }
  return { cards: answers.map(({ card }) => card), result: placed(answers) };
}

const offered = (ask: PlayedAsk): readonly string[] =>
  ask.kind === "choice" ? ask.keys : [rightAnswer(ask), ...Object.values(ask.wrong).map(String)];
const mistake = (ask: PlayedAsk): string => offered(ask).find((given) => !judge(ask, given).right)!;
const ends = ({ branches }: Placement) => Object.fromEntries(branches.map(({ topic, end }) => [topic, end]));

describe("five learners", () => {
  test("who knows nothing and is wrong everywhere skips nothing, and is asked nothing hard", () => {
    const { cards, result } = run((_, ask) => mistake(ask));
    expect(result).toMatchObject({ over: true, right: 0, wrong: 10, skip: [], shown: [] });
    const hard = rungs.filter(({ topic, cards: c }) => rungs.find((r) => r.topic === topic)!.cards !== c);
    expect(cards.filter((card) => hard.some((rung) => rung.cards.includes(card)))).toEqual([]);
    expect(ends(result)).toEqual({
      web: "wrong",
      addresses: "wrong",
      dns: "wrong",
      sockets: "wrong",
      tcp: "wrong",
      whole: "unasked",
    });
  });

  test("who knows all is asked ten questions, easy ones first, and skips all that they are about", () => {
    const { cards, result } = run((_, ask) => rightAnswer(ask));
    expect(result).toMatchObject({ over: true, asked: 10, right: 10 });
    expect(new Set(Object.values(ends(result)))).toEqual(new Set(["passed"]));
    expect(result.skip.toSorted()).toEqual(rungs.flatMap((r) => r.lessons).toSorted());
    expect(shippedSlugs().filter((slug) => !result.skip.includes(slug))).toEqual(["when-it-fails"]);
    expect(cards.slice(0, 5).map(topicOf)).toEqual(["web", "addresses", "dns", "sockets", "tcp"]);
    expect(topicOf(cards.at(-1)!)).toBe("whole");
  });

  test("who knows DNS alone skips the lessons on DNS, with wrong answers elsewhere and with none", () => {
    for (const elsewhere of [mistake, () => undefined]) {
      const { result } = run((card, ask) => (topicOf(card) === "dns" ? rightAnswer(ask) : elsewhere(ask)));
      expect(result.skip).toEqual(["resolver", "dns-records", "dns-walk", "dns-cache"]);
      expect(result.shown).toEqual(["D2", "D9", "D13", "D14"]);
      expect(ends(result)).toMatchObject({ dns: "passed", whole: "unasked" });
    }
  });

  test("who guesses is hardly ever let past anything", () => {
    const skipped = Array.from({ length: 200 }, (_, seed) => {
      let rng = seedRng(seed, "guess");
      const { result } = run((_card, ask) => {
        const all = offered(ask);
        // Even if the known mistakes are all that comes to mind.
        const [n, next] = nextBelow(rng, all.length);
        rng = next;
        return all[n]!;
      }, seed % 2);
      return result.skip.length;
    });

    expect(skipped.filter((n) => n === 0).length).toBeGreaterThan(100);
    expect(skipped.reduce((a, b) => a + b, 0) / skipped.length).toBeLessThan(2);
  });

  test("who says that he does not know is asked one question on each topic", () => {
    const { cards, result } = run(() => undefined);
    expect(cards.map(topicOf)).toEqual(["web", "addresses", "dns", "sockets", "tcp"]);
    expect(result).toMatchObject({ over: true, unknown: 5, wrong: 0, skip: [], shown: [] });
    expect(ends(result)).toMatchObject({ web: "unknown", tcp: "unknown", whole: "unasked" });
  });
});

const plan: PlacementPlan = {
  questions: 6,
  branches: [
    {
      topic: "web",
      rungs: [
        { cards: ["a/1", "a/2"], lessons: ["a"], points: ["U1"] },
        { cards: ["b/1", "b/2"], lessons: ["b"], points: ["H1"] },
      ],
    },
    { topic: "dns", rungs: [{ cards: ["c/1", "c/2"], lessons: ["c"], points: ["D1"] }] },
    { topic: "whole", rungs: [{ cards: ["d/1"], lessons: ["d"], points: ["T7"] }], last: true },
  ],
};
const answers = (...given: readonly `${CardId} ${PlacementAnswer["outcome"]}`[]): readonly PlacementAnswer[] =>
  given.map((text) => {
    const [card, outcome] = text.split(" ") as [CardId, PlacementAnswer["outcome"]];
    return { card, outcome };
  });

describe("step by step", () => {
  test("a wrong answer brings another question as easy, a right one then a harder one", () => {
    expect(nextQuestion([], plan)).toBe("a/1");
    expect(nextQuestion(answers("a/1 wrong"), plan)).toBe("c/1");
    const twice = answers("a/1 wrong", "c/1 right");
    expect(nextQuestion(twice, plan)).toBe("a/2");
    expect(nextQuestion([...twice, ...answers("a/2 right")], plan)).toBe("b/1");
    expect(placed([...twice, ...answers("a/2 right")], plan)).toMatchObject({ over: false, skip: ["a", "c"] });
  });

  test("what was right before stays right when a harder question is not known", () => {
    const { branches, skip, over } = placed(answers("a/1 right", "c/1 right", "b/1 unknown"), plan);
    expect(skip).toEqual(["a", "c"]);
    expect(branches[0]).toMatchObject({ end: "unknown", passed: 1, rungs: 2, asked: 2, shown: ["U1"] });
    expect(over).toBe(true);
  });

  test("the whole is asked when all else is known", () => {
    const all = answers("a/1 right", "c/1 right", "b/1 right");
    expect(nextQuestion(all, plan)).toBe("d/1");
    expect(placed([...all, ...answers("d/1 wrong")], plan)).toMatchObject({ over: true, skip: ["a", "b", "c"] });
  });

  test("among wrong answers a single right one is not counted, and that is said", () => {
    const { branches, skip, right } = placed(answers("a/1 wrong", "c/1 wrong", "a/2 right", "c/2 wrong"), plan);
    expect([right, skip]).toEqual([1, []]);
    expect(branches[0]).toMatchObject({ passed: 1, doubted: true, skip: [], shown: [] });
    const known = placed(answers("a/1 right", "c/1 wrong", "b/1 right", "c/2 wrong"), plan);
    expect(known.branches[0]).toMatchObject({ doubted: false, skip: ["a", "b"] });
  });

  test("it ends when its questions are used up", () => {
    const short = { ...plan, questions: 2 };
    expect(nextQuestion(answers("a/1 right", "c/1 right"), short)).toBeUndefined();
    expect(placed(answers("a/1 right", "c/1 right"), short)).toMatchObject({ over: true, skip: ["a", "c"] });
  });
});

describe("its plan", () => {
  test("names cards, lessons and points that there are, each once", () => {
    const cards = rungs.flatMap((r) => r.cards);
    const slugs = rungs.flatMap((r) => r.lessons);
    expect(new Set(cards).size).toBe(cards.length);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.filter((slug) => !shippedSlugs().includes(slug))).toEqual([]);
    for (const { points } of rungs) expect(curriculumPoints).toEqual(expect.arrayContaining([...points]));
    for (const id of cards) expect(asked(id, 0)).toBeDefined();
  });

  test("has points that the lessons of their rung make, or those that ask for them", () => {
    for (const { points, cards, lessons: slugs } of rungs) {
      const all = [...slugs, ...cards.map((id) => cardOf(id)!.lesson)];
      const covered = all.flatMap((slug) => lessonCalled(slug).beats.flatMap(({ covers }) => covers));
      expect(points.filter((point) => !covered.includes(point))).toEqual([]);
    }
  });

  test("asks nothing that is one of a list to choose from", () => {
    for (const { cards } of rungs) for (const id of cards) expect(asked(id, 0).kind, id).not.toBe("choice");
  });
});
