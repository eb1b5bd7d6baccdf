/** `net-tutor attach`: a port of the simulated network on stdin and stdout, a frame a line, while the virtual clock follows the real one. */
import { performance } from "node:perf_hooks";
import process from "node:process";
import type { DeviceId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Words } from "../i18n/words.ts";
import { parseWorld } from "../lesson/world-file.ts";
import { buildWorld } from "../sim/build.ts";
import { frameFromOutside, runUntil, withOutside } from "../sim/outside.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { nextAt, type World } from "../sim/world.ts";
import { ETHERNET_HEADER_BYTES } from "../wire/ethernet.ts";
import { linesOf, readText } from "./assets.ts";
import { type Log, type LogHead, noLog, openLog, readLog } from "./attach-log.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { frameInput } from "./frame-input.ts";
import { frameLine } from "./frame-lines.ts";
import { builtInWorld } from "./package-folder.ts";
import { visitOptions, visitTyped } from "./run-options.ts";
import { openSink, type Sink } from "./sink.ts";

export type AttachArgs = {
  readonly port: string | undefined;
  readonly world: string | undefined;
  readonly profile: string;
  readonly seed: string;
  readonly http: string | undefined;
  readonly open: string | undefined;
  readonly log: string | undefined;
  readonly replay: string | undefined;
};

/** A world with one port led out of it. */
type Attached = {
  readonly world: World;
  readonly outside: DeviceId;
  /** The longest frame that one of its ports takes, in bytes without check sequence. */
  readonly longest: number;
};

export async function attach({ words }: Common, args: AttachArgs): Promise<number> {
  const { port, replay, profile, seed, http, open } = args;
  if (replay !== undefined) {
    if ([port, open, http, args.log, args.world].some((option) => option !== undefined)) {
      throw new Failure(words.ui.error.replayAlone, 2);
    }
    return replayed(replay, words);
  }
  if (port === undefined) throw new Failure(words.ui.error.portNeeded, 2);
  const file = args.world ?? builtInWorld("internet");
  const head: LogHead = { port, profile, seed, http, open, world: { file, text: readText(file, words) } };
  const attached = attachedTo(head, words);
  const log = args.log === undefined ? noLog : openLog(args.log, head, words);
  let stopped: boolean;
  try {
    stopped = await live(attached, log, words);
  } finally {
    log.close();
  }
  // After a signal, what nobody has read yet must not keep the process alive.
  if (stopped && process.stdout.writableLength > 0) process.exit(0);
  return 0;
}

function attachedTo(head: LogHead, words: Words): Attached {
  const parsed = parseWorld(head.world.text, head.world.file);
  if (!parsed.ok) throw new Failure(linesOf(parsed.error, words), 1);
  const joined = withOutside(parsed.value, head.port);
  if (!joined.ok) {
    const { kind, known } = joined.error;
    const { unknownDevice, unknownPort } = words.ui.error;
    const [say, name] =
      kind === "unknown-device"
        ? ([unknownDevice, head.port.replace(/\.[^.]*$/, "")] as const)
        : ([unknownPort, head.port] as const);
    throw new Failure(say(name, known), 2);
  }
  const { spec, outside } = joined.value;
  const options = visitOptions({ ...head, http: head.http, world: undefined }, words);
  const longest = longestFrame(spec);
  if (head.open === undefined) return { world: buildWorld(spec, options), outside, longest };
  const visited = visitTyped(head.open, spec, options, words);
  if (!visited.ok) throw new Failure(visited.error, 2);
  const { world, note } = visited.value;
  if (note) process.stderr.write(`${note(words)}\n`);
  return { world, outside, longest };
}

const DEFAULT_MTU = 1500;
/** IEEE 802.1Q: a frame may carry a tag that the world does not understand. */
const TAG_BYTES = 4;

function longestFrame(spec: WorldSpec): number {
  const mtus = Object.values(spec.devices).flatMap((d) =>
    "ports" in d ? Object.values(d.ports).map((p) => p.mtu ?? DEFAULT_MTU) : [],
  );
  return ETHERNET_HEADER_BYTES + TAG_BYTES + Math.max(DEFAULT_MTU, ...mtus);
}

/** Steps between two looks at what came in meanwhile. */
const SLICE = 500;

/** Moves the world on to `until` and writes what leaves it. Undefined when nobody reads any more. */
async function carryOn(
  start: World,
  until: Micros,
  outside: DeviceId,
  write: Sink["write"],
): Promise<World | undefined> {
  for (let world = start; ; ) {
    const ran = runUntil(world, until, outside, SLICE);
    if (ran.frames.length > 0 && !(await write(ran.frames.map(frameLine).join("")))) return undefined;
    if (!ran.due) return ran.world;
    world = ran.world;
    await new Promise((done) => setImmediate(done));
  }
}

/** True when a signal ended it. */
async function live({ world: start, outside, longest }: Attached, log: Log, words: Words): Promise<boolean> {
  const zero = performance.now();
  const clock = (): Micros => Math.floor((performance.now() - zero) * 1000);
  const sink = openSink("-", words);
  // Whoever is told to stop does not wait for a reader that has stopped reading.
  let release = (): void => undefined;
  const write: Sink["write"] = (chunk) =>
    new Promise((done, fail) => {
      release = () => done(false);
      sink.write(chunk).then(done, fail);
    });
  const input = frameInput(longest, words, () => release());
  let world: World | undefined = start;
  let at: Micros = 0;
  try {
    while (!input.isStopped()) {
      at = clock();
      world = await carryOn(world, at, outside, write);
      if (!world) break;
      const frame = input.take();
      if (frame) {
        log.write({ at, frame: frameLine(frame).trimEnd() });
        world = frameFromOutside(world, outside, at, frame);
      } else if (input.isOver()) break;
      else {
        const due = nextAt(world);
        await input.wait(due === undefined ? undefined : (due - clock()) / 1000);
      }
    }
    log.write({ end: at });
    return input.isStopped();
  } finally {
    input.close();
  }
}

/** The frames that left in a run of which there is a log, as fast as they can be computed. */
async function replayed(file: string, words: Words): Promise<number> {
  const { head, events } = await readLog(file, words);
  const { world: start, outside } = attachedTo(head, words);
  const sink = openSink("-", words);
  let world: World | undefined = start;
  for await (const event of events) {
    world = await carryOn(world, "end" in event ? event.end : event.at, outside, sink.write);
    if (!world) break;
    if ("frame" in event) world = frameFromOutside(world, outside, event.at, Buffer.from(event.frame, "hex"));
  }
  return 0;
}
