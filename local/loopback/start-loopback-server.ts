import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpProblem } from "./http-problem.ts";

/** Answers one request on its own; what it throws is answered for it. */
type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LoopbackServerOptions {
  /** 0: any free port. */
  port: number;
  handle: Handle;
  /** Says a problem in the words of the server's protocol; default `{"error": {type, message}}`. */
  problemBody?: (problem: HttpProblem, request: IncomingMessage) => unknown;
  /** Gets what was not a problem of the caller's. */
  onError?: (error: unknown) => void;
}

export interface LoopbackServer {
  url: string;
  port: number;
  /** Stops listening and drops the connections that are left. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, for programs on this machine and nobody else. */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const server = createServer((request, response) => void serve(request, response, options));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, close: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackServerOptions,
): Promise<void> {
  try {
    refuseWebPages(request);
    await options.handle(request, response);
  } catch (error) {
    const problem = error instanceof HttpProblem ? error : unexpected(error, options);
    const body = options.problemBody?.(problem, request) ?? {
      error: { type: problem.type, message: problem.message },
    };
    sendJson(response, problem.status, body, problem.headers);
  }
}

function unexpected(error: unknown, options: LoopbackServerOptions): HttpProblem {
  options.onError?.(error);
  return new HttpProblem(500, "internal_error", "The server failed; its log says why");
}

const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/**
 * Listening on loopback keeps other machines out, but not web pages open in a browser on this one: they send an Origin,
 * or rebind a name of theirs to 127.0.0.1. SDKs do neither.
 */
function refuseWebPages(request: IncomingMessage): void {
  if (request.headers.origin === undefined && loopbackHost.test(request.headers.host ?? "")) return;
  throw new HttpProblem(
    403,
    "forbidden",
    "This server serves programs on this machine, not web pages or other names",
  );
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
