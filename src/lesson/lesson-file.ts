/** Lesson files: what may stand in them. The words stand in files of their own. */
import * as z from "zod";
import { actKeys, actSchema, httpVersion } from "./act-file.ts";
import { actionKeys, actionSchema } from "./action.ts";
import { askKeys, askSchema, atMost, slug, valueName } from "./ask-file.ts";
import { changeKeys, tcpKeyNames, tcpSchema, timedChangeSchema } from "./change-file.ts";
import { curriculumPoints } from "./curriculum.ts";
import { drawKeys, drawSchema } from "./drill-file.ts";
import { EXTRAS, type HostPane, hostPanes, MAIN_RUN, RUN_NAMES, SUMMARY, stagePanes } from "./lesson-names.ts";
import { columnsOf, expr, pattern } from "./pattern-schema.ts";

/** A lesson is one sitting; more is somebody's mistake, or meant to be too much. */
export const MAX_BEATS = 200;
export const MAX_RUNS = 16;

const expecting = (text: string) => ({ error: () => text });

const exprs = atMost(40, valueName, expr);
const runName = slug.refine((name) => name !== MAIN_RUN, expecting("a name other than main"));

const tryIt = z.strictObject({
  from: z.enum(["here", "start"]).optional(),
  allow: atMost(12, slug, actionSchema),
  goal: pattern,
  without: pattern.optional(),
  solution: z.array(z.string()).min(1).max(20),
});

const whatIf = z.union([actionSchema, z.array(actionSchema).min(1).max(8)]);

const drill = z.strictObject({
  times: z.int().min(1).max(20),
  draw: atMost(12, valueName, drawSchema),
  let: exprs.optional(),
  ask: askSchema,
});

const reserved: readonly string[] = [SUMMARY, ...EXTRAS, RUN_NAMES];

/** A pane, or `{ PANE: MACHINE }`: the pane with the tables of that machine. */
const shown = z.union([
  z.enum(stagePanes),
  z
    .strictObject(Object.fromEntries(hostPanes.map((pane) => [pane, z.string().optional()])))
    .refine((file) => Object.keys(file).length === 1, {
      error: () => "{ sockets: web }",
      params: { example: true },
      // A key that is not known is said by itself.
      when: ({ issues }) => issues.length === 0,
    })
    .transform((file) => {
      // It runs on what was found unfit, too: of a key that is not known nothing is left.
      const [pane, host] = Object.entries(file)[0] ?? [];
      return { pane: pane as HostPane, host: host! };
    }),
]);

const paneOf = (one: z.output<typeof shown>): string => (typeof one === "string" ? one : one.pane);

/** On the stage a pane is there once, and has one machine's tables. */
const show = z
  .array(shown)
  .min(1)
  .refine((panes) => new Set(panes.map(paneOf)).size === panes.length, {
    ...expecting("each pane once"),
    when: ({ issues }) => issues.length === 0,
  });

const beat = z.strictObject({
  id: slug.refine((id) => !reserved.includes(id), expecting(`a name other than ${reserved.join(", ")}`)),
  run: z.string().optional(),
  beside: z.string().optional(),
  until: pattern.optional(),
  show: show.optional(),
  point: z.string().optional(),
  covers: z.array(z.enum(curriculumPoints)).optional(),
  let: exprs.optional(),
  ask: askSchema.optional(),
  try: tryIt.optional(),
  "what-if": atMost(6, slug, whatIf).optional(),
  drill: drill.optional(),
});

const profile = z.enum(["textbook", "linux", "plain"]);
const seed = z.int().min(0).max(0xffffffff);
const acts = z.array(actSchema).min(1).max(200);
const faults = z.array(timedChangeSchema).max(100);
const tcp = z.record(z.string(), tcpSchema);

const run = z.strictObject({
  profile: profile.optional(),
  seed: seed.optional(),
  http: httpVersion.optional(),
  acts: acts.optional(),
  faults: faults.optional(),
  tcp: tcp.optional(),
});

export const lessonSchema = z.strictObject({
  slug,
  after: z.array(slug).optional(),
  // A name and no path: what it stands for is looked for in the lesson's folder and among the built-in worlds.
  world: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, expecting("internet, my-world")),
  profile,
  seed,
  http: httpVersion.optional(),
  acts,
  faults: faults.optional(),
  tcp: tcp.optional(),
  runs: atMost(MAX_RUNS - 1, runName, run).optional(),
  beats: z
    .array(beat)
    .min(1)
    .max(MAX_BEATS, expecting(`at most ${MAX_BEATS} beats`)),
});

export type LessonFile = z.output<typeof lessonSchema>;
export type RunFile = z.output<typeof run>;
export type BeatFile = LessonFile["beats"][number];

const patternKeys = ["fact", "frame", "row", "host", "run"];
const exprKeys = ["value", "let", "next", "last", "count", "since", "take", "call", "args"];

/** The keys that an object at a path may have, for suggestions. */
export function keysAt(path: readonly PropertyKey[], file: unknown): readonly string[] {
  const [top, , third, fourth] = path;
  const last = path.at(-1);
  if (path.length === 0) return Object.keys(lessonSchema.shape);
  if (top === "runs" && path.length === 2) return Object.keys(run.shape);
  const inRun = top === "runs" ? third : top;
  if (inRun === "acts") return [...actKeys, "at"];
  if (inRun === "faults") return [...changeKeys, "at", "from", "to", "by", "data", "frame"];
  if (inRun === "tcp" && typeof last === "string") return tcpKeyNames;
  if (path.length === 2) return Object.keys(beat.shape);
  if (third === "show") return hostPanes;
  if (last === "ask") return askKeys;
  if (third === "try" && path.length === 3) return Object.keys(tryIt.shape);
  if (third === "drill" && path.length === 3) return Object.keys(drill.shape);
  if (third === "drill" && fourth === "draw") return drawKeys;
  if ((third === "try" && fourth === "allow") || third === "what-if") return actionKeys;
  const table = rowAt(path, file);
  if (table !== undefined) return ["row", "host", "run", ...columnsOf(table)];
  return [...patternKeys, ...exprKeys];
}

function rowAt(path: readonly PropertyKey[], file: unknown): string | undefined {
  let here: unknown = file;
  for (const part of path) here = (here as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part];
  const table = (here as { readonly row?: unknown } | undefined)?.row;
  return typeof table === "string" ? table : undefined;
}
