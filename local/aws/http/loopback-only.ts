import type { IncomingMessage } from "node:http";
import { ServiceError } from "./service-error.ts";

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|[\w.-]+\.localhost|\[::1\])(?::\d+)?$/;

/**
 * Listening on loopback keeps other machines out, but not web pages open in a browser on this one: they may send
 * simple cross-origin requests, or rebind a name of theirs to 127.0.0.1. SDKs do neither.
 * @throws ServiceError
 */
export function assertLoopbackCaller(request: IncomingMessage): void {
  if (request.headers.origin === undefined && LOOPBACK_HOST.test(request.headers.host ?? "")) return;
  throw new ServiceError({
    code: "AccessDeniedException",
    message: "This endpoint serves programs on this machine, not web pages or other names",
    status: 403,
  });
}
