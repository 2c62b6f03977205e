import { HilError, ToolFailedError, ToolTimeoutError, ToolUnavailableError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { ToolCallContext } from "../../contracts/tool.ts";
import type { Fetch } from "../../runtime/egress/bounded-fetch.ts";
import { EgressTimeoutError, findCause } from "../../runtime/egress/egress-errors.ts";

export interface ShopRequest {
  method: "GET" | "POST";
  /** Below the shop's address, with its query; already encoded. */
  path: string;
  body?: Json;
}

/**
 * Calls the demo shop. What has an effect carries the call's idempotency key, so a repeated attempt has it once.
 * @throws ToolFailedError with the shop's reason, ToolTimeoutError, ToolUnavailableError
 */
export async function callShop(
  shopUrl: string,
  request: ShopRequest,
  { idempotencyKey, signal }: ToolCallContext,
  send: Fetch,
): Promise<Json> {
  try {
    const response = await send(`${shopUrl}${request.path}`, {
      method: request.method,
      signal,
      ...(request.method === "POST" && {
        headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
        body: JSON.stringify(request.body),
      }),
    });
    const text = await response.text();
    if (response.ok) return readJson(text);
    throw refusal(response.status, text);
  } catch (error) {
    throw toolFailure(error, signal);
  }
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ToolUnavailableError("The demo shop answered with something that is not JSON");
  }
}

function refusal(status: number, text: string): HilError {
  const details = { status };
  if (status === 429 || status >= 500)
    return new ToolUnavailableError(`The demo shop answered ${status}`, { details });
  return new ToolFailedError(reasonIn(text) ?? `The demo shop refused the call (${status})`, { details });
}

/** The shop's own words: they name no customer, and the agent has to know why. */
function reasonIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? error.message.slice(0, 300) : undefined;
  } catch {
    return undefined;
  }
}

function toolFailure(error: unknown, signal: AbortSignal): HilError {
  if (error instanceof HilError) return error;
  if (signal.aborted || findCause(error, EgressTimeoutError) !== undefined) {
    return new ToolTimeoutError("The demo shop did not answer in time", { cause: error });
  }
  return new ToolUnavailableError("The demo shop could not be reached", { cause: error });
}
