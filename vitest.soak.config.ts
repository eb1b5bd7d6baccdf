import { defineConfig } from "vitest/config";

/** What takes too long for every change: worlds made up by the hundred, and parsers fed for minutes. */
export default defineConfig({
  test: {
    include: ["src/**/*.soak.ts"],
    testTimeout: 600_000,
  },
});
