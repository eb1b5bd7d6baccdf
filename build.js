/** Builds `dist/`: one program without packages, its parts loaded when they are needed. `node build.js` */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * esbuild options for an ES module on Node 20 with React and Ink inside. Into a folder goes also what comes with the program,
 * parsed. `plain` leaves the packages as they are.
 * @param {{ entry: string, minify?: boolean, plain?: boolean } & ({ outfile: string } | { outdir: string })} options
 * @returns {import("esbuild").BuildOptions}
 */
export function bundleOptions({ entry, minify = false, plain = false, ...out }) {
  return {
    ...out,
    entryPoints: [entry],
    bundle: true,
    minify,
    splitting: "outdir" in out,
    chunkNames: "part-[hash]",
    platform: "node",
    target: "node20",
    // Ink and yoga await at the top level, which only an ES module may.
    format: "esm",
    jsx: "automatic",
    legalComments: "none",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: {
      js: [
        // Packages in CommonJS inside the bundle ask for Node's own modules by require.
        'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);',
        // DEV=true in a learner's shell would make Ink look for developer tools and a package.json beside the bundle.
        "delete process.env.DEV;",
      ].join("\n"),
    },
    plugins: [
      ...("outdir" in out ? [ship(out.outdir)] : []),
      {
        // An optional package that Ink imports for developers: left external it would be missed at start.
        name: "no-react-devtools",
        setup(context) {
          context.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: "empty", namespace: "stub" }));
          context.onLoad({ filter: /.*/, namespace: "stub" }, () => ({ contents: "export default {};" }));
        },
      },
      ...(plain ? [] : [lateWidths]),
    ],
  };
}

/**
 * What string-width makes when it is loaded, and only needs for texts beyond the usual letters, takes longer than all else
 * of a small program's start. Another version of it that is written otherwise fails the build.
 * @type {import("esbuild").Plugin}
 */
const lateWidths = {
  name: "late-widths",
  setup(context) {
    /** @type {readonly (readonly [string, string])[]} */
    const changes = [
      ["const segmenter = new Intl.Segmenter();", "let segmenter;"],
      ["of segmenter.segment(", "of (segmenter ??= new Intl.Segmenter()).segment("],
      ["const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;", "let rgiEmojiRegex;"],
      ["rgiEmojiRegex.test(", "(rgiEmojiRegex ??= /^\\p{RGI_Emoji}$/v).test("],
    ];
    // Not the older one that the command line's parser brings along.
    const ours = createRequire(import.meta.url).resolve("string-width");
    context.onLoad({ filter: /[\\/]string-width[\\/]index\.js$/ }, ({ path }) => {
      if (path !== ours) return undefined;
      let contents = readFileSync(path, "utf8");
      for (const [now, late] of changes) {
        if (contents.split(now).length !== 2) return { errors: [{ text: `not once in string-width: ${now}` }] };
        contents = contents.replace(now, () => late);
      }
      return { contents };
    });
  },
};

/**
 * Lessons, world and glossary are parsed here, once, and not whenever the program starts: what `src/cli/shipped.ts` parses
 * is written as JSON, and the program reads that by `src/cli/shipped-built.ts`.
 * @param {string} outdir
 * @returns {import("esbuild").Plugin}
 */
function ship(outdir) {
  const source = fileURLToPath(new URL("src/cli/shipped.ts", import.meta.url));
  const built = fileURLToPath(new URL("src/cli/shipped-built.ts", import.meta.url));
  return {
    name: "ship",
    setup(context) {
      context.onResolve({ filter: /\/shipped\.ts$/ }, ({ resolveDir, path }) =>
        resolve(resolveDir, path) === source ? { path: built } : undefined,
      );
      context.onEnd(async ({ errors }) => {
        if (errors.length > 0) return;
        const folder = join(outdir, "shipped");
        // Below the package, wherever the program is written to: from there the lessons are found.
        const outfile = fileURLToPath(
          new URL(`node_modules/.cache/net-tutor-ship-${process.pid}.mjs`, import.meta.url),
        );
        await build({ ...bundleOptions({ entry: source, outfile }), logLevel: "warning" });
        const { shippedFiles } = await import(pathToFileURL(outfile).href).finally(() => rmSync(outfile));
        const files = shippedFiles();
        mkdirSync(folder, { recursive: true });
        for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(value));
        for (const name of readdirSync(folder)) if (!Object.hasOwn(files, name)) rmSync(join(folder, name));
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync("dist", { recursive: true, force: true });
  await build({ ...bundleOptions({ entry: "src/cli/main.ts", outdir: "dist", minify: true }), logLevel: "warning" });
}
