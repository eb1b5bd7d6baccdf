/** `npm run bench`: bundles the measurements as the program itself is bundled, and runs them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "../../../build.js";

const folder = mkdtempSync(join(tmpdir(), "net-tutor-bench-"));
try {
  const outfile = join(folder, "engine.js");
  await build(bundleOptions({ entry: fileURLToPath(new URL("engine.ts", import.meta.url)), outfile }));
  const flags = process.argv.slice(2);
  const { status } = spawnSync(process.execPath, ["--expose-gc", ...flags, outfile], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
