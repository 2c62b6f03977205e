import type { ModelProfile } from "../../contracts/model.ts";

/** Which model of a provider a profile means. */
export type ProfileModels = Readonly<Record<ModelProfile, string>>;

/** What a profile means unless an operator says otherwise. */
export const defaultProfileModels = {
  openai: { fast: "gpt-6-luna", balanced: "gpt-6.1-sol", powerful: "gpt-6-astra" },
  anthropic: { fast: "claude-haiku-5-5", balanced: "claude-sonnet-5-5", powerful: "claude-opus-5-5" },
  offline: { fast: "hil-offline", balanced: "hil-offline", powerful: "hil-offline" },
} as const satisfies Record<string, ProfileModels>;
