import { describe } from "vitest";
import { createMemoryChangeCounter } from "../support/memory-change-counter.ts";
import { testChangeCounter } from "./change-counter.testsuite.ts";

describe("the counter of changes in memory", () => {
  testChangeCounter(() => {
    const counter = createMemoryChangeCounter();
    return [counter, counter];
  });
});
