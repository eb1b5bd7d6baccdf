/** Which panes stand on the sandbox's stage, and which of them leads while the learner has chosen none: by what the events are about. */
import type { StepIndex } from "../base/ids.ts";
import { stepAt, stepsOf, type Timeline } from "../sim/timeline.ts";
import type { FactKind } from "../stack/fact.ts";
import type { PaneName } from "../view/pane.ts";
import type { Run } from "./run.ts";
import { atStep, type StageState } from "./stage-state.ts";

/** The most telling first: who speaks to whom, what is in it, where it is. */
const order: readonly PaneName[] = [
  "ladder",
  "packet",
  "net",
  "sockets",
  "dns",
  "program",
  "tables",
  "http",
  "buffers",
  "subnet",
  "events",
  "url",
];

/** Facts that another pane shows better than ladder and packet do. */
const topics: Readonly<Partial<Record<FactKind, PaneName>>> = {
  "url-opened": "url",
  "url-decoded": "url",
  "call-made": "program",
  "call-returned": "program",
  "page-loaded": "program",
  "page-failed": "program",
  "image-failed": "program",
  "name-resolved": "program",
  "name-not-resolved": "program",
  "dns-cached": "dns",
  "dns-negative-cached": "dns",
  "dns-cache-hit": "dns",
  "dns-answer-received": "dns",
  "dns-referral-received": "dns",
  "arp-asked": "tables",
  "arp-learned": "tables",
  "mac-learned": "tables",
  "route-chosen": "tables",
  "socket-created": "sockets",
  "tcp-state-changed": "sockets",
  "connection-refused": "sockets",
  "connection-timed-out": "sockets",
  "connection-reset": "sockets",
  "tcp-window-closed": "buffers",
  "tcp-window-opened": "buffers",
  "http-request-sent": "http",
  "http-response-received": "http",
};

/** The panes in the order in which they get room at this step: the one that leads, who speaks and what is said, then what it is about. */
export function sandboxPanes(run: Run, at: StepIndex): readonly PaneName[] {
  const lead = leadingPane(run.timeline, at);
  const topic = topicAt(run, at);
  const quiet: readonly PaneName[] = lead === "ladder" ? [] : ["url", "program"];
  return [...new Set([lead, ...quiet, "ladder", "packet", ...(topic ? [topic] : []), ...order] as const)];
}

/** Until somebody sends a frame the ladder has nothing to show: the URL or the program leads. */
export function leadingPane(timeline: Timeline, at: StepIndex): "url" | "program" | "ladder" {
  let lead: "url" | "program" = "url";
  let index = 0;
  for (const step of stepsOf(timeline, 0)) {
    if (index > at) break;
    if (step.sent.length > 0) return "ladder";
    for (const { kind } of step.facts) {
      const topic = topics[kind];
      if (topic === "url" || topic === "program") lead = topic;
    }
    index++;
  }
  return lead;
}

/** What the event is about, or, where no pane is closer to it, the event before. */
function topicAt({ timeline, events }: Run, at: StepIndex): PaneName | undefined {
  for (const event of [at, ...events.filter((other) => other < at).toReversed()]) {
    const found = stepAt(timeline, event)?.facts.flatMap(({ kind }) => topics[kind] ?? []) ?? [];
    // A call is told of by what it does, where that has a pane.
    const topic = found.find((pane) => pane !== "program") ?? found[0];
    if (topic) return topic;
  }
  return undefined;
}

/** The stage at another step: the leading pane comes to the front until the learner goes to one himself. */
export function sandboxStageAt(run: Run, stage: StageState, at: StepIndex): StageState {
  const there = atStep(stage, at);
  return stage.chosen ? there : { ...there, active: leadingPane(run.timeline, at) };
}
