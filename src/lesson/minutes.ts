/** How long a lesson takes, from what there is to read and to answer. */
import { blockLines, fillBlocks } from "./beat-text.ts";
import type { Block, LessonText } from "./words-file.ts";

/** Slow reading, since each beat is held against the picture beside it. A Korean word says more than an English one. */
const WORDS_PER_MINUTE = { en: 100, ko: 70 };
const MINUTES_PER_QUESTION = 0.4;

/** Whole minutes, at least 1. */
export function minutesOf(text: LessonText, questions: number): number {
  const words = (blocks: readonly Block[]): number =>
    blockLines(fillBlocks(blocks, {})).join(" ").split(/\s+/).filter(Boolean).length;
  const read = Object.values(text.beats).reduce((sum, beat) => sum + words(beat.body), words(text.summary));
  return Math.max(1, Math.round(read / WORDS_PER_MINUTE[text.language] + questions * MINUTES_PER_QUESTION));
}
