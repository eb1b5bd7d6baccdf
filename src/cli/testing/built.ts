/** The program as it is built, for tests that run it: made once a test run, beside the packages of the checkout. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "../../../build.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const outdir = `${root}node_modules/.cache/net-tutor-test`;

/** The file to give to Node. */
export const builtProgram = `${outdir}/main.js`;

/** Vitest calls this before all tests. */
export async function setup(): Promise<void> {
  await build({ ...bundleOptions({ entry: `${root}src/cli/main.ts`, outdir }), logLevel: "error" });
}

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string; readonly bytes: Buffer };

/** Runs the program without a terminal; language, colours and progress do not depend on who runs the tests. */
export function run(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Ran {
  const home = mkdtempSync(join(tmpdir(), "net-tutor-home-"));
  const env = { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC", NET_TUTOR_HOME: home, ...options.env };
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram, ...args], {
      input: "",
      ...options,
      env,
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    return { code: status, out: stdout.toString(), err: stderr.toString(), bytes: stdout };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
