import { describe, expect, test } from "vitest";
import { prod } from "./prod.ts";
import { settingsEnvironment } from "./settings-environment.ts";

describe("settingsEnvironment()", () => {
  test("names the function in its logs and metrics", () => {
    expect(settingsEnvironment("run-tool", {}, prod)).toEqual({
      POWERTOOLS_SERVICE_NAME: "run-tool",
      POWERTOOLS_METRICS_NAMESPACE: "hil-prod",
      POWERTOOLS_LOG_LEVEL: "INFO",
    });
  });

  test("leaves out what is not configured", () => {
    const settings = settingsEnvironment("api", { settings: ["identity", "models", "demo-shop"] }, prod);
    expect(Object.keys(settings).filter((name) => !name.startsWith("POWERTOOLS_"))).toEqual([
      "HIL_MODEL_PROVIDER",
    ]);
  });

  test("says who signs people in, which models, and how much may be asked", () => {
    const identity = {
      issuer: "https://id.example.com",
      audience: "desk",
      jwksUrl: "https://id.example.com/jwks",
    };
    const config = { ...prod, identity, models: { provider: "anthropic" as const, fast: "small" } };
    expect(
      settingsEnvironment("api", { settings: ["identity", "models", "requests"] }, config),
    ).toMatchObject({
      HIL_OIDC_ISSUER: "https://id.example.com",
      HIL_OIDC_AUDIENCE: "desk",
      HIL_OIDC_JWKS_URL: "https://id.example.com/jwks",
      HIL_MODEL_PROVIDER: "anthropic",
      HIL_MODEL_FAST: "small",
      HIL_REQUESTS_PER_MINUTE: "100",
      HIL_REQUEST_TIMEOUT_MS: "28000",
    });
  });
});
