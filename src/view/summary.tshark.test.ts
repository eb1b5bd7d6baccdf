/** The same lines as tshark, for whole captures; left out where tshark is not installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EPOCH_SECONDS, MICROS_PER_SECOND } from "../base/units.ts";
import type { Fault } from "../sim/change.ts";
import { interfaceBlock, packetBlock, sectionHeader } from "../wire/pcapng.ts";
import { concatBytes } from "../wire/text.ts";
import { type SeenFrame, summaries } from "./summary.ts";
import { framesAt, type Journey, journey } from "./testing/runs.ts";

const installed = spawnSync("tshark", ["--version"]).status === 0;

/** Each segment by itself; bodies as their type says, not as the dissector of the picture format sees a part of them. */
const OPTIONS = [
  ...["-o", "tcp.desegment_tcp_streams:FALSE"],
  ...["--disable-protocol", "image-jfif", "--disable-protocol", "png"],
  ...["-T", "fields", "-e", "_ws.col.Info"],
];

const folder = installed ? mkdtempSync(join(tmpdir(), "net-tutor-")) : "";
afterAll(() => {
  if (installed) rmSync(folder, { recursive: true });
});

function infoColumn(frames: readonly SeenFrame[]): readonly string[] {
  const file = join(folder, "capture.pcapng");
  const blocks = frames.map(({ at, bytes }) =>
    packetBlock({ interface: 0, at: BigInt(EPOCH_SECONDS * MICROS_PER_SECOND + at), bytes }),
  );
  const head = [sectionHeader({ application: "test" }), interfaceBlock({ name: "eth0", snaplen: 0 })];
  writeFileSync(file, concatBytes([...head, ...blocks]));
  const out = execFileSync("tshark", ["-r", file, ...OPTIONS], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return out
    .split("\n")
    .slice(0, frames.length)
    .map((info) =>
      info.replaceAll("\u2192", "->").replace(/ \((?:reply|request) in \d+\)$| \(no response found!\)$/, ""),
    );
}

const often = (percent: number) => ({ kind: "chance", percent }) as const;
const faults: Readonly<Record<string, Fault | undefined>> = {
  "without faults": undefined,
  "with losses": { kind: "lose", match: {}, choice: often(10) },
  "with delays": { kind: "delay", by: 30_000, match: { protocol: "tcp", minData: 100 }, choice: often(30) },
  "with duplicates": { kind: "duplicate", gap: 3000, match: {}, choice: often(20) },
};
const journeys: readonly Journey[] = [
  { url: "http://www.lab.cyber.co.kr/sample1.htm", ping: "192.0.2.226" },
  { url: "http://www.naver.com/", profile: "linux" },
  { url: "http://nosuch.cyber.co.kr/" },
  { url: "http://192.0.2.227/", profile: "linux" },
];

test.runIf(!installed)("tshark is not installed: the comparison with its Info column was left out", () => {
  expect(installed).toBe(false);
});

describe.runIf(installed)("tshark's Info column", () => {
  for (const [how, fault] of Object.entries(faults)) {
    test.each(journeys)(`of $url $profile ${how}`, (j) => {
      const timeline = journey({ ...j, seed: 5, ...(fault && { fault }) });
      for (const device of ["client", "nearest"]) {
        const frames = framesAt(timeline, device);
        if (frames.length > 0) expect(summaries(frames)).toEqual(infoColumn(frames));
      }
    });
  }
});
