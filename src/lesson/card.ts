/** Review cards: a lesson's question, asked of another moment of another run each time. */
import { assert } from "../base/assert.ts";
import type { Literal } from "../base/literal.ts";
import { err, ok, type Result } from "../base/result.ts";
import { packetValue } from "../wire/packet-value.ts";
import { type PlayedAsk, rightAnswer } from "./answer.ts";
import type { Finding } from "./finding.ts";
import { MAIN_RUN } from "./lesson-names.ts";
import type { Beat, LessonPlan } from "./lesson-plan.ts";
import type { Lesson } from "./load.ts";
import { packetOf } from "./pattern.ts";
import { type PlayedBeat, type PlayedLesson, playLesson } from "./play.ts";
import { seedFrom } from "./renumber.ts";
import { type Reach, reseed } from "./reseed.ts";
import { currentBeat, type LessonSession, startSession } from "./session.ts";

/** A question of a lesson, by the beat that asks it. */
export type Card = { readonly lesson: string; readonly beat: string };

/** How a card is named in what is stored: `dns-walk/root-asked`. Neither part has a slash in it. */
export type CardId = string;

export const cardId = ({ lesson, beat }: Card): CardId => `${lesson}/${beat}`;

export function cardOf(id: CardId): Card | undefined {
  const [lesson, beat, more] = id.split("/");
  return lesson && beat && more === undefined ? { lesson, beat } : undefined;
}

/** The questions of a lesson, in order; of a drill there is one card, however often it asks. */
export const cardsOf = ({ slug, beats }: Pick<LessonPlan, "slug" | "beats">): readonly Card[] =>
  beats.filter(({ ask, drill }) => ask ?? drill).map(({ id }) => ({ lesson: slug, beat: id }));

/** A card as it is asked once: `session` stands at its beat, and takes answers and hints as in the lesson. */
export type Moment = {
  readonly card: Card;
  readonly seed: number;
  /** The lesson up to the card's beat, re-seeded; the summary follows. No other beat asks anything. */
  readonly played: PlayedLesson;
  readonly session: LessonSession;
  /** As `currentBeat` gives it: with the question, and with the values that fill its words. */
  readonly beat: PlayedBeat;
  readonly ask: PlayedAsk;
};

/** A re-seeded story may come out without a question (two choices alike): then it is made with the next seed. */
const WHOLE_TRIES = 4;
const NUMBERS_TRIES = 4;

/** The same card and seed give the same moment. The error is what was wrong with the last try. */
export function moment(lesson: Lesson, card: Card, seed: number): Result<Moment, readonly Finding[]> {
  const short = upTo(lesson, card.beat);
  if (!short) return err([]);
  let findings: readonly Finding[] = [];
  for (let i = 0; i < WHOLE_TRIES + NUMBERS_TRIES; i++) {
    const reach: Reach = i < WHOLE_TRIES ? "whole" : "numbers";
    const played = playLesson(reseed(short, seedFrom(seed, i), reach));
    if (played.ok) return ok(standing(played.value, card, seed));
    findings = played.error;
  }
  return err(findings);
}

function standing(played: PlayedLesson, card: Card, seed: number): Moment {
  const session = startSession(played, card.beat);
  const beat = currentBeat(played, session);
  assert(beat.ask, "the beat of a card asks");
  return { card, seed, played, session, beat, ask: beat.ask };
}

/** What a moment needs of its lesson: the beats up to it, and the runs that they speak of. Undefined where it asks nothing. */
function upTo(lesson: Lesson, id: string): Lesson | undefined {
  const last = lesson.beats.findIndex((b) => b.id === id);
  const asking = lesson.beats[last];
  if (!asking?.ask && !asking?.drill) return undefined;
  const beats = lesson.beats.slice(0, last).map(silent);
  const { tryIt: _, whatIf: __, drill, ...own } = asking;
  beats.push({ ...own, ...(drill && { drill: { ...drill, times: 1 } }) });
  const named = new Set([MAIN_RUN, ...beats.flatMap(runsIn)]);
  const runs = Object.fromEntries(Object.entries(lesson.runs).filter(([name]) => named.has(name)));
  return { ...lesson, beats, runs };
}

/** A beat that is passed on the way: only its place and its values count. */
function silent({ ask: _, tryIt: __, whatIf: ___, drill: ____, point: _____, ...beat }: Beat): Beat {
  return beat;
}

/** All strings under `run` and `beside`: its own, and those of the patterns in it. */
function runsIn(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    (key === "run" || key === "beside") && typeof value === "string" ? [value] : runsIn(value),
  );
}

/** The seed for a card that has been asked so often: another one each time. */
export const seedOf = (card: Card, asked: number): number => seedFrom(asked, cardId(card));

/**
 * The numbers that a learner sees at a moment: those of its words and its question, and those of the last packet there, or
 * the machines' addresses before there is one. Sorted, each once.
 */
export function numbersOf({ played, beat, ask }: Moment): readonly string[] {
  const offered = ask.kind === "choice" ? [] : [rightAnswer(ask), ...Object.values(ask.wrong)];
  const seen: Literal[] = [...Object.values(beat.values), ...offered, ...lastPacket(played, beat)];
  return [...new Set(seen.map(String).filter((text) => /\d/.test(text)))].toSorted();
}

const packetNumbers = [
  "ip.src",
  "ip.dst",
  "ip.id",
  "udp.srcport",
  "udp.dstport",
  "dns.id",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.seq",
  "tcp.ack",
  "arp.src_proto_ipv4",
  "arp.dst_proto_ipv4",
];

function lastPacket({ runs, lesson }: PlayedLesson, { run, step }: PlayedBeat): readonly Literal[] {
  const sent = runs[run]!.steps.slice(0, step + 1).flatMap((s) => s.sent);
  const frame = sent.at(-1)?.frame;
  if (!frame) {
    const devices = Object.values(lesson.spec.devices);
    return devices.flatMap((d) => ("ports" in d ? Object.values(d.ports).map(({ address }) => address) : []));
  }
  const packet = packetOf(frame.bytes);
  return packetNumbers.flatMap((path) => packetValue(packet, path) ?? []);
}
