/** The list of places to go to: the events of a sandbox, the beats of a lesson. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import { tellingFacts } from "../lesson/salience.ts";
import type { AppState } from "./app-state.ts";
import { beatTitles } from "./lesson-state.ts";
import type { Run } from "./run.ts";

export type JumpItem = {
  readonly at: StepIndex;
  /** A beat's id, or the number of an event. */
  readonly id: string;
  readonly label: string;
};

/** All places in the order of the run, the start first; none for the menu. */
export function jumpItems(state: AppState, words: Words): readonly JumpItem[] {
  const { screen } = state;
  switch (screen.kind) {
    case "menu":
      return [];
    case "sandbox":
      return eventItems(screen.run, words);
    case "lesson":
      return beatTitles(screen.lesson.played, words).map(({ id, at, title }, i) => ({
        id,
        at,
        label: `${i + 1}  ${title}`,
      }));
  }
}

function eventItems(run: Run, words: Words): readonly JumpItem[] {
  const known = items.get(run)?.get(words);
  if (known) return known;
  const digits = String(run.events.length).length;
  const made: JumpItem[] = [{ at: -1, id: "0", label: `${"0".padStart(digits)}  ${words.ui.run.start}` }];
  run.events.forEach((at, i) => {
    const step = run.timeline.steps[at]!;
    const fact = tellingFacts(step)[0];
    const told = fact === undefined ? "" : sayFact(words, fact);
    const label = `${String(i + 1).padStart(digits)}  ${formatMicros(step.world.now)}  ${told}`;
    made.push({ at, id: String(i + 1), label });
  });
  const byWords = items.get(run) ?? new WeakMap<Words, readonly JumpItem[]>();
  items.set(run, byWords.set(words, made));
  return made;
}

/** A long run has thousands of events, and the list is asked for with every key. */
const items = new WeakMap<Run, WeakMap<Words, readonly JumpItem[]>>();

/** Those that hold every word of the text, in any order, however it is written. */
export function jumpShown(all: readonly JumpItem[], text: string): readonly JumpItem[] {
  const wanted = text
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (wanted.length === 0) return all;
  return all.filter(({ label }) => {
    const low = label.normalize("NFC").toLowerCase();
    return wanted.every((word) => low.includes(word));
  });
}
