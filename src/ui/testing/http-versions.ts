/** The same page over both versions of HTTP, for the tests of the comparison. */
import { readFileSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { parseWorld } from "../../lesson/world-file.ts";
import { runTimeline } from "../../sim/timeline.ts";
import { visit } from "../../sim/visit.ts";
import { parseAddressBar } from "../../wire/url.ts";
import type { Beside } from "../compare.ts";
import { finishedRun, type Run } from "../run.ts";

const file = new URL("../../../lessons/worlds/internet.yaml", import.meta.url);

/** A page with an image in the built-in world. */
export function httpRun(http: "1.0" | "1.1"): Run {
  const spec = parseWorld(readFileSync(file, "utf8"), "internet.yaml");
  const url = parseAddressBar("http://www.naver.com/");
  assert(spec.ok && url.ok, "the built-in world is well");
  const start = visit(spec.value, url.value.url, { profile: "textbook", seed: 1, http });
  assert(start, "somebody has a browser");
  return finishedRun({ title: url.value.url.text, start, profile: "textbook" }, runTimeline(start));
}

export const besideOf = (run: Run, at = -1): Beside => ({ mine: () => "HTTP/1.0", label: () => "HTTP/1.1", run, at });
