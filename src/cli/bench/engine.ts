/** How fast the engine is and what it keeps. Times differ from machine to machine: read the ratios. Run by `npm run bench`. */
import process from "node:process";
import { assert } from "../../base/assert.ts";
import { runTimeline, weightOf } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";
import type { ProfileName } from "../../stack/profile.ts";
import { downloadWorld, runThrough } from "./download.ts";
import { heapLoop } from "./heap.ts";
import { print, rule } from "./page.ts";

const MB = 1_000_000;
/** As many entries as an agenda holds in a download. */
const WAITING = 64;
/** Two, to show that time is linear and memory bounded. */
const SIZES = [10 * MB, 100 * MB] as const;
/** What a simulator written in C++ does with the same transfer on the machine that it was measured on. */
const MARK = 20_000;

/** Processor time so far, garbage collection included: on a machine that others use too it tells more than a clock. */
function millisUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds for `count` heap operations; the best of five, which is what the machine can do. */
function heapMillis(count: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const start = millisUsed();
    heapLoop(count, WAITING);
    best = Math.min(best, millisUsed() - start);
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

/** The most that is alive at once, looked at every so many steps. Afterwards the code is cold again: measure times before. */
function peakBytes(start: World): number {
  const before = bytesInUse();
  let peak = 0;
  let n = 0;
  runThrough(start, () => {
    n += 1;
    if (n % 10_000 === 0) peak = Math.max(peak, bytesInUse() - before);
  });
  return peak;
}

const rate = (n: number, millis: number): string => Math.round((n * 1000) / millis).toLocaleString("en");
const megabytes = (bytes: number): string => (bytes / MB).toFixed(1);

const widths = [22, 9, 9, 9, 10, 10, 7];

/** Packets a second. */
function download(name: string, profile: ProfileName, bytes: number, far = false): number {
  const start = downloadWorld(profile, bytes, far);
  const from = millisUsed();
  const { steps, packets, loaded } = runThrough(start);
  const millis = millisUsed() - from;
  assert(loaded === bytes, `${loaded} of ${bytes} bytes came`);
  const cells = [`${name} ${bytes / MB} MB`, String(steps), String(packets), (millis / 1000).toFixed(2)];
  const ratio = (millis / heapMillis(steps)).toFixed(0);
  print(rule([...cells, rate(steps, millis), rate(packets, millis), ratio], widths));
  return (packets * 1000) / millis;
}

function downloads(profile: ProfileName): void {
  const [, large] = SIZES.map((bytes) => download(profile, profile, bytes));
  print(`  ${(large! / MARK).toFixed(2)} times the mark of ${MARK} packets a second`);
}

function kept(profile: ProfileName, bytes: number): void {
  const start = downloadWorld(profile, bytes);
  runThrough(start);
  const before = bytesInUse();
  const { steps } = runTimeline(start);
  const used = bytesInUse() - before;
  const counted = steps.reduce((sum, step) => sum + weightOf(step), 0);
  const frames = steps.reduce((n, s) => n + s.sent.reduce((sum, { frame }) => sum + frame.bytes.length, 0), 0);
  const each = (n: number): string => `${(n / steps.length / 1000).toFixed(2)} MB`;
  print(rule([`${profile}, ${steps.length} steps`, each(used), each(frames), each(counted)], [26, 12, 14, 26]));
}

print(`Node ${process.version}, ${process.arch}. Downloads over 100 Mbit/s, 2 ms; nothing is kept. Processor time.`);
print("ratio: as a multiple of a loop over as many operations on a binary heap");
print(rule(["", "events", "packets", "seconds", "events/s", "packets/s", "ratio"], widths));
for (const profile of ["linux", "textbook"] as const) runThrough(downloadWorld(profile, 10 * MB));
for (const profile of ["linux", "textbook"] as const) downloads(profile);
print("1 Gbit/s, 20 ms, buffers of 4 MB: thousands of segments in flight");
download("linux, far", "linux", 20 * MB, true);
print("");
for (const bytes of SIZES) {
  print(`Most memory in use while ${bytes / MB} MB pass: ${megabytes(peakBytes(downloadWorld("linux", bytes)))} MB`);
}
print("Memory for 1,000 kept steps");
print(rule(["", "in all", "of it frames", "as a timeline counts it"], [26, 12, 14, 26]));
for (const profile of ["linux", "textbook"] as const) kept(profile, MB);
