/** A run as text, one line a step: the contract with the engine that snapshots keep. */
import { unreachable } from "../base/assert.ts";
import { formatMicros } from "../base/units.ts";
import type { Input } from "../sim/agenda.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { Sent, Step } from "../sim/world.ts";
import { callText, resultText } from "../stack/call-text.ts";
import type { Fact } from "../stack/fact.ts";
import { timerKey } from "../stack/stimulus.ts";
import type { PlayedBeat } from "./play.ts";

/** The packet notation of a frame on its link: one line without line breaks. */
export type Summarize = (sent: Sent) => string;

/**
 * Number, time in seconds, cause (the step that led here), device, what reached it; then its facts and the frames that it
 * sent. Beats stand on lines of their own, before the step that they show.
 */
export function renderTranscript(
  timeline: Timeline,
  summarize: Summarize,
  beats: readonly Pick<PlayedBeat, "id" | "step">[] = [],
): string {
  const lines: string[] = [];
  const begin = (step: number): void => {
    for (const beat of beats) if (beat.step === step) lines.push(`== ${beat.id}`);
  };
  begin(-1);
  for (const step of timeline.steps) {
    begin(step.index);
    lines.push(stepLine(step, summarize));
  }
  lines.push(`-- ${timeline.end}`);
  return `${lines.join("\n")}\n`;
}

/** One step of a transcript. */
export function stepLine(step: Step, summarize: Summarize): string {
  const { entry, facts, sent, index } = step;
  const device = entry.input.kind === "change" ? "-" : entry.input.device;
  const head = [
    String(index).padStart(4),
    formatMicros(entry.at),
    `<${entry.by}`.padStart(6),
    device,
    inputText(entry.input),
  ];
  const parts = [
    head.join(" "),
    ...facts.map((fact) => factText(fact, device)),
    ...sent.map((s) => sentText(s, summarize)),
  ];
  return parts.join(" | ");
}

function inputText(input: Input): string {
  switch (input.kind) {
    case "frame-arrives":
      return `frame ${input.frame.id} at ${input.port}`;
    case "timer-fires":
      return `timer ${timerKey(input.timer)}`;
    case "app-calls":
      return `${input.process} ${input.caller} calls ${callText(input.call)}`;
    case "call-returns":
      return `${input.process} ${input.caller} gets ${input.result.op} = ${resultText(input.result)}`;
    case "starts":
      return "starts";
    case "act":
      return `act ${valueText(input.act)}`;
    case "change":
      return `change ${valueText(input.change)}`;
    default:
      return unreachable(input);
  }
}

const sentText = ({ frame, to, lost, link, from }: Sent, summarize: Summarize): string =>
  `${lost ? "lost" : "sent"} ${frame.id}/${frame.packet} ${from.port}->${to.device} ${summarize({ frame, to, lost, link, from })}`;

/** The kind and what it tells; the device is left out where it is the step's own. */
function factText(fact: Fact, device: string): string {
  const { kind, by, ...rest } = fact;
  return [kind, ...(by === device ? [] : [`by=${by}`]), ...pairs(rest)].join(" ");
}

const pairs = (data: object): readonly string[] =>
  Object.entries(data).map(([key, value]) => `${key}=${valueText(value)}`);

function valueText(value: unknown): string {
  if (typeof value === "string") return /^[^\s"=|]+$/.test(value) ? value : JSON.stringify(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
