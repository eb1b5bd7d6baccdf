/** What reviews and placements need of files and of the learner. Loaded when one begins: it brings the library that schedules. */
import { err, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import { cardOf, type Moment, moment, seedOf } from "../lesson/card.ts";
import { schedule } from "../lesson/review-log.ts";
import { dueAt } from "../lesson/schedule.ts";
import type { Asked, Due, Sittings } from "../ui/sitting.ts";
import { linesOf } from "./assets.ts";
import { nextEntry } from "./progress.ts";
import type { ProgressStore } from "./progress-file.ts";
import { type LessonSummary, shippedLesson } from "./shipped.ts";

const HOUR_MILLIS = 3_600_000;

/** `clock` gives the time in UTC as ISO text. */
export function sittingsFor(
  lessons: readonly LessonSummary[],
  learner: ProgressStore,
  words: Words,
  clock: () => string,
): Sittings {
  /** The one on the screen and the one after it. */
  let made: readonly { readonly asked: Asked; readonly moment: Result<Moment, string> }[] = [];

  function due(): Due {
    const now = clock();
    const all = schedule(lessons, learner.progress());
    const cards = dueAt(all, now).map(({ card, asked }) => ({ id: card, asked }));
    const later = [...all.values()].map((card) => Date.parse(card.due)).filter((at) => at > Date.parse(now));
    if (later.length === 0) return { cards };
    return { cards, hours: Math.floor((Math.min(...later) - Date.parse(now)) / HOUR_MILLIS) };
  }

  return {
    due,
    moment(asked) {
      const known = made.find((one) => one.asked.id === asked.id && one.asked.asked === asked.asked);
      if (known) return known.moment;
      const fresh = momentOf(asked, words);
      made = [...made.slice(-1), { asked, moment: fresh }];
      return fresh;
    },
    place({ skip, shown }) {
      learner.record({ placed: skip, points: shown });
      const next = nextEntry(lessons, learner.progress());
      return lessons.find(({ slug }) => slug === next?.slug);
    },
    lessons: () => lessons,
    another: () => Math.floor(Date.parse(clock()) / 1000),
  };
}

function momentOf({ id, asked }: Asked, words: Words): Result<Moment, string> {
  const card = cardOf(id);
  if (!card) return err(id);
  const lesson = shippedLesson(card.lesson, words);
  if (!lesson.ok) return lesson;
  const made = moment(lesson.value, card, seedOf(card, asked));
  return made.ok ? made : err(linesOf(made.error, words));
}
