/** Runs for the tests of this folder: URLs opened in the built-in world. */
import { readFileSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { parseWorld } from "../../lesson/world-file.ts";
import { buildWorld } from "../../sim/build.ts";
import { runTimeline } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import { finishedRun, type Opened, type Run } from "../run.ts";

const file = new URL("../../../lessons/worlds/internet.yaml", import.meta.url);

/** The URL on the client's agenda. */
export function openedUrl(url: string, change: Partial<Opened> = {}): Opened {
  const spec = parseWorld(readFileSync(file, "utf8"), "internet.yaml");
  assert(spec.ok, "the built-in world is well");
  const world = buildWorld(spec.value, { profile: "textbook", seed: 1 });
  const act = { kind: "open-url", url } as const;
  const start = inject(world, 0, { kind: "act", device: "client", act });
  return { title: url, start, profile: "textbook", ...change };
}

export function runOf(url: string, change: Partial<Opened> = {}): Run {
  const opened = openedUrl(url, change);
  return finishedRun(opened, runTimeline(opened.start));
}
