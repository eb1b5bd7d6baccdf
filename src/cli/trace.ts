/** `net-tutor trace`: a run without a screen. */
import process from "node:process";
import { unreachable } from "../base/assert.ts";
import type { Words } from "../i18n/words.ts";
import type { CapturePoint } from "../sim/capture.ts";
import { advance, nextAt, type World } from "../sim/world.ts";
import { packageVersion } from "./assets.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { type RunArgs, visitOptions, visitTyped, worldOf } from "./run-options.ts";
import { openSink } from "./sink.ts";
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
  const options = visitOptions(args, words);
  const visited = visitTyped(target, worldOf(args, words), options, words);
  if (!visited.ok) throw new Failure(visited.error, 2);
  const { world, note } = visited.value;
  const point = pointOf(args.point, world, words);
  if (note) process.stderr.write(`${note(words)}\n`);
  await stream(world, formatterFor(format, world, point, words), args.output, words);
  return 0;
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

async function stream(start: World, formatter: Formatter, output: string, words: Words): Promise<void> {
  const sink = openSink(output, words);
  try {
    for (const chunk of formatter.head) await sink.write(chunk);
    let world = start;
    for (let n = 0; nextAt(world) !== undefined; n++) {
      if (n >= MAX_TRACE_STEPS) {
        process.stderr.write(`${words.ui.run.cut(n)}\n`);
        break;
      }
      const step = advance(world);
      world = step.world;
      for (const chunk of formatter.step(step)) {
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
