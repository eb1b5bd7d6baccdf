/** The head line and the foot line. */

import type { Ui, Words } from "../i18n/words.ts";
import type { Row } from "../view/row.ts";
import { fitRow, rowColumns } from "../view/text.ts";
import { type Action, capOf, footBindings, type KeyContext } from "./keymap.ts";
import { span, spread } from "./line.ts";
import type { Works } from "./stage-rows.ts";

const BAR_CELLS = 10;

/** `[####------]`: how far, in ten parts; begun is at least one, and only the end is full. */
export function bar(n: number, of: number): string {
  const share = of <= 0 ? 0 : n / of;
  const full = share >= 1 ? BAR_CELLS : Math.min(BAR_CELLS - 1, Math.ceil(share * BAR_CELLS));
  return `[${"#".repeat(full)}${"-".repeat(BAR_CELLS - full)}]`;
}

/** What the head line tells, from the most to the least important: the last parts go first when there is no room. */
export function headRow(title: string, parts: readonly string[], columns: number): Row {
  const shown: string[] = [];
  // A title is cut before the parts are left out, but never to less than this.
  let room = columns - Math.min(rowColumns([span(title)]), 16) - 2;
  for (const part of parts) {
    const width = rowColumns([span(part)]) + 2;
    if (width > room) break;
    shown.push(part);
    room -= width;
  }
  const right: Row = shown.map((part) => span(`  ${part}`));
  return spread([span(" "), span(title, "title")], [...right, span(" ")], columns);
}

/** The keys that work here, as many as fit, the most needed ones at any rate; without those that do nothing now. */
export function footRow(
  context: KeyContext,
  words: Words,
  columns: number,
  works: (action: Action) => boolean = () => true,
  /** Other words for a key than the ones that it has elsewhere. */
  instead: Readonly<Partial<Record<keyof Ui["key"], keyof Ui["key"]>>> = {},
): Row {
  const working = footBindings(context).filter(({ action }) => works(action));
  const bindings = working.map((binding, order) => {
    const cap = capOf(binding);
    const label = binding.help === undefined ? "" : words.ui.key[instead[binding.help] ?? binding.help];
    const row: Row = [span(" "), span(cap, "key"), span(` ${label} `)];
    return { row, order, foot: binding.foot };
  });
  let room = columns;
  const shown: typeof bindings = [];
  for (const binding of [...bindings].sort((a, b) => a.foot - b.foot || a.order - b.order)) {
    const width = rowColumns(binding.row);
    if (width > room) continue;
    room -= width;
    shown.push(binding);
  }
  return fitRow(
    shown.sort((a, b) => a.order - b.order).flatMap(({ row }) => row),
    columns,
  );
}

/** Where there is nothing before, or nothing after. */
export type Ends = {
  readonly start: boolean;
  readonly end: boolean;
  /** There is no other place in it. */
  readonly only?: true;
};

/** Of the stage's keys, those that do something where it stands; `offered`: of those that not every screen has. */
export const stageWorks =
  (works: Works, offered: readonly (Action["kind"] | "to-question")[], ends: Ends = { start: false, end: false }) =>
  (action: Action): boolean => {
    switch (action.kind) {
      case "move":
        return isForward(action.to) ? !ends.end : !ends.start;
      case "pane":
        return action.to !== 0 || offered.includes("to-question");
      case "jump":
        return !ends.only;
      case "run-to":
        return !(ends.only && ends.end);
      case "open":
        return works.opens;
      case "host":
        return works.hosts;
      case "match":
        return works.search;
      case "compare":
      case "what-if":
      case "hint":
      case "show":
      case "undo":
        return offered.includes(action.kind);
      default:
        return true;
    }
  };

const isForward = (to: Extract<Action, { kind: "move" }>["to"]): boolean =>
  to === "next" || to === "step-on" || to === "last";
