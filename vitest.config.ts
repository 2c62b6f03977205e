import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**", "dist/**", ".hil/**", "tests/deployment/**"],
    // End-to-end suites mostly wait for the processes that they start: two at a time on a machine with two cores.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
