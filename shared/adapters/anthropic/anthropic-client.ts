import type { Anthropic } from "@anthropic-ai/sdk";
import { createBoundedFetch } from "../../runtime/egress/bounded-fetch.ts";
import { lazy } from "../../runtime/lazy.ts";
import type { AnthropicModelOptions } from "./options.ts";

const officialBaseUrl = "https://api.anthropic.com";
const maxResponseBytes = 4 * 1024 * 1024;
/** Every word of a stream comes in an event of its own. */
const maxEventStreamBytes = 32 * 1024 * 1024;

/** The SDK, loaded at the first call: importing it takes longer than all else a cold function does. */
export function createAnthropicClient(options: AnthropicModelOptions): () => Promise<Anthropic> {
  return lazy(async () => {
    const sdk = await import("@anthropic-ai/sdk");
    return new sdk.Anthropic({
      apiKey: options.apiKey,
      baseURL: options.baseUrl ?? officialBaseUrl,
      // Retries belong to the state machine, which shows them; the SDK's would hide them and pay twice.
      maxRetries: 0,
      timeout: options.timeoutMs,
      // The SDK's log prints prompts and answers.
      logLevel: "off",
      fetch: createBoundedFetch({
        timeoutMs: options.timeoutMs,
        idleTimeoutMs: options.idleTimeoutMs ?? options.timeoutMs,
        maxResponseBytes,
        maxEventStreamBytes,
      }),
    });
  });
}

/** False for compatible servers, which may lack what Anthropic's own has. */
export function isOfficialServer(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || URL.parse(baseUrl)?.hostname === "api.anthropic.com";
}
