/**
 * `npm run bench [-- --check] [engine] [draw] [start] [rest]`: builds the measurements and what they measure as the program
 * itself is built, runs them one after the other, and prints one page. Only with `--check` does a bound fail it. Other flags
 * are Node's.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "../../../build.js";

const STOCK = ["ink@6.8.0", "react@19"];

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** @param {string} name */
const source = (name) => fileURLToPath(new URL(name, import.meta.url));

const asked = process.argv.slice(2);
const names = ["engine", "draw", "start", "rest"];
const chosen = asked.filter((name) => names.includes(name));
const flags = asked.filter((flag) => flag.startsWith("--") && flag !== "--check");

// Below the checkout, so that the program finds its lessons and the measurements their packages.
const cache = join(root, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "net-tutor-bench-"));

/** Ink as anybody gets it, beside ours; nothing where there is no registry. */
async function buildStock() {
  const prefix = join(folder, "stock");
  mkdirSync(prefix);
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  const { status } = spawnSync("npm", ["install", ...quiet, "--prefix", prefix, ...STOCK], { stdio: "ignore" });
  const modules = join(prefix, "node_modules");
  if (status !== 0 || !existsSync(join(modules, "ink"))) return;
  await build({
    ...bundleOptions({ entry: join(root, "src/ui/terminal/testing/stock.tsx"), outfile: join(folder, "stock.js") }),
    minify: true,
    alias: { ink: join(modules, "ink/build/index.js"), react: join(modules, "react") },
  });
}

try {
  const run = names.filter((name) => chosen.length === 0 || chosen.includes(name));
  if (run.some((name) => name !== "engine")) {
    await build(bundleOptions({ entry: join(root, "src/cli/main.ts"), outdir: join(folder, "program"), minify: true }));
    const hello = join(root, "src/ui/terminal/testing/hello.tsx");
    await build(bundleOptions({ entry: hello, outfile: join(folder, "hello.js"), minify: true, plain: true }));
    copyFileSync(source("meter.js"), join(folder, "meter.js"));
  }
  if (run.includes("draw")) await buildStock();
  for (const name of run) {
    const outfile = join(folder, `${name}.js`);
    await build({ ...bundleOptions({ entry: source(`${name}.ts`), outfile }), packages: "external" });
    const check = asked.includes("--check") ? ["--check"] : [];
    const args = ["--expose-gc", ...flags, outfile, folder, ...check];
    const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
    if (status !== 0) process.exitCode = status ?? 1;
    process.stdout.write("\n");
  }
} finally {
  rmSync(folder, { recursive: true });
}
