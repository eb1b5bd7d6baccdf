/** How what can be chosen in a lesson is called: the lesson's own words, else how its file spells it. */
import type { Words } from "../i18n/words.ts";
import { actionText } from "../lesson/action-text.ts";
import { type BeatText, beatText, blockLines, type FilledBlock } from "../lesson/beat-text.ts";
import type { PlayedBeat } from "../lesson/play.ts";
import { currentBeat } from "../lesson/session.ts";
import type { LessonLine } from "./lesson-lines.ts";
import { type LessonState, whatIfsOf } from "./lesson-state.ts";

/** Of one of a task's actions. */
export function actionBlocks(beat: PlayedBeat, text: BeatText, action: string): readonly FilledBlock[] {
  const own = text.does[action] ?? [];
  if (own.length > 0) return own;
  const allowed = beat.tryIt?.allow[action];
  return [plain(allowed ? actionText(allowed) : action)];
}

/** The same in one line. */
export const actionLabel = (beat: PlayedBeat, text: BeatText, action: string): string =>
  blockLines(actionBlocks(beat, text, action)).join(" ");

/** Of a line that can be chosen, except of the one in which the answer is typed. */
export function lineBlocks(
  line: Exclude<LessonLine, { readonly kind: "field" }>,
  beat: PlayedBeat,
  text: BeatText,
  words: Words,
): readonly FilledBlock[] {
  const { ask, key, task } = words.ui;
  switch (line.kind) {
    case "choice": {
      const own = text.choices[line.key] ?? [];
      return own.length > 0 ? own : [plain(line.key)];
    }
    case "do":
      return actionBlocks(beat, text, line.action);
    case "dont-know":
      return [plain(ask.dontKnow)];
    case "next-round":
      return [plain(ask.nextRound)];
    case "drill-again":
      return [plain(ask.drillAgain)];
    case "hint":
    case "show":
      return [plain(key[line.kind])];
    case "undo":
    case "leave":
      return [plain(task[line.kind])];
  }
}

/** Of the changes that the beat offers, in their order, one line each. */
export function whatIfLabels(lesson: LessonState, words: Words): readonly string[] {
  return whatIfsOf(lesson).map((id) => whatIfLabel(lesson, id, words));
}

export function whatIfLabel({ played, session }: LessonState, id: string, words: Words): string {
  const beat = currentBeat(played, session);
  const own = beatText(played.lesson, beat, words.language).whatIfs[id] ?? [];
  if (own.length > 0) return blockLines(own).join(" ");
  return (beat.whatIf?.[id] ?? []).map(actionText).join(", ");
}

const plain = (text: string): FilledBlock => ({ kind: "paragraph", content: [{ style: "plain", text }] });
