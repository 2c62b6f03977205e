import { describe } from "vitest";
import { createMemoryRateLimiter } from "../support/memory-rate-limiter.ts";
import { testRateLimiter } from "./rate-limiter.testsuite.ts";

describe("the rate limiter in memory", () => {
  testRateLimiter({
    propertyRuns: 500,
    async open(limit, processes) {
      const limiter = createMemoryRateLimiter(limit);
      return Array.from({ length: processes }, () => limiter);
    },
  });
});
