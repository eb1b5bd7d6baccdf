/** A lesson's screen: its words above the panes that the beat puts on stage. */
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import type { Words } from "../i18n/words.ts";
import { rightAnswer } from "../lesson/answer.ts";
import { type BeatText, beatText, type FilledBlock } from "../lesson/beat-text.ts";
import { currentBeat, currentQuestion, type QuestionState } from "../lesson/session.ts";
import { worldAt } from "../sim/timeline.ts";
import { narrate } from "../view/narration.ts";
import type { PaneName } from "../view/pane.ts";
import type { Row, Size } from "../view/row.ts";
import { columnsOf } from "../view/text.ts";
import { blockRows } from "./block-rows.ts";
import { entryRow } from "./dialog-rows.ts";
import { bar, footRow, headRow } from "./edges.ts";
import {
  isAtEnd,
  type LessonState,
  lessonTitle,
  type QuestionLine,
  questionContext,
  questionLines,
} from "./lesson-state.ts";
import { span } from "./line.ts";
import { eventNumber } from "./run.ts";
import { clock, paragraphs } from "./sandbox.ts";
import { type Picture, stagePicture, type Text } from "./stage-rows.ts";
import type { StageState } from "./stage-state.ts";
import type { CursorSpot } from "./terminal/painter.ts";

export function lessonPicture(lesson: LessonState, stage: StageState, size: Size, words: Words): Picture {
  const { played, session } = lesson;
  const foot = footRow(questionContext(lesson, stage), words, size.columns);
  const asked: readonly PaneName[] = currentBeat(played, session).show;
  return stagePicture({
    size,
    words,
    edges: { head: lessonHead(lesson, stage, size.columns, words), foot },
    text: (columns) => lessonText(lesson, stage, columns, words),
    timeline: played.timeline,
    asked,
    stage,
    since: since(lesson),
  });
}

/** Where a beat begins, what the beat before it has left; inside it, the step before. */
function since({ played, session }: LessonState): StepIndex {
  const here = currentBeat(played, session).step;
  if (session.cursor !== here) return session.cursor - 1;
  return played.beats.findLast(({ step }) => step < here)?.step ?? -1;
}

/** `dns-walk  Beat 4/14 [###-------]  event 11/80  t=0.024 310 s  textbook  en` */
export function lessonHead(lesson: LessonState, stage: StageState, columns: number, words: Words): Row {
  const { played, session, events } = lesson;
  const { head } = words.ui;
  // The summary is no beat of its own to the learner.
  const of = played.beats.length - 1;
  const n = Math.min(session.beat + 1, of);
  const parts = [
    `${head.beat(n, of)} ${bar(n, of)}`,
    head.event(eventNumber(events, stage.at), events.length),
    clock(formatMicros(worldAt(played.timeline, stage.at).now), words),
    played.lesson.profile,
    words.language,
  ];
  return headRow(lessonTitle(lesson, words), parts, columns);
}

function lessonText(lesson: LessonState, stage: StageState, columns: number, words: Words): Text {
  const { played, session } = lesson;
  const beat = currentBeat(played, session);
  const text = beatText(played.lesson, beat, words.language);
  // Between the beats the run tells itself what the lesson's words do not speak of.
  const between =
    session.cursor === beat.step ? [] : [...paragraphs(narrate(played.timeline, session.cursor, words), columns), []];
  const rows: Row[] = [...between, ...blockRows(text.body, columns)];
  if (isAtEnd(lesson)) rows.push([], ...paragraphs([words.ui.run.lessonEnd], columns, "dim"));
  const question = currentQuestion(played, session);
  if (!question) return { rows };
  rows.push([]);
  const from = rows.length;
  rows.push(...titled(words.ui.ask.title, text.ask, columns));
  rows.push(...feedbackRows(question.state, text, columns, words));
  if (question.state.status !== "open") {
    rows.push(...closedRows(question.state.status, rightAnswer(question.ask), text, columns, words));
    // As high as while it was open, so that the stage does not jump under the verdict.
    return { rows, asks: !lesson.left, keepInSight: { row: rows.length - 1, from } };
  }
  return withLines(rows, from, lesson, questionContext(lesson, stage) !== "stage", text, columns, words);
}

/** What was said to the last wrong answer, and the hints that were asked for. */
function feedbackRows(state: QuestionState, text: BeatText, columns: number, words: Words): readonly Row[] {
  const { ask } = words.ui;
  const rows: Row[] = [];
  const last = state.status === "open" ? state.wrong.at(-1) : undefined;
  if (last) {
    // A choice is named by its own words below; what was typed is gone from the field.
    const given = text.choices[last.given] ? "" : `${last.given}: `;
    rows.push(...paragraphs([`x ${given}${ask.wrong}`], columns, "bad"));
    rows.push(...blockRows((last.key === undefined ? undefined : text.wrongs[last.key]) ?? [], columns));
  }
  text.hints.slice(0, state.hints).forEach((hint, i) => {
    rows.push(...paragraphs([ask.hint(i + 1, text.hints.length)], columns, "strong"), ...blockRows(hint, columns));
  });
  return rows;
}

function closedRows(
  status: Exclude<QuestionState["status"], "open">,
  answer: string,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const { ask } = words.ui;
  const verdict =
    status === "right" ? paragraphs([ask.right], columns, "good") : paragraphs([ask.shown(answer)], columns, "strong");
  // Of a choice the answer is a key: its words are what the learner has to see.
  return [...verdict, ...blockRows(text.choices[answer] ?? [], columns)];
}

function withLines(
  before: readonly Row[],
  from: number,
  lesson: LessonState,
  active: boolean,
  text: BeatText,
  columns: number,
  words: Words,
): Text {
  const rows: Row[] = [...before];
  let row = 0;
  let caret: CursorSpot | undefined;
  questionLines(lesson).forEach((line, i) => {
    const here = active && i === lesson.cursor;
    const mark = here ? "> " : "  ";
    if (here) row = rows.length;
    if (line.kind === "field") {
      const entry = entryRow(words.ui.ask.value, lesson.field, columns - 2);
      rows.push([span(mark.trimEnd().padEnd(1), "key"), ...entry.row]);
      if (here) caret = { x: 1 + entry.caret, y: rows.length - 1 };
      return;
    }
    rows.push(...lineRows(line, i, mark, here, text, columns, words));
  });
  if (active) rows.push(...paragraphs([words.ui.ask.skip], columns, "dim"));
  return { rows, asks: active, ...(active ? { keepInSight: { row, from } } : {}), ...(caret ? { caret } : {}) };
}

function lineRows(
  line: Exclude<QuestionLine, { kind: "field" }>,
  index: number,
  mark: string,
  here: boolean,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const label = line.kind === "choice" ? `${index + 1} ` : "- ";
  const lead = `${mark}${label}`;
  const width = columnsOf(lead);
  const content = line.kind === "choice" ? text.choices[line.key] : undefined;
  const fallback = line.kind === "choice" ? line.key : words.ui.key[line.kind];
  const rows =
    content && content.length > 0 ? blockRows(content, columns - width) : paragraphs([fallback], columns - width);
  return rows.map((row, i): Row => {
    const shown: Row = here ? row.map(({ text: own }) => span(own, "selected")) : row;
    return [span(i === 0 ? lead : " ".repeat(width), here ? "key" : "plain"), ...shown];
  });
}

const titled = (title: string, blocks: readonly FilledBlock[], columns: number): readonly Row[] => [
  ...paragraphs([title], columns, "title"),
  ...blockRows(blocks, columns),
];
