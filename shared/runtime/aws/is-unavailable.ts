/** Errors of an SDK that say nothing about what was asked: the same call may succeed a moment later. */
const throttled = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
]);
const unreachable = new Set([
  "TimeoutError",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/**
 * Whether an error of an AWS SDK means that the service could not be reached, was too busy or failed itself. A refusal
 * (AccessDenied, ResourceNotFound, a validation) is none of these.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $fault: fault } = error as { code?: unknown; $fault?: unknown };
  if (fault === "server" || throttled.has(error.name)) return true;
  return unreachable.has(error.name) || (typeof code === "string" && unreachable.has(code));
}
