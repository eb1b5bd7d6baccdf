/** Hundreds of worlds made up from seeds, run to their end and judged by Wireshark where it is installed. `npm run soak` */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CapturePoint } from "../../sim/capture.ts";
import { ERROR, GROUP_SEQUENCE, hasTshark, judge, WARN } from "../../sim/testing/tshark.ts";
import { advance, nextAt } from "../../sim/world.ts";
import { fcsOf } from "../../wire/ethernet.ts";
import { decodeFrame, describeFrame } from "../../wire/packet.ts";
import { pcapngFormatter } from "../trace-format.ts";
import { type RandomWorld, randomWorld } from "./random-world.ts";

const WORLDS = Number(process.env.SOAK_WORLDS ?? 200);
const FIRST = Number(process.env.SOAK_FIRST ?? 1);
/** A world of this kind is over far sooner. */
const MAX_STEPS = 1_000_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "net-tutor-soak-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  process.stdout.write(`${JSON.stringify(totals)}\n`);
});

const totals = { worlds: 0, steps: 0, frames: 0, loaded: 0, failed: 0, judged: 0, warnings: 0, badChecksums: 0 };

/** No fault: a program that takes its time. */
const SLOW_READER = /^TCP (window specified by the receiver is now completely full|Zero Window segment)/;
/** Not told as TCP's order is: datagrams that come again, and segments that come again cut in other places. */
const REPEATED = /^DNS (query|response) retransmission|^New fragment overlaps old data/;

type Outcome = {
  /** Pages that were loaded or failed. */
  readonly ended: number;
  /** Somebody waited too long and sent again, as it also happens on slow links that lose nothing. */
  readonly resent: boolean;
};

/** Runs a world to its end, looks at every frame, and writes what the point sees to `file`. */
function run({ world: start, damaging }: RandomWorld, point: CapturePoint, file: string): Outcome {
  const { head, step: written } = pcapngFormatter(start, point, "soak");
  const out = openSync(file, "w");
  for (const chunk of head) writeSync(out, chunk as Uint8Array);
  let world = start;
  let steps = 0;
  let ended = 0;
  let resent = false;
  while (nextAt(world) !== undefined) {
    expect(steps).toBeLessThan(MAX_STEPS);
    const step = advance(world);
    world = step.world;
    steps += 1;
    for (const fact of step.facts) {
      if (fact.kind === "page-loaded") totals.loaded += 1;
      if (fact.kind === "page-failed") totals.failed += 1;
      if (fact.kind === "page-loaded" || fact.kind === "page-failed") ended += 1;
      if (fact.kind === "tcp-retransmission-timeout" || fact.kind === "path-mtu-learned") resent = true;
    }
    for (const { frame } of step.sent) {
      totals.frames += 1;
      if (fcsOf(frame.bytes) === frame.fcs && !damaging) expectWhole(frame.bytes);
    }
    for (const chunk of written(step)) writeSync(out, chunk as Uint8Array);
  }
  closeSync(out);
  totals.worlds += 1;
  totals.steps += steps;
  return { ended, resent };
}

/** Every byte of a sound frame can be read, and its checksums are good. */
function expectWhole(bytes: Uint8Array): void {
  const { problem } = decodeFrame(bytes);
  if (problem) throw new Error(`${JSON.stringify(problem)} in ${bytes}`);
  for (const layer of describeFrame(bytes)) {
    for (const field of layer.fields) {
      if (field.meaning?.kind === "checksum-bad") throw new Error(`bad checksum of ${layer.protocol} in ${bytes}`);
    }
  }
}

describe.each(Array.from({ length: WORLDS }, (_, i) => FIRST + i))("world %i", (seed) => {
  const random = randomWorld(seed);
  // Every fourth is seen from everywhere at once: there Wireshark takes each hop for a retransmission.
  const everywhere = seed % 4 === 0;

  test("comes to its end, with every page loaded or failed and nothing wrong on the wire", () => {
    const file = join(folder, `${seed}.pcapng`);
    const { ended, resent } = run(random, everywhere ? null : { device: random.clients[0]! }, file);
    expect(ended).toBe(random.visits);
    if (!hasTshark()) return;
    const wrong: string[] = [];
    for (const { frame, summary, expert, badChecksums } of judge(file, !everywhere)) {
      totals.judged += 1;
      totals.badChecksums += badChecksums.length;
      if (badChecksums.length > 0 && !random.damaging) wrong.push(`${frame} bad ${badChecksums}: ${summary}`);
      for (const { severity, group, message } of expert) {
        if (severity < WARN) continue;
        totals.warnings += 1;
        if (severity < ERROR && group === GROUP_SEQUENCE && SLOW_READER.test(message)) continue;
        const isOrder = (severity < ERROR && group === GROUP_SEQUENCE) || REPEATED.test(message);
        if (!(isOrder && (random.faulty || resent || everywhere)) && !random.damaging) {
          wrong.push(`${frame} ${message}: ${summary}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    rmSync(file);
  });
});
