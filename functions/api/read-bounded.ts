import { RequestError } from "./problems/request-error.ts";

/** The largest body that is read. */
export const maxBodyBytes = 1024 * 1024;

/** Reads a body, and stops as soon as it is known to be too large, whatever its length header said. */
export async function readBounded(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBodyBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return joined(chunks, size);
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}

function tooLarge(): RequestError {
  return new RequestError(413, "body-too-large", `A body is ${maxBodyBytes} bytes at most.`);
}
