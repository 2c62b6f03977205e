import { defineConfig } from "vitest/config";

/** What is deployed: templates, bundles, policies, and the smoke test of a deployment. Minutes. `npm run test:deployment`. */
export default defineConfig({
  test: {
    include: ["tests/deployment/**/*.test.ts"],
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
