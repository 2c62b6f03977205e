import { defineConfig } from "vitest/config";

/** Suites that kill hosts: minutes, one at a time. `npm run test:chaos`. */
export default defineConfig({
  test: {
    include: ["tests/chaos/**/*.chaos.ts"],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
