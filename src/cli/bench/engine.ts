/** How fast the engine is and what it keeps. Times differ from machine to machine: read the ratios. Run by `npm run bench`. */
import process from "node:process";
import { assert } from "../../base/assert.ts";
import { runTimeline } from "../../sim/timeline.ts";
import type { ProfileName } from "../../stack/profile.ts";
import { downloadWorld, runThrough } from "./download.ts";
import { heapLoop } from "./heap.ts";

const MB = 1_000_000;
/** As many entries as an agenda holds in a download. */
const WAITING = 64;
/** The second of two runs shows the time to be linear; the first also warms the compiler up. */
const SIZES = [10 * MB, 100 * MB] as const;
/** What a simulator written in C++ does with the same transfer on the machine that it was measured on. */
const MARK = 20_000;

type Timed = { readonly millis: number; readonly peakBytes: number };

const rule = (columns: readonly string[], widths: readonly number[]): string =>
  columns.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join("  ");

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Milliseconds for `count` heap operations; the best of five, which is what the machine can do. */
function heapMillis(count: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = process.hrtime.bigint();
    heapLoop(count, WAITING);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6);
  }
  return best;
}

function collectGarbage(): void {
  assert(globalThis.gc, "run node with --expose-gc");
  globalThis.gc();
  globalThis.gc();
}

/** Live bytes: the heap and the buffers outside of it. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function timed(run: (each: () => void) => void): Timed {
  const before = bytesInUse();
  let peakBytes = 0;
  let n = 0;
  let paused = 0;
  const start = process.hrtime.bigint();
  run(() => {
    n += 1;
    if (n % 50_000 !== 0) return;
    const from = process.hrtime.bigint();
    peakBytes = Math.max(peakBytes, bytesInUse() - before);
    paused += Number(process.hrtime.bigint() - from) / 1e6;
  });
  return { millis: Number(process.hrtime.bigint() - start) / 1e6 - paused, peakBytes };
}

const rate = (n: number, millis: number): string => Math.round((n * 1000) / millis).toLocaleString("en");
const megabytes = (bytes: number): string => (bytes / MB).toFixed(1);

const widths = [20, 9, 9, 8, 10, 10, 8, 9, 10];

function download(profile: ProfileName): void {
  let first = 0;
  for (const bytes of SIZES) {
    const start = downloadWorld(profile, bytes);
    let steps = 0;
    let packets = 0;
    const { millis, peakBytes } = timed((each) => {
      const tally = runThrough(start, each);
      assert(tally.loaded === bytes, `${tally.loaded} of ${bytes} bytes came`);
      ({ steps, packets } = tally);
    });
    const perByte = millis / bytes;
    const linear = first === 0 ? "" : (perByte / first).toFixed(2);
    first ||= perByte;
    const cells = [`${profile} ${bytes / MB} MB`, steps, packets, (millis / 1000).toFixed(2)].map(String);
    const ratio = (millis / heapMillis(steps)).toFixed(0);
    print(rule([...cells, rate(steps, millis), rate(packets, millis), ratio, linear, megabytes(peakBytes)], widths));
    if (bytes === SIZES[1]) {
      print(`  ${((packets * 1000) / millis / MARK).toFixed(2)} of the mark of ${MARK} packets a second`);
    }
  }
}

function kept(profile: ProfileName, bytes: number): void {
  const start = downloadWorld(profile, bytes);
  const before = bytesInUse();
  const { steps } = runTimeline(start);
  const used = bytesInUse() - before;
  const frames = steps.reduce((n, s) => n + s.sent.reduce((sum, { frame }) => sum + frame.bytes.length, 0), 0);
  const of = (n: number): string => `${(n / steps.length).toFixed(2)} MB`;
  print(rule([`${profile}, ${steps.length} steps`, of(used / 1000), of(frames / 1000)], [26, 12, 18]));
}

print(`Node ${process.version}, ${process.arch}. Downloads over 100 Mbit/s, 2 ms; nothing is kept.`);
print(
  "ratio: time as a multiple of a loop over as many operations on a binary heap; linear: time a byte against 10 MB",
);
print(rule(["", "events", "packets", "seconds", "events/s", "packets/s", "ratio", "linear", "peak MB"], widths));
runThrough(downloadWorld("linux", MB));
for (const profile of ["linux", "textbook"] as const) download(profile);
print("");
print("Memory for 1,000 kept steps");
print(rule(["", "in all", "of it frames"], [26, 12, 18]));
for (const profile of ["linux", "textbook"] as const) kept(profile, MB);
