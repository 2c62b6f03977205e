import { EgressTimeoutError, ResponseTooLargeError } from "./egress-errors.ts";

export interface FetchBounds {
  /** From sending the request to the last byte of the answer. */
  timeoutMs: number;
  /** The longest silence within the body of an answer. */
  idleTimeoutMs: number;
  /** Decoded bytes of an answer; what is beyond is never kept, whatever the length header or the compression said. */
  maxResponseBytes: number;
  /** The same for `text/event-stream`, where every word is wrapped in an event. Default: `maxResponseBytes`. */
  maxEventStreamBytes?: number;
}

/** Any fetch: the platform's own, or one that counts calls in a test. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` that always comes to an end: bounded in time, in silence and in size. It does not follow redirects, because
 * a redirect would carry API keys in headers of the provider's own (`x-api-key`) to another host.
 *
 * The promise, or the reading of the body, fails with EgressTimeoutError or ResponseTooLargeError; an abort of the
 * caller's signal fails with that signal's reason.
 */
export function createBoundedFetch(bounds: FetchBounds, send: Fetch = fetch): Fetch {
  return async (input, init) => {
    const stop = new AbortController();
    const deadline = setTimeout(
      () => stop.abort(new EgressTimeoutError("no complete answer", bounds.timeoutMs)),
      bounds.timeoutMs,
    );
    const signal = init?.signal == null ? stop.signal : AbortSignal.any([stop.signal, init.signal]);
    try {
      const response = await send(input, { ...init, signal, redirect: "manual" });
      if (response.body !== null) return withBody(response, guardBody(response, stop, deadline, bounds));
      clearTimeout(deadline);
      return response;
    } catch (error) {
      clearTimeout(deadline);
      throw error;
    }
  };
}

function withBody(response: Response, body: ReadableStream<Uint8Array>): Response {
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function guardBody(
  response: Response,
  stop: AbortController,
  deadline: NodeJS.Timeout,
  bounds: FetchBounds,
): ReadableStream<Uint8Array> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const limitBytes = byteLimit(response, bounds);
  let receivedBytes = 0;
  const read = async () => {
    const idle = setTimeout(
      () => stop.abort(new EgressTimeoutError("the answer stalled", bounds.idleTimeoutMs)),
      bounds.idleTimeoutMs,
    );
    try {
      return await reader.read();
    } finally {
      clearTimeout(idle);
    }
  };
  return new ReadableStream<Uint8Array>({
    async pull(sink) {
      try {
        const { done, value } = await read();
        receivedBytes += value?.byteLength ?? 0;
        if (receivedBytes > limitBytes) throw new ResponseTooLargeError(limitBytes);
        if (!done) return sink.enqueue(value);
        clearTimeout(deadline);
        sink.close();
      } catch (error) {
        clearTimeout(deadline);
        stop.abort(error);
        sink.error(error);
      }
    },
    cancel(reason) {
      clearTimeout(deadline);
      stop.abort(reason);
    },
  });
}

function byteLimit(response: Response, bounds: FetchBounds): number {
  const streams = response.headers.get("content-type")?.includes("text/event-stream") ?? false;
  return streams ? (bounds.maxEventStreamBytes ?? bounds.maxResponseBytes) : bounds.maxResponseBytes;
}
