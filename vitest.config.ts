import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 30_000,
    globalSetup: "src/cli/testing/built.ts",
    // One less than there are processors is too few where there are two.
    maxWorkers: "100%",
    // Tests leave nothing behind in modules; each file importing all anew took a third of the time.
    isolate: false,
  },
});
