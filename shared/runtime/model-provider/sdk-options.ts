import { createBoundedFetch } from "../egress/bounded-fetch.ts";

const maxResponseBytes = 4 * 1024 * 1024;
/** Every token of a stream comes in an event of some 250 bytes. */
const maxEventStreamBytes = 32 * 1024 * 1024;

/** What both providers' SDKs are made with: bounded HTTP, no retries and no log of their own. */
export function sdkOptions({ timeoutMs, idleTimeoutMs }: { timeoutMs: number; idleTimeoutMs?: number }) {
  return {
    // Retries belong to the state machine, which shows them; the SDK's would hide them and pay twice.
    maxRetries: 0,
    timeout: timeoutMs,
    // The SDK's log prints prompts and answers.
    logLevel: "off",
    fetch: createBoundedFetch({
      timeoutMs,
      idleTimeoutMs: idleTimeoutMs ?? timeoutMs,
      maxResponseBytes,
      maxEventStreamBytes,
    }),
  } as const;
}
