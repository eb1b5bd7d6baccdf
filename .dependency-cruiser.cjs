/** The floor plan: each layer may use what stands left of it, nothing right of it. */
const layers = ["base", "wire", "stack", "sim", "lesson", "i18n", "view", "ui", "author", "cli"];
const tests = "\\.test\\.tsx?$|/testing/";

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...layers.map((layer, i) => ({
      name: `layer-${layer}`,
      comment: `${layer} may import only ${layers.slice(0, i + 1).join(", ")}`,
      severity: "error",
      from: { path: `^src/${layer}/`, pathNot: tests },
      to: { path: `^src/(${layers.slice(i + 1).join("|") || "(?!)"})/` },
    })),
    {
      name: "only-cli-touches-node",
      severity: "error",
      from: { path: "^src/(?!cli/)", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "only-ui-knows-ink",
      severity: "error",
      from: { path: "^src/(?!ui/)", pathNot: tests },
      to: { path: "node_modules/(ink|ink-select-input|react|react-reconciler)/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js"],
    },
  },
};
