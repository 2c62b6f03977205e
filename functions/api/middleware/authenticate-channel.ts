import type { Context, MiddlewareHandler } from "hono";
import { NotAuthenticatedError } from "../../../shared/contracts/errors.ts";
import { authenticateMessage } from "../../../shared/domain/channels/authenticate-message.ts";
import type { ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { RequestError } from "../problems/request-error.ts";
import { readBounded } from "../read-bounded.ts";
import { refuseOverLimit, takeRequest } from "./rate-limit.ts";

/** How the subject of a channel's requests begins. */
const channelSubjectPrefix = "channel:";

/**
 * Lets in messages that are signed with the secret of the channel in the path, and nobody else. What is refused is counted
 * by channel apart from what is accepted: who guesses is slowed down, and takes nothing from the channel's own sender.
 */
export function authenticateChannel(services: ApiServices): MiddlewareHandler<ApiEnv> {
  return async function authenticateChannel(c, next) {
    const channelId = c.req.param("id") ?? "";
    const bytes = await readBounded(c.req.raw);
    try {
      const message = await authenticateMessage(channelId, receivedFrom(c, bytes), services);
      const { tenantId } = message.channel;
      c.set("signedMessage", message);
      c.set("principal", { tenantId, subject: `${channelSubjectPrefix}${channelId}`, roles: [], scopes: [] });
    } catch (error) {
      if (error instanceof NotAuthenticatedError)
        refuseOverLimit(await takeRequest(["refused", channelId], services));
      throw error;
    }
    c.req.raw = withBody(c.req.raw, bytes);
    await next();
  };
}

function receivedFrom(c: Context<ApiEnv>, bytes: Uint8Array) {
  return {
    id: c.req.header("webhook-id"),
    timestamp: c.req.header("webhook-timestamp"),
    signature: c.req.header("webhook-signature"),
    body: exactText(bytes),
  };
}

/** Text that stands for these bytes and no others: a byte-order mark stays, and what is not UTF-8 is refused. */
function exactText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RequestError(400, "malformed-json", "The body is not UTF-8.");
  }
}

/** A body can be read once; what comes after this reads it as if for the first time. */
function withBody({ url, method, headers, signal }: Request, bytes: Uint8Array): Request {
  return new Request(url, { method, headers, signal, body: Buffer.from(bytes) });
}
