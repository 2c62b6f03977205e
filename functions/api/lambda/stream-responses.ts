import { once } from "node:events";
import type { Writable } from "node:stream";
import type { LambdaRuntime, ResponseMetadata, StreamingHandler } from "./lambda-runtime.ts";
import { type ProxyEvent, requestOf } from "./proxy-event.ts";

/** Answers requests, in a web server as here. */
interface App {
  fetch: (request: Request) => Response | Promise<Response>;
}

/**
 * A Lambda handler for a REST API that streams responses (`responseTransferMode: STREAM`): status and headers first, then
 * the body as it comes. When nobody listens any more the request is aborted; a body that breaks off fails the invocation,
 * so that what was sent does not pass for a whole answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function streamResponses(app: App, runtime: LambdaRuntime): StreamingHandler {
  return runtime.streamifyResponse(async (event, output) => {
    const left = new AbortController();
    output.once("close", () => {
      if (!output.writableFinished) left.abort(new Error("Nobody listens any more."));
    });
    const response = await answer(app, event as ProxyEvent, left.signal);
    await send(response, runtime.HttpResponseStream.from(output, metadataOf(response)), left.signal);
  });
}

async function answer(app: App, event: ProxyEvent, signal: AbortSignal): Promise<Response> {
  let request: Request;
  try {
    request = requestOf(event, signal);
  } catch {
    return new Response(null, { status: 400 });
  }
  return app.fetch(request);
}

function metadataOf({ status, headers }: Response): ResponseMetadata {
  const single = [...headers].filter(([name]) => name !== "set-cookie");
  const cookies = headers.getSetCookie();
  return {
    statusCode: status,
    headers: Object.fromEntries(single),
    ...(cookies.length > 0 && { multiValueHeaders: { "set-cookie": cookies } }),
  };
}

async function send({ body }: Response, output: Writable, left: AbortSignal): Promise<void> {
  // The metadata goes before the first write, also where there is nothing else to say, or not yet.
  output.write("");
  if (body !== null) await copy(body.getReader(), output, left);
  if (!left.aborted) output.end();
}

/** The output is not destroyed when the body breaks off: the runtime says so at its end. */
async function copy(
  body: ReadableStreamDefaultReader<Uint8Array>,
  output: Writable,
  left: AbortSignal,
): Promise<void> {
  left.addEventListener("abort", () => void body.cancel(left.reason).catch(() => undefined));
  for (;;) {
    const { done, value } = await body.read();
    if (done || left.aborted) return;
    if (!output.write(value)) await once(output, "drain", { signal: left }).catch(() => undefined);
  }
}
