/** Builds `dist/`: one program without packages, its parts loaded when they are needed. `node build.js` */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * esbuild options for an ES module on Node 20 with React and Ink inside.
 * @param {{ entry: string, minify?: boolean } & ({ outfile: string } | { outdir: string })} options
 * @returns {import("esbuild").BuildOptions}
 */
export function bundleOptions({ entry, minify = false, ...out }) {
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
      {
        // An optional package that Ink imports for developers: left external it would be missed at start.
        name: "no-react-devtools",
        setup(context) {
          context.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: "empty", namespace: "stub" }));
          context.onLoad({ filter: /.*/, namespace: "stub" }, () => ({ contents: "export default {};" }));
        },
      },
    ],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync("dist", { recursive: true, force: true });
  await build({ ...bundleOptions({ entry: "src/cli/main.ts", outdir: "dist", minify: true }), logLevel: "warning" });
}
