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

  test("says to which hosts tenants may have requests sent, where not to all", () => {
    const config = { ...prod, egressHosts: ["hooks.example.com", "*.example.org"] };
    const settings = settingsEnvironment("deliver-notification", { settings: ["egress"] }, config);
    expect(settings).toMatchObject({ HIL_EGRESS_HOSTS: "hooks.example.com *.example.org" });
    const without = settingsEnvironment("deliver-notification", { settings: ["egress"] }, prod);
    expect(without).not.toHaveProperty("HIL_EGRESS_HOSTS");
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
