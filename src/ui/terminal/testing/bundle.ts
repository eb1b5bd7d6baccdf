/** One file without packages from a TypeScript entry that uses Ink. The options are those of the product's own build. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../../../build.js";

/** Bundles an entry into a new temporary folder, which is removed on disposal. */
export async function bundleToTemp(entry: string): Promise<{ readonly file: string } & Disposable> {
  const folder = mkdtempSync(join(tmpdir(), "net-tutor-bundle-"));
  const file = join(folder, "main.mjs");
  await build(bundleOptions({ entry, outfile: file }));
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
