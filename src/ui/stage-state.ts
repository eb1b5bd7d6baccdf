/** What the learner did on the stage: which pane is active, how each is scrolled, which step is shown. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import { freshPane, type PaneName, type PaneState, type PaneView, paneNames } from "../view/pane.ts";
import type { Action } from "./keymap.ts";

/** `text` is the narration above the stage, which is scrolled like a pane. */
export type ActivePart = PaneName | "text";

export type StageState = {
  /** -1 is before the first step. */
  readonly at: StepIndex;
  readonly active: ActivePart;
  readonly zoomed: boolean;
  readonly panes: Readonly<Record<PaneName, PaneState>>;
  /** The text's first row in sight; null is the start, or the choice under the cursor. */
  readonly textTop: number | null;
};

/** What the last picture showed of the active part: moves start from there. */
export type Measured = {
  /** Absent while the text is active. */
  readonly view?: PaneView;
  /** Rows of the active part. */
  readonly page: number;
  readonly text: { readonly total: number; readonly visible: number; readonly top: number };
};

const parts: readonly ActivePart[] = [...paneNames, "text"];
const COLUMNS_SIDEWAYS = 8;

export function freshStage(at: StepIndex, active: PaneName): StageState {
  const panes = Object.fromEntries(paneNames.map((name) => [name, freshPane])) as Record<PaneName, PaneState>;
  return { at, active, zoomed: false, panes, textTop: null };
}

/** At another step: cursors follow the run again, hosts and what is unfolded stay. */
export function atStep(stage: StageState, at: StepIndex): StageState {
  if (at === stage.at) return stage;
  const panes = Object.fromEntries(
    Object.entries(stage.panes).map(([name, pane]) => [name, { ...pane, cursor: null }]),
  ) as Record<PaneName, PaneState>;
  return { ...stage, at, panes, textTop: null };
}

/** What an action means on the stage whatever is played on it; undefined when it is not the stage's business. */
export function onStage(stage: StageState, action: Action, measured: Measured): StageState | undefined {
  switch (action.kind) {
    case "cursor":
      return stage.active === "text" ? scrollText(stage, action.by, measured) : moveCursor(stage, action.by, measured);
    case "sideways":
      return changePane(stage, (pane) => ({
        left: Math.max(0, pane.left + (action.by === "left" ? -COLUMNS_SIDEWAYS : COLUMNS_SIDEWAYS)),
      }));
    case "open":
      return unfold(stage, measured);
    case "close":
      return close(stage);
    case "pane":
      return { ...stage, active: partFor(stage.active, action.to, measured) };
    case "zoom":
      return { ...stage, zoomed: !stage.zoomed };
    case "host":
      return otherHost(stage, measured);
    case "move":
    case "choose":
    case "pick":
    case "find":
    case "jump":
    case "help":
    case "language":
    case "quit":
    case "hint":
    case "show":
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
  return changePane(stage, () => ({ cursor: moved(view.cursor, by, measured.page, view.seen.total) }));
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
  return changePane(stage, ({ toggled }) => ({
    toggled: toggled.includes(path) ? toggled.filter((other) => other !== path) : [...toggled, path],
    // The cursor stays where it is although rows come or go below it.
    cursor: measured.view?.cursor ?? null,
  }));
}

/** One level up: out of the zoom, then back to following the run. */
function close(stage: StageState): StageState | undefined {
  if (stage.zoomed) return { ...stage, zoomed: false };
  if (stage.active === "text") return { ...stage, active: paneNames[0], textTop: null };
  const pane = stage.panes[stage.active];
  if (pane.cursor === null && pane.host === null && pane.left === 0) return undefined;
  return changePane(stage, () => ({ cursor: null, host: null, left: 0 }));
}

function partFor(active: ActivePart, to: "next" | "previous" | number, measured: Measured): ActivePart {
  if (typeof to === "number") return to === 0 ? "text" : (paneNames[to - 1] ?? active);
  // A text that is seen whole has nothing to be scrolled for.
  const through = measured.text.total > measured.text.visible || active === "text" ? parts : paneNames;
  const next = through.indexOf(active) + (to === "next" ? 1 : -1);
  return through[(next + through.length) % through.length] ?? active;
}

/** Through all hosts, and after the last one back to following the run. */
function otherHost(stage: StageState, measured: Measured): StageState {
  const hosts = measured.view?.hosts ?? [];
  return changePane(stage, ({ host }) => ({
    host: host === null ? (hosts[0] ?? null) : (hosts[hosts.indexOf(host) + 1] ?? null),
    cursor: null,
  }));
}

function changePane(stage: StageState, change: (pane: PaneState) => Partial<PaneState>): StageState {
  if (stage.active === "text") return stage;
  const pane = stage.panes[stage.active];
  return { ...stage, panes: { ...stage.panes, [stage.active]: { ...pane, ...change(pane) } } };
}
