/** Everything that can be said against a lesson without a screen, in one go. */
import { lengthOf, stepsOf, type Timeline, worldAt } from "../sim/timeline.ts";
import type { Step } from "../sim/world.ts";
import type { FactKind } from "../stack/fact.ts";
import type { PlayedAsk } from "./answer.ts";
import { blockLines, fillBlocks } from "./beat-text.ts";
import { unusedLets } from "./check-names.ts";
import { bareNumbers } from "./check-numbers.ts";
import { drillRound } from "./drill.ts";
import { evidence } from "./evidence.ts";
import type { Finding, FindingBody } from "./finding.ts";
import { actInFork, goalByItself, solvedTask, startTask, startWhatIf } from "./fork.ts";
import type { Beat } from "./lesson-plan.ts";
import { type Lesson, type LessonFiles, readPlan, readWords } from "./load.ts";
import type { Place } from "./located-yaml.ts";
import { isPacketPath } from "./packet-path.ts";
import { isAfter, runIn } from "./pattern.ts";
import { type PlayedBeat, type PlayedLesson, pathsOf, playLesson } from "./play.ts";
import type { Block, LessonText } from "./words-file.ts";
import { checkWorld } from "./world-check.ts";

/** A beat is read in one breath. */
export const MAX_BEAT_WORDS = 60;

/** All findings, by file, line and column; what rests on something that is wrong is not looked at. */
export function checkLesson(files: LessonFiles): readonly Finding[] {
  const { plan, spec, findings: planned } = readPlan(files);
  const findings: Finding[] = [...planned];
  const source = plan && spec && files.world(plan.world);
  const ofWorld = source ? checkWorld(spec, source) : [];
  findings.push(...ofWorld);
  // Which words belong to which of two beats of one name, or to which of two questions, nobody can say.
  if (plan && !planned.some(({ kind }) => kind === "beat-twice" || kind === "asks-twice")) {
    const words = readWords(files, plan);
    findings.push(...words.findings, ...languagesDiffer(words.texts), ...tooManyWords(words.texts));
    // What does not happen in a world with mistakes comes of them.
    if (spec && planned.length + ofWorld.length === 0)
      findings.push(
        ...checkRuns({ ...plan, texts: words.texts, spec }, words.findings.length === 0 ? files.texts : undefined),
      );
  }
  return findings.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Headings that a text may leave out, and that another language has: hints, labels, reasons, the last pages. */
function languagesDiffer(texts: Lesson["texts"]): readonly Finding[] {
  const all = Object.values(texts);
  return all.flatMap((text) =>
    all
      .filter((other) => other !== text)
      .flatMap((other) =>
        optionalHeadings(other)
          .filter(({ heading }) => !optionalHeadings(text).some((own) => own.heading === heading))
          .map(({ heading, beat }): Finding => {
            const { line, column } = (beat === undefined ? undefined : text.headings[beat]) ?? { line: 1, column: 1 };
            const shown = heading.split(" / ").at(-1)!;
            return { file: text.file, line, column, kind: "heading-missing", heading: shown, language: text.language };
          }),
      ),
  );
}

function optionalHeadings(text: LessonText): readonly { readonly heading: string; readonly beat?: string }[] {
  const pages = Object.keys(text.headings).filter((heading) => heading === "simplified" || heading === "see");
  const parts = Object.entries(text.beats).flatMap(([beat, { headings }]) =>
    Object.keys(headings)
      .filter((heading) => /^(hint|do|right|missed)\b/.test(heading))
      .map((heading) => ({ heading: `## ${beat} / ### ${heading}`, beat })),
  );
  const runs = Object.keys(text.runs).map((run) => ({ heading: `## runs / ### ${run}` }));
  return [...pages.map((page) => ({ heading: `## ${page}` })), ...runs, ...parts];
}

function tooManyWords(texts: Lesson["texts"]): readonly Finding[] {
  return Object.values(texts).flatMap(({ file, beats }) =>
    Object.entries(beats).flatMap(([id, { body, place }]): readonly Finding[] => {
      const words = wordsIn(body);
      if (words <= MAX_BEAT_WORDS) return [];
      return [{ file, ...place, kind: "words-too-many", heading: `## ${id}`, words, most: MAX_BEAT_WORDS }];
    }),
  );
}

/** A placeholder is one word. */
const wordsIn = (blocks: readonly Block[]): number =>
  blockLines(fillBlocks(blocks, {})).join(" ").split(/\s+/).filter(Boolean).length;

/** Without the `sources` of its words what they use is not known: some of them could not be read. */
function checkRuns(lesson: Lesson, sources?: LessonFiles["texts"]): readonly Finding[] {
  const result = playLesson(lesson);
  if (!result.ok) return result.error;
  const played = result.value;
  const findings: Finding[] = [...idleFaults(played)];
  if (sources) findings.push(...unusedLets(lesson), ...bareNumbers(played, sources));
  const firsts = firstFacts(played);
  let places: PlayedBeat["places"] = {};
  for (const [i, beat] of lesson.beats.entries()) {
    const shown = played.beats[i]!;
    const add = ({ line, column }: Place, body: FindingBody): void => {
      findings.push({ file: lesson.file, line, column, ...body });
    };
    const until = takesBack(places, shown, beat);
    if (until !== undefined) add(beat.places.until, { kind: "beat-goes-back", beat: beat.id, run: beat.run, until });
    places = { ...places, ...shown.places };
    if (beat.drill) checkDrill(beat, shown, lesson.seed, add);
    if (beat.tryIt) {
      const solved = solvedTask(played, shown);
      if (solved.goal !== "reached") {
        add(beat.places.solution, { kind: "solution-fails", beat: beat.id, alone: reachingAlone(played, shown) });
      }
      if (goalByItself(played, shown) === "reached") add(beat.places.goal, { kind: "task-does-itself", beat: beat.id });
    }
    if (shown.ask?.kind === "pick") checkPick(shown.ask, beat, played, add);
    for (const id of Object.keys(beat.whatIf ?? {})) {
      if (changesSomething(played, shown, id)) continue;
      add(beat.places.whatIf[id]!, { kind: "what-if-changes-nothing", beat: beat.id, id });
    }
    for (const [k, point] of beat.covers.entries()) {
      const { facts = [], panes = [] } = evidence[point] ?? {};
      if (facts.some((kind) => hasHappened(kind, i, played, firsts)) || panes.some((pane) => beat.show.includes(pane)))
        continue;
      add(beat.places.covers[k]!, { kind: "point-not-shown", point, needs: [...facts, ...panes] });
    }
  }
  return findings;
}

/** The run that a beat waits for, there for the first time, where that takes the run that the beat is about back in time. */
function takesBack(before: PlayedBeat["places"], { places }: PlayedBeat, { run, until }: Beat): string | undefined {
  const leading = until && runIn(until);
  if (leading === undefined || leading === run || before[leading] !== undefined) return undefined;
  const [from, to] = [before[run], places[run]];
  return from && to && isAfter(from, to) ? leading : undefined;
}

/** Counted faults that no frame has met. Of a fault on several links one is enough; one of several runs is enough too. */
function idleFaults({ lesson, runs }: PlayedLesson): readonly Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly struck: boolean }>();
  for (const { name, changes } of Object.values(lesson.runs)) {
    const { links } = worldAt(runs[name]!, lengthOf(runs[name]!) - 1);
    for (const { change, place } of changes) {
      if (change.kind !== "add-fault" || change.fault.choice.kind !== "count") continue;
      const { skip } = change.fault.choice;
      const active = links[change.link]?.faults.find(({ fault }) => fault === change.fault);
      const key = `${place.line}:${place.column}`;
      const struck = (active?.seen ?? 0) > skip || (found.get(key)?.struck ?? false);
      found.set(key, { struck, finding: { file: lesson.file, ...place, kind: "fault-never-strikes", run: name } });
    }
  }
  return [...found.values()].flatMap(({ finding, struck }) => (struck ? [] : [finding]));
}

/** Seeds with which a drill is tried, from the lesson's own on. */
const DRILL_SEEDS = 8;

function checkDrill(
  beat: Beat,
  { drill }: PlayedBeat,
  seed: number,
  add: (place: Place, body: FindingBody) => void,
): void {
  if (!drill) return;
  const mistakes = new Set(drill.ask.kind === "choice" ? [] : Object.keys(drill.ask.wrong));
  for (let s = 0; s < DRILL_SEEDS; s++) {
    for (let round = 0; round < drill.times; round++) {
      const made = drillRound(drill, seed + s, round);
      if (!made.ok) return add(beat.places.drill, { kind: "drill-fails", beat: beat.id });
      if (made.value.ask.kind !== "choice") for (const key of Object.keys(made.value.ask.wrong)) mistakes.delete(key);
    }
  }
  // Right every time: then it is no mistake.
  for (const key of mistakes) {
    add(beat.places.offered[key] ?? beat.places.drill, { kind: "wrong-is-right", beat: beat.id, key });
  }
}

/** Actions that reach a task's goal when they are all that is done. */
function reachingAlone(played: PlayedLesson, beat: PlayedBeat): readonly string[] {
  const fresh = startTask(played, beat);
  return Object.keys(beat.tryIt?.allow ?? {}).filter((id) => actInFork(fresh, beat, id).goal === "reached");
}

/** A machine has to be in the world, a field in one of the run's frames. */
function checkPick(
  { pick, answer }: Extract<PlayedAsk, { kind: "pick" }>,
  beat: Beat,
  { lesson, runs }: PlayedLesson,
  add: (place: Place, body: FindingBody) => void,
): void {
  const name = String(answer);
  const isThere =
    pick === "host" ? Object.hasOwn(lesson.spec.devices, name) : isPacketPath(name) || hasPath(runs[beat.run]!, name);
  if (!isThere) add(beat.places.answer, { kind: "pick-unfit", beat: beat.id, pick, answer: name });
}

/** Some fields are in no pattern's reach, such as padding. */
function hasPath(timeline: Timeline, path: string): boolean {
  for (const { sent } of stepsOf(timeline)) {
    if (sent.some(({ frame }) => pathsOf(frame).includes(path))) return true;
  }
  return false;
}

/** Whether the fork tells another story than the run from which it came. */
function changesSomething(played: PlayedLesson, beat: PlayedBeat, id: string): boolean {
  const fork = startWhatIf(played, beat, id);
  const there = told(fork.timeline, beat.step);
  const here = told(played.runs[beat.run]!, beat.step);
  for (;;) {
    const [a, b] = [there.next(), here.next()];
    if (a.done || b.done) return a.done !== b.done;
    if (!isSameStep(a.value, b.value)) return true;
  }
}

/** What happens after a step by itself. */
function* told(timeline: Timeline, after: number): Generator<Step, void> {
  for (const step of stepsOf(timeline, after + 1)) if (step.entry.input.kind !== "change") yield step;
}

const isSameStep = (a: Step, b: Step): boolean =>
  a.entry.at === b.entry.at &&
  JSON.stringify(a.facts) === JSON.stringify(b.facts) &&
  a.sent.length === b.sent.length &&
  a.sent.every(({ lost, frame }, i) => {
    const other = b.sent[i]!;
    return lost === other.lost && frame.bytes.length === other.frame.bytes.length && frame.fcs === other.frame.fcs;
  });

/** By run, the first step at which each kind of fact occurs. */
type Firsts = Readonly<Record<string, ReadonlyMap<FactKind, number>>>;

function firstFacts({ runs }: PlayedLesson): Firsts {
  return Object.fromEntries(
    Object.entries(runs).map(([name, timeline]) => {
      const found = new Map<FactKind, number>();
      for (const { facts, index } of stepsOf(timeline)) {
        for (const { kind } of facts) if (!found.has(kind)) found.set(kind, index);
      }
      return [name, found];
    }),
  );
}

/** In what this beat or one before it has shown. */
function hasHappened(kind: FactKind, upTo: number, { beats }: PlayedLesson, firsts: Firsts): boolean {
  return beats
    .slice(0, upTo + 1)
    .some(({ places }) =>
      Object.entries(places).some(([run, { step }]) => (firsts[run]?.get(kind) ?? Number.POSITIVE_INFINITY) <= step),
    );
}
