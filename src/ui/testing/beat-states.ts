/** All that a beat can look like: as one comes to it, with every kind of answer given, its task begun and done, its what-ifs. */
import type { PlayedLesson } from "../../lesson/play.ts";
import { currentBeat, currentQuestion } from "../../lesson/session.ts";
import type { Action } from "../keymap.ts";
import { freshLesson, type LessonOnStage, onLesson, questionLines, toWhatIf, whatIfsOf } from "../lesson-state.ts";
import type { Measured } from "../stage-state.ts";

/** Enough for what is done here: nothing scrolls. */
const measured: Measured = { page: 10, text: { total: 1, visible: 1, top: 0 } };

/** After these actions of the keys; actions that mean nothing leave it as it is. */
export const after = (from: LessonOnStage, ...actions: readonly Action[]): LessonOnStage =>
  actions.reduce<LessonOnStage>((now, action) => onLesson(now.lesson, now.stage, action, measured) ?? now, from);

/** The line under the cursor is the first of this kind, and is chosen. */
function chosen(from: LessonOnStage, kind: ReturnType<typeof questionLines>[number]["kind"]): LessonOnStage {
  const cursor = questionLines(from.lesson).findIndex((line) => line.kind === kind);
  return cursor < 0 ? from : after({ ...from, lesson: { ...from.lesson, cursor } }, { kind: "choose" });
}

/** By what led there. */
export function beatStates(played: PlayedLesson, id: string): readonly (readonly [name: string, LessonOnStage])[] {
  const fresh = freshLesson(played, id);
  const states: (readonly [string, LessonOnStage])[] = [["fresh", fresh]];
  const { session } = fresh.lesson;
  const ask = currentQuestion(played, session)?.ask;
  const typing = (text: string): LessonOnStage =>
    after({ ...fresh, lesson: { ...fresh.lesson, field: { text, caret: [...text].length } } }, { kind: "choose" });
  if (ask) {
    const wrong =
      ask.kind === "value"
        ? Object.entries(ask.wrong).map(([key, value]) => [key, typing(String(value))] as const)
        : questionLines(fresh.lesson)
            .slice(0, 3)
            .map((_, i) => [`choice ${i + 1}`, after(fresh, { kind: "pick", number: i + 1 })] as const);
    states.push(...wrong);
    if (ask.kind === "value") states.push(["nonsense", typing("물음표 ???")], ["right", typing(String(ask.answer))]);
    const hinted = after(fresh, { kind: "hint" }, { kind: "hint" }, { kind: "hint" });
    states.push(["hints", hinted], ["later", after(fresh, { kind: "close" })]);
    const revealed = chosen(fresh, "dont-know");
    states.push(["not known", revealed], ["next round", chosen(revealed, "next-round")]);
  }
  const { tryIt } = currentBeat(played, session);
  if (tryIt) {
    const first = after(fresh, { kind: "pick", number: 1 });
    states.push(
      ["task hints", after(fresh, { kind: "hint" }, { kind: "hint" }, { kind: "hint" })],
      ["task begun", first],
      ["task stepped through", after(first, { kind: "move", to: "back" }, { kind: "move", to: "step-back" })],
      ["task taken back", after(first, { kind: "undo" })],
      ["task looked at", after(first, { kind: "pane", to: "next" })],
      ["task begun often", after(first, ...Array.from({ length: 4 }, () => ({ kind: "pick", number: 2 }) as const))],
    );
    const numbers = tryIt.solution.map((action) => Object.keys(tryIt.allow).indexOf(action) + 1);
    const done = after(fresh, ...numbers.map((number) => ({ kind: "pick", number }) as const));
    states.push(
      ["task done", done],
      ["task left", chosen(done, "leave")],
      ["task shown", after(fresh, { kind: "show" })],
    );
  }
  for (const whatIf of whatIfsOf(fresh.lesson)) {
    const there = toWhatIf(fresh.lesson, fresh.stage, whatIf);
    states.push(
      [`what if ${whatIf}`, there],
      [`what if ${whatIf}, on`, after(there, { kind: "move", to: "next" }, { kind: "move", to: "next" })],
      [`what if ${whatIf}, end`, after(there, { kind: "move", to: "last" })],
      [`what if ${whatIf}, left`, after(there, { kind: "close" })],
    );
  }
  states.push(["inside", after(fresh, { kind: "move", to: "step-on" })]);
  return states;
}
