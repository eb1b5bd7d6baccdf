/** The learner's map: lessons with what rests on what, how each stands, and the points of the curriculum that were shown. Pure. */
import type { Card } from "./card.ts";
import { type CurriculumPoint, curriculumPoints } from "./curriculum.ts";
import { type Progress, secondsIn } from "./progress.ts";
import { type LessonMarks, type NextStep, nextStep, type Standing, shownPoints, standings } from "./standing.ts";
import type { LessonLanguage } from "./words-file.ts";

/** How a lesson stands; `due`: nothing is to be learnt in it, but some of its questions are to be asked again. */
export type LessonMark = Standing | "due";

export const lessonMark = (mark: LessonMark, due: boolean): LessonMark =>
  due && (mark === "done" || mark === "placed") ? "due" : mark;

/** What the map has to know of a lesson. */
export type MappedLesson = LessonMarks & {
  readonly title: Readonly<Record<LessonLanguage, string>>;
  readonly minutes: number;
};

export type MapLesson = {
  readonly slug: string;
  readonly title: MappedLesson["title"];
  /** In the order in which they are offered, from 1. */
  readonly number: number;
  readonly mark: LessonMark;
  readonly minutes: number;
  /** Spent in it so far. */
  readonly seconds: number;
  /** How many of its questions are due. */
  readonly due: number;
  /** The lessons on which it rests. */
  readonly after: readonly string[];
  readonly points: readonly { readonly point: CurriculumPoint; readonly shown: boolean }[];
  /** For each lesson above it in the tree, from the root's child down to itself, whether another one follows beside it. */
  readonly branches: readonly boolean[];
};

/** The points that begin with the same letter. */
export type PointGroup = { readonly letter: GroupLetter; readonly shown: number; readonly of: number };

export const groupLetters = ["U", "H", "A", "D", "S", "T"] as const;
export type GroupLetter = (typeof groupLetters)[number];

export type LearnerMap = {
  /** Each below the last of those on which it rests. */
  readonly lessons: readonly MapLesson[];
  readonly next: NextStep;
  readonly groups: readonly PointGroup[];
  readonly shown: number;
  readonly of: number;
};

export function learnerMap(lessons: readonly MappedLesson[], progress: Progress, due: readonly Card[]): LearnerMap {
  const stands = standings(lessons, progress);
  const shown = shownPoints(lessons, progress);
  const known = new Set(lessons.map(({ slug }) => slug));
  return {
    lessons: treeOf(lessons).map(({ lesson, number, branches }): MapLesson => {
      const { slug, title, minutes, after } = lesson;
      const dueHere = due.filter((card) => card.lesson === slug).length;
      const taught = new Set(Object.values(lesson.points).flat());
      return {
        slug,
        title,
        number,
        mark: lessonMark(stands.get(slug)!, dueHere > 0),
        minutes,
        seconds: secondsIn(progress, slug),
        due: dueHere,
        after: after.filter((other) => known.has(other)),
        points: curriculumPoints
          .filter((point) => taught.has(point))
          .map((point) => ({ point, shown: shown.has(point) })),
        branches,
      };
    }),
    next: nextStep(lessons, progress, due.length),
    ...pointsOf(shown),
  };
}

/** How many points were shown, in all and by group. */
export function pointsOf(shown: ReadonlySet<string>): Pick<LearnerMap, "groups" | "shown" | "of"> {
  const groups = groupLetters.map((letter): PointGroup => {
    const points = curriculumPoints.filter((point) => point.startsWith(letter));
    return { letter, shown: points.filter((point) => shown.has(point)).length, of: points.length };
  });
  return { groups, shown: groups.reduce((sum, group) => sum + group.shown, 0), of: curriculumPoints.length };
}

type Node = { readonly lesson: MappedLesson; readonly number: number; readonly branches: readonly boolean[] };

function treeOf(lessons: readonly MappedLesson[]): readonly Node[] {
  const place = new Map(lessons.map(({ slug }, i) => [slug, i]));
  // Only what comes before can be above: then nothing goes round in a circle.
  const above = lessons.map(({ after }, i) =>
    Math.max(-1, ...after.map((slug) => place.get(slug) ?? -1).filter((other) => other < i)),
  );
  const below = (parent: number, branches: readonly boolean[]): readonly Node[] => {
    const children = lessons.map((_, i) => i).filter((i) => above[i] === parent);
    return children.flatMap((i) => {
      const own = parent < 0 ? [] : [...branches, i !== children.at(-1)];
      return [{ lesson: lessons[i]!, number: i + 1, branches: own }, ...below(i, own)];
    });
  };
  return below(-1, []);
}
