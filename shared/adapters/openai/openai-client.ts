import type { OpenAI } from "openai";
import { createBoundedFetch } from "../../runtime/egress/bounded-fetch.ts";
import { lazy } from "../../runtime/lazy.ts";
import type { OpenAiModelOptions } from "./options.ts";

const officialBaseUrl = "https://api.openai.com/v1";
const maxResponseBytes = 4 * 1024 * 1024;
/** Every token of a stream comes in an event of some 250 bytes. */
const maxEventStreamBytes = 32 * 1024 * 1024;

/** The SDK, loaded at the first call: importing it takes longer than all else a cold function does. */
export function createOpenAiClient(options: OpenAiModelOptions): () => Promise<OpenAI> {
  return lazy(async () => {
    const sdk = await import("openai");
    return new sdk.OpenAI({
      apiKey: options.apiKey,
      baseURL: options.baseUrl ?? officialBaseUrl,
      organization: null,
      project: null,
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

/** False for compatible servers, which may lack what OpenAI's own has. */
export function isOfficialServer(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || URL.parse(baseUrl)?.hostname === "api.openai.com";
}
