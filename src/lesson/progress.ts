/** What a learner has done, as lines of text that can be joined in any order. JSON Lines; no file is known here. */
import type { LessonLanguage } from "./words-file.ts";

/** What came of a question. */
const outcomes = ["right", "wrong", "shown"] as const;
type Outcome = (typeof outcomes)[number];

/** `t` is the time in UTC as `Date.toISOString` writes it, so that times are in the order of their texts. */
export type ProgressEvent =
  /** A beat was reached, or its question answered; `done`: the summary after the last beat was. */
  | {
      readonly t: string;
      readonly lesson: string;
      readonly beat: string;
      readonly done: boolean;
      readonly answer?: Outcome;
    }
  | { readonly t: string; readonly language: LessonLanguage };

type BeatEvent = Extract<ProgressEvent, { readonly lesson: string }>;

/** Of each kind of thing that can be known, the latest event that says it. */
export type Progress = ReadonlyMap<string, ProgressEvent>;

export const noProgress: Progress = new Map();

const VERSION = 1;

const TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
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
  return "language" in fields ? languageEvent(fields.t, fields) : beatEvent(fields.t, fields);
}

/** One field more may change what the others mean: only what is understood whole is understood. */
const has = (fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean =>
  Object.keys(fields).every((name) => name === "v" || name === "t" || names.includes(name));

function languageEvent(t: string, fields: Readonly<Record<string, unknown>>): ProgressEvent | undefined {
  const { language } = fields;
  if (typeof language !== "string" || !Object.hasOwn(languages, language)) return undefined;
  return has(fields, "language") ? { t, language: language === "ko" ? "ko" : "en" } : undefined;
}

function beatEvent(t: string, fields: Readonly<Record<string, unknown>>): ProgressEvent | undefined {
  const { lesson, beat, done } = fields;
  if (typeof lesson !== "string" || !NAME.test(lesson) || typeof beat !== "string" || !NAME.test(beat))
    return undefined;
  if (typeof done !== "boolean" || !has(fields, "lesson", "beat", "done", "answer")) return undefined;
  if (!("answer" in fields)) return { t, lesson, beat, done };
  const answer = outcomes.find((known) => known === fields.answer);
  return answer && { t, lesson, beat, done, answer };
}

/** The line without its line feed, in ASCII: one event has one spelling. */
export function spellLine(event: ProgressEvent): string {
  if ("language" in event) return JSON.stringify({ v: VERSION, t: event.t, language: event.language });
  const { t, lesson, beat, done, answer } = event;
  return JSON.stringify({ v: VERSION, t, lesson, beat, done, ...(answer !== undefined && { answer }) });
}

/** Under which name an event stands, so that the latest of them is all that has to be known. */
function keyOf(event: ProgressEvent): string {
  if ("language" in event) return "language";
  const { lesson, beat, answer } = event;
  return answer === undefined ? `${lesson} ${beat}` : `${lesson} ${beat} ${answer}`;
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

/** Fewer lines that say the same: the events that still count, oldest first, after all that was not understood. */
export function compacted(lines: Iterable<string>): readonly string[] {
  const kept = new Set<string>();
  const events: ProgressEvent[] = [];
  for (const text of lines) {
    const event = parseLine(text);
    if (event) events.push(event);
    else if (text.trim() !== "") kept.add(text);
  }
  return [...kept, ...eventsOf(joinEvents(noProgress, events)).map(spellLine)];
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
  eventsOf(progress).filter((event): event is BeatEvent => "lesson" in event);
