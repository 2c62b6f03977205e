import { describe, expect, test } from "vitest";
import { ToolFailedError, ToolUnavailableError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Tool } from "../../contracts/tool.ts";
import { noTimers, recordingTool } from "../agents/testing.ts";
import { createToolRegistry } from "../tools/tool-registry.ts";
import { changesBetween, fetchFacts, isTrue } from "./preconditions.ts";

const check = {
  name: "not refunded",
  tool: "shop.get",
  input: { id: "{{ arguments.order_id }}" },
  expression: "refunded == `0`",
};
const scope = { arguments: { order_id: "12345" } };
const caller = { tenantId: "t", runId: "r", nodePath: "n" };

function sources(answer: (input: Json) => Json | Error, changes: Partial<Tool> = {}) {
  const tool: Tool = { ...recordingTool("shop.get", answer), effect: "read", ...changes };
  return { tools: createToolRegistry([tool]), timers: noTimers };
}

describe("fetchFacts()", () => {
  test("asks with the rendered input and tests the answer", async () => {
    const read = sources((input) => ({ asked: input, refunded: 0 }));
    expect(await fetchFacts([check], scope, caller, read, { strict: true })).toEqual([
      { name: "not refunded", data: { asked: { id: "12345" }, refunded: 0 }, holds: true },
    ]);
    const spent = sources(() => ({ refunded: 5 }));
    expect(await fetchFacts([check], scope, caller, spent, { strict: true })).toMatchObject([
      { holds: false },
    ]);
  });

  test("takes a refusal as a fact that does not hold", async () => {
    const gone = sources(() => new ToolFailedError("There is no such order"));
    const [fact] = await fetchFacts([check], scope, caller, gone, { strict: true });
    expect(fact).toMatchObject({ holds: false, data: { message: "There is no such order" } });
  });

  test("does not decide on what it cannot know, and says so where nobody decides yet", async () => {
    const down = sources(() => new ToolUnavailableError("down"));
    await expect(fetchFacts([check], scope, caller, down, { strict: true })).rejects.toThrow("down");
    expect(await fetchFacts([check], scope, caller, down, { strict: false })).toMatchObject([
      { holds: false },
    ]);
  });

  test.each([{ effect: "write" as const }, { requiresApproval: true }])(
    "never calls a tool that does more than read: %j",
    async (changes) => {
      let called = 0;
      const writing = sources(() => (called += 1), changes);
      const facts = await fetchFacts([check], scope, caller, writing, { strict: true });
      expect([facts[0]?.holds, called]).toEqual([false, 0]);
    },
  );
});

test.each<[Json, boolean]>([
  [null, false],
  [false, false],
  ["", false],
  [[], false],
  [{}, false],
  [0, true],
  [true, true],
  ["x", true],
  [[null], true],
  [{ a: null }, true],
])("isTrue(%j) is %s, as in JMESPath", (value, expected) => {
  expect(isTrue(value)).toBe(expected);
});

test("changesBetween() names what fails now, and what is not as it was", () => {
  const before = [
    { name: "a", data: 1, holds: true },
    { name: "b", data: { x: 1, y: 2 }, holds: true },
    { name: "c", data: 1, holds: true },
  ];
  const after = [
    { name: "a", data: 2, holds: true },
    { name: "b", data: { y: 2, x: 1 }, holds: true },
    { name: "c", data: 1, holds: false },
  ];
  expect(changesBetween(before, after)).toEqual([
    { name: "a", before: 1, after: 2, failed: false },
    { name: "c", before: 1, after: 1, failed: true },
  ]);
});
