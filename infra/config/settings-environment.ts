import type { FunctionSpec, SettingsGroup } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "./environment-config.ts";
import { postures } from "./postures.ts";

/** The API answers before the gateway gives up on it, at 29 seconds. */
const requestTimeoutMs = 28_000;

/** The variables of every function, and those of its settings groups, from an environment's configuration. */
export function settingsEnvironment(
  name: string,
  spec: Pick<FunctionSpec, "settings">,
  config: EnvironmentConfig,
): Record<string, string> {
  const groups = (spec.settings ?? []).map((group) => present(groupSettings[group](config)));
  return Object.assign(
    {
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(config),
      POWERTOOLS_LOG_LEVEL: "INFO",
    },
    ...groups,
  );
}

/** Where an environment's own metrics stand in CloudWatch. */
export function metricsNamespace({ environment }: Pick<EnvironmentConfig, "environment">): string {
  return `hil-${environment}`;
}

type Settings = Record<string, string | undefined>;

const groupSettings: Record<SettingsGroup, (config: EnvironmentConfig) => Settings> = {
  identity: ({ identity }) => ({
    HIL_OIDC_ISSUER: identity?.issuer,
    HIL_OIDC_AUDIENCE: identity?.audience,
    HIL_OIDC_JWKS_URL: identity?.jwksUrl,
  }),
  models: ({ models }) => ({
    HIL_MODEL_PROVIDER: models.provider,
    HIL_MODEL_FAST: models.fast,
    HIL_MODEL_BALANCED: models.balanced,
    HIL_MODEL_POWERFUL: models.powerful,
  }),
  requests: ({ posture }) => ({
    HIL_REQUESTS_PER_MINUTE: String(postures[posture].requestsPerMinutePerKey),
    HIL_REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
  }),
  // Without a domain of its own the console is under a name that CloudFront gives, which nobody knows here.
  console: ({ domain }) => ({ HIL_CONSOLE_URL: domain === null ? undefined : `https://${domain.name}` }),
  egress: ({ egressHosts }) => ({ HIL_EGRESS_HOSTS: egressHosts?.join(" ") }),
  // The shop of the demonstration stands on the laptop only.
  "demo-shop": () => ({}),
};

function present(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
}
