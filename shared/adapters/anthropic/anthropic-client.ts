import type { Anthropic } from "@anthropic-ai/sdk";
import { lazy } from "../../runtime/lazy.ts";
import { sdkOptions } from "../../runtime/model-provider/sdk-options.ts";
import type { AnthropicModelOptions } from "./options.ts";

const officialBaseUrl = "https://api.anthropic.com";

/** The SDK, loaded at the first call: importing it takes longer than all else a cold function does. */
export function createAnthropicClient(options: AnthropicModelOptions): () => Promise<Anthropic> {
  return lazy(async () => {
    const sdk = await import("@anthropic-ai/sdk");
    return new sdk.Anthropic({
      apiKey: options.apiKey,
      baseURL: options.baseUrl ?? officialBaseUrl,
      ...sdkOptions(options),
    });
  });
}

/** False for compatible servers, which may lack what Anthropic's own has. */
export function isOfficialServer(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || URL.parse(baseUrl)?.hostname === "api.anthropic.com";
}
