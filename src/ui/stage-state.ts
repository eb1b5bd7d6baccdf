/** What the learner did on the stage: which pane is active, how each is scrolled, what is selected, which step is shown. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { freshPane, type PaneName, type PaneState, type PaneView, paneNames } from "../view/pane.ts";
import type { Thing } from "../view/thing.ts";
import { emptyField, type Field } from "./field.ts";
import type { Action } from "./keymap.ts";
import { matchAfter, matchesIn } from "./search.ts";

/** `text` is the narration above the stage, which is scrolled like a pane. */
export type ActivePart = PaneName | "text";

export type StageState = {
  /** -1 is before the first step. */
  readonly at: StepIndex;
  readonly active: ActivePart;
  /** Where Esc leads to from the text. */
  readonly lastPane: PaneName;
  /** The learner has gone to a pane himself, so that it stays in front. */
  readonly chosen: boolean;
  readonly zoomed: boolean;
  readonly panes: Readonly<Record<PaneName, PaneState>>;
  /** On stage whatever the run or the lesson wants to show, in the order in which they were pinned. */
  readonly pinned: readonly PaneName[];
  /** What the cursor was on in the pane that was left; the other panes mark the same, until there is another step. */
  readonly selection: Selection | null;
  readonly search: Search | null;
  /** The text's first row in sight; null is the start, or the choice under the cursor. */
  readonly textTop: number | null;
};

export type Selection = { readonly things: readonly Thing[]; readonly from: ActivePart };

/** Looking for a text in the active part. */
export type Search = {
  readonly field: Field;
  /** Letters go into the field. */
  readonly typing: boolean;
  /** Where the cursor was when it began: the first match is looked for from there, and Esc leads back there. */
  readonly from: number | null;
};

/** What the last picture showed of the active part: moves start from there. */
export type Measured = {
  /** Absent while the text is active. */
  readonly view?: PaneView;
  /** Rows of the active part. */
  readonly page: number;
  /** What Tab goes to before the other panes. */
  readonly first?: readonly PaneName[];
  readonly text: {
    readonly total: number;
    readonly visible: number;
    readonly top: number;
    readonly lines?: () => readonly string[];
  };
};

const COLUMNS_SIDEWAYS = 8;

export function freshStage(at: StepIndex, active: PaneName): StageState {
  const panes = Object.fromEntries(paneNames.map((name) => [name, freshPane])) as Record<PaneName, PaneState>;
  return {
    at,
    active,
    lastPane: active,
    chosen: false,
    zoomed: false,
    panes,
    pinned: [],
    selection: null,
    search: null,
    textTop: null,
  };
}

/** At another step: cursors follow the run again, hosts and what is unfolded stay. */
export const atStep = (stage: StageState, at: StepIndex): StageState => (at === stage.at ? stage : afresh(stage, at));

/** At a step of another run. */
export function afresh(stage: StageState, at: StepIndex): StageState {
  const panes = Object.fromEntries(
    Object.entries(stage.panes).map(([name, pane]) => [name, { ...pane, cursor: null }]),
  ) as Record<PaneName, PaneState>;
  const search = stage.search && { ...stage.search, typing: false };
  return { ...stage, at, panes, selection: null, search, textTop: null };
}

/** What an action means on the stage whatever is played on it; undefined when it is not the stage's business. */
export function onStage(stage: StageState, action: Action, measured: Measured): StageState | undefined {
  switch (action.kind) {
    case "cursor":
      return stage.active === "text" ? scrollText(stage, action.by, measured) : moveCursor(stage, action.by, measured);
    case "sideways":
      return changePane(
        stage,
        ({ left }) =>
          measured.view?.sideways?.[action.by] ?? {
            left: Math.max(0, left + (action.by === "left" ? -COLUMNS_SIDEWAYS : COLUMNS_SIDEWAYS)),
          },
      );
    case "open":
      return unfold(stage, measured);
    case "close":
      return close(stage);
    case "pane":
      return toPart(stage, partFor(stage.active, action.to, measured), measured);
    case "zoom":
      return { ...stage, chosen: true, zoomed: !stage.zoomed };
    case "pin":
      return pin(stage);
    case "host":
      return otherHost(stage, measured);
    case "find":
      return { ...stage, search: { field: emptyField, typing: true, from: placeIn(stage, measured) } };
    case "match":
      return toMatch(stage, action.to, measured);
    case "move":
    case "choose":
    case "pick":
    case "jump":
    case "help":
    case "language":
    case "quit":
    case "hint":
    case "show":
    case "undo":
    case "what-if":
    case "why":
    case "explain":
    case "compare":
    case "run-to":
    case "complete":
    case "turn":
    case "whole":
    case "next-lesson":
    case "map":
      return undefined;
    default:
      return unreachable(action);
  }
}

/** The row that a move leads to, in a list of `total` rows of which `page` are seen. */
export function moved(
  from: number,
  by: Extract<Action, { kind: "cursor" }>["by"],
  page: number,
  total: number,
): number {
  const steps = { up: -1, down: 1, "page-up": 1 - page, "page-down": page - 1, first: -total, last: total };
  return Math.max(0, Math.min(from + steps[by], total - 1));
}

function moveCursor(stage: StageState, by: Extract<Action, { kind: "cursor" }>["by"], measured: Measured): StageState {
  const { view } = measured;
  if (!view) return stage;
  return toRow(stage, moved(view.cursor, by, measured.page, view.seen.total), measured);
}

/** Scrolls the text, whichever part is active. */
export function scrollText(
  stage: StageState,
  by: Extract<Action, { kind: "cursor" }>["by"],
  measured: Measured,
): StageState {
  const { total, visible, top } = measured.text;
  return { ...stage, textTop: moved(top, by, visible, Math.max(1, total - visible + 1)) };
}

function unfold(stage: StageState, measured: Measured): StageState {
  const path = measured.view?.toggles;
  if (path === undefined) return stage;
  return changePane(stage, (pane) => {
    const { toggled } = { ...pane, ...measured.view?.settled };
    return {
      ...measured.view?.settled,
      toggled: toggled.includes(path) ? toggled.filter((other) => other !== path) : [...toggled, path],
      // The cursor stays where it is although rows come or go below it.
      cursor: measured.view?.cursor ?? null,
    };
  });
}

/** One level up: out of the search, out of the zoom, then back to following the run. */
function close(stage: StageState): StageState | undefined {
  if (stage.search) return { ...stage, search: null };
  if (stage.zoomed) return { ...stage, zoomed: false };
  if (stage.active === "text") return { ...stage, active: stage.lastPane, textTop: null };
  const pane = stage.panes[stage.active];
  if (pane.cursor === null && pane.host === null && pane.left === 0 && stage.selection === null) return undefined;
  return { ...changePane(stage, () => ({ cursor: null, host: null, left: 0 })), selection: null };
}

function partFor(active: ActivePart, to: "next" | "previous" | number, measured: Measured): ActivePart {
  if (typeof to === "number") return to === 0 ? "text" : (paneNames[to - 1] ?? active);
  // A text that is seen whole has nothing to be scrolled for.
  const panes: readonly PaneName[] = [...new Set([...(measured.first ?? []), ...paneNames])];
  const through: readonly ActivePart[] =
    measured.text.total > measured.text.visible || active === "text" ? [...panes, "text"] : panes;
  const next = through.indexOf(active) + (to === "next" ? 1 : -1);
  return through[(next + through.length) % through.length] ?? active;
}

/** What the active pane's cursor is on; else what the pane before it left behind. */
export function selectionOf(stage: StageState, view: PaneView | undefined): Selection | null {
  if (view?.cursorRow === undefined) return stage.selection;
  return { things: view.things ?? [], from: stage.active };
}

/** To another part, with what is selected: the pane that one comes to looks there, unless it was selected in itself. */
export function toPart(stage: StageState, active: ActivePart, measured: Measured): StageState {
  if (active === stage.active) return stage.chosen ? stage : { ...stage, chosen: true };
  const selection = selectionOf(stage, measured.view);
  const lastPane = stage.active === "text" ? stage.lastPane : stage.active;
  const next = { ...stage, active, lastPane, chosen: true, selection, search: null };
  const looksThere = selection !== null && selection.things.length > 0 && selection.from !== active;
  return looksThere ? changePane(next, () => ({ cursor: null })) : next;
}

function pin(stage: StageState): StageState {
  const { active, pinned } = stage;
  if (active === "text") return stage;
  const others = pinned.filter((name) => name !== active);
  return { ...stage, chosen: true, pinned: others.length < pinned.length ? others : [...pinned, active] };
}

/** Through all hosts, and after the last one back to following the run. */
function otherHost(stage: StageState, measured: Measured): StageState {
  const hosts = measured.view?.hosts ?? [];
  return changePane(stage, ({ host }) => ({
    host: host === null ? (hosts[0] ?? null) : (hosts[hosts.indexOf(host) + 1] ?? null),
    cursor: null,
  }));
}

/** Where the cursor is: null while a pane follows the run. */
const placeIn = (stage: StageState, measured: Measured): number | null =>
  stage.active === "text" ? measured.text.top : stage.panes[stage.active].cursor;

/** The text of all rows of the active part. */
export const linesOf = (stage: StageState, { view, text }: Measured): readonly string[] =>
  (stage.active === "text" ? text.lines?.() : view?.lines?.()) ?? [];

/** The row that moves start from. */
export const rowIn = (stage: StageState, { view, text }: Measured): number =>
  stage.active === "text" ? text.top : (view?.cursor ?? 0);

function toRow(stage: StageState, row: number | null, { view, text }: Measured): StageState {
  if (stage.active !== "text") return changePane(stage, () => ({ ...view?.settled, cursor: row }));
  return { ...stage, textTop: row === null ? null : Math.min(row, Math.max(0, text.total - text.visible)) };
}

/** What is looked for has changed: to the first row from where it began that holds it. */
export function sought(stage: StageState, field: Field, measured: Measured): StageState {
  const { search } = stage;
  if (!search) return stage;
  const matches = matchesIn(linesOf(stage, measured), field.text);
  // From where the pane looked by itself the rows before are not behind one.
  const row = matchAfter(matches, (search.from ?? 0) - 1) ?? search.from;
  return toRow({ ...stage, search: { ...search, field } }, row, measured);
}

function toMatch(stage: StageState, to: "next" | "previous", measured: Measured): StageState | undefined {
  if (!stage.search) return undefined;
  const matches = matchesIn(linesOf(stage, measured), stage.search.field.text);
  const here = rowIn(stage, measured);
  const row = to === "next" ? matchAfter(matches, here) : (matches.findLast((match) => match < here) ?? matches.at(-1));
  return row === undefined ? stage : toRow(stage, row, measured);
}

/** Enter keeps where it led to, Esc goes back to where it began. */
export function endSearch(stage: StageState, keep: boolean, measured: Measured): StageState {
  const { search } = stage;
  if (!search) return stage;
  if (keep && search.field.text !== "") return { ...stage, search: { ...search, typing: false } };
  return toRow({ ...stage, search: null }, search.from, measured);
}

/** With another state for the active pane; the text has none. */
export function changePane(stage: StageState, change: (pane: PaneState) => Partial<PaneState>): StageState {
  return stage.active === "text" ? stage : changePaneOf(stage, stage.active, change);
}

export function changePaneOf(
  stage: StageState,
  name: PaneName,
  change: (pane: PaneState) => Partial<PaneState>,
): StageState {
  const pane = stage.panes[name];
  return { ...stage, panes: { ...stage.panes, [name]: { ...pane, ...change(pane) } } };
}
