import type { IncomingMessage } from "node:http";
import { HttpProblem } from "./http-problem.ts";

/** Reads a JSON body of at most `limitBytes`. @throws HttpProblem with status 400, 413 or 415 */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const mediaType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new HttpProblem(415, "unsupported_media_type", "The content type has to be application/json");
  }
  const text = await readText(request, limitBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpProblem(400, "invalid_request_error", "The request body is not JSON");
  }
}

async function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) {
      // What is left of the body is not read, so the connection cannot carry another request.
      throw new HttpProblem(413, "request_too_large", `The request body is larger than ${limitBytes} bytes`, {
        connection: "close",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
