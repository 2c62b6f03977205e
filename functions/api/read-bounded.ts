import { RequestError } from "./problems/request-error.ts";

/** The largest body that is read. */
export const maxBodyBytes = 1024 * 1024;
/** A larger body is thrown away up to here, so that a client that is still sending gets to read the answer. */
const maxDiscardedBytes = 8 * maxBodyBytes;

/** Reads a body, and keeps no more than its limit whatever its length header said. */
export async function readBounded(request: Request): Promise<Uint8Array> {
  if (isSurelySmall(request.headers)) return checked(new Uint8Array(await request.arrayBuffer()));
  if (request.body === null) return new Uint8Array();
  if (Number(request.headers.get("Content-Length") ?? 0) > maxDiscardedBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (size > maxDiscardedBytes) break;
  }
  if (size > maxBodyBytes) throw tooLarge();
  return joined(chunks, size);
}

/**
 * HTTP holds a sender to the length it has announced. Such a body is taken whole, which saves the server making a stream
 * of it.
 */
function isSurelySmall(headers: Headers): boolean {
  const length = headers.get("Content-Length");
  return length !== null && Number(length) <= maxBodyBytes && !headers.has("Transfer-Encoding");
}

function checked(bytes: Uint8Array): Uint8Array {
  if (bytes.length > maxBodyBytes) throw tooLarge();
  return bytes;
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

/** What was not read would be taken for the next request of this connection. */
function tooLarge(): RequestError {
  return new RequestError(413, "body-too-large", `A body is ${maxBodyBytes} bytes at most.`, {
    headers: { Connection: "close" },
  });
}
