import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { describe, expect, test } from "vitest";
import { createApiHarness } from "../../../tests/support/api-harness.ts";
import { invokeStreaming, lambdaRuntime, proxyEvent } from "../../../tests/support/lambda-runtime.ts";
import { streamResponses } from "./stream-responses.ts";

/** What the app is asked, told back. */
const echo = new Hono().all("*", async (c) =>
  c.json({
    method: c.req.method,
    url: c.req.url,
    queries: c.req.queries(),
    headers: c.req.header(),
    body: await c.req.text(),
  }),
);

async function ask(request: Parameters<typeof proxyEvent>[0]) {
  const answer = await invokeStreaming(streamResponses(echo, lambdaRuntime), proxyEvent(request));
  return JSON.parse(answer.body) as {
    method: string;
    url: string;
    queries: Record<string, string[]>;
    headers: Record<string, string>;
    body: string;
  };
}

describe("a request from API Gateway", () => {
  test("has its path without the stage, and its query whole", async () => {
    const query = { status: ["running", "queued"], cursor: ["a b&c=d/é"] };
    const asked = await ask({ method: "GET", path: "/api/v1/executions", query });
    expect(new URL(asked.url).pathname).toBe("/api/v1/executions");
    expect(asked.queries).toEqual(query);
  });

  test("has its body, as text or as bytes", async () => {
    const text = JSON.stringify({ customer_message: "Grüße 👋" });
    const headers = { "Content-Type": "application/json", "Idempotency-Key": "k1" };
    const asked = await ask({ method: "POST", path: "/x", headers, body: text });
    expect(asked).toMatchObject({ method: "POST", body: text, headers: { "idempotency-key": "k1" } });
    expect((await ask({ method: "POST", path: "/x", body: new TextEncoder().encode(text) })).body).toBe(text);
  });

  test.each(["//evil.example.com/api", "/api/../../x", "/a%2Fb", "/q?x=1", "/h#y"])(
    "names this host, whatever its path: %s",
    async (path) => {
      expect(new URL((await ask({ method: "GET", path })).url)).toMatchObject({
        host: "abc123.execute-api.eu-central-1.amazonaws.com",
        search: "",
        hash: "",
      });
    },
  );

  test("may hold header values that a header cannot", async () => {
    const asked = await ask({ method: "GET", path: "/x", headers: { "X-Name": "Zoë\n" } });
    expect(asked.headers["x-name"]).toBe("Zo%C3%AB%0A");
  });

  test("that is none is answered 400", async () => {
    const event = { ...proxyEvent({ method: "GET", path: "/" }), httpMethod: "GE T" };
    expect(await invokeStreaming(streamResponses(echo, lambdaRuntime), event)).toMatchObject({ status: 400 });
  });
});

describe("a response to API Gateway", () => {
  test("has status, headers and cookies before its body", async () => {
    const app = new Hono().get("/", (c) => {
      c.header("Set-Cookie", "a=1", { append: true });
      c.header("Set-Cookie", "b=2", { append: true });
      c.header("Location", "/there");
      return c.text("created", 201);
    });
    const answer = await invokeStreaming(
      streamResponses(app, lambdaRuntime),
      proxyEvent({ method: "GET", path: "/" }),
    );
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: "/there", "content-type": expect.stringContaining("text/plain") },
      multiValueHeaders: { "set-cookie": ["a=1", "b=2"] },
      body: "created",
    });
    expect(answer.headers).not.toHaveProperty("set-cookie");
  });

  test.each([204, 304])("has its metadata also without a body: %d", async (status) => {
    const app = new Hono().get("/", () => new Response(null, { status }));
    const handler = streamResponses(app, lambdaRuntime);
    expect(await invokeStreaming(handler, proxyEvent({ method: "GET", path: "/" }))).toMatchObject({
      status,
      body: "",
    });
  });

  test("is sent piece by piece, the next when the one before has arrived", async () => {
    const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = new Hono().get("/", (c) =>
      streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: "one" });
        await arrived[0]!.promise;
        await stream.writeSSE({ data: "two" });
        await arrived[1]!.promise;
      }),
    );
    const onChunk = (received: string) => {
      if (received.includes("one")) arrived[0]!.resolve();
      if (received.includes("two")) arrived[1]!.resolve();
    };
    const handler = streamResponses(app, lambdaRuntime);
    const answer = await invokeStreaming(handler, proxyEvent({ method: "GET", path: "/" }), { onChunk });
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(answer.pieces).toEqual(["data: one\n\n", "data: two\n\n"]);
  });

  test("ends with its listener, and so does the work behind it", async () => {
    const cancelled = Promise.withResolvers<string>();
    let signal: AbortSignal | undefined;
    const app = new Hono().get("/", (c) => {
      signal = c.req.raw.signal;
      return new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new TextEncoder().encode("more")),
          cancel: () => cancelled.resolve("cancelled"),
        }),
      );
    });
    const onChunk = (received: string, hangUp: () => void) => {
      if (received.includes("more")) hangUp();
    };
    const handler = streamResponses(app, lambdaRuntime);
    await invokeStreaming(handler, proxyEvent({ method: "GET", path: "/" }), { onChunk });
    expect(await cancelled.promise).toBe("cancelled");
    expect(signal?.aborted).toBe(true);
  });

  test("that breaks off fails the invocation", async () => {
    const app = new Hono().get("/", () => {
      const pieces = ["half", new Error("broken")];
      const pull = (controller: ReadableStreamDefaultController) => {
        const piece = pieces.shift();
        if (typeof piece === "string") controller.enqueue(new TextEncoder().encode(piece));
        else controller.error(piece);
      };
      return new Response(new ReadableStream({ pull }));
    });
    const answered = invokeStreaming(
      streamResponses(app, lambdaRuntime),
      proxyEvent({ method: "GET", path: "/" }),
    );
    await expect(answered).rejects.toThrow("broken");
  });
});

test("the API answers through it as it does on a server", async () => {
  const harness = await createApiHarness();
  await harness.publishSample();
  const handler = streamResponses(harness.app, lambdaRuntime);
  const key = await harness.apiKey({ roles: ["owner"] });
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ workflow_id: "returns", input_data: { customer_message: "hello" } });
  const execute = proxyEvent({ method: "POST", path: "/api/v1/workflows/execute", headers, body });
  const accepted = await invokeStreaming(handler, execute);
  expect(accepted).toMatchObject({
    status: 202,
    headers: { location: expect.stringMatching(/^\/api\/v1\//) },
  });
  const location = accepted.headers["location"] ?? "";
  expect(
    await invokeStreaming(handler, proxyEvent({ method: "GET", path: location, headers })),
  ).toMatchObject({
    status: 200,
  });
  expect(await invokeStreaming(handler, proxyEvent({ method: "GET", path: location }))).toMatchObject({
    status: 401,
  });
});
