import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Reach } from "../crash-points.ts";
import { assertLoopbackCaller } from "./loopback-only.ts";
import { ServiceError } from "./service-error.ts";

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers one request; may throw a ServiceError. */
export type HttpHandler = (
  request: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
) => Promise<HttpAnswer>;

export interface HttpServerOptions {
  port: number;
  handle: HttpHandler;
  /** Resolves once all that an answer may speak of is stored. */
  committed: () => Promise<void>;
  uuid: () => string;
  reach: Reach;
  onError: (error: unknown) => void;
}

const JSON_TYPE = "application/x-amz-json-1.0";

/** Listens on 127.0.0.1. No answer, not even an error, leaves before what it was made from is stored. */
export async function startHttpServer(options: HttpServerOptions): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void serve(request, response, options);
  });
  // SDKs keep connections for later; the server must not be the one to drop them first, under a request on its way.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Stops listening and drops the connections that are left. */
export async function stopHttpServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const requestId = options.uuid();
  const hangUp = new AbortController();
  response.once("close", () => hangUp.abort());
  let answer: HttpAnswer;
  try {
    assertLoopbackCaller(request);
    answer = await options.handle(request, requestId, hangUp.signal);
  } catch (error) {
    answer = errorAnswer(error, options.onError);
  }
  try {
    await options.committed();
  } catch (error) {
    answer = errorAnswer(error, options.onError);
  }
  send(response, answer, requestId, options.reach);
}

function send(response: ServerResponse, answer: HttpAnswer, requestId: string, reach: Reach): void {
  if (response.destroyed) return;
  reach("acknowledgement:before");
  response.writeHead(answer.status, {
    "content-length": Buffer.byteLength(answer.body),
    "x-amzn-requestid": requestId,
    ...answer.headers,
  });
  response.end(answer.body, () => reach("acknowledgement:after"));
}

function errorAnswer(error: unknown, onError: (error: unknown) => void): HttpAnswer {
  const known = error instanceof ServiceError ? error : internalFailure(error, onError);
  return {
    status: known.status,
    headers: { "content-type": JSON_TYPE, "x-amzn-errortype": known.code, ...known.headers },
    body: JSON.stringify({ __type: known.code, message: known.message }),
  };
}

function internalFailure(error: unknown, onError: (error: unknown) => void): ServiceError {
  onError(error);
  // The reason goes to the log; an answer might carry it to somebody who should not see it.
  return new ServiceError({
    code: "InternalFailure",
    message: "The endpoint failed; its log says why",
    status: 500,
  });
}
