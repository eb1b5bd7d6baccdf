/** Where a learner stands: which points of the curriculum were shown, how each lesson stands, and what comes next. Pure. */
import type { Lesson } from "./load.ts";
import { answersOf, latestLesson, type Progress, placedOf } from "./progress.ts";

/** What has to be known of a lesson to say how a learner stands in it. */
export type LessonMarks = {
  readonly slug: string;
  /** The lessons on which it rests. */
  readonly after: readonly string[];
  /** By the id of a beat that asks or sets a task: the points that a right answer shows. */
  readonly points: Readonly<Record<string, readonly string[]>>;
  /** The ids of the beats whose questions can be asked again. */
  readonly cards: readonly string[];
};

/** `placed`: a placement found that it can be left out. `ready`: all on which it rests is done or placed. */
export type Standing = "done" | "started" | "placed" | "ready" | "later";

/**
 * By asking beat, what it lets a learner show: its own points, and those of the beats after it that only tell, since questions
 * come before what they are about. What is told before the first question is shown by that.
 */
export function askedPoints({ beats }: Pick<Lesson, "beats">): LessonMarks["points"] {
  const points: Record<string, readonly string[]> = {};
  let waiting: readonly string[] = [];
  let last: string | undefined;
  for (const { id, ask, tryIt, drill, covers } of beats) {
    if (ask || tryIt || drill) {
      points[id] = [...new Set([...waiting, ...covers])];
      waiting = [];
      last = id;
    } else if (last === undefined) waiting = [...waiting, ...covers];
    else points[last] = [...new Set([...points[last]!, ...covers])];
  }
  return points;
}

/** The points whose latest answer, to any question about them, was right; and those that a placement found. */
export function shownPoints(lessons: readonly LessonMarks[], progress: Progress): ReadonlySet<string> {
  const bySlug = new Map(lessons.map((lesson) => [lesson.slug, lesson]));
  // A question may be about several points, and a point may have several questions: each stands by its latest answer.
  const latest = new Map<string, { readonly right: boolean; readonly points: readonly string[] }>();
  for (const { lesson, beat, answer } of answersOf(progress)) {
    const points = bySlug.get(lesson)?.points[beat];
    if (points) latest.set(`${lesson} ${beat}`, { right: answer === "right", points });
  }
  const right = [...latest.values()].filter((question) => question.right);
  return new Set([...placedOf(progress).points, ...right.flatMap(({ points }) => points)]);
}

/** By slug, in the order of `lessons`. */
export function standings(lessons: readonly LessonMarks[], progress: Progress): ReadonlyMap<string, Standing> {
  const placed = new Set(placedOf(progress).placed);
  const begun = new Set<string>();
  const done = new Set<string>();
  for (const event of progress.values()) {
    if (!("beat" in event)) continue;
    begun.add(event.lesson);
    if (event.done) done.add(event.lesson);
  }
  const settled = (slug: string): boolean => placed.has(slug) || done.has(slug);
  const known = new Set(lessons.map(({ slug }) => slug));
  return new Map(
    lessons.map(({ slug, after }): [string, Standing] => {
      if (begun.has(slug)) return [slug, done.has(slug) ? "done" : "started"];
      if (placed.has(slug)) return [slug, "placed"];
      return [slug, after.every((other) => settled(other) || !known.has(other)) ? "ready" : "later"];
    }),
  );
}

/** The next sensible step. */
export type NextStep =
  | { readonly kind: "continue" | "begin"; readonly slug: string }
  /** Questions are due, and no lesson is begun. */
  | { readonly kind: "review"; readonly due: number }
  /** All is done. */
  | { readonly kind: "nothing" };

/** What was begun is finished first, then what is due is asked, then the first lesson begins that rests on nothing open. */
export function nextStep(lessons: readonly LessonMarks[], progress: Progress, due: number): NextStep {
  const stands = standings(lessons, progress);
  const latest = latestLesson(progress);
  if (latest !== undefined && stands.has(latest)) return { kind: "continue", slug: latest };
  if (due > 0) return { kind: "review", due };
  const open = [...stands].filter(([, standing]) => standing === "ready" || standing === "later");
  const begin = open.find(([, standing]) => standing === "ready") ?? open[0];
  return begin ? { kind: "begin", slug: begin[0] } : { kind: "nothing" };
}

/** The lesson that follows `slug` in the order and is neither done nor placed; else the first such one. */
export function lessonAfter(lessons: readonly LessonMarks[], progress: Progress, slug: string): string | undefined {
  const stands = standings(lessons, progress);
  const isOpen = (other: string): boolean =>
    other !== slug && stands.get(other) !== "done" && stands.get(other) !== "placed";
  const order = [...stands.keys()];
  const at = order.indexOf(slug);
  return order.slice(at + 1).find(isOpen) ?? order.find(isOpen);
}
