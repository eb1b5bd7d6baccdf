/** Why something happened: from a step back to what somebody did, by the step that put each entry on the agenda. */
import { unreachable } from "../base/assert.ts";
import type { DeviceId, PacketId, StepIndex } from "../base/ids.ts";
import { type Salience, salience, tellingFacts } from "../lesson/salience.ts";
import { stepAt, type Timeline } from "../sim/timeline.ts";
import type { Step } from "../sim/world.ts";
import type { Fact, FactKind } from "../stack/fact.ts";

/** `act` and `change`: the learner or the lesson did it. `start`: a machine was switched on. */
export type CauseHow = "act" | "change" | "start" | "timer" | "arrival" | "call" | "return";

/** One link of the chain. */
export type Cause = {
  /** The step to look at: where the first of `told` happened. */
  readonly at: StepIndex;
  readonly how: CauseHow;
  /** Where; absent for a change to the world. */
  readonly device?: DeviceId;
  /** What happened, most telling first. */
  readonly facts: readonly Fact[];
  /** A few of `facts`, in the order in which they happened: what led here, by which call, and what went out from here. */
  readonly told: readonly Fact[];
  /** The packet that was sent, else the one that arrived. */
  readonly packet?: PacketId;
  /** So many steps between this link and the one that it led to are not told. */
  readonly skipped: number;
};

/** A story has no more links than that, however long the chain. */
export const STORY_LINKS = 15;

/**
 * The chain from step `at` to its first cause, nearest first, as a story: what a program does between an arrival and the
 * next message is one link, and links that tell nothing new are left out. `every`: one link a step, none left out.
 * Empty before the first step.
 */
export function causesOf(
  timeline: Timeline,
  at: StepIndex,
  { every = false }: { readonly every?: boolean } = {},
): readonly Cause[] {
  const known = asked.get(timeline);
  if (known?.at === at && known.every === every) return known.causes;
  const turns = turnsOf(timeline, at, every);
  const kept = every ? turns.map((_, i) => i) : worthTelling(turns);
  const causes = kept.map((i, n) => {
    const from = n === 0 ? 0 : kept[n - 1]! + 1;
    const skipped = turns.slice(from, i).reduce((sum, turn) => sum + turn.steps.length, 0);
    return causeFrom(turns[i]!, i === 0 ? at : undefined, skipped);
  });
  asked.set(timeline, { at, every, causes });
  return causes;
}

/** The chain that was asked for last: a dialog asks again each time that it is drawn. It follows from its key alone. */
const asked = new WeakMap<
  Timeline,
  { readonly at: StepIndex; readonly every: boolean; readonly causes: readonly Cause[] }
>();

/** What a device does in one go: something reaches it, its programs are called and call, and something goes out. */
type Turn = {
  /** Oldest first. */
  readonly steps: readonly Step[];
  readonly told: readonly Fact[];
  readonly weight: Salience;
  /** Turns of the same device that tell the same kind of thing are alike. */
  readonly sort: string;
};

/** How a turn stands to what it led to: that is on the same device, or it is part of an ARP exchange. */
type Effect = { readonly inside: boolean; readonly arp: boolean };

/** The step that was asked about stands alone: what its device did before it is already a cause of it. */
function turnsOf(timeline: Timeline, at: StepIndex, every: boolean): readonly Turn[] {
  const turns: Turn[] = [];
  let steps: Step[] = [];
  let effect: Effect | undefined;
  for (let step = stepAt(timeline, at); step; ) {
    steps.unshift(step);
    const { by, input } = step.entry;
    // Control that passes between program and stack does not leave the device.
    const within = input.kind === "app-calls" || input.kind === "call-returns";
    step = by === "start" ? undefined : stepAt(timeline, by);
    if (within && !every && effect && step) continue;
    effect ??= { inside: true, arp: steps[0]!.facts.some(isArp) };
    const turn = turnOf(steps, effect);
    turns.push(turn);
    steps = [];
    effect = { inside: within, arp: effect.arp && (turn.told.length === 0 || turn.told.some(isArp)) };
  }
  return turns;
}

function turnOf(steps: readonly Step[], effect: Effect): Turn {
  const told = toldOf(steps, effect);
  const weight = told.reduce<Salience>((most, fact) => {
    const own = weightOf(fact, effect);
    return own > most ? own : most;
  }, 0);
  const sort = `${deviceOf(steps[0]!) ?? ""} ${told.map(({ kind }) => kind).join(" ")}`;
  return { steps, told, weight, sort };
}

const arpKinds: ReadonlySet<FactKind> = new Set([
  "arp-asked",
  "arp-answered",
  "arp-learned",
  "packet-queued",
  "packet-released",
]);
const isArp = ({ kind }: Fact): boolean => arpKinds.has(kind);

/** To find the next hop's MAC address holds a packet up, but is not why it was sent. */
const weightOf = (fact: Fact, { arp }: Effect): Salience => (isArp(fact) && !arp ? 1 : salience(fact));

/** The places of the turns to tell: both ends, what was done to the world, then the weightiest, the unlike, the nearest. */
function worthTelling(turns: readonly Turn[]): readonly number[] {
  const seen = new Map<string, number>();
  const ranked = turns.map((turn, place) => {
    const before = seen.get(turn.sort) ?? 0;
    seen.set(turn.sort, before + 1);
    const { kind } = turn.steps[0]!.entry.input;
    const ends = place === 0 || place === turns.length - 1;
    // What the device had in hand when it did this.
    const nearest = place === 1 && turn.told.length > 0 && deviceOf(turn.steps[0]!) === deviceOf(turns[0]!.steps[0]!);
    return { place, must: ends || nearest || kind === "act" || kind === "change", weight: turn.weight, before };
  });
  return ranked
    .filter(({ must, weight }) => must || weight >= 2)
    .toSorted(
      (a, b) => Number(b.must) - Number(a.must) || b.weight - a.weight || a.before - b.before || a.place - b.place,
    )
    .slice(0, STORY_LINKS)
    .map(({ place }) => place)
    .toSorted((a, b) => a - b);
}

/** What carries a cause from one device to the next, the most telling name for it first. */
const outgoing: readonly FactKind[] = [
  "http-request-sent",
  "http-response-sent",
  "dns-query-sent",
  "dns-answer-sent",
  "dns-referral-sent",
  "icmp-sent",
  "tcp-segment-sent",
  "packet-forwarded",
];

/** What led to it, and what went out; where the effect is on the same device only the first. */
function toldOf(steps: readonly Step[], effect: Effect): readonly Fact[] {
  const facts = tellingOf(steps);
  const ways: readonly FactKind[] = effect.arp ? ["arp-answered", "arp-asked", ...outgoing] : outgoing;
  const sent = ways.map((kind) => facts.findLast((fact) => fact.kind === kind)).find((fact) => fact);
  const quiet = new Set<FactKind>(effect.inside ? ["tcp-segment-sent", "packet-forwarded"] : ways);
  // That a request is written says itself.
  if (sent?.kind.startsWith("http-")) quiet.add("call-made");
  const others = facts.filter(({ kind }) => !quiet.has(kind));
  const most = Math.max(0, ...others.map((fact) => weightOf(fact, effect)));
  const heaviest = others.filter((fact) => weightOf(fact, effect) === most);
  const led = heaviest.findLast((fact) => !isArp(fact) && fact.kind !== "route-chosen") ?? heaviest.at(-1);
  if (effect.inside) return led ? [led] : sent ? [sent] : [];
  const call = sent && callFor(facts, sent);
  // A detail is worth a sentence only where there is nothing else to say.
  return facts.filter((fact) => fact === sent || fact === call || (fact === led && (most >= 2 || !sent)));
}

/** The application's call by which it came to be sent; that a message is written says itself. */
const callFor = (facts: readonly Fact[], sent: Fact): Fact | undefined =>
  sent.kind.startsWith("http-")
    ? undefined
    : facts
        .slice(0, facts.indexOf(sent))
        .findLast((fact) => fact.kind === "call-made" && fact.from === "application" && fact.by === sent.by);

/** What the steps have to tell, in the order in which it happened. */
const tellingOf = (steps: readonly Step[]): readonly Fact[] =>
  steps.flatMap((step) => {
    const telling = new Set(tellingFacts(step));
    return step.facts.filter((fact) => telling.has(fact));
  });

/** `head`: the step that was asked about, for the first link. */
function causeFrom({ steps, told }: Turn, head: StepIndex | undefined, skipped: number): Cause {
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const place = steps.find((step) => told[0] !== undefined && step.facts.includes(told[0]));
  const facts = tellingOf(steps).toSorted((a, b) => salience(b) - salience(a));
  const device = deviceOf(first);
  const packet = steps.flatMap(({ sent }) => sent).at(-1)?.frame.packet ?? arrived(first);
  return {
    at: head ?? place?.index ?? last.index,
    how: howOf(first),
    ...(device !== undefined && { device }),
    facts,
    told,
    ...(packet !== undefined && { packet }),
    skipped,
  };
}

function deviceOf({ entry: { input } }: Step): DeviceId | undefined {
  return input.kind === "change" ? undefined : input.device;
}

const arrived = ({ entry: { input } }: Step): PacketId | undefined =>
  input.kind === "frame-arrives" ? input.frame.packet : undefined;

function howOf({ entry: { input } }: Step): CauseHow {
  switch (input.kind) {
    case "act":
      return "act";
    case "change":
      return "change";
    case "starts":
      return "start";
    case "timer-fires":
      return "timer";
    case "frame-arrives":
      return "arrival";
    case "app-calls":
      return "call";
    case "call-returns":
      return "return";
    default:
      return unreachable(input);
  }
}
