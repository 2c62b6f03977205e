import type { OpenAI } from "openai";
import { lazy } from "../../runtime/lazy.ts";
import { sdkOptions } from "../../runtime/model-provider/sdk-options.ts";
import type { OpenAiModelOptions } from "./options.ts";

const officialBaseUrl = "https://api.openai.com/v1";

/** The SDK, loaded at the first call: importing it takes longer than all else a cold function does. */
export function createOpenAiClient(options: OpenAiModelOptions): () => Promise<OpenAI> {
  return lazy(async () => {
    const sdk = await import("openai");
    return new sdk.OpenAI({
      apiKey: options.apiKey,
      baseURL: options.baseUrl ?? officialBaseUrl,
      organization: null,
      project: null,
      ...sdkOptions(options),
    });
  });
}

/** False for compatible servers, which may lack what OpenAI's own has. */
export function isOfficialServer(baseUrl: string | undefined): boolean {
  return baseUrl === undefined || URL.parse(baseUrl)?.hostname === "api.openai.com";
}
