/** Numbers and addresses in a lesson's words that its run has too: typed, they go on when the run has changed. */
import type { Literal } from "../base/literal.ts";
import { stepAt, worldAt } from "../sim/timeline.ts";
import { factShapes } from "../stack/fact.ts";
import { packetValue } from "../wire/packet-value.ts";
import type { Expr } from "./expression.ts";
import type { Finding, FindingBody } from "./finding.ts";
import { MAIN_RUN, SUMMARY } from "./lesson-names.ts";
import type { SourceFile } from "./load.ts";
import { packetOf } from "./pattern.ts";
import { type PlayedBeat, type PlayedLesson, pathsOf } from "./play.ts";
import { type TableName, tableRows, tableShapes } from "./table-rows.ts";
import { type LessonText, lessonLanguages } from "./words-file.ts";

/** Numbers up to this are words of any text: a flag that is 1, a byte of 8 bits, the third line. */
const SMALL = 12;

/** Findings in the texts of all languages; `sources` are the files that the lesson's words were read from. */
export function bareNumbers(
  played: PlayedLesson,
  sources: Readonly<Partial<Record<string, SourceFile>>>,
): readonly Finding[] {
  const own = statedIn(played);
  const values = new Map(played.beats.map((beat, i) => [beat.id, valuesAt(played, beat, i, own)]));
  return lessonLanguages.flatMap((language) => {
    const [text, source] = [played.lesson.texts[language], sources[language]];
    return text && source ? inText(text, source, values) : [];
  });
}

/** What may have been meant by a number, by its plain spelling. */
type Meant = ReadonlyMap<string, BareBody>;
type BareBody = DistributiveOmit<Extract<FindingBody, { kind: "bare-number" }>, "text">;
type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

function inText(
  text: LessonText,
  { text: source }: SourceFile,
  values: ReadonlyMap<string, Meant>,
): readonly Finding[] {
  const findings: Finding[] = [];
  let meant: Meant | undefined;
  let fenced = false;
  let label = false;
  for (const [i, line] of source.split(/\r?\n/).entries()) {
    if (line.startsWith("```")) fenced = !fenced;
    const heading = fenced ? null : /^##\s+(\S+)\s*$/.exec(line);
    if (heading) meant = values.get(heading[1]!);
    if (!fenced && line.startsWith("#")) label = /^###\s+do\b/.test(line);
    // The label of an action says what the lesson's file says.
    if (!meant || label || line.startsWith("#")) continue;
    for (const { text: written, plain, column } of numbersIn(line)) {
      const body = meant.get(plain);
      if (body) findings.push({ file: text.file, line: i + 1, column, ...body, text: written });
    }
  }
  return findings;
}

type Written = { readonly text: string; readonly plain: string; readonly column: number };

const MAC = /(?<![\w:.])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\w:])/gi;
const ADDRESS = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)/g;
/** Not in a name (`IPv4`, `ns1`), a version (`HTTP/1.1`), a document (`RFC 9293`) or a decimal; a Korean word may follow. */
const NUMBER = /(?<![\w.,-]|[A-Za-z]\/|RFC )(?:\d{1,3}(?:,\d{3})+|\d+)(?![A-Za-z0-9_-]|[.,:]\d)/g;

/** What a learner reads as a number or an address. Placeholders, targets of links and commands are left out. */
function numbersIn(line: string): readonly Written[] {
  const blank = (found: string): string => " ".repeat(found.length);
  let rest = line
    .replace(/\{[^{}]*\}/g, (found) => "}".repeat(found.length))
    .replace(/\]\([^()]*\)/g, blank)
    .replace(/`[a-z][\w.-]* [^`]*`/g, blank);
  const found: Written[] = [];
  for (const pattern of [MAC, ADDRESS, NUMBER]) {
    for (const m of rest.matchAll(pattern)) {
      found.push({ text: m[0], plain: m[0].replaceAll(",", "").toLowerCase(), column: m.index + 1 });
    }
    rest = rest.replace(pattern, blank);
  }
  return found.toSorted((a, b) => a.column - b.column);
}

/** An expression as an author writes it. */
const written = (expr: Expr): string =>
  JSON.stringify(expr, null, 1)
    .replace(/\n\s*/g, " ")
    .replace(/"([A-Za-z][\w.-]*)"/g, "$1");

const isNumberOrAddress = (value: Literal): boolean =>
  typeof value === "number" ||
  (typeof value === "string" &&
    /^(?:\d+|\d{1,3}(?:,\d{3})+|(?:\d+\.){3}\d+|(?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/.test(value));

/** A value as it is compared: without the commas of its thousands. */
const plainOf = (value: Literal): string => String(value).replaceAll(",", "");

/** Numbers and addresses that the lesson's file states itself, as values, in tests, in what a drill draws: its constants. */
function statedIn({ lesson: { beats } }: PlayedLesson): ReadonlySet<string> {
  const stated = new Set<string>();
  const look = (data: unknown): void => {
    if (typeof data === "number" || typeof data === "string") stated.add(plainOf(data));
    else if (typeof data === "object" && data !== null) Object.values(data).forEach(look);
  };
  for (const { until, let: own, ask, tryIt, drill } of beats)
    look([until, own, ask, tryIt?.goal, tryIt?.without, drill]);
  return stated;
}

function valuesAt(
  { lesson, runs }: PlayedLesson,
  shown: PlayedBeat,
  index: number,
  stated: ReadonlySet<string>,
): Meant {
  const meant = new Map<string, BareBody>();
  const add = (value: Literal | undefined, body: BareBody): void => {
    if (value === undefined || !isNumberOrAddress(value)) return;
    const plain = plainOf(value);
    if ((/^\d+$/.test(plain) && Number(plain) <= SMALL) || stated.has(plain) || meant.has(plain)) return;
    meant.set(plain, body);
  };
  // The beat's own values first, then those of the beats before it, the nearest first.
  for (const beat of lesson.beats.slice(0, index + 1).toReversed()) {
    for (const name of Object.keys(beat.let)) {
      add(shown.values[name], { kind: "bare-number", name, beat: beat.id });
    }
  }
  if (shown.id === SUMMARY) return meant;
  const asked = lesson.beats[index]?.ask?.answer;
  if (asked && shown.ask?.kind === "value") add(shown.ask.answer, { kind: "bare-number", expression: written(asked) });
  const taken = (pattern: string, take: string): BareBody => ({
    kind: "bare-number",
    expression: `{ last: { ${pattern} }, take: ${take} }`,
  });
  for (const [run, { step }] of Object.entries(shown.places)) {
    const timeline = runs[run]!;
    const done = stepAt(timeline, step);
    const inRun = run === MAIN_RUN ? "" : `, run: ${run}`;
    // Of all others one sees addresses at most: their numbers agree with some text by chance.
    const involved = new Set<string>([
      ...(done?.facts ?? []).map(({ by }) => by),
      ...(done?.sent ?? []).flatMap(({ from, to }) => [from.device, to.device]),
    ]);
    for (const fact of done?.facts ?? []) {
      for (const field of Object.keys(factShapes[fact.kind])) {
        const value = (fact as unknown as Readonly<Record<string, Literal | undefined>>)[field];
        add(value, taken(`fact: ${fact.kind}, by: ${fact.by}${inRun}`, field));
      }
    }
    for (const { frame, from } of done?.sent ?? []) {
      const packet = packetOf(frame.bytes);
      const inner = (["tcp", "udp", "arp", "icmp"] as const).find((layer) => packet[layer] !== undefined) ?? "eth";
      for (const path of pathsOf(frame)) {
        add(packetValue(packet, path), taken(`frame: ${path.split(".")[0]}, by: ${from.device}${inRun}`, path));
      }
      add(packet.payload.length, taken(`frame: ${inner}, by: ${from.device}${inRun}`, "data"));
      add(frame.bytes.length, taken(`frame: ${inner}, by: ${from.device}${inRun}`, "bytes"));
    }
    const world = worldAt(timeline, step);
    for (const device of Object.keys(world.devices)) {
      for (const table of Object.keys(tableShapes) as readonly TableName[]) {
        for (const row of tableRows(world, table, device)) {
          // How many may wait at a listener is no number that one sees.
          if (row.state === "LISTEN") continue;
          for (const [column, value] of Object.entries(row)) {
            if (typeof value === "number" && !involved.has(device)) continue;
            add(value, taken(`row: ${table}, host: ${device}${inRun}`, column));
          }
        }
      }
    }
  }
  return meant;
}
