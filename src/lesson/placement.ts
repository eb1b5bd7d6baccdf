/**
 * Which lessons a learner may skip: up to ten questions, from easy to hard, on moments of runs. Everything follows from the
 * answers so far; nothing is kept beside them.
 */
import type { CardId } from "./card.ts";
import { type Branch, type PlacementPlan, placementPlan, type Rung, type Topic } from "./placement-plan.ts";

export type PlacementAnswer = { readonly card: CardId; readonly outcome: "right" | "wrong" | "unknown" };

/**
 * Why a topic went no further: `passed`: there is nothing harder; `unknown`: the learner said so; `wrong`: no right answer
 * on this rung; `unasked`: the questions were used up, or it never came to it.
 */
export type BranchEnd = "passed" | "unknown" | "wrong" | "unasked";

export type BranchResult = {
  readonly topic: Topic;
  readonly end: BranchEnd;
  /** So many rungs were answered rightly, of so many. */
  readonly passed: number;
  readonly rungs: number;
  readonly asked: number;
  /** Right answers that may be luck, and are not counted. */
  readonly doubted: boolean;
  /** Slugs of the lessons that may be skipped for it. */
  readonly skip: readonly string[];
  readonly shown: readonly string[];
};

export type Placement = {
  /** Whether no question is left to ask. */
  readonly over: boolean;
  readonly asked: number;
  readonly right: number;
  readonly wrong: number;
  readonly unknown: number;
  readonly branches: readonly BranchResult[];
  /** Those of all branches, in the order of the plan. */
  readonly skip: readonly string[];
  readonly shown: readonly string[];
};

type Standing = {
  readonly branch: Branch;
  readonly passed: readonly Rung[];
  readonly asked: number;
  readonly wrong: number;
  /** Undefined while there is more to ask. */
  readonly end?: Exclude<BranchEnd, "unasked">;
  readonly next?: CardId;
};

function standingOf(branch: Branch, answers: readonly PlacementAnswer[]): Standing {
  const passed: Rung[] = [];
  let asked = 0;
  let wrong = 0;
  for (const rung of branch.rungs) {
    let right = false;
    for (const card of rung.cards) {
      const answer = answers.find((a) => a.card === card);
      if (!answer) return { branch, passed, asked, wrong, next: card };
      asked++;
      if (answer.outcome === "unknown") return { branch, passed, asked, wrong, end: "unknown" };
      right = answer.outcome === "right";
      if (right) {
        passed.push(rung);
        break;
      }
      wrong++;
    }
    if (!right) return { branch, passed, asked, wrong, end: "wrong" };
  }
  return { branch, passed, asked, wrong, end: "passed" };
}

/** The card to ask next: all topics once before any of them twice. Undefined when it is over. */
export function nextQuestion(
  answers: readonly PlacementAnswer[],
  plan: PlacementPlan = placementPlan,
): CardId | undefined {
  if (answers.length >= plan.questions) return undefined;
  const standings = plan.branches.map((branch) => standingOf(branch, answers));
  const others = standings.filter(({ branch }) => !branch.last);
  const open = others.filter(({ next }) => next !== undefined);
  if (open.length > 0) return open.reduce((a, b) => (b.asked < a.asked ? b : a)).next;
  if (others.some(({ end }) => end !== "passed")) return undefined;
  return standings.find(({ branch, next }) => branch.last && next !== undefined)?.next;
}

/** From so many wrong answers on somebody is guessing, and a right one among wrong ones may be luck. */
const GUESSES = 3;
/** Nor is one right answer enough then. */
const RIGHT_IN_A_ROW = 2;

export function placed(answers: readonly PlacementAnswer[], plan: PlacementPlan = placementPlan): Placement {
  const count = (outcome: PlacementAnswer["outcome"]): number => answers.filter((a) => a.outcome === outcome).length;
  const guessing = count("wrong") >= GUESSES;
  const branches = plan.branches.map((branch): BranchResult => {
    const { passed, asked, wrong, end = "unasked" } = standingOf(branch, answers);
    const doubted = guessing && passed.length > 0 && (wrong > 0 || passed.length < RIGHT_IN_A_ROW);
    const counted = doubted ? [] : passed;
    return {
      topic: branch.topic,
      end,
      passed: passed.length,
      rungs: branch.rungs.length,
      asked,
      doubted,
      skip: counted.flatMap(({ lessons }) => lessons),
      shown: [...new Set(counted.flatMap(({ points }) => points))],
    };
  });
  return {
    over: nextQuestion(answers, plan) === undefined,
    asked: answers.length,
    right: count("right"),
    wrong: count("wrong"),
    unknown: count("unknown"),
    branches,
    skip: branches.flatMap(({ skip }) => skip),
    shown: [...new Set(branches.flatMap(({ shown }) => shown))],
  };
}
