/** What stands below the prompt of a filter: what is wrong with it, else examples. */
import { unreachable } from "../base/assert.ts";
import type { Ui, Words } from "../i18n/words.ts";
import type { FilterProblem } from "../lesson/filter.ts";
import type { Row } from "../view/row.ts";
import { columnsOf, pad, wrapText } from "../view/text.ts";
import { span } from "./line.ts";

/** Filters of all sorts, and the words for what each finds. */
export const filterExamples: readonly {
  readonly text: string;
  readonly means: keyof Ui["filter"]["example"];
}[] = [
  { text: "dns query root", means: "query" },
  { text: "dns answer", means: "answer" },
  { text: "tcp state ESTABLISHED", means: "state" },
  { text: "syn from client", means: "syn" },
  { text: "len 1..", means: "data" },
  { text: "window 0", means: "window" },
  { text: "lost", means: "lost" },
  { text: "retransmission", means: "again" },
  { text: "http 200", means: "status" },
  { text: "arp asked", means: "arp" },
  { text: "ip.ttl 1..62", means: "field" },
  { text: "sockets client state TIME-WAIT", means: "socket" },
];

/** An ambiguous filter has so many choices shown at most. */
const MOST_CHOICES = 8;
/** Narrower than that and the meanings stand below their filters. */
const LEAST_BESIDE = 60;

/** Rows of at most `columns`: what is wrong, then the examples, which are needed most by whoever typed something wrong. */
export function filterRows(
  text: string,
  problem: FilterProblem | undefined,
  columns: number,
  words: Words,
): readonly Row[] {
  if (!problem || (problem.kind === "empty" && text.trim() === "")) return exampleRows(columns, words);
  const { filter } = words.ui;
  const sentence = wrapText(problemWords(problem, words), columns).map((line): Row => [span(line, "bad")]);
  if (problem.kind !== "ambiguous") return [...sentence, [], ...exampleRows(columns, words)];
  const shown = problem.choices.slice(0, MOST_CHOICES);
  const choices = shown.flatMap((choice) =>
    wrapText(choice, columns - 2).map((line): Row => [span("  "), span(line, "name")]),
  );
  const left = problem.choices.length - shown.length;
  const more: readonly Row[] = left > 0 ? wrapText(filter.more(left), columns).map((line) => [span(line, "dim")]) : [];
  return [...sentence, ...choices, ...more];
}

function exampleRows(columns: number, words: Words): readonly Row[] {
  const { filter } = words.ui;
  const width = Math.max(...filterExamples.map(({ text }) => columnsOf(text)));
  const beside = columns >= LEAST_BESIDE;
  const examples = filterExamples.flatMap(({ text, means }): readonly Row[] => {
    const meaning = wrapText(filter.example[means], Math.max(2, columns - 4 - (beside ? width : 2)));
    if (!beside) {
      const name = wrapText(text, columns - 2).map((line): Row => [span("  "), span(line, "name")]);
      return [...name, ...meaning.map((line): Row => [span("    "), span(line, "dim")])];
    }
    return meaning.map((line, i) => [span(`  ${pad(i === 0 ? text : "", width)}  `, "name"), span(line, "dim")]);
  });
  return [...wrapText(filter.examples, columns).map((line): Row => [span(line)]), ...examples];
}

function problemWords(problem: FilterProblem, words: Words): string {
  const { filter } = words.ui;
  switch (problem.kind) {
    case "empty":
      return filter.empty;
    case "unclosed-quote":
      return filter.unclosedQuote;
    case "unknown-word":
      return filter.unknownWord(problem.word, problem.suggestion);
    case "ambiguous":
      return filter.ambiguous(problem.word);
    case "value-missing":
      return filter.valueMissing(problem.field);
    case "wrong-value":
      return filter.wrongValue(problem.field, problem.value, filter.expected[problem.expected], problem.suggestion);
    case "field-twice":
      return filter.fieldTwice(problem.field);
    case "device-missing":
      return filter.deviceMissing(problem.table);
    default:
      return unreachable(problem);
  }
}
