/** `net-tutor trace`: a run without a screen. */
import process from "node:process";
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import type { CapturePoint } from "../sim/capture.ts";
import { lengthOf, stepsOf, type Timeline } from "../sim/timeline.ts";
import { advance, nextAt, type Step, type World } from "../sim/world.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { packageVersion } from "./package-folder.ts";
import { fixedByLesson, type RunArgs, visitOptions, visitTyped, worldOf } from "./run-options.ts";
import { openSink } from "./sink.ts";
import { playedFolder, targetFolder } from "./target.ts";
import {
  type Formatter,
  jsonFormatter,
  packetListFormatter,
  pcapngFormatter,
  storyFormatter,
  summariser,
  type TraceFormat,
  traceFormats,
} from "./trace-format.ts";

export type TraceArgs = RunArgs & {
  readonly format: string;
  readonly point: string | undefined;
  readonly output: string;
};

/** A run this long never comes to rest by itself. */
const MAX_TRACE_STEPS = 20_000_000;

export async function trace({ words }: Common, target: string, args: TraceArgs): Promise<number> {
  const format = traceFormats.find((f) => f === args.format);
  if (!format) throw new Failure(words.ui.error.unknownFormat(args.format, traceFormats), 2);
  const folder = targetFolder(target, words);
  const { start, steps, note } =
    folder === undefined ? await visitRun(target, args, words) : lessonRun(folder, args, words);
  const point = pointOf(args.point, start, words);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  await stream(steps, formatterFor(format, start, point, words), args.output, words);
  return 0;
}

/** A run to be printed: its steps are made when they are asked for, and what comes out at last says where it was cut. */
type TracedRun = { readonly start: World; readonly steps: Generator<Step, CutAfter>; readonly note?: string };
/** So many steps; undefined where the run is whole. */
type CutAfter = number | undefined;

async function visitRun(typed: string, args: RunArgs, words: Words): Promise<TracedRun> {
  const visited = visitTyped(typed, await worldOf(args, words), visitOptions(args, words), words);
  if (!visited.ok) throw new Failure(visited.error, 2);
  const { world, note } = visited.value;
  return { start: world, steps: stepsFrom(world), ...(note && { note: note(words) }) };
}

/** The lesson's main run, as far as the lesson itself follows it. */
function lessonRun(folder: string, args: RunArgs, words: Words): TracedRun {
  fixedByLesson(args, words);
  const { timeline } = playedFolder(folder, words);
  return { start: timeline.start, steps: stepsIn(timeline) };
}

function* stepsFrom(start: World): Generator<Step, CutAfter> {
  let world = start;
  for (let n = 0; nextAt(world) !== undefined; n++) {
    if (n >= MAX_TRACE_STEPS) return n;
    const step = advance(world);
    world = step.world;
    yield step;
  }
  return undefined;
}

function* stepsIn(timeline: Timeline): Generator<Step, CutAfter> {
  yield* stepsOf(timeline);
  return timeline.end === "quiet" ? undefined : lengthOf(timeline);
}

function pointOf(asked: string | undefined, world: World, words: Words): CapturePoint {
  if (asked === undefined) return null;
  const devices = Object.keys(world.devices);
  if (devices.includes(asked)) return { device: asked };
  const dot = asked.lastIndexOf(".");
  const device = asked.slice(0, dot);
  if (dot < 0 || !devices.includes(device)) throw new Failure(words.ui.error.unknownDevice(asked, devices), 2);
  if (world.wiring[asked]) return { device, port: asked.slice(dot + 1) };
  const ports = Object.keys(world.wiring).filter((plug) => plug.startsWith(`${device}.`));
  throw new Failure(words.ui.error.unknownPort(asked, ports), 2);
}

function formatterFor(format: TraceFormat, start: World, point: CapturePoint, words: Words): Formatter {
  switch (format) {
    case "text":
      return point === null ? storyFormatter(words) : packetListFormatter(start, point, summariser());
    case "json":
      return jsonFormatter(point, summariser());
    case "pcapng":
      return pcapngFormatter(start, point, packageVersion());
    default:
      return unreachable(format);
  }
}

async function stream(steps: TracedRun["steps"], formatter: Formatter, output: string, words: Words): Promise<void> {
  const sink = openSink(output, words);
  try {
    for (const chunk of formatter.head) await sink.write(chunk);
    for (;;) {
      const next = steps.next();
      if (next.done) {
        if (next.value !== undefined) process.stderr.write(`${words.ui.run.cut(next.value)}\n`);
        break;
      }
      for (const chunk of formatter.step(next.value)) {
        // Nobody reads any more (`| head`): the rest of the run is nobody's business.
        if (!(await sink.write(chunk))) return;
      }
    }
  } catch (error) {
    sink.abandon();
    throw error;
  }
  await sink.end();
}
