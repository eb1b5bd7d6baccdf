/** From step to step of the run that is on the screen, with the run beside it at the same time. */
import type { StepIndex } from "../base/ids.ts";
import type { RunScreen, Screen } from "./app-state.ts";
import { alignedTo, pairTo } from "./compare.ts";
import type { Action } from "./keymap.ts";
import { toStep } from "./lesson-state.ts";
import { eventAfter, eventBefore, lastStop, type Run, withinRun } from "./run.ts";
import { sandboxStageAt } from "./sandbox-panes.ts";

/** The same screen at any step of its run. */
export function goTo(screen: RunScreen, at: StepIndex): RunScreen {
  if (screen.kind === "lesson") return { kind: "lesson", ...toStep(screen.lesson, screen.stage, at) };
  const { run, beside } = screen;
  const moved = { ...screen, stage: sandboxStageAt(run, screen.stage, at) };
  return beside ? { ...moved, beside: { ...beside, at: alignedTo(run.timeline, at, beside.run.timeline) } } : moved;
}

/** The sandbox after a move from event to event, or from entry to entry. */
export function moveTo(
  screen: Extract<Screen, { kind: "sandbox" }>,
  to: Extract<Action, { kind: "move" }>["to"],
): Screen {
  const { run, stage, beside } = screen;
  if (!beside) return { ...screen, stage: sandboxStageAt(run, stage, stepTo(run, stage.at, to)) };
  const [first, second] = pairTo([run, beside.run], [stage.at, beside.at], to);
  return { ...screen, stage: sandboxStageAt(run, stage, first), beside: { ...beside, at: second } };
}

function stepTo(run: Run, at: number, to: Extract<Action, { kind: "move" }>["to"]): StepIndex {
  const targets = {
    next: () => eventAfter(run, at),
    back: () => eventBefore(run, at),
    "step-on": () => withinRun(run.timeline, at + 1),
    "step-back": () => withinRun(run.timeline, at - 1),
    first: () => -1,
    last: () => lastStop(run),
  };
  return targets[to]();
}
