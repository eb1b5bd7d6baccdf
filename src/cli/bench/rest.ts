/** What happens when nothing happens: bytes while nobody presses a key, and memory that should not grow. Run by `npm run bench`. */
import { setTimeout } from "node:timers/promises";
import { JOURNEY, journeyFrames, journeyRun } from "./journey.ts";
import { openMeasured } from "./measured.ts";
import { bound, print, rule } from "./page.ts";
import { meter, program } from "./parts.ts";

const SIZE = { columns: 120, rows: 40 };
const IDLE_MILLIS = 10_000;
const STEPS = 2_000;
const READ_EVERY = 400;
/** Of the memory at the first reading: code that is run often is compiled and kept. A picture kept for each step would double it. */
const MOST_GROWTH = 1.1;

const frames = journeyFrames(journeyRun(), SIZE, true);
const args = [program, "open", JOURNEY];

{
  using measured = openMeasured({ args, meter, size: SIZE });
  await measured.walk(frames.slice(0, 10));
  const before = measured.tui.output().length;
  const { cpuMicros } = await measured.read();
  await setTimeout(IDLE_MILLIS);
  const bytes = measured.tui.output().length - before;
  const used = (await measured.read()).cpuMicros - cpuMicros;
  print(`In ${IDLE_MILLIS / 1000} s without a key: ${(used / 1000).toFixed(1)} ms of processor time`);
  bound("bytes written meanwhile", bytes, 0);
}

print("");
print(`Live memory, MB, during ${STEPS} steps back and forth at ${SIZE.columns}x${SIZE.rows}`);
const widths = [22, 9, 9];
print(rule(["steps", "live", "resident"], widths));
{
  using measured = openMeasured({ args, meter, size: SIZE, gc: true });
  const [first, ...there] = frames;
  await measured.walk([first!]);
  const live: number[] = [];
  let walked = 0;
  let next = READ_EVERY;
  while (walked < STEPS) {
    await measured.walk(there);
    walked += there.length;
    if (walked < next && walked < STEPS) continue;
    next += READ_EVERY;
    const { liveBytes, rssBytes } = await measured.read();
    live.push(liveBytes);
    print(rule([String(walked), (liveBytes / 1e6).toFixed(2), (rssBytes / 1e6).toFixed(0)], widths));
  }
  bound("live memory at the end, to the first reading", live.at(-1)! / live[0]!, MOST_GROWTH);
}
