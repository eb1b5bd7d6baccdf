/** The names of all panes in one line: which there are, which are on stage, which key leads there. */
import type { Words } from "../i18n/words.ts";
import { type PaneName, paneNames } from "../view/pane.ts";
import type { Row } from "../view/row.ts";
import { rowColumns } from "../view/text.ts";
import { span } from "./line.ts";
import type { ActivePart } from "./stage-state.ts";

/** The digit that leads to a pane; the last ones have none and are come to by Tab. */
const digitOf = (name: PaneName): string => {
  const n = paneNames.indexOf(name) + 1;
  return n <= 9 ? String(n) : "";
};

/** `2 Ladder`, or the name alone where no digit leads. */
export const numbered = (name: PaneName, words: Words): string =>
  [digitOf(name), words.ui.pane[name]].filter((part) => part !== "").join(" ");

/**
 * `1 Net  2>Ladder  3 Packet`. Where the names have no room first those give way that have a number and are not on stage,
 * then all but the active one; empty where not even that fits. Without `digits`, where they choose something else, the
 * names alone, as long as all have room.
 */
export function tabRow(
  active: ActivePart,
  shown: readonly PaneName[],
  columns: number,
  words: Words,
  digits = true,
): Row {
  const tab = (name: PaneName, named: boolean, gap: string): Row => {
    const digit = digits ? digitOf(name) : "";
    const label = words.ui.pane[name];
    if (name === active) return [span(gap), span(`${digit}>${label}`, "strong")];
    if (!named) return [span(gap), span(digit === "" ? "." : digit, "dim")];
    return [span(gap), span(digits ? numbered(name, words) : label, shown.includes(name) ? "plain" : "dim")];
  };
  const row = (named: (name: PaneName) => boolean, gap: string): Row =>
    paneNames.flatMap((name, i) => tab(name, named(name), i === 0 ? "" : gap));
  const whole = [row(() => true, "  "), row(() => true, " ")];
  const ways = digits
    ? [
        ...whole,
        row((name) => shown.includes(name) || digitOf(name) === "", " "),
        row((name) => shown.includes(name), " "),
        row(() => false, " "),
      ]
    : whole;
  return ways.find((way) => rowColumns(way) <= columns) ?? [];
}
