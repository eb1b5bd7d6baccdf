/** The sandbox: any URL's whole journey, told by the run itself. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import type { Words } from "../i18n/words.ts";
import { worldAt } from "../sim/timeline.ts";
import { narrate } from "../view/narration.ts";
import type { Row, Size, Tone } from "../view/row.ts";
import { wrapText } from "../view/text.ts";
import { type Ends, footRow, headRow, stageWorks } from "./edges.ts";
import { span } from "./line.ts";
import { eventBefore, eventNumber, lastStep, lastStop, type Run } from "./run.ts";
import { sandboxPanes } from "./sandbox-panes.ts";
import { type Picture, stagePicture, type Text } from "./stage-rows.ts";
import type { StageState } from "./stage-state.ts";

export function sandboxPicture(run: Run, stage: StageState, size: Size, words: Words): Picture {
  return stagePicture({
    size,
    words,
    head: sandboxHead(run, stage.at, size.columns, words),
    foot: (works) =>
      footRow(
        "stage",
        words,
        size.columns,
        stageWorks(works, run.opened.variants ? ["compare"] : [], ends(run, stage.at)),
      ),
    text: (columns) => sandboxText(run, stage.at, columns, words),
    timeline: run.timeline,
    asked: sandboxPanes(run, stage.at),
    stage,
    since: since(run, stage.at),
  });
}

const ends = (run: Run, at: StepIndex): Ends => ({ start: at < 0, end: at >= lastStop(run) });

/** At an event the one before it; between two events the step before. */
export const since = (run: Run, at: StepIndex): StepIndex => (run.events.includes(at) ? eventBefore(run, at) : at - 1);

export function sandboxHead(run: Run, at: number, columns: number, words: Words): Row {
  const { head } = words.ui;
  const parts = [
    head.event(eventNumber(run.events, at), run.events.length),
    clock(formatMicros(worldAt(run.timeline, at).now), words),
    run.opened.profile,
    words.language,
  ];
  return headRow(run.opened.title, parts, columns);
}

/** `t=0.024 310 s`. */
export const clock = (time: string, words: Words): string => `${words.ui.head.time}=${time} s`;

export function sandboxText(run: Run, at: number, columns: number, words: Words): Text {
  const { timeline, opened } = run;
  const first = run.events[0] ?? lastStep(timeline);
  const note = opened.note && at <= first ? paragraphs([opened.note(words)], columns, "strong") : [];
  const told = paragraphs(toldInRun(run, at, words), columns);
  return { rows: [...note, ...told] };
}

/** What a step tells; with the last event also that nothing comes after it, though steps that nobody stops at may follow. */
export function toldInRun(run: Pick<Run, "timeline" | "events">, at: StepIndex, words: Words): readonly string[] {
  const { timeline } = run;
  const told = narrate(timeline, at, words);
  const isLastEvent = at === lastStop(run) && at < lastStep(timeline) && timeline.end === "quiet";
  return isLastEvent ? [...told, words.ui.run.end] : told;
}

/** Texts as rows, each on a line of its own. */
export const paragraphs = (texts: readonly string[], columns: number, tone?: Tone): readonly Row[] =>
  texts.flatMap((text) => wrapText(text, columns)).map((line): Row => [span(line, tone)]);
