/** Questions that are asked one after the other, each of a moment of its own: a review, or a placement. Pure. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { CardId, Moment } from "../lesson/card.ts";
import { nextQuestion, type Placement, type PlacementAnswer, placed } from "../lesson/placement.ts";
import { type PlacementPlan, placementPlan } from "../lesson/placement-plan.ts";
import type { PlayedBeat, PlayedLesson } from "../lesson/play.ts";
import type { QuestionState } from "../lesson/session.ts";
import type { NextLesson } from "./next-lesson.ts";

/** A card, and how often it was asked before: that makes its moment another one each time. */
export type Asked = { readonly id: CardId; readonly asked: number };

/** Right at once, right after a hint or another answer, not known. */
export type Tally = { readonly right: number; readonly aided: number; readonly missed: number };

/** What has been asked, and what follows from it. */
export type Course =
  | {
      readonly kind: "review";
      /** Those that are left; the first one is asked now. */
      readonly cards: readonly Asked[];
      readonly of: number;
      readonly tally: Tally;
      /** Those of which no moment could be made. */
      readonly passed: readonly CardId[];
    }
  | {
      readonly kind: "placement";
      readonly answers: readonly PlacementAnswer[];
      /** Without the cards of which no moment could be made. */
      readonly plan: PlacementPlan;
      readonly asked: number;
      readonly passed: readonly CardId[];
    };

/** A course at one of its questions. */
export type Sitting = {
  readonly course: Course;
  readonly seed: number;
  /** What differs from this step is marked. */
  readonly since: StepIndex;
  /** So many questions could not be asked before this one. */
  readonly passed: number;
};

/** What is due; `hours` until the next one is, where none is due. */
export type Due = { readonly cards: readonly Asked[]; readonly hours?: number };

/** What a sitting needs from outside. */
export type Sittings = {
  readonly due: () => Due;
  readonly moment: (asked: Asked) => Result<Moment, string>;
  /** What a placement found is kept; which lesson to begin with then. */
  readonly place: (found: Placement) => NextLesson | undefined;
  /** Slugs with their titles. */
  readonly lessons: () => readonly NextLesson[];
  /** Another number at each placement. */
  readonly another: () => number;
};

/** What is said instead of a question. */
export type Report =
  | { readonly kind: "nothing-due"; readonly hours?: number }
  | { readonly kind: "reviewed"; readonly tally: Tally; readonly passed: number; readonly due: Due }
  | {
      readonly kind: "placed";
      readonly found: Placement;
      readonly lessons: readonly NextLesson[];
      readonly begin?: NextLesson;
      readonly passed: number;
    }
  | { readonly kind: "placement-left" };

export type Begun = "review" | "placement";

/** A question with its moment, or what is said in the end. */
export type Place =
  | { readonly kind: "card"; readonly moment: Moment; readonly course: Course; readonly passed: number }
  | { readonly kind: "report"; readonly report: Report };

/** Half a minute each, about five minutes. */
const MOST_CARDS = 10;

export const reviewOf = (due: readonly Asked[]): Course => {
  const cards = due.slice(0, MOST_CARDS);
  return { kind: "review", cards, of: cards.length, tally: { right: 0, aided: 0, missed: 0 }, passed: [] };
};

export const placementOf = (asked: number): Course => ({
  kind: "placement",
  answers: [],
  plan: placementPlan,
  asked,
  passed: [],
});

/** What is asked now; undefined when it is over. */
export function current(course: Course): Asked | undefined {
  if (course.kind === "review") return course.cards[0];
  const id = nextQuestion(course.answers, course.plan);
  return id === undefined ? undefined : { id, asked: course.asked };
}

/** From 1. A placement may end before its last question. */
export const placeIn = (course: Course): { readonly n: number; readonly of: number } =>
  course.kind === "review"
    ? { n: course.of - course.cards.length + 1, of: course.of }
    : { n: course.answers.length + 1, of: course.plan.questions };

/** After the answer to what is asked now. */
export function after(course: Course, answer: QuestionState): Course {
  const asked = current(course);
  if (!asked) return course;
  if (course.kind === "review") {
    const { right, aided, missed } = course.tally;
    const helped = answer.wrong.length > 0 || answer.hints > 0;
    const tally: Tally =
      answer.status !== "right"
        ? { right, aided, missed: missed + 1 }
        : helped
          ? { right, aided: aided + 1, missed }
          : { right: right + 1, aided, missed };
    return { ...course, cards: course.cards.slice(1), tally };
  }
  const tried = answer.wrong.length > 0 ? "wrong" : "unknown";
  const outcome = answer.status === "right" ? "right" : tried;
  return { ...course, answers: [...course.answers, { card: asked.id, outcome }] };
}

/** Without what should be asked now, because no moment of it can be made. */
function without(course: Course, { id }: Asked): Course {
  const passed = [...course.passed, id];
  if (course.kind === "review") return { ...course, cards: course.cards.slice(1), of: course.of - 1, passed };
  const branches = course.plan.branches.map((branch) => {
    const rungs = branch.rungs.map((rung) => ({ ...rung, cards: rung.cards.filter((card) => card !== id) }));
    const end = rungs.findIndex(({ cards }) => cards.length === 0);
    // What cannot be asked about is not concluded, nor what is harder.
    return { ...branch, rungs: end < 0 ? rungs : rungs.slice(0, end) };
  });
  return { ...course, plan: { ...course.plan, branches: branches.filter(({ rungs }) => rungs.length > 0) }, passed };
}

/** The first question, or why there is none. */
export function begin(what: Begun, sittings: Sittings): Place {
  if (what === "placement") return next(placementOf(sittings.another()), sittings);
  const due = sittings.due();
  const { hours } = due;
  const nothing: Report = { kind: "nothing-due", ...(hours !== undefined && { hours }) };
  return due.cards.length === 0 ? { kind: "report", report: nothing } : next(reviewOf(due.cards), sittings);
}

/** The question that is asked now, or what came of all of them. */
export function next(course: Course, sittings: Sittings): Place {
  let here = course;
  for (let asked = current(here); asked; asked = current(here)) {
    const made = sittings.moment(asked);
    if (made.ok) {
      const passed = here.passed.length - course.passed.length;
      return { kind: "card", moment: made.value, course: here, passed };
    }
    here = without(here, asked);
  }
  return { kind: "report", report: concluded(here, sittings) };
}

function concluded(course: Course, sittings: Sittings): Report {
  const passed = course.passed.length;
  switch (course.kind) {
    case "review": {
      // What cannot be asked is due for ever: it would only be passed over again.
      const { cards, ...rest } = sittings.due();
      const due = { cards: cards.filter(({ id }) => !course.passed.includes(id)), ...rest };
      return { kind: "reviewed", tally: course.tally, passed, due };
    }
    case "placement": {
      const found = placed(course.answers, course.plan);
      const begin = sittings.place(found);
      return { kind: "placed", found, lessons: sittings.lessons(), ...(begin && { begin }), passed };
    }
    default:
      return unreachable(course);
  }
}

export function sittingAt({ moment, course, passed }: Extract<Place, { kind: "card" }>): Sitting {
  const { beats } = moment.played;
  const { run, step } = moment.beat;
  const before = beats.findLast((beat) => beat.run === run && beat.step < step)?.step;
  return { course, seed: moment.seed, since: before ?? step - 1, passed };
}

/**
 * The moment as a lesson of one beat: what leads there is not asked, and nothing comes after it. A placement gives no hints,
 * and a drill asks once.
 */
export function lessonOf({ played, beat }: Moment, { kind }: Course): PlayedLesson {
  const { drill: _, ...asking } = beat;
  const beats: readonly PlayedBeat[] = [asking, played.beats.at(-1)!];
  if (kind === "review") return { ...played, beats };
  const { texts } = played.lesson;
  const hintless = Object.fromEntries(
    Object.entries(texts).map(([language, text]) => {
      const words = text.beats[beat.id];
      return [language, words ? { ...text, beats: { ...text.beats, [beat.id]: { ...words, hints: [] } } } : text];
    }),
  );
  return { ...played, lesson: { ...played.lesson, texts: { ...texts, ...hintless } }, beats };
}
