/** A world from anybody's file. */
import type { Words } from "../i18n/words.ts";
import { parseWorld } from "../lesson/world-file.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { linesOf, readText } from "./assets.ts";
import { Failure } from "./failure.ts";

export function loadWorld(file: string, words: Words): WorldSpec {
  const parsed = parseWorld(readText(file, words), file);
  if (parsed.ok) return parsed.value;
  throw new Failure(linesOf(parsed.error, words), 1);
}
