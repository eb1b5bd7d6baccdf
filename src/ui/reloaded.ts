/** A lesson whose files have changed while it is on the screen. */
import type { PlayedLesson } from "../lesson/play.ts";
import type { Screen } from "./app-state.ts";
import { freshLesson } from "./lesson-state.ts";

type LessonScreen = Extract<Screen, { kind: "lesson" }>;

/** Its new version at the beat where the learner stands; where there is none of that name, at the nearest before it. */
export function reloaded({ lesson }: LessonScreen, played: PlayedLesson): LessonScreen {
  const before = lesson.played.beats.slice(0, lesson.session.beat + 1).toReversed();
  const kept = before.find(({ id }) => played.beats.some((beat) => beat.id === id));
  return { kind: "lesson", ...freshLesson(played, kept?.id) };
}
