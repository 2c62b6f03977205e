import {
  HilError,
  ProviderRefusedError,
  ProviderThrottledError,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from "../../contracts/errors.ts";
import { EgressTimeoutError, findCause, ResponseTooLargeError } from "../egress/egress-errors.ts";
import { readRetryAfterMs } from "./retry-after.ts";

/** What the SDKs of OpenAI and Anthropic have in common in the errors they throw. */
interface SdkError extends Error {
  status?: number | undefined;
  headers?: Headers | undefined;
  code?: unknown;
  type?: unknown;
}

export interface FailureContext {
  provider: string;
  /** Never told, even where a server echoes it. */
  apiKey: string;
  nowMs: () => number;
  signal?: AbortSignal | undefined;
}

type Details = Record<string, string | number | boolean>;

/**
 * Turns what an SDK threw into an error of the contract. Its message names the provider, the status and the
 * provider's short error code; never a key, a prompt or a body, which a server's message may repeat.
 */
export function providerFailure(error: unknown, context: FailureContext): HilError {
  const { provider, signal } = context;
  if (signal?.aborted === true) {
    return new ProviderTimeoutError(`The call to ${provider} was stopped before it answered`, {
      cause: error,
      details: { provider },
    });
  }
  if (error instanceof HilError) return error;
  const failure: SdkError = error instanceof Error ? error : new Error("unknown", { cause: error });
  const status = failure.status ?? statusOfType(failure.type);
  return status === undefined ? transportFailure(failure, provider) : httpFailure(failure, status, context);
}

function httpFailure(failure: SdkError, status: number, context: FailureContext): HilError {
  const { provider } = context;
  const details = httpDetails(failure, status, context);
  const label = `${provider} answered ${status}${details["code"] === undefined ? "" : ` (${details["code"]})`}`;
  // The cause stays out: an SDK's error carries the server's body, and logs print causes.
  if (status === 429) return new ProviderThrottledError(label, { details });
  if (status === 408 || status === 504) return new ProviderTimeoutError(label, { details });
  const permanent = failure.headers?.get("x-should-retry") === "false";
  if (status >= 500 && !permanent) return new ProviderUnavailableError(label, { details });
  return new ProviderRefusedError(label, { details });
}

function httpDetails(failure: SdkError, status: number, context: FailureContext): Details {
  const code = safeCode(failure.code, context.apiKey) ?? safeCode(failure.type, context.apiKey);
  const retryAfterMs = readRetryAfterMs(failure.headers, context.nowMs());
  return {
    provider: context.provider,
    status,
    ...(code !== undefined && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function transportFailure(failure: SdkError, provider: string): HilError {
  const details = { provider };
  const timeout = findCause(failure, EgressTimeoutError);
  if (timeout !== undefined || /timed? ?out/i.test(failure.message)) {
    const within = timeout === undefined ? "in time" : `within ${timeout.timeoutMs} ms`;
    return new ProviderTimeoutError(`${provider} did not answer ${within}`, { details });
  }
  const tooLarge = findCause(failure, ResponseTooLargeError);
  if (tooLarge !== undefined) {
    const message = `${provider} sent an answer larger than ${tooLarge.limitBytes} bytes`;
    return new ProviderUnavailableError(message, { details });
  }
  if (findCause(failure, SyntaxError) !== undefined) return garbageAnswer(provider, "it is not JSON");
  return new ProviderUnavailableError(`${provider} could not be reached, or broke off its answer`, {
    details,
  });
}

/** An answer that cannot be what the protocol says. `reason` is ours, never a piece of the answer. */
export function garbageAnswer(provider: string, reason: string): ProviderUnavailableError {
  return new ProviderUnavailableError(`${provider} gave an answer that cannot be used: ${reason}`, {
    details: { provider },
  });
}

/** Errors inside an event stream carry a type and no status. */
function statusOfType(type: unknown): number | undefined {
  if (typeof type !== "string") return undefined;
  if (/rate_limit/.test(type)) return 429;
  if (/overloaded/.test(type)) return 529;
  if (/timeout/.test(type)) return 504;
  if (/authentication/.test(type)) return 401;
  if (/permission/.test(type)) return 403;
  if (/not_found/.test(type)) return 404;
  if (/invalid_request|billing/.test(type)) return 400;
  if (/api_error|server_error/.test(type)) return 500;
  return undefined;
}

function safeCode(value: unknown, apiKey: string): string | undefined {
  if (typeof value !== "string" || !/^[a-z][\w.-]{0,63}$/i.test(value)) return undefined;
  return apiKey !== "" && value.includes(apiKey) ? undefined : value;
}
