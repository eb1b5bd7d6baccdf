/** A lesson's screen: its words above the panes that the beat puts on stage. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import type { Words } from "../i18n/words.ts";
import { beatText } from "../lesson/beat-text.ts";
import { MAIN_RUN } from "../lesson/lesson-names.ts";
import { currentBeat, currentTask } from "../lesson/session.ts";
import { worldAt } from "../sim/timeline.ts";
import type { PaneName } from "../view/pane.ts";
import type { Row, Size } from "../view/row.ts";
import { askedText } from "./asked-rows.ts";
import { blockRows, hanging } from "./block-rows.ts";
import { besideView, toldAt, toldRows } from "./compare-rows.ts";
import { bar, type Ends, footRow, headRow, stageWorks } from "./edges.ts";
import type { Action } from "./keymap.ts";
import { whatIfLabel, whatIfLabels } from "./lesson-labels.ts";
import { lessonSides } from "./lesson-sides.ts";
import {
  eventsOfLesson,
  isAsked,
  isAtEnd,
  isClosed,
  isForkOver,
  isOver,
  type LessonState,
  languageNote,
  lessonTitle,
  questionContext,
  questionLines,
  timelineOfLesson,
  whatIfsOf,
} from "./lesson-state.ts";
import type { NextLesson } from "./next-lesson.ts";
import { eventBefore, eventNumber, knownEvents } from "./run.ts";
import { clock, paragraphs } from "./sandbox.ts";
import { placeIn, type Sitting } from "./sitting.ts";
import { type Picture, stagePicture, type Text } from "./stage-rows.ts";
import type { StageState } from "./stage-state.ts";

/** `next`: what can be begun from the lesson's end. */
export function lessonPicture(
  lesson: LessonState,
  stage: StageState,
  size: Size,
  words: Words,
  next?: NextLesson,
): Picture {
  const { played, session } = lesson;
  const own = questionContext(lesson, stage);
  const inWords = lesson.sitting ? "answered" : next && "end";
  const context = own === "stage" && inWords && stage.active === "text" ? inWords : own;
  const sides = lessonSides(played, session, words);
  return stagePicture({
    size,
    words,
    head: lessonHead(lesson, stage, size.columns, words),
    foot: (works) =>
      footRow(
        context,
        words,
        size.columns,
        // A row that nothing leads away from may be the answer all the same.
        stageWorks({ ...works, opens: works.opens || own === "picking" }, offeredBy(lesson, stage), endsOf(lesson)),
        currentTask(played, session) ? { toQuestion: "toTask" } : {},
      ),
    text: (columns) => lessonText(lesson, stage, columns, words, next),
    digits: !isAsked(own),
    timeline: timelineOfLesson(lesson),
    asked: panesOf(lesson),
    first: panesOf(lesson),
    stage,
    since: lessonSince(lesson),
    ...(sides && { beside: besideView(sides, knownEvents(sides[1].timeline), words) }),
  });
}

/** In a what-if the ladder comes first: there one sees where it leaves the lesson's run. */
export function panesOf({ played, session }: LessonState): readonly PaneName[] {
  const show: readonly PaneName[] = currentBeat(played, session).show;
  return session.fork?.kind === "what-if" ? ["ladder", ...show.filter((name) => name !== "ladder")] : show;
}

/** A lesson begins with its first beat and ends with its last, a fork with its steps; a question of a sitting ends when answered. */
function endsOf(lesson: LessonState): Ends {
  if (lesson.sitting) return { start: true, end: !isClosed(lesson), only: true };
  const { beat, cursor, fork } = lesson.session;
  const start = fork ? cursor < 0 : beat === 0 && cursor <= currentBeat(lesson.played, lesson.session).step;
  return { start, end: fork ? isForkOver(lesson) : isAtEnd(lesson) };
}

/** Which of the keys that not every screen has do something here. */
function offeredBy(lesson: LessonState, stage: StageState): Parameters<typeof stageWorks>[1] {
  const kinds = questionLines(lesson).map(({ kind }) => kind);
  const offered: (Action["kind"] | "to-question")[] = [];
  if (kinds.length > 0 && !isAsked(questionContext(lesson, stage))) offered.push("to-question");
  if (kinds.includes("hint")) offered.push("hint");
  if (kinds.includes("show") || kinds.includes("dont-know")) offered.push("show");
  if (kinds.includes("undo")) offered.push("undo");
  if (offersWhatIf(lesson, stage)) offered.push("what-if");
  return offered;
}

/** Not while something is asked that the change would answer. */
const offersWhatIf = (lesson: LessonState, stage: StageState): boolean =>
  whatIfsOf(lesson).length > 0 && questionContext(lesson, stage) === "stage";

/** Where a beat begins, what the beat before it in its run has left; inside it, the step before; in a fork, the event before. */
export function lessonSince(lesson: LessonState): StepIndex {
  const { played, session, sitting } = lesson;
  if (sitting) return session.cursor === currentBeat(played, session).step ? sitting.since : session.cursor - 1;
  const { fork, cursor } = session;
  if (fork) {
    const timeline = timelineOfLesson(lesson);
    const events = eventsOfLesson(lesson);
    return events.includes(cursor) ? eventBefore({ timeline, events }, cursor) : cursor - 1;
  }
  const { step: here, run } = currentBeat(played, session);
  if (cursor !== here) return cursor - 1;
  const before = played.beats.findLast((beat) => beat.run === run && beat.step < here);
  // A run that is seen for the first time has no earlier picture to differ from.
  return before?.step ?? (run === MAIN_RUN ? -1 : here - 1);
}

/** `dns-walk  Beat 4/14 [###-------]  event 11/80  t=0.024 310 s  textbook  en`; a task or a what-if says so. */
export function lessonHead(lesson: LessonState, stage: StageState, columns: number, words: Words): Row {
  const { played, session } = lesson;
  const { head } = words.ui;
  const events = eventsOfLesson(lesson);
  const { run } = currentBeat(played, session);
  // The summary is no beat of its own to the learner.
  const of = played.beats.length - 1;
  const n = Math.min(session.beat + 1, of);
  const parts = [
    ...kindOf(lesson, words),
    lesson.sitting ? sittingPlace(lesson.sitting, words) : `${head.beat(n, of)} ${bar(n, of)}`,
    head.event(eventNumber(events, stage.at), events.length),
    clock(formatMicros(worldAt(timelineOfLesson(lesson), stage.at).now), words),
    played.lesson.runs[run]?.profile ?? played.lesson.profile,
    words.language,
  ];
  return headRow(lessonTitle(lesson, words), parts, columns);
}

/** `Review 2/8` */
export function sittingPlace({ course }: Sitting, { ui }: Words): string {
  const { n, of } = placeIn(course);
  return ui.sitting[course.kind](n, of);
}

/** What this is, where it is more than the lesson going on. */
export function kindOf({ played, session }: LessonState, words: Words): readonly string[] {
  if (session.fork?.kind === "what-if") return [words.ui.whatIf.title];
  return currentTask(played, session) ? [words.ui.task.title] : [];
}

function lessonText(
  lesson: LessonState,
  stage: StageState,
  columns: number,
  words: Words,
  next: NextLesson | undefined,
): Text {
  const { fork } = lesson.session;
  if (fork?.kind === "what-if") {
    const hint = paragraphs([words.ui.run.inFork], columns, "dim");
    return { rows: [...whatIfRows(lesson, fork.id ?? "", columns, words), ...hint], asks: true };
  }
  const rows: Row[] = [...bodyRows(lesson, columns, words, next)];
  if (offersWhatIf(lesson, stage)) rows.push([], ...whatIfLine(lesson, columns, words));
  const context = questionContext(lesson, stage);
  const asked = askedText(lesson, isAsked(context), columns, words);
  // Of two runs the words are what the beat is about, and there is no other place for them; at the end they are all.
  const asks = asked?.asks ?? (isOver(lesson) || lessonSides(lesson.played, lesson.session, words) !== undefined);
  if (!asked) return { rows, asks };
  const top = rows.length > 0 ? rows.length + 1 : 0;
  const { keepInSight, caret } = asked;
  return {
    rows: rows.length > 0 ? [...rows, [], ...asked.rows] : asked.rows,
    asks,
    ...(isAsked(context) && { arrows: "choose" as const }),
    ...(keepInSight && {
      keepInSight: {
        row: top + keepInSight.row,
        from: top + keepInSight.from,
        ...(keepInSight.to !== undefined && { to: top + keepInSight.to }),
      },
    }),
    ...(caret && { caret: { x: caret.x, y: top + caret.y } }),
  };
}

/** What was changed, and what happens now with it and without. */
export function whatIfRows(lesson: LessonState, id: string, columns: number, words: Words): readonly Row[] {
  const { played, session } = lesson;
  const { whatIf } = words.ui;
  return [
    ...paragraphs([`${whatIf.title}: ${whatIfLabel(lesson, id, words)}`], columns, "strong"),
    ...toldRows(lessonSides(played, session, words) ?? [], columns, words),
  ];
}

/** How a sitting goes, at its first question, and that questions before this one could not be asked. */
export function sittingNotes({ sitting }: LessonState, columns: number, { ui }: Words): readonly Row[] {
  if (!sitting) return [];
  const { course, passed } = sitting;
  const intro = placeIn(course).n === 1 ? [ui.sitting.intro[course.kind]] : [];
  return paragraphs([...intro, ...(passed > 0 ? [ui.sitting.passed(passed)] : [])], columns, "dim");
}

/** What the lesson says, or, where it says nothing, what the run tells itself. */
function bodyRows(lesson: LessonState, columns: number, words: Words, next: NextLesson | undefined): readonly Row[] {
  const { played, session } = lesson;
  const beat = currentBeat(played, session);
  const note: Row[] = [...paragraphs(languageNote(lesson, words), columns, "dim")];
  const told = (): readonly Row[] => {
    const sides = lessonSides(played, session, words);
    if (sides) return toldRows(sides, columns, words);
    return paragraphs(toldAt({ timeline: timelineOfLesson(lesson), at: session.cursor }, words), columns);
  };
  // A task has left the place that the lesson speaks of.
  if (session.fork) return told();
  const text = beatText(played.lesson, beat, words.language);
  note.push(...sittingNotes(lesson, columns, words));
  const between = session.cursor === beat.step ? [] : [...told(), []];
  const rows = [...note, ...between, ...blockRows(text.body, columns)];
  if (!isAtEnd(lesson)) return rows;
  const { run } = words.ui;
  const onward = next ? [run.nextLesson(next.title[words.language]), run.nextLessonKeys] : [run.lessonEnd];
  return [...rows, ...summaryRows(lesson, columns, words), [], ...paragraphs(onward, columns, "key")];
}

/** What stands below a summary: what the lesson has left out, and how to see it on one's own machine. */
export function summaryRows({ played, session }: LessonState, columns: number, words: Words): readonly Row[] {
  const { simplified, see } = beatText(played.lesson, currentBeat(played, session), words.language);
  const { summary } = words.ui;
  const part = (title: string, blocks: typeof see): readonly Row[] =>
    blocks.length === 0 ? [] : [[], ...paragraphs([title], columns, "title"), ...blockRows(blocks, columns)];
  return [...part(summary.simplified, simplified), ...part(summary.see, see)];
}

const whatIfLine = (lesson: LessonState, columns: number, words: Words): readonly Row[] =>
  hanging("w  ", [{ style: "plain", text: words.ui.whatIf.offered(whatIfLabels(lesson, words)) }], columns).map((row) =>
    row.map(({ text }, i) => ({ text, tone: i === 0 ? ("key" as const) : ("dim" as const) })),
  );
