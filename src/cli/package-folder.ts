/** Where the program lies, built or not, and which version it is. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's own folder: the nearest above this file that holds `lessons`, built or not. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "lessons", "index.yaml")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const lessonsFolder = (): string => join(packageFolder(), "lessons");

/** A built-in world by name. */
export const builtInWorld = (name: string): string => join(lessonsFolder(), "worlds", `${name}.yaml`);

export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8"));
  return typeof parsed === "object" && parsed !== null && "version" in parsed ? String(parsed.version) : "?";
}
