/** The fields that a learner may pick from: those of the frame that a question is about. */
import type { StepIndex } from "../base/ids.ts";
import { stepAt, type Timeline } from "../sim/timeline.ts";
import type { FieldNode } from "../wire/codec.ts";
import { describeFrame } from "../wire/packet.ts";

/** How far back a step's causes are followed for its frame: arrival, delivery, return, call. */
const MAX_CAUSES = 8;

/**
 * Paths of all fields of the frame at or before the step that has the field `answer`; only that one if there is none.
 * First come those of the layer that `about` is in, a path, else of the innermost one: what a beat is about is seldom Ethernet.
 */
export function fieldsToPick(timeline: Timeline, at: StepIndex, answer: string, about?: string): readonly string[] {
  let step = stepAt(timeline, at);
  for (let n = 0; n < MAX_CAUSES && step; n++) {
    const { input, by } = step.entry;
    const sent = step.sent.map(({ frame }) => frame);
    for (const frame of input.kind === "frame-arrives" ? [...sent, input.frame] : sent) {
      const layers = describeFrame(frame.bytes).map(({ fields }) => leaves(fields));
      if (layers.some((paths) => paths.includes(answer))) return inOrder(layers, about).flat();
    }
    step = by === "start" ? undefined : stepAt(timeline, by);
  }
  return [answer];
}

function inOrder(layers: readonly (readonly string[])[], about: string | undefined): readonly (readonly string[])[] {
  if (about === undefined) return layers.toReversed();
  const isAbout = (paths: readonly string[]): boolean => paths.includes(about);
  return [...layers.filter(isAbout), ...layers.filter((paths) => !isAbout(paths))];
}

const leaves = (fields: readonly FieldNode[]): readonly string[] =>
  fields.flatMap(({ path, children }) =>
    children === undefined || children.length === 0 ? [path] : [path, ...leaves(children)],
  );
