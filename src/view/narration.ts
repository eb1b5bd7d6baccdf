/** The sandbox's words for a step: its most telling facts, a sentence each, in the order in which they came about. */
import type { StepIndex } from "../base/ids.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import { tellingFacts } from "../lesson/salience.ts";
import { lengthOf, type Timeline } from "../sim/timeline.ts";
import type { Step } from "../sim/world.ts";
import type { Fact, FactOf } from "../stack/fact.ts";
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
  if (at >= lengthOf(timeline) - 1) {
    if (timeline.end === "quiet") paragraphs.push(words.ui.run.end);
    if (timeline.end === "limit") paragraphs.push(words.ui.run.cut(lengthOf(timeline)));
  }
  return paragraphs;
}

function told(timeline: Timeline, step: Step, words: Words): string {
  const telling = tellingFacts(step);
  // A step in which nothing weighs anything still has something to look at.
  const facts: readonly Fact[] = telling.length > 0 ? telling : step.facts;
  if (facts.length > 0) {
    const chosen = new Map<string, Fact>();
    for (const fact of facts) {
      const sentence = sentenceOf(fact, step, words);
      if (chosen.size < MOST_SENTENCES && !chosen.has(sentence)) chosen.set(sentence, fact);
    }
    // The weightiest are told, but what came of something must not be told before it.
    const place = (fact: Fact) => step.facts.indexOf(fact);
    return [...chosen]
      .toSorted(([, a], [, b]) => place(a) - place(b))
      .map(([sentence]) => sentence)
      .join(" ");
  }
  const sent = step.sent[0];
  if (sent) {
    return `${words.ui.packet.from(sent.from.device, sent.to.device)}: ${frameLine(timeline, sent.frame)}`;
  }
  const { input } = step.entry;
  return input.kind === "frame-arrives" ? `${input.device}: ${frameLine(timeline, input.frame)}` : "";
}

/** The fact's own sentence; for one of several segments with data that leave in one go, theirs. */
function sentenceOf(fact: Fact, step: Step, words: Words): string {
  const carries = (one: Fact): one is FactOf<"tcp-segment-sent"> =>
    one.kind === "tcp-segment-sent" && one.len > 0 && !one.retransmission;
  if (!carries(fact)) return sayFact(words, fact);
  const { by, to, local, remote } = fact;
  const together = step.facts.filter(carries).filter((one) => one.local === local && one.remote === remote);
  return together.length < 2 ? sayFact(words, fact) : words.flight({ by, to, sizes: together.map(({ len }) => len) });
}
