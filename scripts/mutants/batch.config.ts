import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** A test here lasts as long as all of its runs. */
const longestMs = 3_600_000;

/** For `judgeByTests`: the project's tests, each run once for every mutant that it reaches. */
export default defineConfig({
  test: {
    runner: fileURLToPath(new URL("batch-runner.ts", import.meta.url)),
    include: ["**/*.test.ts"],
    testTimeout: longestMs,
    hookTimeout: longestMs,
  },
});
