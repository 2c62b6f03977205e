import { defineConfig } from "vitest/config";

/** The simulation and the queue's theory with as many seeds and arrivals as the figures need. `npm run test:simulation`. */
export default defineConfig({
  test: {
    include: ["tests/simulation/**/*.test.ts"],
    env: { HIL_SIMULATION_SEEDS: "2000", HIL_ERLANG_ARRIVALS: "1500000" },
  },
});
