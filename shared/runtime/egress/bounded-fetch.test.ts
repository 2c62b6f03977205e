import { describe, expect, test } from "vitest";
import { createBoundedFetch, type FetchBounds } from "./bounded-fetch.ts";
import { EgressTimeoutError, findCause, ResponseTooLargeError } from "./egress-errors.ts";

const bounds: FetchBounds = { timeoutMs: 5_000, idleTimeoutMs: 5_000, maxResponseBytes: 10 };

/** A body that sends the given pieces and then says nothing more, or ends. */
function body(pieces: string[], ends: boolean): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      if (ends) controller.close();
    },
  });
}

function answering(response: Response, abortable = true) {
  return async (_: unknown, init?: RequestInit) => {
    if (!abortable) return response;
    init?.signal?.throwIfAborted();
    return response;
  };
}

describe("createBoundedFetch()", () => {
  test("passes an answer on", async () => {
    const send = createBoundedFetch(
      bounds,
      answering(new Response(body(["12345", "67890"], true), { status: 201 })),
    );
    const response = await send("http://shop.example.com");
    expect([response.status, await response.text()]).toEqual([201, "1234567890"]);
  });

  test("stops at the byte limit", async () => {
    const send = createBoundedFetch(bounds, answering(new Response(body(["12345", "678901"], false))));
    await expect((await send("http://shop.example.com")).text()).rejects.toBeInstanceOf(
      ResponseTooLargeError,
    );
  });

  test("lets event streams be longer", async () => {
    const headers = { "content-type": "text/event-stream; charset=utf-8" };
    const send = createBoundedFetch(
      { ...bounds, maxEventStreamBytes: 20 },
      answering(new Response(body(["123456789012345"], true), { headers })),
    );
    expect(await (await send("http://shop.example.com")).text()).toHaveLength(15);
  });

  test("gives up on an answer that does not begin", async () => {
    const send = createBoundedFetch(
      { ...bounds, timeoutMs: 20 },
      (_, init) =>
        new Promise((_resolve, reject) =>
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)),
        ),
    );
    await expect(send("http://shop.example.com")).rejects.toBeInstanceOf(EgressTimeoutError);
  });

  test("hands the caller's reason on", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    const send = createBoundedFetch(bounds, answering(new Response("x")));
    await expect(send("http://shop.example.com", { signal: stop.signal })).rejects.toThrow("enough");
  });

  test("follows no redirect", async () => {
    let mode: string | undefined;
    const send = createBoundedFetch(bounds, async (_, init) => {
      mode = init?.redirect;
      return new Response(null, { status: 302, headers: { location: "http://other.example.com" } });
    });
    expect((await send("http://shop.example.com")).status).toBe(302);
    expect(mode).toBe("manual");
  });
});

test("findCause() looks through wrappers and ends in a circle", () => {
  const timeout = new EgressTimeoutError("no answer", 5);
  expect(findCause(new Error("a", { cause: new Error("b", { cause: timeout }) }), EgressTimeoutError)).toBe(
    timeout,
  );
  const circle = new Error("a");
  circle.cause = circle;
  expect(findCause(circle, EgressTimeoutError)).toBeUndefined();
});
