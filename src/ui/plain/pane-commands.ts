/** Commands of line mode about a pane: show it, scroll it, find in it, open one of its rows. */
import type { DeviceId } from "../../base/ids.ts";
import type { Words } from "../../i18n/words.ts";
import { type PaneName, paneNames } from "../../view/pane.ts";
import type { Row } from "../../view/row.ts";
import type { RunScreen } from "../app-state.ts";
import { followed } from "../follow.ts";
import type { Action } from "../keymap.ts";
import { span } from "../line.ts";
import { matchesIn } from "../search.ts";
import { changePane, changePaneOf, onStage, type StageState, toPart } from "../stage-state.ts";
import { type Height, measuredBy, paneRows, paneView } from "./pane-rows.ts";
import { toPlace } from "./place.ts";
import { type PlainState, type Printed, printed, type Surroundings, saying, wordsOf } from "./state.ts";

/** The pane that find, open and other host speak of. */
export const paneOf = ({ stage }: RunScreen): PaneName => (stage.active === "text" ? "ladder" : stage.active);

/** By its number, its name in either language or in files, or how that begins. */
export function paneCalled(text: string, words: Words): PaneName | undefined {
  const byNumber = /^\d+$/.test(text) ? paneNames[Number(text) - 1] : undefined;
  const low = text.toLowerCase();
  const names = (name: PaneName): readonly string[] => [name, words.ui.pane[name].toLowerCase()];
  const begin = paneNames.filter((name) => names(name).some((known) => known.startsWith(low)));
  return byNumber ?? paneNames.find((name) => names(name).includes(low)) ?? (begin.length === 1 ? begin[0] : undefined);
}

export function pane(state: PlainState, screen: RunScreen, asked: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const all = /(?:^|\s)(?:all|\+)$/.test(asked);
  const wanted = asked.replace(/\s*(?:\ball|\+)$/, "");
  const name = wanted === "" ? paneOf(screen) : paneCalled(wanted, words);
  if (name === undefined) {
    const known = paneNames.map((pane, i) => `${i + 1} ${words.ui.pane[pane]}`);
    return saying(state, words.ui.plain.noPane(wanted, known), around);
  }
  const measured = measuredBy(paneView(screen, paneOf(screen), around.columns, words));
  const stage = toPart(screen.stage, name, measured);
  return drawn(state, { ...screen, stage }, around, all ? "all" : "more");
}

/** The pane that is looked at, drawn once more. */
function drawn(state: PlainState, screen: RunScreen, around: Surroundings, height: Height = "more"): Printed {
  const rows = paneRows(screen, paneOf(screen), around.columns, wordsOf(state), height);
  return printed({ ...state, screen }, rows);
}

export function onPane(state: PlainState, screen: RunScreen, action: Action, around: Surroundings): Printed {
  const stage = { ...screen.stage, active: paneOf(screen) };
  const measured = measuredBy(paneView(screen, stage.active, around.columns, wordsOf(state)));
  const next = onStage(stage, action, measured);
  return drawn(state, { ...screen, stage: next ?? stage }, around);
}

export function host(state: PlainState, screen: RunScreen, wanted: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const name = paneOf(screen);
  const view = paneView(screen, name, around.columns, words);
  const hosts = view.hosts ?? [];
  if (hosts.length < 2) return saying(state, words.ui.plain.oneHost, around);
  if (wanted === "") {
    // From following the run the first turn may lead to the host that is followed: that is not another one.
    let there = screen;
    for (let n = 0; n <= hosts.length; n++) {
      const seen = measuredBy(paneView(there, name, around.columns, words));
      const stage = onStage({ ...there.stage, active: name }, { kind: "host" }, seen);
      there = { ...there, stage: stage ?? there.stage };
      if (paneView(there, name, around.columns, words).title !== view.title) break;
    }
    return drawn(state, there, around);
  }
  const found: DeviceId | undefined = hosts.find((id) => id.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) return saying(state, words.ui.plain.noHost(wanted, hosts), around);
  const stage = changePaneOf({ ...screen.stage, active: name }, name, () => ({ host: found, cursor: null }));
  return drawn(state, { ...screen, stage }, around);
}

/** Rows with their numbers, which other commands take: all that hold the text, or all there are. */
export function find(state: PlainState, screen: RunScreen, text: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const lines = paneView(screen, paneOf(screen), around.columns, words).lines?.() ?? [];
  const places = text === "" ? lines.map((_, i) => i) : matchesIn(lines, text);
  if (places.length === 0) return saying(state, words.ui.find.none(text), around);
  const width = String(lines.length).length;
  const rows = places.map((i): Row => [span(String(i + 1).padStart(width), "key"), span(` ${lines[i]!.trimEnd()}`)]);
  return printed(state, rows);
}

/** The pane with its cursor in this row, counted from 1; undefined when there is no such row. */
export function atLine(screen: RunScreen, line: string, around: Surroundings, words: Words): RunScreen | undefined {
  const name = paneOf(screen);
  const view = paneView(screen, name, around.columns, words);
  const row = Number(line) - 1;
  if (!/^\d+$/.test(line) || row < 0 || row >= view.seen.total) return undefined;
  const stage: StageState = { ...screen.stage, active: name };
  return { ...screen, stage: changePane(stage, () => ({ ...view.settled, cursor: row })) };
}

export const noLine = (state: PlainState, line: string, around: Surroundings): Printed =>
  saying(state, wordsOf(state).ui.plain.noLine(line), around);

/** Unfolds the row, else follows it to where it leads, else only puts the cursor there. */
export function open(state: PlainState, screen: RunScreen, line: string, around: Surroundings): Printed {
  const words = wordsOf(state);
  const there = line === "" ? screen : atLine(screen, line, around, words);
  if (!there) return noLine(state, line, around);
  const measured = measuredBy(paneView(there, paneOf(there), around.columns, words));
  if (measured.view?.toggles !== undefined) return onPane(state, there, { kind: "open" }, around);
  const follow = followed({ ...there.stage, active: paneOf(there) }, measured);
  switch (follow?.kind) {
    case "step":
      return toPlace(state, there, follow.at, around);
    case "stage":
      return drawn(state, { ...there, stage: follow.stage }, around);
    case undefined:
      return drawn(state, there, around);
  }
}
