import { fileURLToPath } from "node:url";
import { topology } from "../infra/topology.ts";
import { type Principal, scopes } from "../shared/contracts/principal.ts";
import { devAudience, devIssuerUrl } from "./dev-issuer.ts";

/** One account and region for the laptop; nothing outside it ever sees them. */
export const localAccountId = "000000000000";
export const localRegion = "us-east-1";

/** Everything on this machine belongs to one tenant. */
export const developmentTenant = "local";
export const hostPrincipal: Principal = {
  tenantId: developmentTenant,
  subject: "host",
  roles: ["owner"],
  scopes: [...scopes],
};

export interface Addresses {
  apiUrl: string;
  awsUrl: string;
  databaseUrl: string;
  demoShopUrl: string;
}

/** The environment that functions find: on AWS the stack sets the same names. What the user has set already stays. */
export function functionEnvironment(addresses: Addresses): Record<string, string> {
  const queueUrls = Object.keys(topology.queues).map((name) => [
    `${name.toUpperCase().replaceAll("-", "_")}_QUEUE_URL`,
    `${addresses.awsUrl}/${localAccountId}/${name}`,
  ]);
  return {
    AWS_ENDPOINT_URL: addresses.awsUrl,
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: process.env["POWERTOOLS_LOG_LEVEL"] ?? "WARN",
    HIL_ACCOUNT_ID: localAccountId,
    HIL_STATE_MACHINE_ROLE_ARN: `arn:aws:iam::${localAccountId}:role/state-machines`,
    DATABASE_URL: addresses.databaseUrl,
    HIL_MIGRATE: "true",
    HIL_SNAPSHOT_DIR: fileURLToPath(new URL("../node_modules/.cache/hil/", import.meta.url)),
    DEMO_SHOP_URL: addresses.demoShopUrl,
    ...identityEnvironment(addresses.apiUrl),
    ...Object.fromEntries(queueUrls),
  };
}

/** The development issuer, unless the user names an OIDC issuer of their own. */
function identityEnvironment(apiUrl: string): Record<string, string> {
  if (process.env["HIL_OIDC_ISSUER"]) return {};
  return {
    HIL_OIDC_ISSUER: devIssuerUrl,
    HIL_OIDC_AUDIENCE: devAudience,
    HIL_OIDC_JWKS_URL: `${apiUrl}/dev-issuer/jwks.json`,
  };
}
