/** What a lesson's run computes, beat by beat: the values that its text is filled with, and its answers. */
import { rightAnswer } from "../lesson/answer.ts";
import { drillRound } from "../lesson/drill.ts";
import type { PlayedLesson } from "../lesson/play.ts";

/** Lines: the id of a beat, and below it each name with its value. Of a drill the first round. */
export function lessonValues({ lesson, beats }: PlayedLesson): readonly string[] {
  return lesson.beats.flatMap((beat, i) => {
    const { values, ask, drill } = beats[i]!;
    const round = drill && drillRound(drill, lesson.seed, 0);
    const drawn = round?.ok ? round.value : undefined;
    const asked = drawn?.ask ?? ask;
    const names = [
      ...Object.keys(beat.let),
      ...Object.keys(beat.drill?.draw ?? {}),
      ...Object.keys(beat.drill?.let ?? {}),
    ];
    const all = { ...values, ...drawn?.values };
    const lines = names.map((name): readonly [string, string] => [name, String(all[name])]);
    if (asked) lines.push(["ask", rightAnswer(asked)]);
    for (const [key, value] of asked && asked.kind !== "choice" ? Object.entries(asked.wrong) : []) {
      lines.push([`wrong ${key}`, String(value)]);
    }
    const width = Math.max(0, ...lines.map(([name]) => name.length));
    return [beat.id, ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)];
  });
}
