/** Commands of line mode about a run: what to look up, why it happened, where it happens next, another run beside it. */
import { unreachable } from "../../base/assert.ts";
import { formatMicros } from "../../base/units.ts";
import type { Words } from "../../i18n/words.ts";
import { suggest } from "../../lesson/suggest.ts";
import type { Glossary } from "../../lesson/term.ts";
import { runTimeline, stepAt } from "../../sim/timeline.ts";
import { narrate } from "../../view/narration.ts";
import type { Row } from "../../view/row.ts";
import { shorten } from "../../view/text.ts";
import { causesOf } from "../../view/why.ts";
import { type RunScreen, timelineOf } from "../app-state.ts";
import { alignedTo } from "../compare.ts";
import { type Side, tallyRows } from "../compare-rows.ts";
import { explainRows } from "../explain-rows.ts";
import { keysExplained } from "../explained.ts";
import { filterRows } from "../filter-rows.ts";
import { lessonSides } from "../lesson-sides.ts";
import { termsOfLesson } from "../lesson-state.ts";
import { span } from "../line.ts";
import { runTo } from "../run-to.ts";
import { paragraphs } from "../sandbox.ts";
import { whyRows } from "../why-rows.ts";
import { atLine, noLine, paneOf } from "./pane-commands.ts";
import { paneView } from "./pane-rows.ts";
import { toPlace } from "./place.ts";
import { type PlainState, type Printed, printed, type Surroundings, saying, wordsOf } from "./state.ts";

/** A term, a row of the pane, or what the cursor is on. */
export function explain(state: PlainState, of: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const loaded = around.glossary(words);
  if (!loaded.ok) return saying(state, loaded.error, around);
  const glossary = loaded.value;
  const { screen } = state;
  const keysHere = (there: RunScreen): readonly string[] =>
    paneView(there, paneOf(there), around.columns, words).explain ?? [];
  const linked = screen.kind === "lesson" && of === "" ? termsOfLesson(screen.lesson, words) : [];
  if (screen.kind === "lesson" && linked.length > 0 && screen.stage.panes[paneOf(screen)].cursor === null) {
    return printed(state, [
      ...paragraphs(
        [words.ui.summary.terms(linked.map((id) => glossary.terms[id]?.words[words.language].term ?? id))],
        around.columns,
      ),
      ...paragraphs([words.ui.plain.termsHint], around.columns, "dim"),
    ]);
  }
  if (screen.kind !== "menu" && (of === "" || /^\d+$/.test(of))) {
    const there = of === "" ? screen : atLine(screen, of, around, words);
    if (!there) return noLine(state, of, around);
    const keys = keysExplained(glossary, keysHere(there), words);
    const rows = keys.slice(0, 1).flatMap((key) => explainRows(key, glossary, words, around.columns) ?? []);
    return rows.length > 0 ? printed({ ...state, screen: there }, rows) : saying(state, words.ui.explain.none, around);
  }
  const key = termCalled(glossary, of, words);
  const rows = key === undefined ? undefined : explainRows(key, glossary, words, around.columns);
  if (rows) return printed(state, rows);
  const terms = Object.values(glossary.terms).flatMap(({ id, words: own }) => [id, own.en.term, own.ko.term]);
  return saying(state, words.ui.plain.noTerm(of, suggest(of, terms)), around);
}

/** By its id, by how it is written in either language, or a key that the glossary takes. */
function termCalled(glossary: Glossary, text: string, words: Words): string | undefined {
  const low = text.toLowerCase();
  const term = Object.values(glossary.terms).find(({ id, words: own }) =>
    [id, id.replaceAll("-", " "), own.en.term, own.ko.term].some((name) => name.toLowerCase() === low),
  );
  return term?.id ?? (keysExplained(glossary, [low], words).includes(low) ? low : undefined);
}

/** Of this step, or of the one that made a row of the pane what it is. */
export function why(state: PlainState, screen: RunScreen, of: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const every = of === "all" || of === "+";
  const there = of === "" || every ? screen : atLine(screen, of, around, words);
  if (!there) return noLine(state, of, around);
  const because = there === screen ? undefined : paneView(there, paneOf(there), around.columns, words).because;
  const causes = causesOf(timelineOf(there), because ?? there.stage.at, { every });
  const width = String(causes.length).length + 1;
  let last = -1;
  const rows = whyRows(causes, timelineOf(there), -1, around.columns - width, words).map(({ row, link }): Row => {
    const number = link === last ? "" : String(link + 1);
    last = link;
    return [span(number.padStart(width), "key"), ...row];
  });
  const hint = causes.length > 0 ? paragraphs([words.ui.plain.linkHint], around.columns, "dim") : [];
  return printed({ ...state, screen: there, chain: causes.map((cause) => cause.at) }, [...rows, ...hint]);
}

/** An empty filter is the one before. */
export function run(
  state: PlainState,
  screen: RunScreen,
  text: string,
  backwards: boolean,
  around: Surroundings,
): Printed {
  const words = wordsOf(state);
  const { run: runs } = words.ui;
  const wanted = text === "" ? (state.filter ?? "") : text;
  if (wanted === "") return printed(state, filterRows("", undefined, around.columns, words));
  const to = runTo(wanted, timelineOf(screen), screen.stage.at, backwards);
  switch (to.kind) {
    case "step":
      return toPlace({ ...state, filter: wanted }, screen, to.at, around);
    case "problem":
      return printed(state, filterRows(wanted, to.problem, around.columns, words));
    case "not-found":
      return saying({ ...state, filter: wanted }, runs.notFound(!backwards), around);
    default:
      return unreachable(to);
  }
}

/** The runs to compare with; with a number, what both have needed so far and will have needed in the end. */
export function compare(state: PlainState, screen: RunScreen, wanted: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const { compare: labels, plain } = words.ui;
  const { columns } = around;
  const pair = screen.kind === "lesson" && lessonSides(screen.lesson.played, screen.lesson.session, words);
  if (pair) return printed(state, sidesRows(pair, columns, words));
  const variants = screen.kind === "sandbox" ? (screen.run.opened.variants?.(screen.run.timeline) ?? []) : [];
  if (screen.kind !== "sandbox" || variants.length === 0) return saying(state, labels.none, around);
  const variant = variants[Number(wanted) - 1];
  if (!variant) {
    const list = variants.map(({ label }, i): Row => [span(shorten(`${i + 1}  ${label(words)}`, columns))]);
    const hint = paragraphs([plain.compareHint], columns, "dim");
    return printed(state, [...paragraphs([`${labels.title}:`], columns), ...list, ...hint]);
  }
  const { timeline } = screen.run;
  const other = runTimeline(variant.opened.start, { beyond: "replay" });
  const sides: readonly Side[] = [
    { label: variant.mine(words), timeline, at: screen.stage.at },
    { label: variant.label(words), timeline: other, at: alignedTo(timeline, screen.stage.at, other) },
  ];
  return printed(state, sidesRows(sides, columns, words));
}

function sidesRows(sides: readonly Side[], columns: number, words: Words): readonly Row[] {
  const told = sides.flatMap((side) => {
    const time = formatMicros(stepAt(side.timeline, side.at)?.entry.at ?? 0);
    const text = side.at < 0 ? words.ui.plain.nothingYet : narrate(side.timeline, side.at, words).join(" ");
    return paragraphs([`${side.label}, ${time} s: ${text}`], columns);
  });
  return [...told, ...tallyRows(sides, columns, words)];
}
