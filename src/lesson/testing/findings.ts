/** What is wrong with a lesson's files: for tests only. */
import { assert } from "../../base/assert.ts";
import type { Finding } from "../finding.ts";
import { type LessonFiles, loadLesson } from "../load.ts";
import { playLesson } from "../play.ts";

/** The findings of loading, or of playing where loading brings none. */
export function findingsIn(files: LessonFiles): readonly Finding[] {
  const loaded = loadLesson(files);
  if (!loaded.ok) return loaded.error;
  const played = playLesson(loaded.value);
  return played.ok ? [] : played.error;
}

/** The only finding. */
export function findingOf(files: LessonFiles): Finding {
  const [finding, ...more] = findingsIn(files);
  assert(finding && more.length === 0, "there is one finding");
  return finding;
}
