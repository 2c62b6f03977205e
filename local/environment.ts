import { fileURLToPath } from "node:url";
import type { Deployment } from "../infra/deployment.ts";
import { accessEnvironment } from "../infra/policies.ts";
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
  demoShopUrl: string;
}

/** The laptop as a deployment; its queues' URLs begin at the loopback endpoint. */
export function deploymentAt(awsUrl: string): Deployment {
  return {
    partition: "aws",
    region: localRegion,
    accountId: localAccountId,
    namePrefix: "",
    sqsUrl: awsUrl,
    // Whether there is a server is what the secret says.
    mail: { by: "smtp" },
  };
}

/**
 * The environment that functions find. What comes with a function's access is derived as for AWS; all functions run in
 * one process here, so they find what any of them needs.
 */
export function functionEnvironment(addresses: Addresses): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: addresses.awsUrl,
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: process.env["POWERTOOLS_LOG_LEVEL"] ?? "WARN",
    HIL_MIGRATE: "true",
    HIL_SNAPSHOT_DIR: fileURLToPath(new URL("../node_modules/.cache/hil/", import.meta.url)),
    // One process instead of many.
    HIL_DATABASE_CONNECTIONS: process.env["HIL_DATABASE_CONNECTIONS"] ?? "10",
    // One person with tools that poll, not a public service.
    HIL_REQUESTS_PER_MINUTE: process.env["HIL_REQUESTS_PER_MINUTE"] ?? "6000",
    DEMO_SHOP_URL: addresses.demoShopUrl,
    HIL_CONSOLE_URL: process.env["HIL_CONSOLE_URL"] ?? addresses.apiUrl,
    ...identityEnvironment(addresses.apiUrl),
    ...accessOfAll(deploymentAt(addresses.awsUrl)),
  };
}

function accessOfAll(deployment: Deployment): Record<string, string> {
  const names = Object.keys(topology.functions);
  return Object.fromEntries(
    names.flatMap((name) => Object.entries(accessEnvironment(name, topology, deployment))),
  );
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
