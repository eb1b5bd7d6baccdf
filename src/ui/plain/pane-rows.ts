/** A pane as rows of text one below the other: no frame, a line of its own for what stood in the frame. */
import type { StepIndex } from "../../base/ids.ts";
import type { Words } from "../../i18n/words.ts";
import type { Timeline } from "../../sim/timeline.ts";
import type { PaneName, PaneView } from "../../view/pane.ts";
import type { Row, Size } from "../../view/row.ts";
import { renderPane } from "../../view/stage.ts";
import { fitRow, rowText } from "../../view/text.ts";
import { type RunScreen, timelineOf } from "../app-state.ts";
import { lessonSince } from "../lesson-rows.ts";
import { lessonSides } from "../lesson-sides.ts";
import { span } from "../line.ts";
import { eventBefore, knownEvents } from "../run.ts";
import { since } from "../sandbox.ts";
import type { Measured } from "../stage-state.ts";

/** Rows of a pane that comes by itself, of one that was asked for, and of one of which nothing is to be left out. */
export type Height = "some" | "more" | "all";

const heights = { some: 16, more: 40 } as const;
/** For the `>` of the row under the cursor and the `=` of what is selected elsewhere. */
const GUTTER = 2;

/** Which run a pane shows, where it stands, and the step from which on what differs is marked. */
export type PaneRun = {
  readonly timeline: Timeline;
  readonly at: StepIndex;
  readonly since: StepIndex;
  /** What tells it from the other run on stage. */
  readonly label?: string;
};

/** The run that the cursor is in. */
const ownRun = (screen: RunScreen): PaneRun => ({
  timeline: timelineOf(screen),
  at: screen.stage.at,
  since: screen.kind === "lesson" ? lessonSince(screen.lesson) : since(screen.run, screen.stage.at),
});

/** The run that the lesson puts beside it, if any: labels for both are needed then. */
export function runsOnStage(screen: RunScreen, words: Words): readonly PaneRun[] {
  const own = ownRun(screen);
  const sides = screen.kind === "lesson" && lessonSides(screen.lesson.played, screen.lesson.session, words);
  if (!sides) return [own];
  const [first, { timeline, at, label }] = sides;
  const before = eventBefore({ timeline, events: knownEvents(timeline) }, at);
  return [
    { ...own, label: first.label },
    { timeline, at, since: before, label },
  ];
}

/** The pane as it is on the stage. */
export function paneView(
  screen: RunScreen,
  name: PaneName,
  columns: number,
  words: Words,
  height: Height = "more",
  { timeline, at, since }: PaneRun = ownRun(screen),
): PaneView {
  const { stage } = screen;
  const draw = (rows: number): PaneView => {
    const size: Size = { columns: columns - GUTTER, rows };
    const selected = stage.selection?.things ?? [];
    return renderPane(name, timeline, at, size, stage.panes[name], words, since, selected);
  };
  if (height !== "all") return draw(heights[height]);
  const { seen } = draw(heights.more);
  return draw(heights.more + seen.total - (seen.end - seen.first));
}

/** What moves in a pane start from. */
export const measuredBy = (view: PaneView): Measured => ({
  view,
  page: heights.more,
  text: { total: 0, visible: 0, top: 0 },
});

export function paneRows(
  screen: RunScreen,
  name: PaneName,
  columns: number,
  words: Words,
  height: Height,
  run: PaneRun = ownRun(screen),
): readonly Row[] {
  const view = paneView(screen, name, columns, words, height, run);
  const { first, end, total } = view.seen;
  const part =
    end - first < total
      ? [`(${words.ui.plain.part(`${first + 1}-${end}`, total, words.ui.pane[name].toLowerCase())})`]
      : [];
  const label = run.label === undefined ? [] : [run.label];
  const title = [words.ui.pane[name], ...label, ...(view.title === "" ? [] : [view.title]), ...part].join("  ");
  const body = view.rows.map((row, y): Row => [span(markOf(view, y)), ...row]);
  return [[], fitRow([span(`-- ${title} --`, "title")], columns), ...withoutGaps(body)];
}

function markOf({ cursorRow, marked }: PaneView, y: number): string {
  if (y === cursorRow) return "> ";
  return marked?.includes(y) ? "= " : "  ";
}

/** A pane is filled up with blank rows, or with lines that only go on: on paper one of them says as much as ten. */
function withoutGaps(rows: readonly Row[]): readonly Row[] {
  const texts = rows.map((row) => rowText(row).trimEnd());
  const isFiller = (y: number): boolean => /^[\s│]*$/.test(texts[y] ?? "");
  const last = texts.findLastIndex((_, y) => !isFiller(y));
  return rows.slice(0, last + 1).filter((_, y) => !isFiller(y) || (y > 0 && texts[y] !== texts[y - 1]));
}
