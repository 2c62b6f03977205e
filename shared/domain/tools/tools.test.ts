import { describe, expect, test } from "vitest";
import {
  DatabaseUnavailableError,
  type HilError,
  InvalidInputError,
  ToolFailedError,
  ToolUnavailableError,
} from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Tool, ToolCallContext } from "../../contracts/tool.ts";
import { builtInTools } from "./built-in-tools.ts";
import { executeTool, type ToolExecution } from "./execute-tool.ts";
import type { Timers } from "./ports.ts";
import { createToolRegistry } from "./tool-registry.ts";
import { allowedTools } from "./tool-whitelist.ts";

/** Timers that a test lets go off by hand. */
class ManualTimers implements Timers {
  readonly pending: { delayMs: number; callback: () => void }[] = [];

  after(delayMs: number, callback: () => void): () => void {
    const timer = { delayMs, callback };
    this.pending.push(timer);
    return () => {
      this.pending.splice(this.pending.indexOf(timer), 1);
    };
  }
}

function tool(name: string, overrides: Partial<Tool> = {}): Tool {
  return {
    name,
    description: name,
    effect: "read",
    requiresApproval: false,
    safe: false,
    timeoutMs: 1000,
    input: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] },
    run: async (input) => ({ echo: input }),
    ...overrides,
  };
}

function execution(overrides: Partial<ToolExecution> = {}): ToolExecution {
  return {
    tenantId: "t1",
    runId: "r1",
    nodePath: "n1",
    idempotencyKey: "r1/n1/1",
    timers: new ManualTimers(),
    ...overrides,
  };
}

const input = { order_id: "1" };

describe("registry", () => {
  const registry = createToolRegistry([
    tool("shopify.get_order"),
    tool("shopify.create_return"),
    tool("gmail.send_email"),
    tool("shopifyx.other"),
    ...builtInTools,
  ]);

  test("grants exact names and whole applications", () => {
    const granted = registry.grant(["shopify.*", "gmail.send_email", "gmail.delete", "*", ".*", "shop*"]);
    expect([...granted.names].toSorted()).toEqual([
      "gmail.send_email",
      "shopify.create_return",
      "shopify.get_order",
    ]);
    expect(granted.unknown).toEqual(["gmail.delete", "*", ".*", "shop*"]);
  });

  test.each([
    ["simple", ["filter_list", "transform_json"]],
    ["reasoning", ["filter_list", "shopify.create_return", "shopify.get_order", "transform_json"]],
    ["code", ["shopify.create_return", "shopify.get_order"]],
  ] as const)("lets a %s agent use what the table says", (agentType, expected) => {
    expect(allowedTools(registry, agentType, ["shopify.*"]).map(({ name }) => name)).toEqual(expected);
  });

  test("refuses two tools of one name", () => {
    expect(() => createToolRegistry([tool("a"), tool("a")])).toThrow(InvalidInputError);
  });
});

function rejecting(error: Error): Tool["run"] {
  return async () => {
    throw error;
  };
}

describe("executeTool", () => {
  async function failure(
    subject: Tool,
    given: Json,
    overrides: Partial<ToolExecution> = {},
  ): Promise<HilError> {
    return executeTool(subject, given, execution(overrides)).then(
      () => {
        throw new Error("the tool did not fail");
      },
      (error: unknown) => error as HilError,
    );
  }

  test("runs the tool with its context and calls its timer off", async () => {
    const timers = new ManualTimers();
    const seen: ToolCallContext[] = [];
    const subject = tool("a", {
      run: async (given, context) => {
        seen.push(context);
        expect(timers.pending).toEqual([{ delayMs: 1000, callback: expect.any(Function) as () => void }]);
        return given;
      },
    });
    expect(await executeTool(subject, input, execution({ timers }))).toEqual(input);
    expect(seen[0]).toMatchObject({ tenantId: "t1", runId: "r1", nodePath: "n1", idempotencyKey: "r1/n1/1" });
    expect(seen[0]).not.toHaveProperty("timers");
    expect(timers.pending).toEqual([]);
  });

  test("names the wrong field and does not run", async () => {
    const subject = tool("a", { run: () => Promise.reject(new Error("ran")) });
    const error = await failure(subject, { order_id: 5 });
    expect(error.name).toBe("ToolFailedError");
    expect(error.message).toBe("a cannot take its input: /order_id must be string");
    expect((await failure(subject, null)).message).toContain("the value must be object");
    expect((await failure(subject, { order_id: "x".repeat(300_000) })).message).toContain("too large");
  });

  test("gives up after the timeout, also when the tool does not heed its signal", async () => {
    const timers = new ManualTimers();
    const running = Promise.withResolvers<AbortSignal>();
    const hanging = tool("slow", {
      run: (_, context) => {
        running.resolve(context.signal);
        return new Promise(() => {});
      },
    });
    const failed = failure(hanging, input, { timers });
    const signal = await running.promise;
    timers.pending[0]?.callback();
    expect((await failed).name).toBe("ToolTimeoutError");
    expect(signal.aborted).toBe(true);
  });

  test("rejects with the caller's reason when the caller stops", async () => {
    const controller = new AbortController();
    const reason = new Error("the function is about to end");
    const failed = failure(tool("a", { run: () => new Promise(() => {}) }), input, {
      signal: controller.signal,
    });
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(await failure(tool("a"), input, { signal: controller.signal })).toBe(reason);
  });

  test("keeps the errors of tools and maps the others by consequence", async () => {
    const failing = (error: Error): Tool => tool("a", { run: rejecting(error) });
    const own = new ToolUnavailableError("busy");
    expect(await failure(failing(own), input)).toBe(own);
    const database = await failure(failing(new DatabaseUnavailableError("down")), input);
    expect(database.name).toBe("ToolUnavailableError");
    const plain = await failure(failing(new TypeError("jane@example.com is not iterable")), input);
    expect(plain.name).toBe("ToolFailedError");
    expect(plain.message).toBe("a failed");
    const throwing = tool("a", {
      run: () => {
        throw new ToolFailedError("no such order");
      },
    });
    expect((await failure(throwing, input)).message).toBe("no such order");
  });

  test("bounds the output", async () => {
    const large = await failure(tool("a", { run: async () => "x".repeat(300_000) }), input);
    expect(large.message).toBe("the output of a is too large");
    const strange = await failure(tool("a", { run: async () => (() => 1) as unknown as Json }), input);
    expect(strange.message).toBe("the output of a is not JSON");
    expect(await executeTool(tool("a", { run: async () => "\ud800" }), input, execution())).toBe("\uFFFD");
  });

  test("refuses a tool that needs approval unless exactly this call is granted", async () => {
    const dangerous = tool("pay", { requiresApproval: true });
    expect((await failure(dangerous, input)).name).toBe("ToolNotGrantedError");
    const other = { tool: "pay", input: { order_id: "2" } };
    expect((await failure(dangerous, input, { grant: other })).name).toBe("ToolNotGrantedError");
    expect((await failure(dangerous, input, { grant: { tool: "refund", input } })).name).toBe(
      "ToolNotGrantedError",
    );
    const grant = { tool: "pay", input: { order_id: "1" } };
    expect(await executeTool(dangerous, input, execution({ grant }))).toEqual({ echo: input });
  });
});

describe("built-in tools", () => {
  const [transform, filter] = builtInTools as [Tool, Tool];

  test("transform JSON", async () => {
    const data = {
      orders: [
        { id: 1, total: 5 },
        { id: 2, total: 50 },
      ],
    };
    const result = await executeTool(
      transform,
      { data, expression: "orders[?total > `10`].id | [0]" },
      execution(),
    );
    expect(result).toBe(2);
  });

  test("filter a list", async () => {
    const items = [{ open: true, n: 1 }, { open: false, n: 2 }, { n: 3 }, { open: [], n: 4 }];
    const result = await executeTool(filter, { items, condition: "open || n == `3`" }, execution());
    expect(result).toEqual([{ open: true, n: 1 }, { n: 3 }]);
  });

  test.each([
    ["{}", "data"],
    ['{"data":1}', "/expression is required"],
    ['{"data":1,"expression":""}', "/expression"],
    ['{"data":1,"expression":"[","x":1}', "does not allow"],
    ['{"data":1,"expression":"["}', "not valid JMESPath"],
    ['{"data":"a","expression":"sum(@)"}', "cannot be applied"],
  ])("explain %s", async (given, expected) => {
    const failed = executeTool(transform, JSON.parse(given) as Json, execution());
    await expect(failed).rejects.toThrow(expected);
    await expect(failed).rejects.toBeInstanceOf(ToolFailedError);
  });
});
