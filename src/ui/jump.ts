/** The list of places to go to: the events of a sandbox, the beats of a lesson. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import { salience, tellingFacts } from "../lesson/salience.ts";
import { stepAt } from "../sim/timeline.ts";
import type { Fact } from "../stack/fact.ts";
import type { AppState } from "./app-state.ts";
import { beatTitles } from "./lesson-state.ts";
import type { Run } from "./run.ts";

export type JumpItem = {
  readonly at: StepIndex;
  /** A beat's id, or the number of an event. */
  readonly id: string;
  readonly label: string;
  /** What it is found by, besides its label. */
  readonly more?: string;
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
    const step = stepAt(run.timeline, at)!;
    const told = headlineFirst(tellingFacts(step)).map((fact) => sayFact(words, fact));
    const label = `${String(i + 1).padStart(digits)}  ${formatMicros(step.world.now)}  ${told[0] ?? ""}`;
    made.push({ at, id: String(i + 1), label, more: told.join(" ") });
  });
  const byWords = items.get(run) ?? new WeakMap<Words, readonly JumpItem[]>();
  items.set(run, byWords.set(words, made));
  return made;
}

/** That a MAC address is asked for says less of an event than the call or the query for which it is asked. */
function headlineFirst(facts: readonly Fact[]): readonly Fact[] {
  const headline = facts.find((fact) => fact.kind !== "arp-asked" && salience(fact) >= 2);
  return headline ? [headline, ...facts.filter((fact) => fact !== headline)] : facts;
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
  return all.filter(({ label, more = "" }) => {
    const low = `${label} ${more}`.normalize("NFC").toLowerCase();
    return wanted.every((word) => low.includes(word));
  });
}
