import type { IncomingMessage } from "node:http";
import { ServiceError } from "./service-error.ts";

/** Reads a body of at most `limitBytes`; what is beyond is never kept. @throws ServiceError with status 413 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function tooLarge(limitBytes: number): ServiceError {
  return new ServiceError({
    code: "RequestEntityTooLargeException",
    message: `The request body is larger than ${limitBytes} bytes`,
    status: 413,
    // What is left of the body is not read, so the connection cannot carry another request.
    headers: { connection: "close" },
  });
}
