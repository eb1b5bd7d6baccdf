/** All that can be said against a lesson: what its files and its run say, and what a screen of 80x24 does. */
import type { Language } from "../i18n/words.ts";
import { type BeatText, beatText, type FilledBlock, plainText } from "../lesson/beat-text.ts";
import { checkLesson } from "../lesson/check.ts";
import type { Finding, FindingBody } from "../lesson/finding.ts";
import { type LessonFiles, loadLesson } from "../lesson/load.ts";
import type { Place } from "../lesson/located-yaml.ts";
import { type PlayedBeat, type PlayedLesson, playLesson } from "../lesson/play.ts";
import { currentBeat, currentQuestion, startSession } from "../lesson/session.ts";
import { type LessonText, lessonLanguages } from "../lesson/words-file.ts";
import { blockRows } from "../ui/block-rows.ts";
import { lessonLines } from "../ui/lesson-lines.ts";
import { freshLesson } from "../ui/lesson-state.ts";
import { pictureOf } from "../ui/picture.ts";
import type { Size } from "../view/row.ts";
import { columnsOf } from "../view/text.ts";

/** The smallest screen on which a lesson has to be read without scrolling. */
const SCREEN: Size = { columns: 80, rows: 24 };
/** What the text has between the screen's edges. */
const TEXT_COLUMNS = SCREEN.columns - 2;
/** What is left to the text beside a pane. */
const MAX_BODY_ROWS = 8;
/** Code is set in by so much. */
const CODE_INDENT = 2;

/** All findings, by file, line and column. Widths are looked at when the lesson plays: only then all words are known. */
export function checkShownLesson(files: LessonFiles): readonly Finding[] {
  const findings = checkLesson(files);
  const loaded = loadLesson(files);
  if (!loaded.ok) return findings;
  const played = playLesson(loaded.value);
  if (!played.ok) return findings;
  return inOrder([...findings, ...checkShown(played.value)]);
}

export const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Texts that are too long or too wide for the smallest screen, in every language that the lesson has. */
export function checkShown(played: PlayedLesson): readonly Finding[] {
  return lessonLanguages.flatMap((language) => {
    const text = played.lesson.texts[language];
    return text ? played.beats.flatMap((beat) => checkBeat(played, beat, text)) : [];
  });
}

function checkBeat(played: PlayedLesson, { id }: PlayedBeat, text: LessonText): readonly Finding[] {
  const findings: Finding[] = [];
  const add = ({ line, column }: Place, body: FindingBody): void => {
    findings.push({ file: text.file, line, column, ...body });
  };
  // Of a drill, with the values of its first round.
  const beat = currentBeat(played, startSession(played, id));
  const shown = beatText(played.lesson, beat, text.language);
  const wide = (blocks: readonly FilledBlock[], heading: string, place: Place): void => {
    const columns = widest(blocks);
    if (columns > TEXT_COLUMNS) add(place, { kind: "line-too-wide", heading, columns, most: TEXT_COLUMNS });
  };
  if (beat.kind === "summary") {
    for (const page of ["summary", "simplified", "see"] as const) {
      wide(page === "summary" ? shown.body : shown[page], `## ${page}`, text.headings[page] ?? TOP);
    }
    return findings;
  }
  const { place, headings } = text.beats[id]!;
  const rows = blockRows(shown.body, TEXT_COLUMNS).length;
  if (rows > MAX_BODY_ROWS) add(place, { kind: "rows-too-many", heading: `## ${id}`, rows, most: MAX_BODY_ROWS });
  wide(shown.body, `## ${id}`, place);
  for (const [heading, blocks] of partsOf(shown)) {
    wide(blocks, `## ${id} / ### ${heading}`, headings[heading] ?? place);
  }
  const asked = beat.ask ? "ask" : beat.tryIt ? "try" : undefined;
  if (asked !== undefined) {
    const needs = rowsAsked(played, id, rows, text.language);
    if (needs.rows > needs.most) {
      add(headings[asked] ?? place, { kind: "rows-too-many", heading: `## ${id} / ### ${asked}`, ...needs });
    }
  }
  return findings;
}

const TOP: Place = { line: 1, column: 1 };

/** What a beat says below its text, by heading. */
function partsOf(text: BeatText): readonly (readonly [heading: string, blocks: readonly FilledBlock[]])[] {
  const each = (
    word: string,
    parts: Readonly<Record<string, readonly FilledBlock[]>>,
  ): readonly (readonly [string, readonly FilledBlock[]])[] =>
    Object.entries(parts).map(([key, blocks]) => [`${word} ${key}`, blocks]);
  return [
    ["ask", text.ask],
    ...each("choice", text.choices),
    ...each("wrong", text.wrongs),
    ...text.hints.map((blocks, i) => [`hint ${i + 1}`, blocks] as const),
    ["right", text.right],
    ["try", text.tryIt],
    ...each("do", text.does),
    ["done", text.done],
    ["missed", text.missed],
    ...each("what-if", text.whatIfs),
  ];
}

/** Columns of the widest line that is not broken into several: of code, of a table. */
function widest(blocks: readonly FilledBlock[]): number {
  return Math.max(
    0,
    ...blocks.map((block) => {
      if (block.kind === "code") {
        return CODE_INDENT + Math.max(0, ...block.lines.map((line) => columnsOf(plainText(line))));
      }
      if (block.kind !== "table") return 0;
      const rows = [block.head, ...block.rows];
      const widths = block.head.map((_, i) => Math.max(...rows.map((row) => columnsOf(plainText(row[i] ?? [])))));
      return widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
    }),
  );
}

/** What the question or the task takes, and what the screen has for it. A blank row stands between it and the text. */
function rowsAsked(
  played: PlayedLesson,
  beat: string,
  bodyRows: number,
  language: Language,
): { readonly rows: number; readonly most: number } {
  const { lesson, stage } = freshLesson(played, beat);
  const { measured } = pictureOf(
    { language, screen: { kind: "lesson", lesson, stage }, dialog: null, behind: "menu" },
    SCREEN,
  );
  // Hosts and fields are there to be picked in the panes, and their list is gone through with the cursor in it.
  const choices = lessonLines(played, lesson.session).filter(({ kind }) => kind === "choice");
  const listed = currentQuestion(played, lesson.session)?.ask.kind === "pick" ? choices.length - 1 : 0;
  return { rows: measured.text.total - bodyRows - 1 - listed, most: measured.text.visible };
}
