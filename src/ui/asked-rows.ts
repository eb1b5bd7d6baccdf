/** What a beat asks for, as rows below its text: a question, a round of a drill, a task; and the lines that can be chosen. */
import type { Words } from "../i18n/words.ts";
import { rightAnswer } from "../lesson/answer.ts";
import { type BeatText, beatText, type FilledBlock } from "../lesson/beat-text.ts";
import type { PlayedBeat } from "../lesson/play.ts";
import { currentBeat, currentDrill, currentQuestion, currentTask, type QuestionState } from "../lesson/session.ts";
import type { Row } from "../view/row.ts";
import { columnsOf, rowColumns } from "../view/text.ts";
import { blockRows } from "./block-rows.ts";
import { entryRow } from "./entry.ts";
import { actionLabel, lineBlocks } from "./lesson-labels.ts";
import { type LessonLine, lineNumbers } from "./lesson-lines.ts";
import { isAtMoment, type LessonState, questionLines } from "./lesson-state.ts";
import { span } from "./line.ts";
import { paragraphs } from "./sandbox.ts";
import type { Text } from "./stage-rows.ts";
import type { CursorSpot } from "./terminal/painter.ts";

/** Undefined where nothing is asked. `active`: the keys go to its lines. */
export function askedText(lesson: LessonState, active: boolean, columns: number, words: Words): Text | undefined {
  const { played, session } = lesson;
  const beat = currentBeat(played, session);
  const text = beatText(played.lesson, beat, words.language);
  const above = currentTask(played, session)
    ? taskRows(lesson, beat, text, columns, words)
    : questionRows(lesson, text, columns, words);
  if (!above) return undefined;
  if (isDone(lesson)) {
    const again = paragraphs([words.ui.task.again], columns, "dim");
    return { rows: [...above, ...again], asks: false };
  }
  if (questionLines(lesson).length > 0) return withLines(above, lesson, beat, active, text, columns, words);
  if (lesson.sitting) {
    const onward = paragraphs([words.ui.sitting.onward], columns, "dim");
    return { rows: [...above, ...onward], asks: true, keepInSight: { row: above.length, from: 0 } };
  }
  // As high as while it was open, so that the stage does not jump under the verdict.
  return { rows: above, asks: lesson.keys === "question", keepInSight: { row: above.length - 1, from: 0 } };
}

/** A task that was done, and that nobody asks for again. */
const isDone = ({ played, session, keys }: LessonState): boolean =>
  keys === "later" && !session.fork && currentTask(played, session)?.state === "done";

function questionRows(
  { played, session, sitting }: LessonState,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] | undefined {
  const question = currentQuestion(played, session);
  if (!question) return undefined;
  const { state } = question;
  const drill = currentDrill(played, session);
  const title = drill ? words.ui.ask.round(drill.round + 1, drill.times) : words.ui.ask.title;
  const rows = [...titled(title, text.ask, columns), ...feedbackRows(state, text, columns, words)];
  if (state.status === "open") return rows;
  const score = drill?.over ? paragraphs([words.ui.ask.score(drill.right, drill.times)], columns, "strong") : [];
  const tried = sitting?.course.kind === "placement" ? triedRows(state, text, columns, words) : [];
  return [...rows, ...tried, ...closedRows(state.status, rightAnswer(question.ask), text, columns, words), ...score];
}

/** What was said to the last wrong answer, and the hints that were asked for. */
function feedbackRows(state: QuestionState, text: BeatText, columns: number, words: Words): readonly Row[] {
  const tried = state.status === "open" ? triedRows(state, text, columns, words) : [];
  return [...tried, ...hintRows(state.hints, text, columns, words)];
}

function triedRows({ wrong }: QuestionState, text: BeatText, columns: number, words: Words): readonly Row[] {
  const last = wrong.at(-1);
  if (!last) return [];
  // A choice is named by its own words below; what was typed is gone from the field.
  const given = text.choices[last.given] ? "" : `${last.given}: `;
  return [
    ...paragraphs([`x ${given}${words.ui.ask.wrong}`], columns, "bad"),
    ...blockRows((last.key === undefined ? undefined : text.wrongs[last.key]) ?? [], columns),
  ];
}

const hintRows = (shown: number, { hints }: BeatText, columns: number, words: Words): readonly Row[] =>
  hints
    .slice(0, shown)
    .flatMap((hint, i) => [
      ...paragraphs([words.ui.ask.hint(i + 1, hints.length)], columns, "strong"),
      ...blockRows(hint, columns),
    ]);

function closedRows(
  status: Exclude<QuestionState["status"], "open">,
  answer: string,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const { ask } = words.ui;
  // Of a choice the answer is a key: its words are what the learner has to see.
  const choice = text.choices[answer];
  const shown = choice
    ? paragraphs([ask.shownChoice], columns, "strong")
    : paragraphs([ask.shown(answer)], columns, "strong");
  const verdict = status === "right" ? paragraphs([ask.right], columns, "good") : shown;
  return [...verdict, ...blockRows(choice ?? [], columns), ...blockRows(text.right, columns)];
}

function taskRows(
  lesson: LessonState,
  beat: PlayedBeat,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const { played, session } = lesson;
  const { task } = words.ui;
  const { state, hints } = currentTask(played, session) ?? { state: "open", hints: 0 };
  const { fork } = session;
  const reached = fork?.goal === "reached";
  const rows: Row[] = [...titled(task.title, text.tryIt, columns)];
  if (!fork && beat.tryIt?.from === "start") rows.push(...paragraphs([task.fromStart], columns, "dim"));
  if (fork && fork.actions.length > 0) {
    const actions = fork.actions.map((action) => actionLabel(beat, text, action));
    rows.push(...paragraphs([task.soFar(actions)], columns, "dim"));
  }
  if (reached) {
    rows.push(...paragraphs([state === "shown" ? task.shown : task.done], columns, "good"));
    rows.push(...blockRows(text.done, columns));
    if (isAtMoment(lesson)) rows.push(...paragraphs([task.moment], columns, "dim"));
  } else if (fork?.goal === "missed") {
    rows.push(...paragraphs([`x ${task.missed}`], columns, "bad"), ...blockRows(text.missed, columns));
  } else if (fork && fork.actions.length > 0) {
    rows.push(...paragraphs([task.notYet], columns, "strong"));
  } else if (!fork && state === "done") {
    rows.push(...paragraphs([task.done], columns, "good"));
  }
  // Last, so that on a small screen they are in sight together with what can be done.
  if (!reached) rows.push(...hintRows(hints, text, columns, words));
  return rows;
}

function withLines(
  above: readonly Row[],
  lesson: LessonState,
  beat: PlayedBeat,
  active: boolean,
  text: BeatText,
  columns: number,
  words: Words,
): Text {
  // In the panes the list is far away, so that what to do there stands right below the question.
  const looking = lesson.keys === "panes" ? paragraphs([lookingWords(lesson, words)], columns, "dim") : [];
  const rows: Row[] = [...above, ...looking];
  let row = looking.length > 0 ? rows.length - 1 : 0;
  let caret: CursorSpot | undefined;
  const lines = questionLines(lesson);
  const numbers = lineNumbers(lines);
  const drawn = lines.map((line, i): readonly Row[] => {
    const here = active && i === lesson.cursor;
    if (line.kind !== "field") return lineRows(line, numbers[i]!, here, beat, text, columns, words);
    const entry = entryRow(words.ui.ask.value, lesson.field, columns - 2);
    return [[span(here ? ">" : " ", "key"), ...entry.row]];
  });
  for (const { from, end } of grouped(lines, drawn, columns)) {
    const here = active && from <= lesson.cursor && lesson.cursor < end;
    if (here) row = rows.length;
    if (here && lines[lesson.cursor]?.kind === "field") {
      caret = { x: 1 + entryRow(words.ui.ask.value, lesson.field, columns - 2).caret, y: rows.length };
    }
    rows.push(...(end - from === 1 ? drawn[from]! : [drawn.slice(from, end).flatMap(([only]) => only!)]));
  }
  if (active) rows.push(...paragraphs([footWords(lesson, words)], columns, "dim"));
  return {
    rows,
    // The packet is what such a question is about: a long list of its fields must not take its room.
    asks: active && !isFieldPick(lesson),
    ...(active || looking.length > 0
      ? // After an action what can be done next is to be seen whole.
        { keepInSight: { row, from: 0, ...(lesson.session.fork && { to: rows.length - 1 }) } }
      : {}),
    ...(caret ? { caret } : {}),
  };
}

function isFieldPick({ played, session }: LessonState): boolean {
  const ask = currentQuestion(played, session)?.ask;
  return ask?.kind === "pick" && ask.pick === "field";
}

/** Lines that share a row: short ones without a number, one after the other, where there is room for all of them. */
function grouped(
  lines: readonly LessonLine[],
  drawn: readonly (readonly Row[])[],
  columns: number,
): readonly { readonly from: number; readonly end: number }[] {
  const groups: { from: number; end: number }[] = [];
  lines.forEach(({ kind }, i) => {
    const last = groups.at(-1);
    const shares = last && isHelp(kind) && isHelp(lines[last.from]!.kind);
    const together = shares ? drawn.slice(last.from, i + 1) : [];
    const fits =
      together.length > 0 &&
      together.every((rows) => rows.length === 1) &&
      together.reduce((sum, [only]) => sum + rowColumns(only!), 0) <= columns;
    if (last && fits) last.end = i + 1;
    else groups.push({ from: i, end: i + 1 });
  });
  return groups;
}

const isHelp = (kind: LessonLine["kind"]): boolean =>
  kind === "undo" || kind === "hint" || kind === "show" || kind === "leave";

/** What to do while the keys go to the panes. */
function lookingWords({ played, session }: LessonState, words: Words): string {
  return currentTask(played, session) ? words.ui.task.looking : words.ui.run.picking;
}

/** Below the lines: what else the keys do. */
function footWords({ played, session, sitting }: LessonState, words: Words): string {
  const { ask, run, task } = words.ui;
  if (currentTask(played, session)) return session.fork ? task.walk : task.look;
  const question = currentQuestion(played, session);
  if (question?.state.status !== "open") return ask.onward;
  return [
    ...(question.ask.kind === "pick" ? [run.pickHere] : []),
    ...(sitting ? [words.ui.sitting.leave[sitting.course.kind]] : [ask.skip]),
  ].join(" ");
}

function lineRows(
  line: Exclude<LessonLine, { readonly kind: "field" }>,
  number: number,
  here: boolean,
  beat: PlayedBeat,
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const lead = `${here ? "> " : "  "}${number > 0 ? number : "-"} `;
  const width = columnsOf(lead);
  return blockRows(lineBlocks(line, beat, text, words), columns - width).map((row, i): Row => {
    const shown: Row = here ? row.map(({ text: own }) => span(own, "selected")) : row;
    return [span(i === 0 ? lead : " ".repeat(width), here ? "key" : "plain"), ...shown];
  });
}

const titled = (title: string, blocks: readonly FilledBlock[], columns: number): readonly Row[] => [
  ...paragraphs([title], columns, "title"),
  ...blockRows(blocks, columns),
];
