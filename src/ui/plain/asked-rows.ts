/** What a beat asks for, told line by line: a question, a round of a drill, a task; and what came of a try at it. */
import type { Words } from "../../i18n/words.ts";
import { rightAnswer } from "../../lesson/answer.ts";
import { type BeatText, beatText } from "../../lesson/beat-text.ts";
import { currentBeat, currentDrill, currentQuestion, currentTask, type QuestionState } from "../../lesson/session.ts";
import type { Row } from "../../view/row.ts";
import { columnsOf } from "../../view/text.ts";
import { blockRows } from "../block-rows.ts";
import { actionLabel, lineBlocks } from "../lesson-labels.ts";
import { lineNumbers } from "../lesson-lines.ts";
import { isAtMoment, type LessonState, questionLines } from "../lesson-state.ts";
import { span } from "../line.ts";
import { paragraphs } from "../sandbox.ts";

const textOf = ({ played, session }: LessonState, words: Words): BeatText =>
  beatText(played.lesson, currentBeat(played, session), words.language);

/** The open question or the task with all that can be chosen; nothing where nothing is asked any more. */
export function askedRows(lesson: LessonState, columns: number, words: Words): readonly Row[] {
  const { played, session } = lesson;
  const text = textOf(lesson, words);
  const { ask, plain, task } = words.ui;
  const tasked = currentTask(played, session);
  if (tasked) {
    const done = tasked.state === "done" ? paragraphs([task.done], columns, "good") : [];
    return [
      [],
      ...paragraphs([task.title], columns, "title"),
      ...blockRows(text.tryIt, columns),
      ...done,
      ...choiceRows(lesson, columns, words),
      ...paragraphs([plain.actions], columns, "dim"),
    ];
  }
  if (currentQuestion(played, session)?.state.status !== "open") return [];
  const drill = currentDrill(played, session);
  const choices = choiceRows(lesson, columns, words);
  return [
    [],
    ...paragraphs([drill ? ask.round(drill.round + 1, drill.times) : ask.title], columns, "title"),
    ...blockRows(text.ask, columns),
    ...choices,
    ...paragraphs([howTo(lesson, choices.length > 0 ? "choices" : "values", words)], columns, "dim"),
  ];
}

/** How one answers. */
const howTo = ({ sitting }: LessonState, by: "choices" | "values", { ui }: Words): string =>
  sitting ? ui.sitting[by][sitting.course.kind] : ui.plain[by];

/** The lines that have a number. */
function choiceRows(lesson: LessonState, columns: number, words: Words): readonly Row[] {
  const beat = currentBeat(lesson.played, lesson.session);
  const text = textOf(lesson, words);
  const lines = questionLines(lesson);
  const numbers = lineNumbers(lines);
  const width = columnsOf(String(Math.max(...numbers, 1))) + 2;
  return lines.flatMap((line, i): readonly Row[] => {
    if (line.kind === "field" || numbers[i] === 0) return [];
    const lead = `${String(numbers[i]).padStart(width - 1)} `;
    return blockRows(lineBlocks(line, beat, text, words), columns - width).map((row, y) => [
      span(y === 0 ? lead : " ".repeat(width)),
      ...row,
    ]);
  });
}

/** What a try at the question led to, and nothing that was said before it. */
export function verdictRows(lesson: LessonState, before: QuestionState, columns: number, words: Words): readonly Row[] {
  const { played, session } = lesson;
  const question = currentQuestion(played, session);
  if (!question) return [];
  const { state } = question;
  const text = textOf(lesson, words);
  const { ask } = words.ui;
  const last = state.wrong.length > before.wrong.length ? state.wrong.at(-1) : undefined;
  const tried = last ? triedRows(last, text, columns, words) : [];
  const goesOn = lesson.sitting ? paragraphs([words.ui.sitting.onwardPlain], columns, "dim") : [];
  const after = [...blockRows(text.right, columns), ...drillRows(lesson, columns, words), ...goesOn];
  if (state.status === "right") return [...paragraphs([ask.right], columns, "good"), ...after];
  if (state.status === "revealed") {
    const answer = rightAnswer(question.ask);
    const choice = text.choices[answer];
    // Of a choice the answer is a key: its words are what the learner has to see.
    if (choice === undefined) return [...tried, ...paragraphs([ask.shown(answer)], columns, "strong"), ...after];
    const lines = questionLines({ ...lesson, session: { ...session, questions: {} } });
    const number = lineNumbers(lines)[lines.findIndex((line) => line.kind === "choice" && line.key === answer)];
    return [
      ...tried,
      ...paragraphs([ask.shown(String(number))], columns, "strong"),
      ...blockRows(choice, columns),
      ...after,
    ];
  }
  if (state.hints > before.hints) return hintRows(text, state.hints, columns, words);
  return tried;
}

function triedRows(
  { given, key }: QuestionState["wrong"][number],
  text: BeatText,
  columns: number,
  words: Words,
): readonly Row[] {
  const named = text.choices[given] ? "" : `${given}: `;
  const mistake = key === undefined ? undefined : text.wrongs[key];
  return [...paragraphs([`${named}${words.ui.ask.wrong}`], columns, "bad"), ...blockRows(mistake ?? [], columns)];
}

/** The hint with this number, from 1. Another language may have more hints than this one. */
export function hintRows({ hints }: BeatText, number: number, columns: number, words: Words): readonly Row[] {
  const hint = hints[number - 1];
  if (hint === undefined) return paragraphs([words.ui.plain.noHint], columns);
  return [...paragraphs([words.ui.ask.hint(number, hints.length)], columns, "strong"), ...blockRows(hint, columns)];
}

/** After a round: how it goes on. */
function drillRows({ played, session }: LessonState, columns: number, words: Words): readonly Row[] {
  const drill = currentDrill(played, session);
  if (!drill) return [];
  const { ask, plain } = words.ui;
  const score = drill.over ? paragraphs([ask.score(drill.right, drill.times)], columns, "strong") : [];
  return [...score, ...paragraphs([drill.over ? plain.drillAgain : plain.nextRound], columns, "dim")];
}

/** How the task stands after something was done, and what can be done now. */
export function taskRows(lesson: LessonState, columns: number, words: Words): readonly Row[] {
  const { played, session } = lesson;
  const { fork } = session;
  const beat = currentBeat(played, session);
  const text = textOf(lesson, words);
  const { task, plain } = words.ui;
  const did = (fork?.actions ?? []).map((action) => actionLabel(beat, text, action));
  const rows: Row[] = [[], ...(did.length > 0 ? paragraphs([task.soFar(did)], columns, "dim") : [])];
  if (fork?.goal === "reached") {
    const shown = currentTask(played, session)?.state === "shown";
    rows.push(...paragraphs([shown ? task.shown : task.done], columns, "good"), ...blockRows(text.done, columns));
    const more = isAtMoment(lesson) ? [plain.moment] : [];
    return [...rows, ...paragraphs([...more, plain.solved], columns, "dim")];
  }
  if (fork?.goal === "missed") {
    rows.push(...paragraphs([task.missed], columns, "bad"), ...blockRows(text.missed, columns));
  } else if (did.length > 0) {
    rows.push(...paragraphs([task.notYet], columns, "strong"));
  }
  return [...rows, ...choiceRows(lesson, columns, words), ...paragraphs([plain.moreActions], columns, "dim")];
}
