/** Every frame of every scenario is shown to tshark: nothing malformed, no bad checksum but an injected one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { concat } from "../../../wire/bytes.ts";
import { interfaceBlock, packetBlock, sectionHeader } from "../../../wire/pcapng.ts";
import { ERROR, hasTshark, judge } from "../../testing/tshark.ts";
import type { Timeline } from "../../timeline.ts";

/** Frames of one run that are looked at: a long transfer only repeats itself. */
const MAX_FRAMES = 3_000;

/** Each run is an interface of its own. Without tshark it only says that nothing was compared. */
export function expectReadable(runs: readonly Timeline[]): void {
  if (runs.length === 0) return;
  if (!hasTshark()) {
    console.log("left out: tshark's verdict on the scenarios (not installed)");
    return;
  }
  const blocks = [sectionHeader({ application: "net-tutor" })];
  for (const i of runs.keys()) blocks.push(interfaceBlock({ name: `run ${i}`, snaplen: 65_535 }));
  runs.forEach(({ start, steps }, i) => {
    const frames = steps
      .flatMap((s) => s.sent.map((x) => ({ at: s.entry.at, bytes: x.frame.bytes, from: x.from.device })))
      .filter(({ from }) => start.devices[from]?.kind === "host")
      .slice(0, MAX_FRAMES);
    for (const { at, bytes } of frames) blocks.push(packetBlock({ interface: i, at: BigInt(at), bytes }));
  });
  const folder = mkdtempSync(join(tmpdir(), "net-tutor-judged-"));
  try {
    const file = join(folder, "runs.pcapng");
    writeFileSync(file, concat(blocks));
    const wrong = judge(file, false).filter(
      (v) => v.badChecksums.length > 0 || v.expert.some((e) => e.severity >= ERROR),
    );
    expect(wrong).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
