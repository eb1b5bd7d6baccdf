/** Worlds for tests: the built-in internet with a URL opened in it. */
import { readFileSync } from "node:fs";
import { parseWorld } from "../../lesson/world-file.ts";
import { parseAddressBar } from "../../wire/url.ts";
import type { WorldSpec } from "../spec.ts";
import { type VisitOptions, visit } from "../visit.ts";
import type { World } from "../world.ts";

const file = new URL("../../../lessons/worlds/internet.yaml", import.meta.url);
let spec: WorldSpec | undefined;

export function internet(): WorldSpec {
  if (spec) return spec;
  const parsed = parseWorld(readFileSync(file, "utf8"), "internet.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  spec = parsed.value;
  return spec;
}

export function visiting(url: string, options: Partial<VisitOptions> = {}): World {
  const parsed = parseAddressBar(url);
  if (!parsed.ok) throw new Error(parsed.error.kind);
  const world = visit(internet(), parsed.value.url, { profile: "textbook", seed: 1, ...options });
  if (!world) throw new Error("nobody has a browser");
  return world;
}
