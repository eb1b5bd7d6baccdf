/** Two runs on one screen: the same panes of both, and what each has needed so far and will have needed in the end. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import { grouped } from "../i18n/quantity.ts";
import type { Words } from "../i18n/words.ts";
import { stepAt, type Timeline } from "../sim/timeline.ts";
import { narrate } from "../view/narration.ts";
import { columnWidths, headRow, type TableRow, tableColumns, tableRow } from "../view/panes/table.ts";
import type { Row, Size } from "../view/row.ts";
import { type Tally, tallyOf } from "../view/select/tally.ts";
import { columnsOf, fitRow, shorten } from "../view/text.ts";
import type { Beside } from "./compare.ts";
import { footRow, stageWorks } from "./edges.ts";
import { eventBefore, lastStep, type Run } from "./run.ts";
import { paragraphs, sandboxHead, since } from "./sandbox.ts";
import { sandboxPanes } from "./sandbox-panes.ts";
import { type BesideView, type Picture, stagePicture } from "./stage-rows.ts";
import type { StageState } from "./stage-state.ts";

/** The first run with the stage's cursor, the second where the first one's time puts it. */
export function comparePicture(run: Run, beside: Beside, stage: StageState, size: Size, words: Words): Picture {
  const sides: readonly [Side, Side] = [
    { label: beside.mine(words), timeline: run.timeline, at: stage.at },
    { label: beside.label(words), timeline: beside.run.timeline, at: beside.at },
  ];
  return stagePicture({
    size,
    words,
    head: sandboxHead(run, stage.at, size.columns, words),
    foot: (works) => footRow("stage", words, size.columns, stageWorks(works, ["compare"])),
    text: (columns) => ({ rows: toldRows(sides, columns, words) }),
    timeline: run.timeline,
    asked: sandboxPanes(run, stage.at),
    stage,
    since: since(run, stage.at),
    beside: besideView(sides, beside.run.events, words),
  });
}

/** What happens in each run where it stands. */
export const toldRows = (sides: readonly Side[], columns: number, words: Words): readonly Row[] =>
  sides.flatMap((side) => {
    const told = toldAt(side, words).join(" ");
    return told === "" ? [] : paragraphs([`${side.label}: ${told}`], columns);
  });

/** What a step tells itself; of a change that nothing has noticed yet, that it was made. */
export function toldAt({ timeline, at }: Pick<Side, "timeline" | "at">, words: Words): readonly string[] {
  const told = narrate(timeline, at, words);
  if (told.length > 0) return told;
  return stepAt(timeline, at)?.entry.input.kind === "change" ? [words.ui.why.change] : [];
}

/** The second run for the stage; `events` are its own. */
export function besideView(sides: readonly [Side, Side], events: readonly StepIndex[], words: Words): BesideView {
  const [first, { label, timeline, at }] = sides;
  return {
    timeline,
    at,
    since: eventBefore({ timeline, events }, at),
    labels: [first.label, label],
    table: (columns) => tallyRows(sides, columns, words),
  };
}

/** One of the runs, by what tells it from the other, and where it stands. */
export type Side = { readonly label: string; readonly timeline: Timeline; readonly at: StepIndex };

/** `12/40` means 12 so far of 40 in the end. What has no room goes, the last columns first. */
export function tallyRows(sides: readonly Side[], columns: number, words: Words): readonly Row[] {
  const { compare } = words.ui;
  const all: readonly (readonly [head: string, of: (tally: Tally) => string])[] = [
    [compare.messages, ({ messages }) => grouped(messages)],
    [compare.bytes, ({ bytes }) => grouped(bytes)],
    [compare.time, ({ time }) => formatMicros(time)],
    [compare.connections, ({ connections }) => grouped(connections)],
    [compare.dns, ({ dns }) => grouped(dns)],
    [compare.frames, ({ frames }) => grouped(frames)],
  ];
  const tallies = sides.map(({ timeline, at }) => ({
    now: tallyOf(timeline, at),
    end: tallyOf(timeline, lastStep(timeline)),
  }));
  // What neither run ever has is not compared.
  const counts = all.filter(([, of]) => tallies.some(({ end }) => of(end) !== "0"));
  const most = Math.max(8, Math.floor(columns / 4));
  const labels = sides.map(({ label }) => shorten(label, most));
  const labelWidth = Math.max(...labels.map(columnsOf));
  const rows = sides.map((_, i): TableRow => {
    const { now, end } = tallies[i]!;
    const cells = counts.map(([, of]) => ({ text: `${of(now)}/${of(end)}` }));
    return { mark: "same", cells: [{ text: labels[i]!, tone: "strong" }, ...cells] };
  });
  const heads = ["", ...counts.map(([head]) => head)];
  const right = new Set(counts.map((_, i) => i + 1));
  for (let kept = heads.length; kept > 1; kept--) {
    const shown = rows.map((row) => ({ ...row, cells: row.cells.slice(0, kept) }));
    const widths = columnWidths(heads.slice(0, kept), shown, columns).map((width, i) =>
      i === 0 ? labelWidth : width + 1,
    );
    if (tableColumns(widths) > columns) continue;
    const drawn = [headRow(heads.slice(0, kept), widths, right), ...shown.map((row) => tableRow(row, widths, right))];
    return drawn.map((row) => fitRow(row, columns));
  }
  return ["", ...labels].map((label) => fitRow([{ text: label }], columns));
}
