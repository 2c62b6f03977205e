/** The other side did not answer in time. Adapters turn it into an error of the contract. */
export class EgressTimeoutError extends Error {
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number) {
    super(`The request timed out: ${what} within ${timeoutMs} ms`);
    this.name = "EgressTimeoutError";
    this.timeoutMs = timeoutMs;
  }
}

/** The other side sent more than we are willing to keep. */
export class ResponseTooLargeError extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`The answer is larger than ${limitBytes} bytes`);
    this.name = "ResponseTooLargeError";
    this.limitBytes = limitBytes;
  }
}

/** The first error of the given kind in a chain of causes: SDKs wrap what their `fetch` throws. */
export function findCause<Kind extends Error>(
  error: unknown,
  kind: abstract new (...args: never[]) => Kind,
): Kind | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof kind) return current;
    current = current.cause;
  }
  return undefined;
}
