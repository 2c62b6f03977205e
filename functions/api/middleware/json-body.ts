import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../api-env.ts";
import { assertJsonText } from "../json-text.ts";
import { readBounded } from "../read-bounded.ts";
import { RequestError } from "../problems/request-error.ts";

const jsonType = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i;

/**
 * Reads a JSON body: its type before its bytes, its size before its text, its nesting before its values. An absent body
 * stands for `{}` where `required` is false.
 */
export function jsonBody({ required }: { required: boolean }): MiddlewareHandler<ApiEnv> {
  return async function jsonBody(c, next) {
    const type = c.req.header("Content-Type");
    if (type !== undefined && !jsonType.test(type)) throw wrongType();
    const encoding = c.req.header("Content-Encoding") ?? "identity";
    if (encoding.toLowerCase() !== "identity") throw wrongType();
    const bytes = await readBounded(c.req.raw);
    if (bytes.length > 0 && type === undefined) throw wrongType();
    if (bytes.length === 0 && required) throw new RequestError(400, "malformed-json", "The body is missing.");
    const text = bytes.length === 0 ? "{}" : decode(bytes);
    assertJsonText(text);
    if (type === undefined) c.req.raw = emptyJson(c.req.raw);
    // Where Hono keeps a body that was read: everything after this one finds it there.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
    c.set("body", text);
    await next();
  };
}

/** Without its type the validator would not look at what stands for an absent body. */
function emptyJson({ url, method, headers, signal }: Request): Request {
  const typed = new Headers(headers);
  typed.set("Content-Type", "application/json");
  return new Request(url, { method, headers: typed, signal });
}

function wrongType(): RequestError {
  return new RequestError(
    415,
    "wrong-content-type",
    "Send JSON: Content-Type: application/json, UTF-8, not compressed.",
    {
      headers: { "Accept-Post": "application/json" },
    },
  );
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError(400, "malformed-json", "The body is not UTF-8.");
  }
}
