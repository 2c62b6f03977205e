import { RetryableError } from "../../contracts/errors.ts";
import type { WebhookClient } from "../../domain/notifications/ports.ts";
import type { Fetch } from "../../runtime/egress/bounded-fetch.ts";
import { EgressTimeoutError, findCause, ResponseTooLargeError } from "../../runtime/egress/egress-errors.ts";
import { EgressRefusedError } from "../../runtime/egress/egress-refused-error.ts";

/** Of an attempt: receivers are asked to answer first and work afterwards. Shorter than a delivery's lease. */
export const webhookBounds = { timeoutMs: 15_000, idleTimeoutMs: 5_000, maxResponseBytes: 16 * 1024 };

const headers = { "user-agent": "hil-notifications" };

/** Posts through a `fetch` that goes to public addresses only; of an answer only its head is read. */
export function createWebhookClient(send: Fetch): WebhookClient {
  return {
    async post({ url, headers: own, body }) {
      try {
        const response = await send(url, { method: "POST", headers: { ...headers, ...own }, body });
        await response.body?.cancel();
        return { status: response.status, retryAfter: response.headers.get("retry-after") };
      } catch (error) {
        throw noAnswer(error);
      }
    },
  };
}

/** What people are shown: a `fetch`'s own message may quote the address, whose path is a secret. */
function noAnswer(cause: unknown): Error {
  const refused = findCause(cause, EgressRefusedError);
  if (refused !== undefined) return refused;
  if (findCause(cause, EgressTimeoutError) !== undefined)
    return new RetryableError("The receiver did not answer in time.", { cause });
  if (findCause(cause, ResponseTooLargeError) !== undefined)
    return new RetryableError("The receiver's answer is too long.", { cause });
  return new RetryableError("The receiver could not be reached.", { cause });
}
