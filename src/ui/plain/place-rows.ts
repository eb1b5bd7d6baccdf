/** Where the learner is, told line by line: a beat of a lesson with what it asks for, or a step of a run. */
import { formatMicros } from "../../base/units.ts";
import type { Words } from "../../i18n/words.ts";
import { beatText } from "../../lesson/beat-text.ts";
import { currentBeat } from "../../lesson/session.ts";
import { worldAt } from "../../sim/timeline.ts";
import type { PaneName } from "../../view/pane.ts";
import type { Row } from "../../view/row.ts";
import { type RunScreen, timelineOf } from "../app-state.ts";
import { blockRows } from "../block-rows.ts";
import { tallyRows, toldAt, toldRows } from "../compare-rows.ts";
import { whatIfLabels } from "../lesson-labels.ts";
import { kindOf, panesOf, sittingNotes, sittingPlace, summaryRows, whatIfRows } from "../lesson-rows.ts";
import { lessonSides } from "../lesson-sides.ts";
import { eventsOfLesson, isAtEnd, type LessonState, languageNote, lessonTitle } from "../lesson-state.ts";
import type { NextLesson } from "../next-lesson.ts";
import { eventNumber } from "../run.ts";
import { clock, paragraphs } from "../sandbox.ts";
import { askedRows } from "./asked-rows.ts";
import { paneRows, runsOnStage } from "./pane-rows.ts";

/** Everything that stands at this place; `panes`: those that belong to it as well, else their names only. `next`: what Enter begins at the end. */
export function placeRows(
  screen: RunScreen,
  panes: boolean,
  columns: number,
  words: Words,
  next?: NextLesson,
): readonly Row[] {
  const { run } = words.ui;
  const shown = panesHere(screen);
  const onward = next ? [run.nextLesson(next.title[words.language]), run.nextLessonPlain] : [run.lessonEnd];
  const drawn = (): readonly Row[] =>
    shown.flatMap((name) =>
      runsOnStage(screen, words).flatMap((run) => paneRows(screen, name, columns, words, "some", run)),
    );
  const named = paragraphs([words.ui.plain.panesHere(shown.map((name) => words.ui.pane[name]))], columns, "dim");
  return [
    [],
    ...paragraphs([headLine(screen, words)], columns, "title"),
    ...textRows(screen, columns, words),
    ...(panes ? drawn() : named),
    // In a fork the learner goes from event to event: what can be done is said when something was done.
    ...(screen.kind === "lesson" && !screen.lesson.session.fork ? askedRows(screen.lesson, columns, words) : []),
    // Last, below the panes: it is what to do now.
    ...(screen.kind === "lesson" && isAtEnd(screen.lesson) ? [[], ...paragraphs(onward, columns, "dim")] : []),
  ];
}

/** What the lesson puts on stage; in the sandbox the pane that was looked at last. */
function panesHere({ kind, ...screen }: RunScreen): readonly PaneName[] {
  if ("lesson" in screen) return panesOf(screen.lesson);
  return screen.stage.active === "text" ? [] : [screen.stage.active];
}

/** `Beat 4/18, event 11/97, t=0.024 310 s` */
function headLine(screen: RunScreen, words: Words): string {
  const { head } = words.ui;
  const { at } = screen.stage;
  const parts: string[] = [];
  if (screen.kind === "lesson") {
    // The summary is no beat of its own to the learner.
    const of = screen.lesson.played.beats.length - 1;
    const { sitting } = screen.lesson;
    parts.push(...kindOf(screen.lesson, words));
    if (sitting) parts.push(sittingPlace(sitting, words), lessonTitle(screen.lesson, words));
    else parts.push(head.beat(Math.min(screen.lesson.session.beat + 1, of), of));
  }
  const events = screen.kind === "lesson" ? eventsOfLesson(screen.lesson) : screen.run.events;
  parts.push(head.event(eventNumber(events, at), events.length));
  parts.push(clock(formatMicros(worldAt(timelineOf(screen), at).now), words));
  return parts.join(", ");
}

function textRows(screen: RunScreen, columns: number, words: Words): readonly Row[] {
  const { at } = screen.stage;
  const told = (): readonly Row[] => {
    const texts = at < 0 ? [words.ui.plain.nothingYet] : toldAt({ timeline: timelineOf(screen), at }, words);
    return paragraphs(texts, columns);
  };
  if (screen.kind === "sandbox") {
    const { opened } = screen.run;
    const note = opened.note && at < 0 ? paragraphs([opened.note(words)], columns, "strong") : [];
    return [...note, ...told()];
  }
  return lessonRows(screen.lesson, told, columns, words);
}

function lessonRows(lesson: LessonState, told: () => readonly Row[], columns: number, words: Words): readonly Row[] {
  const { played, session } = lesson;
  const { fork } = session;
  if (fork?.kind === "what-if") {
    // What was changed is read once.
    const begins = session.cursor <= fork.since + 1;
    return begins
      ? whatIfRows(lesson, fork.id ?? "", columns, words)
      : toldRows(lessonSides(played, session, words) ?? [], columns, words);
  }
  if (fork) return told();
  const beat = currentBeat(played, session);
  const sides = lessonSides(played, session, words);
  const counts = sides ? [[], ...tallyRows(sides, columns, words)] : [];
  // Between the beats the run tells itself what the lesson's words do not speak of.
  if (session.cursor !== beat.step) return sides ? [...toldRows(sides, columns, words), ...counts] : told();
  const changes = whatIfLabels(lesson, words);
  return [
    ...paragraphs(languageNote(lesson, words), columns, "dim"),
    ...sittingNotes(lesson, columns, words),
    ...blockRows(beatText(played.lesson, beat, words.language).body, columns, true),
    ...counts,
    ...(changes.length > 0 ? paragraphs([`w  ${words.ui.whatIf.offered(changes)}`], columns, "dim") : []),
    ...(isAtEnd(lesson) ? summaryRows(lesson, columns, words) : []),
  ];
}
