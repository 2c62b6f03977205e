import { request } from "node:http";
import { describe, expect, test } from "vitest";
import type { CrashPoint } from "../crash-points.ts";
import { startTestEndpoint, type TestEndpoint } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";

const JSON_1_0 = "application/x-amz-json-1.0";

function call(endpoint: TestEndpoint, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(endpoint.url, {
    method: "POST",
    headers: { "content-type": JSON_1_0, "x-amz-target": "AmazonSQS.ListQueues", ...headers },
    body,
  });
}

/** `fetch` sets some headers itself; this sends what it is given. */
function rawStatus(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.once("error", reject);
    outgoing.end("{}");
  });
}

describe("the endpoint", () => {
  test.each<[string, string, Record<string, string>, number, string]>([
    ["malformed JSON", "{", {}, 400, "SerializationException"],
    ["JSON that is no object", "[1]", {}, 400, "SerializationException"],
    ["another content type", "{}", { "content-type": "text/plain" }, 415, "UnsupportedMediaTypeException"],
    ["an unknown operation", "{}", { "x-amz-target": "AmazonSQS.Fly" }, 400, "UnknownOperationException"],
    [
      "an inherited name",
      "{}",
      { "x-amz-target": "AmazonSQS.constructor" },
      400,
      "UnknownOperationException",
    ],
    [
      "an unknown service",
      "{}",
      { "x-amz-target": "DynamoDB_20120810.GetItem" },
      404,
      "UnknownOperationException",
    ],
    ["too large a body", `{"a":"${"x".repeat(9 * 1024 * 1024)}"}`, {}, 413, "RequestEntityTooLargeException"],
    ["a web page's request", "{}", { origin: "https://example.com" }, 403, "AccessDeniedException"],
  ])("refuses %s and stays up", async (_name, body, headers, status, code) => {
    const endpoint = await startTestEndpoint();
    const response = await call(endpoint, body, headers);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { __type: string; message: string };
    expect(answer.__type.split("#").at(-1)).toBe(code);
    expect(answer.message.length).toBeGreaterThan(10);
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await call(endpoint, "{}")).status).toBe(200);
  });

  test("answers to loopback names only, whatever they resolve to", async () => {
    const { port } = await startTestEndpoint();
    const headers = { "content-type": JSON_1_0, "x-amz-target": "AmazonSQS.ListQueues" };
    expect(await rawStatus(port, { ...headers, host: `localhost:${port}` })).toBe(200);
    expect(await rawStatus(port, { ...headers, host: `sync-states.localhost:${port}` })).toBe(200);
    expect(await rawStatus(port, { ...headers, host: `evil.example:${port}` })).toBe(403);
    expect(await rawStatus(port, { ...headers, host: `127.0.0.1.evil.example:${port}` })).toBe(403);
  });

  test("answers what it has read only after that is stored", async () => {
    const passed: CrashPoint[] = [];
    const endpoint = await startTestEndpoint({
      paused: true,
      functions: { idle: () => null },
      topology: {
        queues: { work: { consumer: "idle", batchSize: 1, visibilityTimeoutSeconds: 30, maxReceives: 3 } },
      },
      reach: (point) => passed.push(point),
    });
    const body = JSON.stringify({ QueueUrl: endpoint.queueUrl("work"), MessageBody: "a" });
    await call(endpoint, body, { "x-amz-target": "AmazonSQS.SendMessage" });
    await until(() => passed.length === 4);
    expect(passed).toEqual([
      "journal-commit:before",
      "journal-commit:after",
      "acknowledgement:before",
      "acknowledgement:after",
    ]);
  });

  test("acknowledges nothing once the journal cannot be written", async () => {
    let isFailing = false;
    const fatal: string[] = [];
    const endpoint = await startTestEndpoint({
      paused: true,
      functions: { idle: () => null },
      topology: {
        queues: { work: { consumer: "idle", batchSize: 1, visibilityTimeoutSeconds: 30, maxReceives: 3 } },
      },
      reach(point) {
        if (isFailing && point === "journal-commit:before") throw new Error("no space left on device");
      },
      onFatal: (error) => fatal.push(error.message),
    });
    isFailing = true;
    const send = () =>
      call(endpoint, JSON.stringify({ QueueUrl: endpoint.queueUrl("work"), MessageBody: "a" }), {
        "x-amz-target": "AmazonSQS.SendMessage",
      });
    expect((await send()).status).toBe(500);
    expect((await send()).status).toBe(500);
    expect((await call(endpoint, "{}")).status).toBe(500);
    expect(fatal).toEqual(["the journal cannot be written: no space left on device"]);
  });

  test("refuses a topology whose parts do not exist", async () => {
    await expect(
      startTestEndpoint({
        topology: {
          queues: {
            work: { consumer: "nobody", batchSize: 1, visibilityTimeoutSeconds: 30, maxReceives: 3 },
          },
          rules: { r: { bus: "nowhere", pattern: {}, target: { queue: "work" } } },
        },
      }),
    ).rejects.toThrow(
      "the topology does not hold together: queue work: no functions entry nobody; rule r: no buses entry nowhere",
    );
  });
});
