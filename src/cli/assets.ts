/** The files that come with the program: lessons and worlds, found from where the program lies. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Words } from "../i18n/words.ts";
import type { Finding } from "../lesson/finding.ts";
import { parseWorld } from "../lesson/world-file.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { causeOf, Failure } from "./failure.ts";

/** The package's own folder: the nearest above this file that holds `lessons`, built or not. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "lessons", "index.yaml")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const lessonsFolder = (): string => join(packageFolder(), "lessons");

export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8"));
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "?";
}

export function readText(file: string, words: Words): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(words.ui.error.cannotRead(file, causeOf(error)), 2);
  }
}

export const findingLine = (f: Finding, words: Words): string => `${f.file}:${f.line}:${f.column}: ${words.finding(f)}`;

/** A built-in world by name. */
export const builtInWorld = (name: string): string => join(lessonsFolder(), "worlds", `${name}.yaml`);

export function loadWorld(file: string, words: Words): WorldSpec {
  const parsed = parseWorld(readText(file, words), file);
  if (parsed.ok) return parsed.value;
  throw new Failure(parsed.error.map((f) => findingLine(f, words)).join("\n"), 1);
}
