import { ApiError, UnreachableError } from "./api-error.ts";

const pauseMs = 1_000;

/**
 * How what has its effect once, however often it is sent, is sent: again and again while the server is away or asks for
 * patience. What it refused is not sent again.
 */
export const sendAgain = {
  retry: (_failures: number, error: Error) => isAway(error),
  retryDelay: (_failures: number, error: Error) =>
    (error instanceof ApiError ? error.retryAfterMs : null) ?? pauseMs,
};

/** Whether another try may find the server back. */
export function isAway(error: Error): boolean {
  if (error instanceof UnreachableError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status === 503);
}
