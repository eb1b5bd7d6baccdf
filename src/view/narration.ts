/** The sandbox's words for a step: its most telling facts, a sentence each. */
import type { StepIndex } from "../base/ids.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import { tellingFacts } from "../lesson/salience.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { Step } from "../sim/world.ts";
import type { Fact } from "../stack/fact.ts";
import { stepAt } from "./select/focus.ts";
import { frameLine } from "./select/messages.ts";

/** More than that and nobody reads it. */
const MOST_SENTENCES = 3;

/** One paragraph, and at the end of the run a second that says so; empty where nothing at all can be told. */
export function narrate(timeline: Timeline, at: StepIndex, words: Words): readonly string[] {
  const step = stepAt(timeline, at);
  if (!step) return [words.ui.run.nothingYet];
  const paragraph = told(timeline, step, words);
  const paragraphs = paragraph === "" ? [] : [paragraph];
  if (at >= timeline.steps.length - 1) {
    if (timeline.end === "quiet") paragraphs.push(words.ui.run.end);
    if (timeline.end === "limit") paragraphs.push(words.ui.run.cut(timeline.steps.length));
  }
  return paragraphs;
}

function told(timeline: Timeline, step: Step, words: Words): string {
  const telling = tellingFacts(step);
  // A step in which nothing weighs anything still has something to look at.
  const facts: readonly Fact[] = telling.length > 0 ? telling : step.facts;
  if (facts.length > 0) {
    const sentences = new Set(facts.map((fact) => sayFact(words, fact)));
    return [...sentences].slice(0, MOST_SENTENCES).join(" ");
  }
  const sent = step.sent[0];
  if (sent) {
    return `${words.ui.packet.from(sent.from.device, sent.to.device)}: ${frameLine(timeline, sent.frame)}`;
  }
  const { input } = step.entry;
  return input.kind === "frame-arrives" ? `${input.device}: ${frameLine(timeline, input.frame)}` : "";
}
