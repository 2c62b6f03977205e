/** Where models come from on this machine: a provider that the user has configured, else the offline model. */
export type ModelChoice = { kind: "provider"; name: string } | { kind: "offline" };

export function chooseModel(env: NodeJS.ProcessEnv): ModelChoice {
  if (env["OPENAI_API_KEY"] || env["OPENAI_BASE_URL"])
    return { kind: "provider", name: describe("OpenAI", env["OPENAI_BASE_URL"]) };
  if (env["ANTHROPIC_API_KEY"] || env["ANTHROPIC_BASE_URL"]) {
    return { kind: "provider", name: describe("Anthropic", env["ANTHROPIC_BASE_URL"]) };
  }
  return { kind: "offline" };
}

function describe(provider: string, baseUrl: string | undefined): string {
  return baseUrl ? `${provider} protocol at ${baseUrl}` : provider;
}
