import { describe, expect, test } from "vitest";
import type { FunctionSpec } from "../../../shared/contracts/topology.ts";
import type { Json } from "../../../statemachines/asl/types.ts";
import { startTestEndpoint, type TestEndpoint } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";
import { functionNameOf } from "./function-name.ts";

function invoke(
  endpoint: TestEndpoint,
  reference: string,
  body: string | undefined,
  headers: Record<string, string> = {},
): Promise<Response> {
  const path = `/2015-03-31/functions/${encodeURIComponent(reference)}/invocations`;
  return fetch(endpoint.url + path, { method: "POST", headers, ...(body === undefined ? {} : { body }) });
}

class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
}

describe("Invoke", () => {
  test("runs a function and answers its result", async () => {
    const contexts: unknown[] = [];
    const endpoint = await startTestEndpoint({
      functions: {
        echo: (payload, context) => {
          contexts.push(context);
          return { got: payload };
        },
      },
    });
    const response = await invoke(endpoint, "echo", '{"a":1}');
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amz-executed-version")).toBe("$LATEST");
    expect(await response.json()).toEqual({ got: { a: 1 } });
    expect(contexts).toEqual([
      { requestId: response.headers.get("x-amzn-requestid"), deadlineMs: expect.any(Number) },
    ]);
    expect(await (await invoke(endpoint, "echo", undefined)).json()).toEqual({ got: {} });
  });

  test("answers null for a function that returns nothing", async () => {
    const endpoint = await startTestEndpoint({ functions: { silent: () => undefined as unknown as Json } });
    expect(await (await invoke(endpoint, "silent", "1")).text()).toBe("null");
  });

  test("reports a thrown error as Lambda does", async () => {
    const endpoint = await startTestEndpoint({
      functions: {
        fail: () => {
          throw new BudgetExceededError("no money left");
        },
      },
    });
    const response = await invoke(endpoint, "fail", "{}");
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amz-function-error")).toBe("Unhandled");
    expect(await response.json()).toEqual({
      errorType: "BudgetExceededError",
      errorMessage: "no money left",
    });
  });

  test("ends a call whose time is up", async () => {
    const scheduler = new VirtualScheduler();
    const slow: FunctionSpec = { entry: "", description: "", memoryMb: 128, timeoutSeconds: 3, access: [] };
    let isCalled = false;
    const endpoint = await startTestEndpoint({
      scheduler,
      functions: {
        slow: () => {
          isCalled = true;
          return new Promise(() => undefined);
        },
      },
      topology: { functions: { slow } },
    });
    const answer = invoke(endpoint, "slow", "{}");
    await until(() => isCalled);
    scheduler.advance(3_000);
    expect(await (await answer).json()).toMatchObject({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/Task timed out after 3\.00 seconds$/),
    });
  });

  test("accepts an event and delivers it later", async () => {
    const received: Json[] = [];
    const endpoint = await startTestEndpoint({
      functions: {
        collect: (payload) => {
          received.push(payload);
          return null;
        },
      },
    });
    const response = await invoke(endpoint, "collect", '"later"', { "x-amz-invocation-type": "Event" });
    expect(response.status).toBe(202);
    await until(() => received.length === 1);
    expect(received).toEqual(["later"]);
  });

  test("gives its own errors", async () => {
    const endpoint = await startTestEndpoint({ functions: { echo: (payload) => payload } });
    const missing = await invoke(endpoint, "none", "{}");
    expect(missing.status).toBe(404);
    expect(missing.headers.get("x-amzn-errortype")).toBe("ResourceNotFoundException");
    expect(await missing.json()).toMatchObject({
      message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none",
    });
    const malformed = await invoke(endpoint, "echo", "{");
    expect(malformed.status).toBe(400);
    expect(malformed.headers.get("x-amzn-errortype")).toBe("InvalidRequestContentException");
    const huge = await invoke(endpoint, "echo", JSON.stringify("x".repeat(6 * 1024 * 1024)));
    expect(huge.status).toBe(413);
    expect((await invoke(endpoint, "constructor", "{}")).status).toBe(404);
  });
});

describe("functionNameOf()", () => {
  test.each([
    ["echo", "echo"],
    ["echo:$LATEST", "echo"],
    ["000000000000:function:echo", "echo"],
    ["arn:aws:lambda:us-east-1:000000000000:function:echo", "echo"],
    ["arn:aws:lambda:us-east-1:000000000000:function:echo:live", "echo"],
    ["not a name", undefined],
    ["", undefined],
  ])("reads %s", (reference, expected) => {
    expect(functionNameOf(reference)).toBe(expected);
  });
});
