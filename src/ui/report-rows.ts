/** What is said when nothing is asked any more: after a review, after a placement, or where nothing is due. */
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import type { BranchResult, Placement } from "../lesson/placement.ts";
import type { Row } from "../view/row.ts";
import { paragraphs } from "./sandbox.ts";
import type { Report } from "./sitting.ts";

/** No row is wider than `columns`. `keys`: how one goes on is said as it is on the screen, or as it is line by line. */
export function reportRows(
  report: Report,
  columns: number,
  words: Words,
  keys: "screen" | "plain" = "screen",
): readonly Row[] {
  const { sitting } = words.ui;
  const said = (...texts: readonly string[]): readonly Row[] => paragraphs(texts, columns);
  const key = (onward: Onward): readonly Row[] => {
    const text = sitting.keys[keys][onward];
    return text === "" ? [] : [[], ...paragraphs([text], columns, "key")];
  };
  const later = (hours: number | undefined): readonly string[] => (hours === undefined ? [] : [sitting.nextDue(hours)]);
  switch (report.kind) {
    case "nothing-due":
      return [
        ...said(sitting.nothingDue, ...(report.hours === undefined ? [sitting.noneYet] : later(report.hours))),
        ...key("back"),
      ];
    case "reviewed": {
      const { tally, due, passed } = report;
      const more = due.cards.length;
      const asked = tally.right + tally.aided + tally.missed;
      return [
        ...(asked > 0 ? said(sitting.reviewed(tally.right, tally.aided, tally.missed), sitting.comesAgain) : []),
        ...(passed > 0 ? said(sitting.passed(passed)) : []),
        ...said(...(more > 0 ? [sitting.moreDue(more)] : later(due.hours))),
        ...key(more > 0 ? "on" : "back"),
      ];
    }
    case "placed":
      return [...placedRows(report, columns, words), ...key(report.begin ? "begin" : "back")];
    case "placement-left":
      return [...said(sitting.left), ...key("back")];
    default:
      return unreachable(report);
  }
}

type Onward = keyof Words["ui"]["sitting"]["keys"]["screen"];

export const reportTitle = ({ kind }: Report, { ui }: Words): string =>
  kind === "placed" || kind === "placement-left" ? ui.sitting.placementTitle : ui.sitting.reviewTitle;

function placedRows(
  { found, lessons, begin, passed }: Extract<Report, { kind: "placed" }>,
  columns: number,
  words: Words,
): readonly Row[] {
  const { sitting } = words.ui;
  const titleOf = (slug: string): string => lessons.find((l) => l.slug === slug)?.title[words.language] ?? slug;
  const said = (...texts: readonly string[]): readonly Row[] => paragraphs(texts, columns);
  const branches = found.branches.flatMap((branch): readonly Row[] => [
    ...said(`${sitting.topic[branch.topic]}: ${whyOf(branch, found, words)}`),
    ...indented(branch.doubted ? [sitting.doubted] : [], columns),
    ...indented(branch.skip.length > 0 ? [sitting.skip(branch.skip.map(titleOf))] : [], columns),
  ]);
  const { skip } = found;
  const outcome = skip.length === 0 ? [sitting.skipNothing] : [sitting.skips(skip.length), sitting.canStillOpen];
  return [
    ...said(sitting.answered(found.asked, found.right, found.wrong, found.unknown)),
    ...(passed > 0 ? said(sitting.passed(passed)) : []),
    [],
    ...branches,
    [],
    ...paragraphs([outcome.join(" ")], columns, "strong"),
    ...paragraphs([begin ? sitting.beginWith(begin.title[words.language]) : sitting.allSkipped], columns, "strong"),
  ];
}

const INDENT = 2;

const indented = (texts: readonly string[], columns: number): readonly Row[] =>
  paragraphs(texts, columns - INDENT, "dim").map((row) => [{ text: " ".repeat(INDENT), tone: "dim" as const }, ...row]);

function whyOf({ topic, end, passed, rungs, asked }: BranchResult, found: Placement, { ui }: Words): string {
  const why = ui.sitting.end;
  switch (end) {
    case "passed":
      return why.passed;
    case "wrong":
    case "unknown":
      return why[end](passed, rungs);
    case "unasked": {
      if (asked > 0) return why.usedUp(passed, rungs);
      const others = found.branches.some((branch) => branch.topic !== topic && branch.end !== "passed");
      return topic === "whole" && others ? why.onlyAfterAll : why.unasked;
    }
    default:
      return unreachable(end);
  }
}
