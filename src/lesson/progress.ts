/** What a learner has done, as lines of text that can be joined in any order. JSON Lines; no file is known here. */
import type { LessonLanguage } from "./words-file.ts";

/** What came of a question or task; `shown` is the answer of whoever did not know, and asked for it. */
export const outcomes = ["right", "wrong", "shown"] as const;
export type Outcome = (typeof outcomes)[number];

export type Answered = {
  readonly answer: Outcome;
  /** Of a wrong answer: the name of the known mistake. */
  readonly mistake?: string;
  /** Of a right one: there was a hint or a wrong answer before it. */
  readonly aided?: true;
};

type At = { readonly t: string };
/** A beat was reached, or its question answered; `done`: the summary after the last beat was. */
export type BeatEvent = At & { readonly lesson: string; readonly beat: string; readonly done: boolean } & (
    | Answered
    | { readonly answer?: never }
  );
/** A question of a lesson was asked again, of the moment that `seed` makes. */
export type ReviewEvent = At & { readonly lesson: string; readonly review: string; readonly seed: number } & Answered;
/** How long one window has been in a lesson until then. */
export type TimeEvent = At & { readonly window: string; readonly lesson: string; readonly seconds: number };
/** What a placement found: lessons that need not be gone through, and points of the curriculum that were shown. */
export type PlacedEvent = At & { readonly placed: readonly string[]; readonly points: readonly string[] };
export type LanguageEvent = At & { readonly language: LessonLanguage };

/** `t` is the time in UTC as `Date.toISOString` writes it, so that times are in the order of their texts. */
export type ProgressEvent = BeatEvent | ReviewEvent | TimeEvent | PlacedEvent | LanguageEvent;

/** Of each kind of thing that can be known, the latest event that says it. */
export type Progress = ReadonlyMap<string, ProgressEvent>;

export const noProgress: Progress = new Map();

const VERSION = 1;

const TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const POINT = /^[A-Z]\d{1,3}$/;
const LONGEST_NAME = 200;
const languages: Readonly<Record<LessonLanguage, true>> = { en: true, ko: true };

/** Undefined for what this version does not understand: another version's line, another kind, a line torn in two. */
export function parseLine(text: string): ProgressEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  if (fields.v !== VERSION || typeof fields.t !== "string" || !TIME.test(fields.t)) return undefined;
  const found = readers.find(({ mark }) => mark in fields);
  return found?.read(fields.t, fields);
}

type Fields = Readonly<Record<string, unknown>>;

/** The first whose mark is there reads the line. */
const readers: readonly {
  readonly mark: string;
  readonly read: (t: string, fields: Fields) => ProgressEvent | undefined;
}[] = [
  { mark: "language", read: languageEvent },
  { mark: "placed", read: placedEvent },
  { mark: "window", read: timeEvent },
  { mark: "review", read: reviewEvent },
  { mark: "beat", read: beatEvent },
];

/** One field more may change what the others mean: only what is understood whole is understood. */
const has = (fields: Fields, ...names: readonly string[]): boolean =>
  Object.keys(fields).every((name) => name === "v" || name === "t" || names.includes(name));

const nameIn = (value: unknown): string | undefined =>
  typeof value === "string" && value.length <= LONGEST_NAME && NAME.test(value) ? value : undefined;

const numberIn = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

function languageEvent(t: string, fields: Fields): LanguageEvent | undefined {
  const { language } = fields;
  if (typeof language !== "string" || !Object.hasOwn(languages, language)) return undefined;
  return has(fields, "language") ? { t, language: language === "ko" ? "ko" : "en" } : undefined;
}

function placedEvent(t: string, fields: Fields): PlacedEvent | undefined {
  const [placed, points] = [listIn(fields.placed, NAME), listIn(fields.points, POINT)];
  return placed && points && has(fields, "placed", "points") ? { t, placed, points } : undefined;
}

function listIn(value: unknown, pattern: RegExp): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const texts = items.filter((item) => typeof item === "string" && item.length <= LONGEST_NAME && pattern.test(item));
  return texts.length === items.length ? texts.map(String) : undefined;
}

function timeEvent(t: string, fields: Fields): TimeEvent | undefined {
  const [window, lesson, seconds] = [nameIn(fields.window), nameIn(fields.lesson), numberIn(fields.seconds)];
  if (window === undefined || lesson === undefined || seconds === undefined) return undefined;
  return has(fields, "window", "lesson", "seconds") ? { t, window, lesson, seconds } : undefined;
}

function reviewEvent(t: string, fields: Fields): ReviewEvent | undefined {
  const [lesson, review, seed] = [nameIn(fields.lesson), nameIn(fields.review), numberIn(fields.seed)];
  const answered = answeredIn(fields);
  if (lesson === undefined || review === undefined || seed === undefined || !answered) return undefined;
  return has(fields, "lesson", "review", "seed", ...ANSWERED) ? { t, lesson, review, seed, ...answered } : undefined;
}

function beatEvent(t: string, fields: Fields): BeatEvent | undefined {
  const [lesson, beat, { done }] = [nameIn(fields.lesson), nameIn(fields.beat), fields];
  if (lesson === undefined || beat === undefined || typeof done !== "boolean") return undefined;
  if (!has(fields, "lesson", "beat", "done", ...ANSWERED)) return undefined;
  if (!ANSWERED.some((name) => name in fields)) return { t, lesson, beat, done };
  const answered = answeredIn(fields);
  return answered && { t, lesson, beat, done, ...answered };
}

const ANSWERED = ["answer", "mistake", "aided"] as const;

function answeredIn(fields: Fields): Answered | undefined {
  const answer = outcomes.find((known) => known === fields.answer);
  const mistake = nameIn(fields.mistake);
  if (answer === undefined) return undefined;
  if ("mistake" in fields && (mistake === undefined || answer !== "wrong")) return undefined;
  if ("aided" in fields && (fields.aided !== true || answer !== "right")) return undefined;
  return { answer, ...(mistake !== undefined && { mistake }), ...("aided" in fields && { aided: true }) };
}

/** The line without its line feed, in ASCII: one event has one spelling. */
export function spellLine(event: ProgressEvent): string {
  const { t, ...rest } = event;
  return JSON.stringify({ v: VERSION, t, ...inOrder(rest) });
}

const ORDER = [
  "language",
  "placed",
  "points",
  "window",
  "lesson",
  "review",
  "seed",
  "seconds",
  "beat",
  "done",
  "answer",
  "mistake",
  "aided",
];

const inOrder = (fields: Fields): Fields =>
  Object.fromEntries(ORDER.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));

/** Under which name an event stands, so that the latest of them is all that has to be known. Every answer counts. */
function keyOf(event: ProgressEvent): string {
  if ("language" in event) return "language";
  if ("placed" in event) return "placed";
  if ("window" in event) return `${event.lesson} ${event.window}`;
  return event.answer === undefined ? `${event.lesson} ${event.beat}` : spellLine(event);
}

/** Of two events of the same name the later one; at the same time their spelling decides, so that order never does. */
function later(a: ProgressEvent, b: ProgressEvent): ProgressEvent {
  if (a.t !== b.t) return a.t > b.t ? a : b;
  return spellLine(a) > spellLine(b) ? a : b;
}

/** All that either of them knows: order and repetition make no difference. */
export const join = (a: Progress, b: Progress): Progress => joinEvents(a, b.values());

export function joinEvents(progress: Progress, events: Iterable<ProgressEvent>): Progress {
  const out = new Map(progress);
  for (const event of events) {
    const key = keyOf(event);
    const known = out.get(key);
    out.set(key, known === undefined ? event : later(known, event));
  }
  return out;
}

export function joinLines(progress: Progress, lines: Iterable<string>): Progress {
  const events = [...lines].flatMap((text) => parseLine(text) ?? []);
  return joinEvents(progress, events);
}

/** What a line is: an event, one of another version or kind, nothing, or no line of such a file at all. */
export function lineKind(text: string): "event" | "foreign" | "blank" | "broken" {
  if (text.trim() === "") return "blank";
  if (parseLine(text)) return "event";
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "v" in value ? "foreign" : "broken";
  } catch {
    return "broken";
  }
}

/** Fewer lines that say the same: the events that still count, oldest first, after those of other versions. Broken ones are left out. */
export function compacted(lines: Iterable<string>): readonly string[] {
  const foreign = new Set<string>();
  const events: ProgressEvent[] = [];
  for (const text of lines) {
    const event = parseLine(text);
    if (event) events.push(event);
    else if (lineKind(text) === "foreign") foreign.add(text);
  }
  return [...foreign, ...eventsOf(joinEvents(noProgress, events)).map(spellLine)];
}

/** Of `lines` those that say what neither the events nor the foreign lines of `known` say yet. */
export function newLines(known: Iterable<string>, lines: Iterable<string>): readonly string[] {
  const old = new Set(compacted(known));
  const both = compacted([...old, ...lines]);
  return both.filter((text) => !old.has(text));
}

/** What is known, oldest first. */
export const eventsOf = (progress: Progress): readonly ProgressEvent[] =>
  [...progress.values()].sort((a, b) => (a === b ? 0 : later(a, b) === a ? 1 : -1));

/** The time of the latest event; undefined where nothing is known. */
export function latestTime(progress: Progress): string | undefined {
  let last: string | undefined;
  for (const { t } of progress.values()) if (last === undefined || t > last) last = t;
  return last;
}

export type LessonSummary = {
  readonly status: "untouched" | "started" | "done";
  /** The beat where the learner was last; absent after the end of the lesson and before its start. */
  readonly beat?: string;
  /** When that was. */
  readonly t?: string;
  /** Ids of all beats that were ever reached. */
  readonly reached: readonly string[];
};

export function lessonSummary(progress: Progress, lesson: string): LessonSummary {
  const events = beatEvents(progress).filter((event) => event.lesson === lesson);
  const last = events.at(-1);
  if (!last) return { status: "untouched", reached: [] };
  return {
    status: events.some(({ done }) => done) ? "done" : "started",
    ...(!last.done && { beat: last.beat }),
    t: last.t,
    reached: [...new Set(events.map(({ beat }) => beat))],
  };
}

/** The lesson to go on with: of those that the learner is in the middle of, the one where they were last. */
export function latestLesson(progress: Progress): string | undefined {
  const last = new Map(beatEvents(progress).map((event) => [event.lesson, event]));
  return [...last.values()]
    .filter(({ done }) => !done)
    .sort((a, b) => (later(a, b) === a ? 1 : -1))
    .at(-1)?.lesson;
}

export function savedLanguage(progress: Progress): LessonLanguage | undefined {
  const found = progress.get("language");
  return found && "language" in found ? found.language : undefined;
}

/** Oldest first. */
const beatEvents = (progress: Progress): readonly BeatEvent[] =>
  eventsOf(progress).filter((event): event is BeatEvent => "beat" in event);

/** One answer to a question, in its lesson or when it was asked again. */
export type PastAnswer = Answered & {
  readonly t: string;
  readonly lesson: string;
  readonly beat: string;
  readonly seed?: number;
};

/** Oldest first. Tasks are among them. */
export const answersOf = (progress: Progress): readonly PastAnswer[] =>
  eventsOf(progress).flatMap((event): readonly PastAnswer[] => {
    if ("review" in event) {
      const { review: beat, ...rest } = event;
      return [{ ...rest, beat }];
    }
    if (!("beat" in event) || event.answer === undefined) return [];
    const { done: _, ...rest } = event;
    return [rest];
  });

/** What the latest placement found. */
export function placedOf(progress: Progress): Omit<PlacedEvent, "t"> {
  const found = progress.get("placed");
  return found && "placed" in found ? found : { placed: [], points: [] };
}

/** Seconds spent in a lesson, in all windows. */
export function secondsIn(progress: Progress, lesson: string): number {
  let sum = 0;
  for (const event of progress.values()) if ("window" in event && event.lesson === lesson) sum += event.seconds;
  return sum;
}
