/** The chain of causes as rows of a dialog: each link with its time and a sentence or two, the nearest first. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { formatMicros } from "../base/units.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import type { FilledText } from "../lesson/beat-text.ts";
import { stepAt, type Timeline } from "../sim/timeline.ts";
import type { FactKind } from "../stack/fact.ts";
import type { Row } from "../view/row.ts";
import { frameLine } from "../view/select/messages.ts";
import { columnsOf, pad, toned, wrapText } from "../view/text.ts";
import type { Cause } from "../view/why.ts";
import { wrapSpans } from "./block-rows.ts";
import { span } from "./line.ts";

/** A row and the link that it belongs to: its place in the chain, and the step to go to. */
export type WhyRow = { readonly row: Row; readonly at: StepIndex; readonly link: number };

/** Below that the times stand on lines of their own, so that sentences have room. */
const LEAST_BESIDE = 50;

/** `cursor` counts links. No row is wider than `columns`. */
export function whyRows(
  causes: readonly Cause[],
  timeline: Timeline,
  cursor: number,
  columns: number,
  words: Words,
): readonly WhyRow[] {
  if (causes.length === 0) {
    return wrapText(words.ui.why.none, columns).map((line) => ({ row: [span(line)], at: -1, link: 0 }));
  }
  const times = causes.map(({ at }) => formatMicros(stepAt(timeline, at)?.entry.at ?? 0));
  const width = Math.max(...times.map(columnsOf));
  return causes.flatMap((cause, link) => {
    const mark = link === cursor ? "> " : "  ";
    const time = pad(times[link]!, width);
    const content = sentenceOf(cause, link, timeline, words);
    const beside = columns >= LEAST_BESIDE;
    const text = wrapSpans(content, Math.max(2, columns - 2 - (beside ? width + 2 : 0)));
    const rows: readonly Row[] = beside
      ? text.map((row, i) => [span(i === 0 ? `${mark}${time}  ` : " ".repeat(width + 4), "dim"), ...row])
      : [[span(`${mark}${time}`, "dim")], ...text.map((row): Row => [span("  "), ...row])];
    return rows.map((row) => ({ row: link === cursor ? toned(row, "selected") : row, at: cause.at, link }));
  });
}

function sentenceOf(cause: Cause, link: number, timeline: Timeline, words: Words): readonly FilledText[] {
  const { why } = words.ui;
  const text = new Set(cause.told.map((fact) => sayFact(words, fact)));
  const began = beginning(cause, timeline, words);
  if (began !== undefined) text.add(began);
  return [
    ...(link > 0 ? [{ style: "emphasis", text: `${why.because}: ` } as const] : []),
    { style: "plain", text: [...text].join(" ") },
    ...(cause.skipped > 0 ? [{ style: "plain", text: ` ${why.skipped(cause.skipped)}` } as const] : []),
  ];
}

/** Facts that say themselves that a timer ran out. */
const timeouts: ReadonlySet<FactKind> = new Set(["tcp-retransmission-timeout", "dns-timeout"]);

/** How the link began, where what is told of it does not show that. */
function beginning({ how, device = "", told, at }: Cause, timeline: Timeline, words: Words): string | undefined {
  const { why } = words.ui;
  switch (how) {
    case "act":
      return why.act(device);
    case "change":
      return why.change;
    case "start":
      return why.start(device);
    case "timer":
      return told.some(({ kind }) => timeouts.has(kind)) ? undefined : why.timer(device);
    case "arrival":
    case "call":
    case "return":
      return told.length > 0 ? undefined : quietly(how, device, at, timeline, words);
    default:
      return unreachable(how);
  }
}

/** A step that tells nothing still does something. */
function quietly(
  how: "arrival" | "call" | "return",
  device: string,
  at: StepIndex,
  timeline: Timeline,
  words: Words,
): string | undefined {
  const { why } = words.ui;
  const step = stepAt(timeline, at);
  const fact = step?.facts[0];
  if (fact) return sayFact(words, fact);
  const input = step?.entry.input;
  switch (how) {
    case "arrival":
      return input?.kind === "frame-arrives" ? why.arrival(device, frameLine(timeline, input.frame)) : undefined;
    case "call":
      return input?.kind === "app-calls" ? why.call(device, input.call.op) : undefined;
    case "return":
      return why.return(device);
    default:
      return unreachable(how);
  }
}
