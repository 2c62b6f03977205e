export type Provider = "openai" | "anthropic";

/** Where models come from on this machine: a provider that the user has configured, else the offline model. */
export type ModelChoice = { kind: "provider"; provider: Provider; name: string } | { kind: "offline" };

const names: Record<Provider, string> = { openai: "OpenAI", anthropic: "Anthropic" };

/** OpenAI's protocol where both are configured and `HIL_MODEL_PROVIDER` does not say otherwise. */
export function chooseModel(env: NodeJS.ProcessEnv): ModelChoice {
  const configured = (["openai", "anthropic"] as const).filter(
    (provider) => env[`${provider.toUpperCase()}_API_KEY`] || baseUrlOf(provider, env),
  );
  const [first] = configured;
  if (first === undefined) return { kind: "offline" };
  const provider = configured.find((each) => each === env["HIL_MODEL_PROVIDER"]) ?? first;
  return { kind: "provider", provider, name: describe(names[provider], baseUrlOf(provider, env)) };
}

function baseUrlOf(provider: Provider, env: NodeJS.ProcessEnv): string | undefined {
  return env[`${provider.toUpperCase()}_BASE_URL`];
}

function describe(provider: string, baseUrl: string | undefined): string {
  return baseUrl ? `${provider} protocol at ${baseUrl}` : provider;
}
