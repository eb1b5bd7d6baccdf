/** Where Enter leads from what is under the cursor, when there is nothing to unfold: to a step, or to the pane that shows it best. */
import type { StepIndex } from "../base/ids.ts";
import type { PaneName } from "../view/pane.ts";
import type { Thing } from "../view/thing.ts";
import { changePaneOf, type Measured, type StageState, selectionOf, toPart } from "./stage-state.ts";

export type Followed =
  | { readonly kind: "step"; readonly at: StepIndex }
  /** The same step, another pane, with what was under the cursor selected there. */
  | { readonly kind: "stage"; readonly stage: StageState };

/** The panes where a kind of thing is looked at closely, the first that is not the one it was found in. */
const homes: Readonly<Record<string, readonly PaneName[]>> = {
  packet: ["packet"],
  field: ["packet"],
  stream: ["buffers", "ladder"],
  connection: ["sockets"],
  socket: ["buffers"],
  line: ["program"],
  name: ["dns"],
  address: ["tables"],
  link: ["net"],
  device: ["tables"],
};

const kindOf = (thing: Thing): string => thing.slice(0, thing.indexOf(":"));
const restOf = (thing: Thing): string => thing.slice(thing.indexOf(":") + 1);

/** Undefined where the row is about nothing that another pane shows. */
export function followed(stage: StageState, measured: Measured): Followed | undefined {
  const { active } = stage;
  const things = measured.view?.things ?? [];
  const [first] = things;
  if (active === "text" || first === undefined) return undefined;
  if (kindOf(first) === "step") {
    const at = Number(restOf(first));
    return at === stage.at ? undefined : { kind: "step", at };
  }
  for (const thing of things) {
    const home = homes[kindOf(thing)]?.find((pane) => pane !== active);
    if (home === undefined) continue;
    // What is followed need not be what the cursor was moved to: a pane that follows the run has a row under it, too.
    const selection = { things: [thing, ...things.filter((other) => other !== thing)], from: active };
    const moved = { ...toPart(stage, home, measured), selection };
    const looking = changePaneOf(moved, home, () => ({ cursor: null }));
    const host = kindOf(thing) === "device" ? restOf(thing) : null;
    return { kind: "stage", stage: host === null ? looking : changePaneOf(looking, home, () => ({ host })) };
  }
  return undefined;
}

/**
 * Whether Enter unfolds rather than follows. What the ladder unfolds is not the row but the routers of all rows, so that
 * a message that the cursor was moved to is followed.
 */
export const unfolds = (stage: StageState, { view }: Measured): boolean =>
  view?.toggles !== undefined && !(stage.active === "ladder" && view.cursorRow !== undefined);

/** Whether Enter does anything here. */
export const opens = (stage: StageState, measured: Measured): boolean =>
  unfolds(stage, measured) || followed(stage, measured) !== undefined;

/** What is selected on the whole stage, for the panes that the cursor is not in. */
export const selectedThings = (stage: StageState, view: Measured["view"]): readonly Thing[] =>
  selectionOf(stage, view)?.things ?? [];
