import { readConfig } from "../../infra/config/read-config.ts";
import { settingsEnvironment } from "../../infra/config/settings-environment.ts";
import { accessEnvironment } from "../../infra/policies.ts";
import { topology } from "../../infra/topology.ts";
import { devAudience, devIssuerUrl } from "../../local/dev-issuer.ts";
import { deploymentAt, localRegion } from "../../local/environment.ts";
import type { SettingsGroup } from "../../shared/contracts/topology.ts";

/** What an embedded host in this process offers to functions. */
export interface HostAddresses {
  apiUrl: string;
  awsUrl: string;
}

/**
 * The whole environment of one function, derived as for AWS: what its access and its settings give in the laptop's
 * deployment, what Lambda itself sets, and where loopback is.
 */
export function functionEnvironment(name: string, host: HostAddresses): Record<string, string> {
  const spec = topology.functions[name];
  if (spec === undefined) throw new Error(`The topology has no function ${name}.`);
  const onLoopback = (spec.settings ?? []).flatMap((group) => loopbackVariables[group] ?? []);
  return {
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_ENDPOINT_URL: host.awsUrl,
    ...settingsEnvironment(name, spec, laptop(host)),
    ...accessEnvironment(name, topology, deploymentAt(host.awsUrl)),
    ...Object.fromEntries(onLoopback.map((variable) => [variable, process.env[variable] ?? ""])),
  };
}

/** Where the host has put what stands elsewhere on AWS. */
const loopbackVariables: Partial<Record<SettingsGroup, string[]>> = {
  models: ["HIL_OFFLINE_MODEL_URL"],
  "demo-shop": ["DEMO_SHOP_URL"],
};

function laptop({ apiUrl }: HostAddresses) {
  const jwksUrl = `${apiUrl}/dev-issuer/jwks.json`;
  return { ...readConfig("dev"), identity: { issuer: devIssuerUrl, audience: devAudience, jwksUrl } };
}
