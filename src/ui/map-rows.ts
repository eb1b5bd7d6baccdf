/** The map as rows: the lessons as a tree, and of one of them what it teaches. For a screen of any size, and for lines. */
import type { Words } from "../i18n/words.ts";
import type { LearnerMap, MapLesson } from "../lesson/learner-map.ts";
import type { Row, Size, Tone } from "../view/row.ts";
import { columnsOf, fitRow, pad, padLeft, rowColumns, wrapText } from "../view/text.ts";
import { hanging } from "./block-rows.ts";
import { fitText, span, spread } from "./line.ts";
import { paragraphs } from "./sandbox.ts";

/** From so many columns on, what the lesson teaches stands beside the tree and not below it. */
const BESIDE_COLUMNS = 100;
const TREE_COLUMNS = 64;
/** With fewer rows the lessons need them all. */
const ROWS_FOR_GROUPS = 14;
/** With fewer columns the titles need them all. */
const COLUMNS_FOR_MINUTES = 70;
const SHORTEST_TOLD_SECONDS = 30;

export type MapContent = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly seen: { readonly first: number; readonly end: number; readonly total: number };
  /** There is more to say of the lesson than what is shown. */
  readonly more: boolean;
};

/** `part` counts on from 0, and begins anew after the last part of what there is to say. */
export function mapContent(map: LearnerMap, cursor: number, part: number, inside: Size, words: Words): MapContent {
  const { columns } = inside;
  const title = `${words.ui.map.title}  ${words.ui.progress.points(map.shown, map.of)}`;
  const groups = inside.rows < ROWS_FOR_GROUPS ? [] : wrapText(groupsText(map, words), columns - 2);
  const head: readonly Row[] = [nextText(map, words), ...groups].map((line, i) =>
    fitText(` ${line}`, columns, i === 0 ? "key" : "dim"),
  );
  const room = inside.rows - head.length - 1;
  const lesson = map.lessons[cursor];
  const beside = columns >= BESIDE_COLUMNS;
  const width = beside ? columns - TREE_COLUMNS - 3 : columns;
  const told = map.lessons.map((other) => about(other, map, width - 2, words));
  // As many for each lesson, so that the tree stays where it is while the cursor moves.
  const most = Math.max(0, ...told.map((items) => items.flat().length));
  const height = beside ? room : Math.min(most, Math.floor(room / 2));
  const shown = lesson ? partOf(told[cursor]!, part, height) : { rows: [], note: "" };
  const listed = beside ? room + 1 : room - height;
  const first = Math.max(0, Math.min(cursor - Math.floor(listed / 2), map.lessons.length - listed));
  const end = Math.min(map.lessons.length, first + listed);
  const tree = map.lessons
    .slice(first, end)
    .map((other, i) => treeRow(other, map, first + i === cursor, beside ? TREE_COLUMNS : columns, words));
  const below: readonly Row[] = [
    titleRule(lesson?.title[words.language] ?? "", shown.note, width),
    ...shown.rows.map((row): Row => [span(" "), ...row]),
  ];
  const blank: Row = [];
  const body = beside
    ? Array.from({ length: listed }, (_, y): Row => {
        return [...fitRow(tree[y] ?? blank, TREE_COLUMNS), span(" │ ", "dim"), ...(below[y] ?? blank)];
      })
    : [...tree, ...Array.from({ length: listed - tree.length }, () => blank), ...below];
  return { title, rows: [...head, ...body], seen: { first, end, total: map.lessons.length }, more: shown.note !== "" };
}

type Items = readonly (readonly Row[])[];

/** No item is torn in two. */
function partOf(items: Items, part: number, height: number): { readonly rows: readonly Row[]; readonly note: string } {
  const parts: (readonly Row[])[] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last && last.length + item.length <= height) parts[parts.length - 1] = [...last, ...item];
    else parts.push(item.slice(0, height));
  }
  const nth = part % Math.max(1, parts.length);
  return { rows: parts[nth] ?? [], note: parts.length > 1 ? `${nth + 1}/${parts.length}  Tab` : "" };
}

function titleRule(title: string, note: string, columns: number): Row {
  const right: Row = note === "" ? [] : [span(` ${note} `, "key"), span("─", "dim")];
  const left: Row = [span("─ ", "dim"), span(title, "title"), span(" ")];
  const shown = fitRow(left, Math.min(rowColumns(left), columns - rowColumns(right)));
  return [...shown, span("─".repeat(Math.max(0, columns - rowColumns(shown) - rowColumns(right))), "dim"), ...right];
}

const tones: Readonly<Record<MapLesson["mark"], Tone>> = {
  done: "good",
  due: "changed",
  started: "key",
  placed: "good",
  ready: "plain",
  later: "dim",
};

/** `  3   ├ Titles  begun   9 min` */
function treeRow(lesson: MapLesson, map: LearnerMap, here: boolean, columns: number, words: Words): Row {
  const { menu } = words.ui;
  const labels = map.lessons.map((other) => columnsOf(labelOf(other, map, words)));
  const minutes = Math.max(...map.lessons.map((other) => columnsOf(menu.minutes(other.minutes))));
  const label = pad(labelOf(lesson, map, words), Math.max(...labels));
  const time = columns < COLUMNS_FOR_MINUTES ? "" : `  ${padLeft(menu.minutes(lesson.minutes), minutes)}`;
  const lead = `${here ? ">" : " "}${padLeft(String(lesson.number), 2)}  `;
  const tone = (own: Tone): Tone => (here ? "selected" : own);
  return spread(
    [
      span(lead, here ? "selected" : "plain"),
      span(branchesOf(lesson), tone("dim")),
      span(lesson.title[words.language], tone(lesson.mark === "later" ? "dim" : "plain")),
    ],
    [span(`  ${label}`, tone(isNext(lesson, map) ? "key" : tones[lesson.mark])), span(`${time} `, tone("dim"))],
    columns,
  );
}

function branchesOf({ branches }: MapLesson): string {
  return branches
    .map((more, i) => {
      if (i < branches.length - 1) return more ? "│ " : "  ";
      return more ? "├ " : "└ ";
    })
    .join("");
}

const isNext = ({ slug }: MapLesson, { next }: LearnerMap): boolean => "slug" in next && next.slug === slug;

function labelOf(lesson: MapLesson, map: LearnerMap, words: Words): string {
  const { menu } = words.ui;
  return isNext(lesson, map) && map.next.kind === "begin" ? words.ui.map.next : menu[lesson.mark];
}

/** What to do next, as a line. */
function nextText(map: LearnerMap, words: Words): string {
  const { menu, map: labels } = words.ui;
  const { next } = map;
  switch (next.kind) {
    case "review":
      return labels.review(next.due);
    case "nothing":
      return labels.nothing;
    default: {
      const title = map.lessons.find(({ slug }) => slug === next.slug)?.title[words.language] ?? "";
      return menu[next.kind](title);
    }
  }
}

/** `URL 4/4, HTTP 6/10, ...` */
export const groupsText = ({ groups }: Pick<LearnerMap, "groups">, words: Words): string =>
  groups.map(({ letter, shown, of }) => `${words.ui.map.group[letter]} ${shown}/${of}`).join(", ");

/** How a lesson stands, what it rests on, and its points. */
function about(lesson: MapLesson, map: LearnerMap, columns: number, words: Words): Items {
  const { menu, map: labels } = words.ui;
  const { due, seconds, after, points } = lesson;
  const state = [
    ...(lesson.mark === "due" ? [] : [labelOf(lesson, map, words)]),
    ...(due > 0 ? [words.ui.progress.due(due)] : []),
    menu.minutes(lesson.minutes),
    ...(seconds < SHORTEST_TOLD_SECONDS ? [] : [labels.spent(Math.ceil(seconds / 60))]),
  ];
  const bases = map.lessons
    .filter(({ slug }) => after.includes(slug))
    .map((other) => `${other.title[words.language]} (${menu[other.mark]})`);
  return [
    paragraphs([state.join(", ")], columns),
    ...(bases.length > 0 ? [paragraphs([labels.restsOn(bases)], columns, "dim")] : []),
    ...(points.length > 0 ? [paragraphs([labels.points], columns, "dim")] : []),
    ...points.map(({ point, shown }) =>
      hanging(shown ? "[x] " : "[ ] ", [{ style: "plain", text: spoken(words.canDo[point]) }], columns).map(
        (row, y): Row => (y === 0 && shown ? row.map((own, i) => (i === 0 ? span(own.text, "good") : own)) : row),
      ),
    ),
  ];
}

/** Code in a line of a list is marked by nothing here. */
const spoken = (text: string): string => text.replaceAll("`", "");

/** The whole map in lines. */
export function mapLines(map: LearnerMap, columns: number, words: Words): readonly Row[] {
  const { menu, progress } = words.ui;
  return [
    ...paragraphs([words.ui.map.title], columns, "title"),
    ...paragraphs([nextText(map, words), progress.points(map.shown, map.of), groupsText(map, words)], columns),
    [],
    ...map.lessons.flatMap((lesson) => {
      // Blanks and no lines: it may be read aloud.
      const lead = `${padLeft(String(lesson.number), 2)}  ${"  ".repeat(lesson.branches.length)}`;
      const text = `${lesson.title[words.language]} (${labelOf(lesson, map, words)}, ${menu.minutes(lesson.minutes)})`;
      return hanging(lead, [{ style: "plain", text }], columns);
    }),
  ];
}

/** One lesson of it in lines. */
export const mapLessonLines = (lesson: MapLesson, map: LearnerMap, columns: number, words: Words): readonly Row[] => [
  ...paragraphs([`${lesson.number}. ${lesson.title[words.language]}`], columns, "title"),
  ...about(lesson, map, columns, words).flat(),
];
